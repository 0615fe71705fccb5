"""The brief (数据底稿): every number and sentence of a document, frozen, so that each can be traced and compared later.

A control in the document carries only `halfsky:BRIEF:N`; what number N is stands here. The same figures give the same
brief: it holds no clock. Its id is the beginning of its fingerprint, so a brief that was altered no longer fits. What
it does not say is not written, so that briefs of earlier versions still fit theirs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from halfsky.documents.blocks import Block, sentences
from halfsky.documents.said import Number, Said, legal, plain
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.refusals import problem

PREFIX = "halfsky"
ID_LENGTH = 10
NOT_A_BRIEF = problem(
    "400.600",
    ("这不是一份数据底稿，或已被改动（{why}）。", "This is not a brief, or it was altered ({why})."),
    ("请使用系统随文稿保存的底稿。", "Use the brief that was kept with the document."),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of the document. `exact` is a fraction ("143/10") or empty, `sentence` its place in the brief's list;
    `code` and `number` are empty for counts and rates of the whole plan, whose meaning `of` says."""

    n: int
    code: str
    number: str
    of: str
    what: str
    shown: str
    exact: str
    unit: str
    period: str
    source: str
    sentence: int
    at: int = -1
    """Where in its sentence it begins; -1 in briefs of earlier versions."""

    @property
    def same(self) -> tuple[str, str, str, str]:
        """What makes it the same number in another brief: what it is, of what, whatever its value and its year."""
        return self.code, self.number, self.what, self.of


@dataclass(frozen=True, slots=True)
class Brief:
    """What a document says. `as_of` is an ISO date, `form` "work" or "final", `fingerprint` a SHA-256 of the rest;
    `asked` is how it was asked for, so that it can be asked for again."""

    id: str
    plan: str
    place: str
    year: int
    as_of: str
    snapshot: str
    form: str
    entries: tuple[Entry, ...]
    sentences: tuple[str, ...]
    fingerprint: str
    asked: Mapping[str, str] = field(default_factory=dict)

    def tag(self, n: int) -> str:
        """What the control of number `n` carries."""
        return f"{PREFIX}:{self.id}:{n}"

    def entry(self, n: int) -> Entry | None:
        return self.entries[n - 1] if 0 < n <= len(self.entries) else None

    def to_json(self) -> str:
        data = asdict(self)
        data["entries"] = [{k: v for k, v in e.items() if k != "at" or v >= 0} for e in data["entries"]]
        return json.dumps({k: v for k, v in data.items() if k != "asked" or v}, ensure_ascii=False, indent=1)

    def of_sentence(self, at: int) -> tuple[Entry, ...]:
        """The numbers of one sentence, in order."""
        return tuple(e for e in self.entries if e.sentence == at)

    def as_kept(self) -> dict[str, Any]:
        """What is kept beside a file, next to what else its kind keeps there."""
        kept: dict[str, Any] = json.loads(self.to_json())
        return kept

    @staticmethod
    def kept(data: Mapping[str, Any]) -> Brief | None:
        """The brief in what is kept beside a file, whatever else is kept there; None where there is none."""
        if "fingerprint" not in data:
            return None
        own = {f.name for f in fields(Brief)}
        return Brief.from_json(json.dumps({k: v for k, v in data.items() if k in own}))

    @staticmethod
    def from_json(text: str) -> Brief:
        """Read a brief; refuses what is none and what no longer fits its fingerprint."""
        try:
            data = json.loads(text)
            entries = tuple(Entry(**e) for e in data.pop("entries"))
            read = Brief(entries=entries, sentences=tuple(data.pop("sentences")), **data)
        except (ValueError, TypeError, KeyError, AttributeError) as e:
            raise NOT_A_BRIEF.at(why=str(e)) from e
        if read != _sealed(read):
            raise NOT_A_BRIEF.at(why="fingerprint")
        return read


@dataclass(frozen=True, slots=True)
class About:
    """What a document speaks of: `plan` is empty where it speaks of none."""

    plan: str
    place: str
    year: int
    as_of: dt.date
    snapshot: str
    form: str
    asked: Mapping[str, str] = field(default_factory=dict)


def freeze(
    a: Assessment, form: str, blocks: Sequence[Block], plan: str = "", asked: Mapping[str, str] | None = None
) -> Brief:
    """The brief of numbered blocks on an assessment. `plan` names what a paper of several plans speaks of."""
    how = {"tree": str(a.tree)} if a.tree else {}
    about = About(plan or a.plan.code, a.place.code, a.year, a.as_of, a.snapshot, form, how | dict(asked or {}))
    return frozen(about, blocks)


def frozen(about: About, blocks: Sequence[Block]) -> Brief:
    """The brief of numbered blocks."""
    said = sentences(blocks)
    entries = [e for i, s in enumerate(said) for e in _entries(s, i)]
    texts = tuple(plain(s) for s in said)
    day = about.as_of.isoformat()
    head = about.plan, about.place, about.year, day, about.snapshot, about.form
    return _sealed(Brief("", *head, tuple(entries), texts, "", about.asked))


def _entries(said: Said, sentence: int) -> Iterator[Entry]:
    """The numbers of a sentence, each with where it begins."""
    at = 0
    for piece in said:
        if isinstance(piece, Number):
            yield _entry(piece, sentence, at)
        at += len(plain((piece,)))


def _entry(number: Number, sentence: int, at: int) -> Entry:
    values = {f.name: getattr(number, f.name) for f in fields(Number) if f.name != "exact"}
    values |= {"what": number.what.value, "shown": legal(number.shown), "of": legal(number.of)}
    return Entry(**values, exact="" if number.exact is None else str(number.exact), sentence=sentence, at=at)


def _sealed(brief: Brief) -> Brief:
    """The brief with the id and fingerprint that fit it."""
    bare = replace(brief, id="", fingerprint="")
    digest = hashlib.sha256(bare.to_json().encode()).hexdigest()
    return replace(brief, id=digest[:ID_LENGTH], fingerprint=digest)
