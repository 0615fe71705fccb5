"""The notation of packs: every table and every structure as a dataclass whose fields are its columns and keys.

Read `docs/packs.md` for what the columns mean, `kinds.py` for what each may hold. A row knows its `spot`; `KEY` names
the fields that no two rows share. In a table that is `OPEN`, columns that are not named here are dimensions (sex,
residence): together they are the cell of the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.fact import Adding, Flow
from halfsky.kernel.indicator import Direction, Rhythm
from halfsky.kernel.place import Level
from halfsky.kernel.plan import GoalKind
from halfsky.kernel.scoring import Method
from halfsky.kernel.target import Comparator
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level as Gravity
from halfsky.packs.kinds import (
    CellText,
    Code,
    Count,
    Day,
    Decimals,
    Entry,
    Given,
    GroupCode,
    Holds,
    Name,
    Number,
    PackCode,
    Parts,
    PlaceCode,
    Printed,
    Review,
    RoughDay,
    RuleCode,
    TargetAmount,
    UnitText,
    Version,
    When,
    Year,
    Years,
    YesNo,
    choice,
    options,
)
from halfsky.packs.spot import Spot

PACK_KINDS: dict[str, Text] = {
    "catalogue": Text("目录", "catalogue"),
    "plan": Text("规划", "plan"),
    "local": Text("地方规划", "local plan"),
    "data": Text("数据", "data"),
    "forms": Text("报表", "forms"),
    "registers": Text("台账", "registers"),
    "demo": Text("演示", "demo"),
    "teaching": Text("教学", "teaching"),
}
BASES = {
    "published-first": Text("以公布数为准", "published first"),
    "computed-first": Text("以计算数为准", "computed first"),
}
ROLES = {"lead": Text("牵头", "lead"), "support": Text("配合", "support")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row or entry; `at(column)` is how a complaint names its cell."""

    spot: Spot
    KEY: ClassVar[tuple[str, ...]] = ()
    OPEN: ClassVar[bool] = False

    def at(self, column: str = "") -> str:
        return self.spot.at(column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain(Row):
    """A domain of a plan."""

    code: Code
    zh: Name
    en: Name = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Row):
    """pack.yaml: what the pack is, what it stands on, and for a plan its years and domains."""

    pack: PackCode
    version: Version
    kind: Annotated[str, choice(PACK_KINDS)]
    title: Text
    uses: tuple[PackCode, ...] = ()
    extends: PackCode = ""
    place: PlaceCode = ""
    years: Years | None = None
    base_year: Year | None = None
    subject: Code = ""
    domains: tuple[Domain, ...] = ()
    index: Annotated[Method, options(Method)] | None = None
    background: tuple[Code, ...] = ()
    demo: YesNo = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow(Row):
    """sources.csv: a document that figures and targets come from."""

    KEY: ClassVar[tuple[str, ...]] = ("key",)
    key: Name
    title: Name
    issuer: Name = ""
    published: RoughDay = ""
    page: Name = ""
    note: Name = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionRow(Row):
    """dimensions.csv: one category of a breakdown; `called` is the name of the breakdown itself (城乡)."""

    KEY: ClassVar[tuple[str, ...]] = ("dimension", "code")
    dimension: Code
    code: Code
    zh: Name
    en: Name = ""
    called: Name = ""
    called_en: Name = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow(Row):
    """departments.csv: a kind of agency; `names` are the other names that it goes by."""

    KEY: ClassVar[tuple[str, ...]] = ("code",)
    code: Code
    zh: Name
    en: Name = ""
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow(Row):
    """elements.csv: one thing that is counted or measured; `counts` says that it is how many places of a level the tree
    has, which nobody needs to give."""

    KEY: ClassVar[tuple[str, ...]] = ("code",)
    code: Code
    name: Name
    unit: UnitText
    kind: Annotated[Flow, options(Flow)]
    adds: Annotated[Adding, options(Adding)]
    name_en: Name = ""
    breakdowns: Parts = ()
    decimals: Decimals = 0
    at_level: Entry = field(default=None, metadata={"as": "at"})
    sensitive: YesNo = False
    counts: Annotated[Level, options(Level)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow(Row):
    """indicators.csv: one definition version of an indicator; what is no part of the definition is alike in all."""

    KEY: ClassVar[tuple[str, ...]] = ("code", "since")
    code: Code
    name: Name
    unit: UnitText
    decimals: Decimals
    direction: Annotated[Direction, options(Direction)]
    name_en: Name = ""
    per: Name = ""
    basis: Annotated[Literal["published-first", "computed-first"], choice(BASES)] = "published-first"
    valid_for: Annotated[Rhythm, options(Rhythm)] = Rhythm.ANNUAL
    steps: tuple[Year, ...] = ()
    low: Number | None = None
    high: Number | None = None
    small: Count | None = None
    formula: Name = ""
    numerator: Name = ""
    denominator: Name = ""
    since: Year | None = field(default=None, metadata={"as": "from"})
    until: Year | None = None
    note: Name = ""
    review: Review = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakRow(Row):
    """breaks.csv: from `year` on a series means something else."""

    KEY: ClassVar[tuple[str, ...]] = ("indicator", "year")
    indicator: Code
    year: Year
    reason: Name
    reason_en: Name = ""
    link: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow(Row):
    """goals.csv: a goal under the plan's own number, pointing at an indicator of the catalogue."""

    KEY: ClassVar[tuple[str, ...]] = ("number",)
    number: Name
    domain: Code
    indicator: Code
    kind: Annotated[GoalKind, options(GoalKind)]
    breakdown: CellText = TOTAL
    goal: Name = ""
    goal_en: Name = ""
    name: Name = ""
    name_en: Name = ""
    base_year: Year | None = None
    base: Number | None = None
    source: tuple[Name, ...] = ()
    review: Review = False
    note: Name = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow(Row):
    """targets.csv: what is to hold at a place, or at every place of a group, in a year."""

    KEY: ClassVar[tuple[str, ...]] = ("plan", "number", "breakdown", "place", "group", "year")
    number: Name
    year: Year
    comparator: Annotated[Comparator, options(Comparator)]
    value: TargetAmount
    plan: PackCode = ""
    breakdown: CellText = TOTAL
    place: PlaceCode = ""
    group: GroupCode = ""
    value2: Number | None = None
    tolerance: Number | None = None
    holds: Holds = None
    source: tuple[Name, ...] = ()
    review: Review = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow(Row):
    """groups.csv: one place in a named group of places, from a day until a day."""

    KEY: ClassVar[tuple[str, ...]] = ("code", "place", "since")
    code: GroupCode
    zh: Name
    place: PlaceCode
    en: Name = ""
    since: Day | None = field(default=None, metadata={"as": "from"})
    until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow(Row):
    """duties.csv: which kind of agency leads a goal or supports it."""

    KEY: ClassVar[tuple[str, ...]] = ("number", "agency")
    number: Name
    role: Annotated[Literal["lead", "support"], choice(ROLES)]
    agency: Code
    note: Name = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow(Row):
    """weights.csv: how much a goal weighs in the index of the plan, and whether it must be reached."""

    KEY: ClassVar[tuple[str, ...]] = ("number",)
    number: Name
    weight: Number
    must: YesNo = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow(Row):
    """values.csv: a published value of an indicator, exactly as printed."""

    KEY: ClassVar[tuple[str, ...]] = ("indicator", "place", "year", "cell")
    OPEN: ClassVar[bool] = True
    indicator: Code
    place: PlaceCode
    year: Year
    value: Printed
    unit: UnitText
    source: Name
    published: Day | None = None
    note: Name = ""
    cell: Cell = field(default=TOTAL, metadata={"open": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow(Row):
    """facts.csv: what was counted of an element, or the reason why there is no number (not_reported, 未报)."""

    KEY: ClassVar[tuple[str, ...]] = ("element", "place", "period", "cell")
    OPEN: ClassVar[bool] = True
    element: Code
    place: PlaceCode
    period: When
    value: Given
    cell: Cell = field(default=TOTAL, metadata={"open": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow(Row):
    """places.csv: a place that the pack brings along, as demo and teaching packs do."""

    KEY: ClassVar[tuple[str, ...]] = ("code",)
    code: PlaceCode
    name: Name
    level: Annotated[Level, options(Level)] | None = None
    parent: PlaceCode = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow(Row):
    """examples/figures.csv: what an indicator must come to."""

    KEY: ClassVar[tuple[str, ...]] = ("indicator", "place", "period", "cell")
    OPEN: ClassVar[bool] = True
    indicator: Code
    place: PlaceCode
    period: When
    value: Printed
    cell: Cell = field(default=TOTAL, metadata={"open": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRow(Row):
    """examples/verdicts.csv: how a goal must be judged, and on which value (empty: on none)."""

    KEY: ClassVar[tuple[str, ...]] = ("plan", "number", "place", "year", "as_of")
    number: Name
    place: PlaceCode
    year: Year
    verdict: Annotated[Class, options(Class)]
    plan: PackCode = ""
    value: Printed = ""
    as_of: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry(Row):
    """warnings.yaml: one rule of the warning table."""

    rule: RuleCode
    level: Annotated[Gravity, options(Gravity)]
    when: Name
    says: Text
