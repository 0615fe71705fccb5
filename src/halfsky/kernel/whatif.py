"""What-if: which goals, brought to their targets, raise 达标率 most, and how far each of them has to go.

A *lever* is one series (an indicator's cell): brought to its target, it is there for every plan that asks for it, and
the stricter bar counts. It lifts the rows of its own and no others, so what several levers lift together is the sum of
what each lifts, and the best choice of k is the k that lift most. Where several lift as much, the least effort decides:
the share of the way from the base to the target that is still to go, then the years that takes at past pace; what has
no such share (no base value, a base that met the target, no figure at all) comes after everything that has one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from halfsky.kernel.assessment import Row
from halfsky.kernel.rates import Summary, shared_once, summarise
from halfsky.kernel.target import Bar
from halfsky.kernel.verdict import Class, Verdict

Plans = Sequence[Sequence[Row]]
"""The rows of each plan."""
Key = tuple[str, str]
"""A series: the indicator's code and its cell as text."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a row is from its bar. `share` is the part of the way from base to target that is left (of a goal that
    each place has to meet: the part of the places that do not yet); `years` what that takes at past pace. None: there
    is no such way, or the pace leads elsewhere."""

    share: Fraction | None = None
    years: Fraction | None = None

    @property
    def rank(self) -> tuple[bool, Fraction, bool, Fraction]:
        """The smaller, the less effort; the unknown last."""
        return self.share is None, self.share or Fraction(0), self.years is None, self.years or Fraction(0)


@dataclass(frozen=True, slots=True)
class Lever:
    """A series that may be brought to its target: the rows that would be reached, which of the plans they stand in (by
    place among the plans), and the effort of the hardest of them."""

    key: Key
    rows: tuple[Row, ...]
    plans: tuple[int, ...]
    effort: Effort

    @property
    def row(self) -> Row:
        """The row that it is shown by."""
        return self.rows[0]


def key(row: Row) -> Key:
    """The series that a row judges."""
    return row.indicator.code, str(row.goal.cell)


def levers(plans: Plans) -> tuple[Lever, ...]:
    """Every series with a quantifiable row that is not reached and has a bar to reach, in the order of the plans."""
    found: dict[Key, list[tuple[int, Row]]] = {}
    for at, rows in enumerate(plans):
        for row in rows:
            if liftable(row.verdict):
                found.setdefault(key(row), []).append((at, row))
    return tuple(
        Lever(
            series,
            tuple(row for _, row in standing),
            tuple(dict.fromkeys(at for at, _ in standing)),
            max((effort(row.verdict) for _, row in standing), key=lambda e: e.rank),
        )
        for series, standing in found.items()
    )


def liftable(verdict: Verdict) -> bool:
    """Whether there is a bar that the row does not meet."""
    return verdict.quantifiable and not verdict.reached and verdict.bar is not None


def without_bar(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows that count as not reached and have no bar: a tolerance that is not issued, a base value that is missing."""
    return tuple(r for r in rows if r.verdict.quantifiable and not r.verdict.reached and r.verdict.bar is None)


def effort(verdict: Verdict) -> Effort:
    """How far the row has to go."""
    bar, now = verdict.bar, verdict.observation
    if bar is None:
        return Effort()
    if verdict.parts:
        missed = sum(p.value is None or not bar.meets(p.value) for p in verdict.parts)
        return Effort(Fraction(missed, len(verdict.parts)))
    if now is None:
        return Effort()
    return Effort(_share_left(verdict, bar, now.value), _years(verdict, bar, now.value))


def _share_left(verdict: Verdict, bar: Bar, now: Fraction) -> Fraction | None:
    base = verdict.base
    return None if base is None or bar.meets(base.value) else bar.miss(now) / bar.miss(base.value)


def _years(verdict: Verdict, bar: Bar, now: Fraction) -> Fraction | None:
    """The years to the bar at past pace: the slope of the forecast, else the mean pace since the base."""
    pace = verdict.forecast.slope if verdict.forecast else _mean_pace(verdict)
    way = bar.edge(now) - now
    return way / pace if pace and way * pace > 0 else None


def _mean_pace(verdict: Verdict) -> Fraction | None:
    base, now = verdict.base, verdict.observation
    if base is None or now is None or now.year <= base.year:
        return None
    return (now.value - base.value) / (now.year - base.year)


def lifted(plans: Plans, chosen: Collection[Key]) -> list[list[Row]]:
    """The plans as they would stand with these series at their targets."""
    wanted = set(chosen)
    return [[_reached(r) if key(r) in wanted and liftable(r.verdict) else r for r in rows] for rows in plans]


def _reached(row: Row) -> Row:
    return replace(row, verdict=replace(row.verdict, class_=Class.EARLY, reason=None))


def summaries(plans: Plans, chosen: Collection[Key] = ()) -> tuple[tuple[Summary, ...], Summary]:
    """The counts of each plan and of all together, shared series once, with these series at their targets."""
    standing = lifted(plans, chosen)
    once = shared_once(standing, key)
    return tuple(summarise(rows) for rows in standing), summarise(once)


def gains(plans: Plans, found: Iterable[Lever], of: int | None = None) -> dict[Key, int]:
    """How many more rows each lever brings to their targets: in the plan `of`, or in all together (None)."""

    def reached(chosen: Collection[Key]) -> int:
        each, together = summaries(plans, chosen)
        return together.reached if of is None else each[of].reached

    before = reached(())
    return {lever.key: reached((lever.key,)) - before for lever in found}


def best(found: Sequence[Lever], gain: Mapping[Key, int], k: int) -> tuple[Lever, ...]:
    """The k levers that raise the rate most; of those that raise it as much, the ones with the least effort, then in
    the order of the plans. Levers that raise nothing are left out."""
    useful = [x for x in found if gain[x.key]]
    return tuple(sorted(useful, key=lambda x: (-gain[x.key], x.effort.rank))[:k])
