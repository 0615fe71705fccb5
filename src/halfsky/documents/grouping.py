"""Which rows of a domain are told together: by what was found, and like ones in one sentence.

A domain is told in parts: what is reached, moves, falls short, is open, is only watched, has no figure. Within a
part, rows that differ only in their figures (one unit, class, year, comparison and target year, and names with one
ending: 新生儿死亡率、婴儿死亡率) share a sentence.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from enum import Enum

from halfsky.documents.numbers import moved
from halfsky.kernel.assessment import Row
from halfsky.kernel.verdict import Class, Note

ENDING = 3
"""So many characters at the end make names alike: 死亡率, 近视率, 女生占比."""
MOST = 5
"""No sentence tells of more rows than this."""


class Part(Enum):
    """The parts of a domain, with the words that open their paragraph."""

    REACHED = "达标情况。"
    MOVING = "进展情况。"
    SHORT = "存在差距。"
    OPEN = "尚难判定。"
    WATCHED = "监测情况。"
    SILENT = "数据缺口。"


_MOVING = (Class.EXPECTED, Class.BETTER, Class.STEADY)
_WATCHED = (Class.MONITORED, Class.NO_TARGET)
_OPEN = (Class.PENDING, Class.UNCLEAR)


def part_of(row: Row) -> Part:
    """Where a row is told."""
    v = row.verdict
    if v.observation is None and not v.parts:
        return Part.SILENT
    if v.reached:
        return Part.REACHED
    if v.class_ in _MOVING:
        return Part.MOVING
    if v.class_ in _WATCHED or Note.NO_DIRECTION in v.notes:
        return Part.WATCHED
    if v.class_ is Class.NO_DATA:
        return Part.SILENT
    return Part.OPEN if v.class_ in _OPEN else Part.SHORT


def grouped(rows: Iterable[Row], judged: int) -> list[tuple[Row, ...]]:
    """The rows of one part in groups: those of the year judged first, else in the order of the plan."""
    groups: list[list[Row]] = []
    for row in rows:
        home = next((g for g in groups if len(g) < MOST and _alike(row, g)), None)
        if home is None:
            groups.append([row])
        else:
            home.append(row)
    return sorted((tuple(g) for g in groups), key=lambda g: -_year(g[0], judged))


def _year(row: Row, judged: int) -> int:
    o = row.verdict.observation
    return min(o.year, judged) if o else 0


def _alike(row: Row, group: list[Row]) -> bool:
    """Whether a row fits a group: one frame, and one ending of all the names."""
    endings = {r.name.zh[-ENDING:] for r in (*group, row)}
    return len(endings) == 1 and _frame(row) == _frame(group[0])


def _frame(row: Row) -> Hashable:
    """All that a sentence says once for its whole group; a row that is told alone has a frame of its own."""
    v, o = row.verdict, row.verdict.observation
    if o is None or v.parts or {Note.SMALL_COUNT, Note.NO_CASES} & set(v.notes):
        return row.number
    target = (row.target.year, row.needs_review) if row.target else None
    said_once = (row.indicator.unit, v.class_, v.notes, v.reason, v.worse_running, target, bool(row.upper))
    ways = tuple(before and moved(o, before, row.indicator) for before in (v.previous, v.base))
    years = tuple(x and x.period for x in (o, v.previous, v.base))
    outlook = (v.forecast and (v.forecast.since, v.forecast.year), v.progress and bool(v.progress.behind))
    return said_once, years, ways, outlook
