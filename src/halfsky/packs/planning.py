"""Third gate, plans: goals, targets and duties must agree with each other, with their indicator and their plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.indicator import Direction
from halfsky.kernel.numbers import needed
from halfsky.kernel.place import SIX_LEVELS
from halfsky.kernel.refusals import Problem, problem
from halfsky.kernel.target import Comparator
from halfsky.packs.library import Library, Shelves
from halfsky.packs.notation import DutyRow, GoalRow, GroupRow, IndicatorRow, TargetRow
from halfsky.packs.pack import RawPack
from halfsky.packs.spot import Complaints

NOT_QUANTIFIABLE = problem(
    "400.281",
    ("{number} 的种类是 {kind}，不应有目标值。", "{number} is of the kind {kind}, which has no target value."),
    (
        "请把 goals.csv 的 kind 改为 reach、keep 或 reach_keep，或删去目标值。",
        "Correct kind in goals.csv, or take the target out.",
    ),
)
NO_TARGET = problem(
    "400.282",
    ("{number} 的种类是 {kind}，却没有目标值。", "{number} is of the kind {kind}, but there is no target for it."),
    (
        "请在 targets.csv 中补上，或把 kind 改为 qualitative 或 monitor。",
        "Add it to targets.csv, or make kind qualitative or monitor.",
    ),
)
WRONG_WAY = problem(
    "400.283",
    (
        "{number}：比较方式 {comparator} 与指标“{indicator}”的方向 {direction} 不符。",
        "{number}: the comparator {comparator} does not fit the direction {direction} of “{indicator}”.",
    ),
    (
        "越高越好（up）的指标用 >= 或 raise_by，越低越好（down）的用 <= 或 reduce_by；无方向（none）的不设目标值。",
        "up takes >= or raise_by, down takes <= or reduce_by; none has no target value.",
    ),
)
OUTSIDE_PLAN = problem(
    "400.284",
    ("{year}年不在规划年份 {years} 之内。", "{year} lies outside the years of the plan, {years}."),
    ("请改正年份。", "Correct the year."),
)
BASE_AFTER = problem(
    "400.285",
    ("基期{base}年不早于{year}年。", "The base year {base} does not lie before {year}."),
    ("请改正 base_year 或 year。", "Correct base_year or year."),
)
SHARE_EXPECTED = problem(
    "400.286",
    ("{comparator} 要写份额，“{came}”不是。", "{comparator} wants a share; “{came}” is none."),
    ("请写成 20% 或 1/6。", "Write 20% or 1/6."),
)
NUMBER_EXPECTED = problem(
    "400.287",
    (
        "{comparator} 要写指标单位（{unit}）的数，“{came}”是份额。",
        "{comparator} wants a number in {unit}; “{came}” is a share.",
    ),
    ("请只写数字，如 95。", "Write the number alone, such as 95."),
)
BAND_WRONG = problem(
    "400.288",
    ("{column} 与比较方式 {comparator} 不符。", "{column} does not fit the comparator {comparator}."),
    (
        "between 要写 value2，且大于 value；tolerance 只用于 about，且大于零；其他比较方式两列都留空。",
        "between has a value2 above value; tolerance is for about alone and above zero; otherwise leave both empty.",
    ),
)
OUT_OF_BOUNDS = problem(
    "400.289",
    (
        "{value}{unit} 超出了指标“{indicator}”可能的范围（{low}—{high}）。",
        "{value}{unit} is outside what “{indicator}” can be ({low} to {high}).",
    ),
    (
        "请核对数值和单位，或改正 indicators.csv 的 low、high。",
        "Check the number and its unit, or correct low and high.",
    ),
)
CELL_WIDER = problem(
    "400.291",
    (
        "{number} 的目标是分组“{goal}”，目标值却没有写这个分组。",
        "{number} is about “{goal}”, but the target does not name it.",
    ),
    ("请在 breakdown 列写 {goal}。", "Write {goal} in the column breakdown."),
)
LEVEL_NOT_BELOW = problem(
    "400.292",
    ("holds 写的级次不在该地之下。", "The level in holds does not lie below the place."),
    ("请写更低的级次，如 each township，或写 here。", "Name a lower level, such as each township, or write here."),
)
PLACE_OR_GROUP = problem(
    "400.296",
    ("place 和 group 要写一个，且只写一个。", "Write place or group, and only one of them."),
    ("目标属于一个地方时写 place，属于一组地方时写 group。", "A target belongs to one place, or to a group of places."),
)
GROUP_NAMES_DIFFER = problem(
    "400.297",
    ("分组“{code}”的名称前后不一（另见第 {first} 行）。", "The group “{code}” has two names (see line {first})."),
    ("同一分组每行写同样的名称。", "Write the same name in every row of a group."),
)
PLACE_OUTSIDE = problem(
    "400.293",
    ("{place} 不在本包的地方 {home} 之内。", "{place} does not lie within {home}, the place of this pack."),
    ("地方规划只写本地的目标值。", "A local plan has targets for its own place alone."),
)
LEADS = problem(
    "400.294",
    ("{number} 有{count}个牵头单位。", "{number} has {count} leading departments."),
    ("每个目标写一个 lead，其余写 support。", "Write one lead for each goal, and support for the others."),
)
NOT_OUR_GOAL = problem(
    "400.295",
    (
        "{number} 是内容包 {pack} 的目标，本包不能改它的分工。",
        "{number} is a goal of the pack {pack}; its duties stand there.",
    ),
    ("请只给本包自己的目标写分工。", "Write duties for the goals of this pack alone."),
)
_WAYS = {
    Comparator.AT_LEAST: Direction.UP,
    Comparator.RAISE_BY: Direction.UP,
    Comparator.AT_MOST: Direction.DOWN,
    Comparator.REDUCE_BY: Direction.DOWN,
}


def fits(comparator: Comparator, direction: Direction) -> bool:
    """Whether a target may be so compared where this way is better; of what has no better way there is no target."""
    return direction is not Direction.NONE and direction in (_WAYS.get(comparator, direction), Direction.KEEP)


def check_planning(library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Complain of goals, targets and duties that cannot be meant so."""
    planned: set[tuple[str, str]] = set()
    for pack in library.packs:
        for row in pack.of(TargetRow):
            plan = library.plan_of(pack, row.plan)
            planned.add((plan, row.number))
            _Target(library, shelves, pack, row, plan, complaints).check()
    for pack in library.packs:
        plan = library.plan_of(pack)
        for goal in pack.of(GoalRow):
            if goal.kind.quantifiable and (plan, goal.number) not in planned:
                complaints.add(NO_TARGET.at(goal.at("kind"), number=goal.number, kind=goal.kind.value))
            indicator = shelves.indicators.things[goal.indicator][1]
            if goal.base is not None and isinstance(indicator, IndicatorRow):
                check_bounds(goal.base, needed(goal.base, 0), indicator, goal.at("base"), complaints)
        _check_head(pack, complaints)
        _check_groups(pack, complaints)
        _check_duties(pack, shelves, plan, complaints)


