"""A document looked at again, as its page shows it: what changed, to choose from, and every number with its origin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from halfsky.documents.brief import Entry
from halfsky.documents.said import What
from halfsky.kernel.text import Text
from halfsky.queries.living import Changes, Living
from halfsky.queries.living_shape import source_of
from halfsky.web.standing import Here


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """`key` names it in the form; empty where the document would not say it any more."""

    key: str
    of: str
    what: str
    before: str
    after: str
    href: str


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence, a line of a table or a picture in which something changed: before and after (one side empty where it
    is new or gone). `key` names it in the form where its words changed; `numbers` are those that did."""

    key: str
    before: str
    after: str
    numbers: tuple[ChangedNumber, ...]


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


def places(found: Sequence[Changes], here: Here) -> list[Place]:
    """Where something has changed, in the order of the document; what is new stands at its end."""
    return [place for c in found for place in _places(c, here)]


def _places(c: Changes, here: Here) -> Iterator[Place]:
    brief, now = c.origin.brief, c.now.brief
    turned = {s.before: (i, s.after) for i, s in enumerate(c.comparison.sentences) if s.before is not None}
    numbers: dict[int, list[ChangedNumber]] = defaultdict(list)
    for change in c.comparison.numbers:
        if change.before is not None:
            numbers[change.before.sentence].append(_number(c, change.before, change.after, here))
    for at in sorted({*turned, *numbers}):
        i, after = turned.get(at, (-1, c.comparison.pairs.get(at)))
        says = now.sentences[after] if after is not None else ""
        yield Place(f"{brief.id}:{i}" if at in turned else "", brief.sentences[at], says, tuple(numbers[at]))
    for i, s in enumerate(c.comparison.sentences):
        if s.before is None and s.after is not None and now.sentences[s.after].strip():
            yield Place(f"{brief.id}:{i}", "", now.sentences[s.after], ())


def _number(c: Changes, before: Entry, after: Entry | None, here: Here) -> ChangedNumber:
    return ChangedNumber(
        f"{c.origin.brief.id}:{before.n}" if after else "",
        before.of,
        What(before.what).label,
        before.shown,
        after.shown if after else "",
        _href(before, c.origin.brief.plan, here),
    )


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
