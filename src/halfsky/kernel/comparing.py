"""Places side by side on one goal: what differs, in words.

The first place is the one that others are held against. Best and worst are named only where the goal has a direction
and more than one value differs; where neither way is better, highest and lowest. Equal values share the word.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from halfsky.kernel.assessment import Row
from halfsky.kernel.indicator import Direction
from halfsky.kernel.text import Text
from halfsky.kernel.words import gap

BEST, WORST = Text("最好", "best"), Text("最差", "worst")
BETTER, POORER = Text("较好", "better"), Text("较差", "worse")
HIGHEST, LOWEST = Text("最高", "highest"), Text("最低", "lowest")
OTHER_YEAR = Text("数据年度不同", "of another year")
SPLIT = Text("有的达标，有的未达标", "reached by some, not by others")


def sense(row: Row) -> int:
    """+1 where more is better, −1 where less is, 0 where neither or a band is wanted."""
    bar = row.verdict.bar
    return bar.sense if bar and bar.sense else {Direction.UP: 1, Direction.DOWN: -1}.get(row.indicator.direction, 0)


def value(row: Row | None) -> Fraction | None:
    return row.verdict.observation.value if row and row.verdict.observation else None


def remarks(rows: Sequence[Row | None]) -> tuple[tuple[Text, ...], ...]:
    """For each place what is to be said of its value beside the others; nothing where it has none."""
    return tuple(tuple(_remarks(row, rows)) for row in rows)


def _remarks(row: Row | None, rows: Sequence[Row | None]) -> list[Text]:
    mine = value(row)
    if row is None or mine is None:
        return []
    found = [_standing(mine, sense(row), [v for r in rows if (v := value(r)) is not None])]
    first = rows[0]
    if first is not None and row is not first and (theirs := value(first)) is not None:
        found += [_beside(mine, theirs, row), _year(row, first)]
    return [text for text in found if text is not None]


def _standing(mine: Fraction, way: int, values: list[Fraction]) -> Text | None:
    low, high = min(values), max(values)
    if low == high or mine not in (low, high):
        return None
    top = mine == high
    if not way:
        return HIGHEST if top else LOWEST
    good, poor = (BETTER, POORER) if len(values) == 2 else (BEST, WORST)
    return good if top == (way > 0) else poor


def _beside(mine: Fraction, theirs: Fraction, row: Row) -> Text:
    if mine == theirs:
        return Text("与首列相同", "as in the first column")
    size = gap(mine - theirs, row.indicator)
    if mine > theirs:
        return Text(f"比首列高{size.zh}", f"{size.in_('en')} above the first column")
    return Text(f"比首列低{size.zh}", f"{size.in_('en')} below the first column")


def _year(row: Row, first: Row) -> Text | None:
    mine, theirs = row.verdict.observation, first.verdict.observation
    return OTHER_YEAR if mine and theirs and mine.year != theirs.year else None


def split(rows: Sequence[Row | None]) -> bool:
    """Whether some of the places reach the goal and some that have a figure do not."""
    reached = {r.verdict.reached for r in rows if r and r.verdict.quantifiable and value(r) is not None}
    return len(reached) == 2