def _check_groups(pack: RawPack, complaints: Complaints) -> None:
    first: dict[str, GroupRow] = {}
    for row in pack.of(GroupRow):
        known = first.setdefault(row.code, row)
        if (known.zh, known.en) != (row.zh, row.en):
            complaints.add(GROUP_NAMES_DIFFER.at(row.at("zh"), code=row.code, first=known.spot.line))


def _check_head(pack: RawPack, complaints: Complaints) -> None:
    head = pack.head
    if head.years and head.base_year and head.base_year > head.years.year:
        complaints.add(BASE_AFTER.at(head.at("base_year"), base=head.base_year, year=head.years.year))


def _check_duties(pack: RawPack, shelves: Shelves, plan: str, complaints: Complaints) -> None:
    leads: dict[str, list[DutyRow]] = defaultdict(list)
    for row in pack.of(DutyRow):
        owner = shelves.goals[plan].things[row.number][0].code
        if owner != pack.code:
            complaints.add(NOT_OUR_GOAL.at(row.at("number"), number=row.number, pack=owner))
        leads[row.number] += [row] if row.role == "lead" else []
    first = {row.number: row for row in reversed(pack.of(DutyRow))}
    for number, rows in leads.items():
        if len(rows) != 1:
            complaints.add(LEADS.at((rows or [first[number]])[-1].at("role"), number=number, count=len(rows)))


