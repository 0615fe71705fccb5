"""League tables: places ranked by one indicator. The one rule of ranking of the whole house.

A place's rank is one more than the number of places that are strictly better, on exact values: equal values share a
rank (1, 2, 2, 4), and values that merely print alike do not. Better is what the bar asks, else the indicator's
direction; inside a band all are equal, outside the nearer is better. Where neither way is better nobody is ranked.
Whoever has no figure is listed last with the reason and never ranked.

A change is the difference to the same kind of period before, never across a break in the definition and never of a
period that is not over. Who gained most is ranked by the change towards better.

Small numbers (小样本): where the denominator lies below the indicator's threshold, the rank is worked out anew with
one case more and with one case fewer, all other places as they are. If that moves it, the rank stands for the whole
range between: 位次难分先后.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.group import Group
from halfsky.kernel.indicator import Direction, Indicator, Rhythm
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.small import is_small
from halfsky.kernel.target import Bar, Target
from halfsky.kernel.text import Text

NEITHER = Text(
    "该指标高低不论好坏，也没有目标区间，不排位次。",
    "Neither way of this indicator is better and it has no band to lie in: no ranks.",
)


class NoChange(StrEnum):
    """Why a place has no change although it has a figure."""

    NONE_BEFORE = "none_before"
    BREAK = "break"
    NOT_OVER = "not_over"

    @property
    def label(self) -> Text:
        return NO_CHANGES[self]


NO_CHANGES = {
    NoChange.NONE_BEFORE: Text("上期无数据", "nothing before"),
    NoChange.BREAK: Text("口径调整", "definition changed"),
    NoChange.NOT_OVER: Text("本期未结束", "the period is not over"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """Which values are better: `sense` +1 higher, −1 lower, 0 nearer to the `band`."""

    sense: int
    band: Bar = Bar()

    def short(self, value: Fraction) -> Fraction:
        """A number that is the smaller the better the value is; differences of it are in the indicator's unit."""
        return -self.sense * value if self.sense else self.band.miss(value)


def way(indicator: Indicator, bar: Bar | None) -> Way | None:
    """What is better: what the bar asks, else the indicator's direction; None where neither way is."""
    if bar is not None and (bar.sense or bar.low is not None):
        return Way(bar.sense, bar)
    sense = {Direction.UP: 1, Direction.DOWN: -1}.get(indicator.direction)
    return Way(sense) if sense else None


def earlier(indicator: Indicator, at: Period) -> Period:
    """The period that one of an indicator is compared with: the same kind before, of a step series the step before."""
    if indicator.validity.rhythm is not Rhythm.ANNUAL and at.whole_year:
        steps = [step for step in indicator.validity.steps if step < at.year]
        if steps:
            return Period(at.kind, steps[-1])
    return at.previous()


