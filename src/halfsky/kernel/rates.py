"""达标率 and its companions: never printed without 数据覆盖率, and not at all where too much is missing.

A rate is a count over a count. `rate` leaves rows without data out of the denominator, `rate_with_missing` keeps them
in; coverage is the share of quantifiable rows that have data. Below `ENOUGH_COVERAGE` no rate is given: the missing
rows are listed instead. What is not counted at this level leaves the denominator and is listed by name.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from halfsky.kernel.fact import Absence
from halfsky.kernel.verdict import Class, Verdict

ENOUGH_COVERAGE = Fraction(80, 100)


class Judged(Protocol):
    """Anything that carries a plan's number and a verdict."""

    @property
    def number(self) -> str: ...
    @property
    def verdict(self) -> Verdict: ...


R = TypeVar("R", bound=Judged)


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a plan (or domain, or agency) in one year, and the rates that may be drawn from them."""

    rows: int
    quantifiable: int
    reached: int
    early_or_expected: int
    on_progress: int
    missing: tuple[str, ...]
    not_counted_here: tuple[str, ...]
    earlier_values: int
    by_class: tuple[tuple[Class, int], ...]
    enough: Fraction = ENOUGH_COVERAGE

    @property
    def with_data(self) -> int:
        return self.quantifiable - len(self.missing)

    @property
    def coverage(self) -> Fraction | None:
        """The share of quantifiable rows with data; None where nothing is quantifiable."""
        return Fraction(self.with_data, self.quantifiable) if self.quantifiable else None

    @property
    def withheld(self) -> bool:
        """数据不足，暂不计算达标率."""
        return self.coverage is None or self.coverage < self.enough

    @property
    def rate(self) -> Fraction | None:
        """达标率 over the rows with data."""
        return self._share(self.reached, self.with_data)

    @property
    def rate_with_missing(self) -> Fraction | None:
        """达标率 over all quantifiable rows."""
        return self._share(self.reached, self.quantifiable)

    @property
    def hopeful_rate(self) -> Fraction | None:
        """提前达标和预期可达标占比 over all quantifiable rows."""
        return self._share(self.early_or_expected, self.quantifiable)

    @property
    def progress_rate(self) -> Fraction | None:
        """序时进度达标率: rows reached or at least on the progress line, over all quantifiable rows."""
        return self._share(self.on_progress, self.quantifiable)

    def count(self, class_: Class) -> int:
        return dict(self.by_class).get(class_, 0)

    def _share(self, part: int, whole: int) -> Fraction | None:
        return None if self.withheld or not whole else Fraction(part, whole)


def summarise(rows: Iterable[Judged], enough: Fraction = ENOUGH_COVERAGE) -> Summary:
    """Count the rows of one plan, domain or agency."""
    every = list(rows)
    here = [r for r in every if r.verdict.reason is not Absence.NOT_COUNTED_HERE]
    numeric = [r for r in here if r.verdict.quantifiable]
    hopeful = (Class.EXPECTED,)
    return Summary(
        rows=len(every),
        quantifiable=len(numeric),
        reached=sum(r.verdict.reached for r in numeric),
        early_or_expected=sum(r.verdict.reached or r.verdict.class_ in hopeful for r in numeric),
        on_progress=sum(on_progress(r.verdict) for r in numeric),
        missing=tuple(r.number for r in numeric if r.verdict.class_ is Class.NO_DATA),
        not_counted_here=tuple(r.number for r in every if r.verdict.reason is Absence.NOT_COUNTED_HERE),
        earlier_values=sum(r.verdict.uses_earlier_value for r in numeric if r.verdict.observation),
        by_class=tuple((c, n) for c in Class if (n := sum(r.verdict.class_ is c for r in every))),
        enough=enough,
    )


def on_progress(verdict: Verdict) -> bool:
    """Reached, or not behind the straight line."""
    return verdict.reached or (verdict.progress is not None and not verdict.progress.behind)


def shared_once(plans: Sequence[Sequence[R]], series: Callable[[R], Hashable]) -> list[R]:
    """两规划合计: a series that several plans share counts once, with the verdict of the stricter target."""
    chosen: dict[Hashable, R] = {}
    for row in (r for plan in plans for r in plan):
        key = series(row)
        if key not in chosen or _outweighs(row.verdict, chosen[key].verdict):
            chosen[key] = row
    return list(chosen.values())


def _outweighs(one: Verdict, other: Verdict) -> bool:
    """What is judged outweighs what is not, then the stricter bar; where bars say nothing, what is not reached."""
    if (mine := _standing(one)) != (theirs := _standing(other)):
        return mine > theirs
    if one.bar is not None and other.bar is not None and one.bar != other.bar:
        if one.bar.within(other.bar):
            return True
        if other.bar.within(one.bar):
            return False
    return other.reached and not one.reached


def _standing(verdict: Verdict) -> int:
    """0 for a goal that is not quantifiable, 1 for one without data, 2 for one that is judged."""
    return 0 if not verdict.quantifiable else 1 if verdict.class_ is Class.NO_DATA else 2
