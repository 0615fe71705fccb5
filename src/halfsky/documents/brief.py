"""The brief (数据底稿): every number and sentence of a document, frozen, so that each can be traced and compared later.

A control in the document carries only `halfsky:BRIEF:N`; what number N is stands here. The same assessment gives the
same brief: it holds no clock. Its id is the beginning of its fingerprint, so a brief that was altered no longer fits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace

from halfsky.documents.blocks import Block, sentences
from halfsky.documents.said import Number, legal, plain
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


@dataclass(frozen=True, slots=True)
class Brief:
    """What a document says. `as_of` is an ISO date, `form` "work" or "final", `fingerprint` a SHA-256 of the rest."""

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

    def tag(self, n: int) -> str:
        """What the control of number `n` carries."""
        return f"{PREFIX}:{self.id}:{n}"

    def entry(self, n: int) -> Entry | None:
        return self.entries[n - 1] if 0 < n <= len(self.entries) else None

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

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


def freeze(assessment: Assessment, form: str, blocks: Sequence[Block], plan: str = "") -> Brief:
    """The brief of numbered blocks. `plan` names what a paper of several plans speaks of."""
    said = sentences(blocks)
    entries = [_entry(p, i) for i, s in enumerate(said) for p in s if isinstance(p, Number)]
    return _sealed(
        Brief(
            id="",
            plan=plan or assessment.plan.code,
            place=assessment.place.code,
            year=assessment.year,
            as_of=assessment.as_of.isoformat(),
            snapshot=assessment.snapshot,
            form=form,
            entries=tuple(entries),
            sentences=tuple(plain(s) for s in said),
            fingerprint="",
        )
    )


def _entry(number: Number, sentence: int) -> Entry:
    values = {f.name: getattr(number, f.name) for f in fields(Number) if f.name != "exact"}
    values |= {"what": number.what.value, "shown": legal(number.shown), "of": legal(number.of)}
    return Entry(**values, exact="" if number.exact is None else str(number.exact), sentence=sentence)


def _sealed(brief: Brief) -> Brief:
    """The brief with the id and fingerprint that fit it."""
    bare = replace(brief, id="", fingerprint="")
    digest = hashlib.sha256(bare.to_json().encode()).hexdigest()
    return replace(brief, id=digest[:ID_LENGTH], fingerprint=digest)