@dataclass(frozen=True, slots=True)
class Entrant:
    """A place that comes to the table: its figure (else why it has none), that of the period before, and what is asked
    of the place itself: a target and its bar (of a target that is judged place by place below, the bar is None)."""

    place: Place
    now: Observation | None = None
    before: Observation | None = None
    absence: Absence | None = None
    target: Target | None = None
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the table. `change` is the plain difference to the period before, `gain` the same towards better;
    `distance` is how far it is to the first; `span` are the best and the worst rank of a small number that one case
    would move; `met` says whether the place meets its own target."""

    entrant: Entrant
    rank: int | None = None
    distance: Fraction | None = None
    change: Fraction | None = None
    no_change: NoChange | None = None
    gain: Fraction | None = None
    gain_rank: int | None = None
    small: bool = False
    span: tuple[int, int] | None = None
    met: bool | None = None

    @property
    def place(self) -> Place:
        return self.entrant.place

    @property
    def now(self) -> Observation | None:
        return self.entrant.now


@dataclass(frozen=True, slots=True)
class League:
    """A table: its rows in order, the best first and the missing last. `entered` is how many places belong to it and
    `counted` how many of them have a figure, whether or not all are shown."""

    indicator: Indicator
    way: Way | None
    rows: tuple[Standing, ...]
    entered: int
    counted: int

    @property
    def first(self) -> tuple[Standing, ...]:
        """The best, all of them where several share the first rank."""
        return tuple(row for row in self.rows if row.rank == 1)

    @property
    def missing(self) -> tuple[Standing, ...]:
        return tuple(row for row in self.rows if row.now is None)

    @property
    def whole(self) -> bool:
        """Whether every place that belongs to the table is shown."""
        return len(self.rows) == self.entered

    def of(self, place: int) -> Standing | None:
        return next((row for row in self.rows if row.place.id == place), None)

    def for_those(self, places: Iterable[int]) -> League:
        """The table as some of its places see it: the best, and their own rows."""
        own = frozenset(places)
        return replace(self, rows=tuple(row for row in self.rows if row.rank == 1 or row.place.id in own))


def league(indicator: Indicator, entrants: Iterable[Entrant], bar: Bar | None, today: dt.date) -> League:
    """The table of an indicator. `bar` is what is asked where the places belong together; it says what is better."""
    better, found = way(indicator, bar), list(entrants)
    values = {e.place.id: e.now.value for e in found if e.now}
    ranks = ranking({i: better.short(v) for i, v in values.items()}) if better else {}
    best = min((better.short(v) for v in values.values()), default=None) if better else None
    rows = [_row(indicator, e, better, best, ranks.get(e.place.id), today) for e in found]
    gained = ranking({r.place.id: -r.gain for r in rows if r.gain is not None})
    rows = [replace(r, gain_rank=gained.get(r.place.id), span=_span(indicator, r, better, values)) for r in rows]
    rows.sort(key=lambda r: (r.now is None, r.rank or 0, r.place.code))
    return League(indicator, better, tuple(rows), len(rows), len(values))


def ranking(short: Mapping[int, Fraction]) -> dict[int, int]:
    """The rank of each: one more than the number of those that are strictly better (smaller)."""
    first: dict[Fraction, int] = {}
    for at, value in enumerate(sorted(short.values()), 1):
        first.setdefault(value, at)
    return {key: first[value] for key, value in short.items()}


def _row(
    indicator: Indicator, e: Entrant, better: Way | None, best: Fraction | None, rank: int | None, today: dt.date
) -> Standing:
    if e.now is None:
        return Standing(e)
    no_change = _no_change(indicator, e.now, e.before, today)
    before = e.before if no_change is None else None
    return Standing(
        e,
        rank,
        distance=better.short(e.now.value) - best if better and best is not None else None,
        change=e.now.value - before.value if before else None,
        no_change=no_change,
        gain=better.short(before.value) - better.short(e.now.value) if better and before else None,
        small=is_small(e.now, indicator.small),
        met=e.bar.meets(e.now.value) if e.bar else None,
    )


def _no_change(indicator: Indicator, now: Observation, before: Observation | None, today: dt.date) -> NoChange | None:
    """Why two values are not compared; None where they are."""
    if now.period.last_day() >= today:
        return NoChange.NOT_OVER
    if before is None or before.period.kind != now.period.kind:
        return NoChange.NONE_BEFORE
    return NoChange.BREAK if indicator.stretch(now.year) > before.year else None


def _span(
    indicator: Indicator, row: Standing, better: Way | None, values: Mapping[int, Fraction]
) -> tuple[int, int] | None:
    """The ranks that one case more and one case fewer would give; None where they change nothing."""
    now = row.now
    if better is None or now is None or not row.small or now.cases is None or not now.count:
        return None
    others = [better.short(v) for i, v in values.items() if i != row.place.id]
    reached = [better.short(v) for v in (now.value, *_one_case(indicator, now.value, now.cases, now.count))]
    ranks = [1 + sum(v < at for v in others) for at in reached]
    return (min(ranks), max(ranks)) if min(ranks) != max(ranks) else None


def _one_case(indicator: Indicator, value: Fraction, cases: Fraction, count: Fraction) -> list[Fraction]:
    """The value with one case fewer and with one more, as far as there can be."""
    step = indicator.measure.from_base(1 / count)
    found = [value - step] if cases >= 1 else []
    if indicator.high is None or value + step <= indicator.high:
        found.append(value + step)
    return found


def peers(group: Group, places: Sequence[Place], day: dt.date) -> list[Place]:
    """Those of the places that belong to the group on the day: peers are ranked with peers."""
    return [place for place in places if group.holds(place.code, day)]
