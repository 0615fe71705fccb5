"""A document looked at again, as its page shows it: what changed, to choose from, and every number with its origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.documents.brief import Entry
from halfsky.documents.said import What
from halfsky.kernel.text import Text
from halfsky.queries.living import Changes, Living
from halfsky.queries.living_shape import source_of
from halfsky.web.standing import Here


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """`key` names it in the form; empty where the document would say a number that it does not hold yet."""

    key: str
    of: str
    what: str
    before: str
    after: str
    sentence: str
    href: str


@dataclass(frozen=True, slots=True)
class ChangedSentence:
    """Before and after; one side is empty where it is new or gone."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TracedNumber:
    """A number of the file: what stands there, what it is, where it comes from."""

    shown: str
    written: str
    by_hand: bool
    of: str
    what: str
    period: str
    source: str
    title: Text
    href: str


def changed_rows(found: Sequence[Changes], here: Here) -> tuple[list[ChangedNumber], list[ChangedSentence]]:
    """What has changed, in the order of the document."""
    numbers: list[ChangedNumber] = []
    sentences: list[ChangedSentence] = []
    for c in found:
        brief = c.origin.brief
        for change in c.comparison.numbers:
            before, after = change.before, change.after
            entry = before or after
            assert entry is not None
            numbers.append(
                ChangedNumber(
                    f"{brief.id}:{before.n}" if before and after else "",
                    entry.of,
                    What(entry.what).label,
                    before.shown if before else "",
                    after.shown if after else "",
                    brief.sentences[before.sentence] if before else c.now.brief.sentences[entry.sentence],
                    _href(entry, brief.plan, here),
                )
            )
        for i, turned in enumerate(c.comparison.sentences):
            old = brief.sentences[turned.before] if turned.before is not None else ""
            new = c.now.brief.sentences[turned.after] if turned.after is not None else ""
            sentences.append(ChangedSentence(f"{brief.id}:{i}", old, new))
    return numbers, sentences


def traced_rows(of: Living, here: Here) -> list[TracedNumber]:
    """Every number of the file in the order of reading."""
    rows = []
    for one in of.numbers:
        e, source = one.entry, source_of(here.house, one.entry)
        title = Text(source.title) if source else Text("由数据算出", "computed") if e.source else Text("")
        rows.append(
            TracedNumber(
                one.shown,
                e.shown,
                one.by_hand,
                e.of,
                What(e.what).label,
                e.period,
                e.source,
                title,
                _href(e, one.written.plan, here),
            )
        )
    return rows


def _href(entry: Entry, plan: str, here: Here) -> str:
    return here.to("indicator", plan=plan, name=entry.number) if entry.number and plan else ""
