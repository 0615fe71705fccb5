"""Indicators: a formula over elements, with unit, direction and definition versions; it may be published too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit

Basis = Literal["published-first", "computed-first"]


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    KEEP = "keep"
    NONE = "none"


class Rhythm(StrEnum):
    """How often a series can speak: every year, or in steps (census, term change, survey)."""

    ANNUAL = "annual"
    CENSUS = "census"
    TERM = "term"
    SURVEY = "survey"

    @property
    def label(self) -> Text:
        return RHYTHMS[self]


RHYTHMS = {
    Rhythm.ANNUAL: Text("年度", "yearly"),
    Rhythm.CENSUS: Text("普查", "census"),
    Rhythm.TERM: Text("换届", "term change"),
    Rhythm.SURVEY: Text("抽样调查", "survey"),
}


@dataclass(frozen=True, slots=True)
class Validity:
    """For how long a value may judge: one year for annual series; until the next step for the others."""

    rhythm: Rhythm = Rhythm.ANNUAL
    steps: tuple[int, ...] = ()

    def may_judge(self, data_year: int, judged: int) -> bool:
        """Whether a value of `data_year` may still judge the year `judged`."""
        if data_year > judged:
            return False
        if self.rhythm is Rhythm.ANNUAL:
            return judged - data_year <= 1
        past = [s for s in self.steps if s <= judged]
        return not past or data_year >= past[-1]

    def next_after(self, year: int) -> int | None:
        """The next year in which a step series will speak, where known."""
        return next((s for s in self.steps if s > year), None)


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of what an indicator means, in force from a year until a year (None: open)."""

    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    since: int | None = None
    until: int | None = None
    review: bool = False
    note: str = ""

    def holds_in(self, year: int) -> bool:
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True)
class Break:
    """From `year` on the series means something else; `link` is the last old value restated (衔接数), where issued."""

    year: int
    reason: Text
    link: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is judged. `unit` is the printed unit, `per` the base of a count ("千人"); `small` is the denominator
    below which a rate is shown with its cases; `low` and `high` bound what the unit can be."""

    code: str
    name: Text
    unit: str
    decimals: int
    direction: Direction
    per: str = ""
    basis: Basis = "published-first"
    validity: Validity = Validity()
    low: Fraction | None = None
    high: Fraction | None = None
    small: int | None = None
    definitions: tuple[Definition, ...] = ()
    breaks: tuple[Break, ...] = ()

    def definition(self, year: int) -> Definition | None:
        """The version in force in `year`."""
        return next((d for d in reversed(self.definitions) if d.holds_in(year)), None)

    def stretch(self, year: int) -> int:
        """The first year of the stretch without a break in which `year` lies (0 when it has no beginning)."""
        version = self.definition(year)
        starts = [b.year for b in self.breaks if b.year <= year]
        if version and version.since and len(self.definitions) > 1 and version is not self.definitions[0]:
            starts.append(version.since)
        return max(starts, default=0)

    @property
    def measure(self) -> Unit:
        """What the formula must give: the unit, per the base of a count (个/千人)."""
        return Unit.parse(f"{self.unit}/{self.per}" if self.per else self.unit)

    @property
    def is_rate(self) -> bool:
        """%, ‰, 1/万, 1/10万: differences are said in points."""
        return Unit.parse(self.unit).kind == "ratio"

    @property
    def one_digit(self) -> Fraction:
        """The smallest difference that can be printed."""
        return Fraction(1, 10**self.decimals)
