"""Yearbook tables (统计年鉴): the figures of a plan at a place year by year, with the usual signs for what is missing.

An empty cell says that there is no figure; … that it is smaller than the last digit that is printed; — that nothing is
counted here; * that it rests on few cases and is not shown. Zero is printed as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.league import League
from halfsky.kernel.numbers import decimals_of, rounded
from halfsky.kernel.text import Text

YEARLY = ("year", "school")
MOST_DECIMALS = 6


class Sign(StrEnum):
    """What stands in the place of a figure."""

    EMPTY = ""
    TINY = "…"
    NONE = "—"
    HIDDEN = "*"


LEGEND: tuple[tuple[str, Text], ...] = (
    ("（空格）", Text("没有数据：未报、尚未公布、非调查年等", "no figure")),
    (Sign.TINY, Text("有数据，但不足本表最小单位数", "less than the last printed digit")),
    (Sign.NONE, Text("本级不统计、不适用，或没有目标", "not counted here, not applicable, or no target")),
    (Sign.HIDDEN, Text("涉及少量个案，未显示", "few cases, not shown")),
    ("0", Text("数值为零", "zero")),
)
_NONE = (Absence.NOT_COUNTED_HERE, Absence.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is printed: its value with so many decimals."""

    value: Decimal
    decimals: int


Printed = Figure | Sign


@dataclass(frozen=True, slots=True)
class Below:
    """One indicator over the places below, a league table for each year."""

    number: str
    name: Text
    indicator: Indicator
    years: Mapping[int, League]


@dataclass(frozen=True, slots=True)
class Yearbook:
    """The tables of a plan at a place for some years; `below` where an indicator was asked for."""

    assessment: Assessment
    years: tuple[int, ...]
    below: Below | None = None


def printed(seen: Observation | None, absence: Absence | None, indicator: Indicator) -> Printed:
    """A figure, or the sign that stands in its place."""
    if seen is None:
        return Sign.NONE if absence in _NONE else Sign.HIDDEN if absence is Absence.HIDDEN else Sign.EMPTY
    decimals = min(MOST_DECIMALS, indicator.decimals if seen.computed else decimals_of(seen.shown))
    value = rounded(seen.value, decimals)
    return Sign.TINY if seen.value and not value else Figure(value, decimals)


def of_row(row: Row, year: int) -> Printed:
    """The figure of a row in a year. Why it is missing is known of the year judged; that nothing is counted at this
    level, or the indicator does not apply, holds for every year."""
    seen = next((o for o in reversed(row.series) if o.year == year and o.period.kind in YEARLY), None)
    absence = row.question.absence
    return printed(seen, absence if year == row.question.judged or absence in _NONE else None, row.indicator)


def sources_of(row: Row, years: tuple[int, ...]) -> tuple[str, ...]:
    """The keys of the documents behind the printed figures of a row, each once."""
    found = (k.strip() for o in row.series if o.year in years for k in o.source.split(";"))
    return tuple(dict.fromkeys(k for k in found if k))


def footnotes_of(row: Row, years: tuple[int, ...]) -> tuple[str, ...]:
    """What is to be known of the printed figures of a row, each with its year."""
    seen = ((o.year, note) for o in row.series if o.year in years for note in (o.note, *o.footnotes) if note)
    return tuple(dict.fromkeys(f"{year}年：{note}" for year, note in seen))