@dataclass(frozen=True)
class _Target:
    """One target beside its goal, its indicator and its plan."""

    library: Library
    shelves: Shelves
    pack: RawPack
    row: TargetRow
    plan: str
    complaints: Complaints

    def complain(self, what: Problem, where: str, **values: object) -> None:
        self.complaints.add(what.at(self.row.at(where), number=self.row.number, **values))

    def check(self) -> None:
        row = self.row
        goal = self.shelves.goals[self.plan].things[row.number][1]
        assert isinstance(goal, GoalRow)
        indicator = self.shelves.indicators.things[goal.indicator][1]
        assert isinstance(indicator, IndicatorRow)
        self.check_goal(goal, indicator)
        self.check_year(goal)
        self.check_numbers(indicator)
        self.check_place()

    def check_goal(self, goal: GoalRow, indicator: IndicatorRow) -> None:
        row = self.row
        if not goal.kind.quantifiable:
            self.complain(NOT_QUANTIFIABLE, "number", kind=goal.kind.value)
        if not fits(row.comparator, indicator.direction):
            said = {"comparator": row.comparator.value, "direction": indicator.direction.value}
            self.complain(WRONG_WAY, "comparator", indicator=indicator.name, **said)
        if not set(goal.breakdown.parts) <= set(row.breakdown.parts):
            self.complain(CELL_WIDER, "breakdown", goal=str(goal.breakdown))

    def check_year(self, goal: GoalRow) -> None:
        head = self.library.plans[self.plan].head
        assert head.years is not None
        if not head.years.year <= self.row.year <= head.years.number:
            self.complain(OUTSIDE_PLAN, "year", year=self.row.year, years=str(head.years))
        base = goal.base_year or head.base_year
        if base is not None and base >= self.row.year:
            self.complain(BASE_AFTER, "year", base=base, year=self.row.year)

    def check_numbers(self, indicator: IndicatorRow) -> None:
        row, comparator = self.row, self.row.comparator
        said = {"comparator": comparator.value, "came": row.value.shown}
        if comparator.relative and not row.value.share:
            return self.complain(SHARE_EXPECTED, "value", **said)
        if not comparator.relative and row.value.share:
            return self.complain(NUMBER_EXPECTED, "value", unit=indicator.unit, **said)
        banded = row.value2 is not None and row.value2 > row.value.value
        if not (banded if comparator is Comparator.BETWEEN else row.value2 is None):
            self.complain(BAND_WRONG, "value2", column="value2", comparator=comparator.value)
        if row.tolerance is not None and (comparator is not Comparator.ABOUT or row.tolerance <= 0):
            self.complain(BAND_WRONG, "tolerance", column="tolerance", comparator=comparator.value)
        if not comparator.relative:
            check_bounds(row.value.value, row.value.shown, indicator, row.at("value"), self.complaints)
        return None

    def check_place(self) -> None:
        row, home = self.row, self.pack.head.place
        if bool(row.place) is bool(row.group):
            return self.complain(PLACE_OR_GROUP, "place")
        if row.group:
            return None
        if row.holds is not None and row.holds.depth <= SIX_LEVELS.level(row.place).depth:
            self.complain(LEVEL_NOT_BELOW, "holds")
        if home and self.pack.head.extends and home not in (row.place, *SIX_LEVELS.ancestors(row.place)):
            self.complain(PLACE_OUTSIDE, "place", place=row.place, home=home)
        return None


def check_bounds(value: Fraction, shown: str, indicator: IndicatorRow, where: str, complaints: Complaints) -> None:
    """Complain of a value that the indicator cannot have, such as a share of 120%."""
    low, high = indicator.low, indicator.high
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = {"low": "−∞" if low is None else low, "high": "∞" if high is None else high}
        said = {"value": shown, "unit": indicator.unit, "indicator": indicator.name}
        complaints.add(OUT_OF_BOUNDS.at(where, **said, **bounds))
