"""Facts: what was counted where and when, or the reason why there is no figure. Zero is a value, missing is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text


class Absence(StrEnum):
    """Why there is no figure. Chosen by a person or known from the rules, never guessed."""

    NOT_REPORTED = "not_reported"
    NOT_PUBLISHED = "not_published"
    NOT_SURVEYED = "not_surveyed"
    NOT_COUNTED_HERE = "not_counted_here"
    NO_BASE = "no_base"
    NONE_SINCE_BASE = "none_since_base"
    NOT_PROVIDED = "not_provided"
    NOT_APPLICABLE = "not_applicable"
    NOT_COMPUTED = "not_computed"
    ZERO_DIVISOR = "zero_divisor"
    BREAK = "break"
    HIDDEN = "hidden"

    @property
    def label(self) -> Text:
        return ABSENCES[self]


ABSENCES: dict[Absence, Text] = {
    Absence.NOT_REPORTED: Text("未报", "not reported"),
    Absence.NOT_PUBLISHED: Text("尚未公布", "not yet published"),
    Absence.NOT_SURVEYED: Text("非调查年", "not a survey year"),
    Absence.NOT_COUNTED_HERE: Text("本级不统计", "not counted at this level"),
    Absence.NO_BASE: Text("缺基期数", "no base value"),
    Absence.NONE_SINCE_BASE: Text("基期以来无数据", "nothing since the base year"),
    Absence.NOT_PROVIDED: Text("部门未提供", "not provided by the department"),
    Absence.NOT_APPLICABLE: Text("不适用", "not applicable"),
    Absence.NOT_COMPUTED: Text("未计算", "not computed"),
    Absence.ZERO_DIVISOR: Text("未计算（分母为零）", "not computed (the divisor is zero)"),
    Absence.BREAK: Text("口径调整", "definition changed"),
    Absence.HIDDEN: Text("涉及少量个案，未显示", "hidden: small count"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """No value, and why; `of` names the thing that is missing."""

    reason: Absence
    of: str = ""


Reading = Fraction | Missing
"""What one looks up: an exact value, or the reason why there is none."""


class Flow(StrEnum):
    """Whether a thing is counted over a period or at its end."""

    FLOW = "flow"
    STOCK = "stock"


class Adding(StrEnum):
    """How the parts of a tree or a time make the whole."""

    ADD = "add"
    LAST = "last"
    HIGHEST = "highest"
    LOWEST = "lowest"
    EACH = "each"
    COUNT = "count"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Element:
    """One thing counted or measured. `at` is the level where it enters (above it is summed), None = at any level."""

    code: str
    name: Text
    unit: str
    kind: Flow
    adds: Adding
    decimals: int = 0
    at: Level | None = None
    sensitive: bool = False
    breakdowns: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One point of an indicator's series: the exact value, as it was printed, and where it comes from.

    `computed` says that the house worked it out from elements; `cases` and `count` are numerator and denominator then
    (whole counts), which small numbers need, and `pooled` is the rate of three years together. `published` is the day
    from which it may be used (None: undated).
    `footnotes` are the 核实说明 of what it is made of, printed wherever it is.
    """

    period: Period
    value: Fraction
    shown: str
    source: str = ""
    published: dt.date | None = None
    note: str = ""
    computed: bool = False
    cases: Fraction | None = None
    count: Fraction | None = None
    pooled: Fraction | None = None
    cell: Cell = TOTAL
    footnotes: tuple[str, ...] = ()

    def known_from(self) -> dt.date:
        """The first day on which it may be used: that of its publication; undated, the day after its own period."""
        return self.published or self.period.last_day() + dt.timedelta(days=1)

    @property
    def year(self) -> int:
        """The data year: that of the period's last day."""
        return self.period.last_day().year
