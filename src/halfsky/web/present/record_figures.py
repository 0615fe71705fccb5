"""The figures of a register as lines: a total with its parts below it, now and in the period before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.fact import Absence, Missing, Observation, Reading
from halfsky.kernel.numbers import printed
from halfsky.kernel.period import Period, period, year
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.units import Unit
from halfsky.queries.register_figures import FigureRow
from halfsky.queries.register_rates import RateRow

Categories = Mapping[tuple[str, str], Text]
"""What categories are called, by dimension and category."""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure in words; `part` says that it is a part of the total above it."""

    row: FigureRow
    label: Text
    unit: str
    part: bool
    now: Text
    before: Text
    change: Text
    given: bool


@dataclass(frozen=True, slots=True)
class RateLine:
    """One rate in words, with the counts of which it is made."""

    row: RateRow
    label: Text
    base: Text
    now: Text
    counts: str
    before: Text
    change: Text


def rate_lines(found: Iterable[RateRow], categories: Categories) -> list[RateLine]:
    return [_rate_line(row, categories) for row in found]


def _rate_line(row: RateRow, categories: Categories) -> RateLine:
    name = row.indicator.name
    label = name + Text("（") + row.at.label(categories) + Text("）") if row.at else name
    return RateLine(row, label, _base(row), _rate(row.now), _counts(row.now), _rate(row.before), _rate_change(row))


def _base(row: RateRow) -> Text:
    """What it is a share of, named: two shares of one figure may stand on two bases."""
    if not row.base.zh:
        return NOTHING
    return Text("占{base}", "of {base}").format(base=row.base) if row.indicator.is_rate else row.base


def _rate_change(row: RateRow) -> Text:
    """By how much it is more or less than before: of percentages in points."""
    if row.now is None or row.before is None:
        return NOTHING
    by = row.now.value - row.before.value
    said = f"{'+' if by > 0 else ''}{printed(by, row.indicator.decimals)}"
    return Text(f"{said}个百分点", f"{said} points") if row.indicator.unit == "%" else Text(said)


def _rate(of: Observation | None) -> Text:
    return Text(of.shown) if of else Absence.NOT_COMPUTED.label


def _counts(of: Observation | None) -> str:
    """Numerator and denominator, so that a share of few says that they are few."""
    if of is None or of.cases is None or of.count is None:
        return ""
    return f"{printed(of.cases, 0)} / {printed(of.count, 0)}"


def figure_lines(found: Iterable[FigureRow]) -> list[FigureLine]:
    return [_line(row) for row in found]


def _line(row: FigureRow) -> FigureLine:
    element = row.element
    now, before = row.now, row.before
    return FigureLine(
        row,
        row.label,
        element.unit,
        bool(row.at),
        _said(row, now),
        _said(row, before),
        _change(row, now, before),
        isinstance(now, Fraction),
    )


def _said(row: FigureRow, reading: Reading) -> Text:
    if isinstance(reading, Missing):
        return reading.reason.label
    return Text(printed(Unit.parse(row.element.unit).from_base(reading), row.element.decimals))


def _change(row: FigureRow, now: Reading, before: Reading) -> Text:
    """By how much it is more or less than before; nothing where one of them is missing."""
    if isinstance(now, Missing) or isinstance(before, Missing):
        return Text("")
    by = Unit.parse(row.element.unit).from_base(now) - Unit.parse(row.element.unit).from_base(before)
    return Text(f"{'+' if by > 0 else ''}{printed(by, row.element.decimals)}")


def periods(of: int, today: dt.date) -> list[Period]:
    """The year, its quarters and its months, as far as they have begun."""
    return [p for p in _periods(of) if p.first_day() <= today or p.months() == year(of).months()]


def _periods(of: int) -> Iterator[Period]:
    yield year(of)
    yield from (period(f"{of}Q{n}") for n in range(1, 5))
    yield from (period(f"{of}-{n:02}") for n in range(1, 13))
