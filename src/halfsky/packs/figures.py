"""Third gate, figures: values and facts must fit what they are figures of, and must not contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Absence
from halfsky.kernel.numbers import decimals_of, exact
from halfsky.kernel.place import SIX_LEVELS, Level
from halfsky.kernel.refusals import problem
from halfsky.packs.library import Library, Shelves
from halfsky.packs.notation import ElementRow, FactRow, IndicatorRow, PlaceRow, Row, TargetRow, ValueRow
from halfsky.packs.pack import EXAMPLES, RawPack
from halfsky.packs.planning import check_bounds
from halfsky.packs.spot import Complaints

CONTRADICTION = problem(
    "400.301",
    (
        "与 {first} 是同一个数，值却不同（{before}、{now}）。",
        "This is the same figure as {first}, with another value ({before}, {now}).",
    ),
    ("请核对来源，只留一个。", "Check the sources and keep one."),
)
REPEATED = problem(
    "400.302",
    ("与 {first} 重复。", "This repeats {first}."),
    ("请删去一处。", "Take one of them out."),
)
OTHER_UNIT = problem(
    "400.303",
    ("单位是“{came}”，而指标“{indicator}”以“{unit}”计。", "The unit is “{came}”, but “{indicator}” is in “{unit}”."),
    ("请按指标的单位填写，或改正单位。", "Give the value in the indicator's unit, or correct the unit."),
)
TOO_EARLY = problem(
    "400.304",
    ("公布日期 {published} 早于{year}年。", "The day of publication, {published}, lies before {year}."),
    ("请改正 published 或 year。", "Correct published or year."),
)
NOT_BROKEN_DOWN = problem(
    "400.305",
    ("数据项“{element}”不按“{cell}”分组。", "The element “{element}” has no part “{cell}”."),
    (
        "请在 elements.csv 的 breakdowns 中声明，或删去这一行。",
        "Declare it in breakdowns of elements.csv, or take the row out.",
    ),
)
TOO_MANY_DECIMALS = problem(
    "400.306",
    ("“{element}”取{decimals}位小数，“{came}”多了。", "“{element}” has {decimals} decimals; “{came}” has more."),
    ("请核对数值；确有小数时改 elements.csv 的 decimals。", "Check the number, or correct decimals in elements.csv."),
)
OTHER_LEVEL = problem(
    "400.307",
    ("“{element}”在{wanted}填报，{place} 是{came}。", "“{element}” enters at the {wanted} level; {place} is a {came}."),
    ("上级的数由下级相加，请填在{wanted}。", "Upper levels are summed up; give it at the {wanted} level."),
)
REAL_PLACE = problem(
    "400.308",
    ("演示包不能给真实的地方（{place}）写数。", "A demo pack must not bring figures for a real place ({place})."),
    ("请只用本包 places.csv 中虚构的地方。", "Use the invented places in its own places.csv alone."),
)
NO_UPPER = problem(
    "400.309",
    ("上级 {parent} 的级次不高于 {place}。", "The parent {parent} is not of a higher level than {place}."),
    ("请改正 parent 或 level。", "Correct parent or level."),
)


def check_figures(library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Complain of values, facts and places that cannot stand; figures of examples are of a world of their own."""
    seen: dict[tuple[object, ...], ValueRow | FactRow] = {}
    for pack in library.packs:
        check = _Figures(pack, shelves, complaints, seen)
        check.places()
        check.values()
        check.facts()
    for pack in library.packs:
        _Figures(pack, shelves, complaints, {}, EXAMPLES).values()
        _Figures(pack, shelves, complaints, {}, EXAMPLES).facts()


@dataclass
class _Figures:
    """The figures of one pack, or of its examples."""

    pack: RawPack
    shelves: Shelves
    complaints: Complaints
    seen: dict[tuple[object, ...], ValueRow | FactRow]
    folder: str = ""
    own: Mapping[str, PlaceRow] = field(init=False)
    parts: dict[tuple[str, Cell], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own = {row.code: row for row in self.pack.of(PlaceRow)}

    def places(self) -> None:
        for row in self.own.values():
            above = self.own.get(row.parent)
            if row.parent == row.code or (above and level_of(above).depth >= level_of(row).depth):
                self.complaints.add(NO_UPPER.at(row.at("parent"), parent=row.parent, place=row.code))
        for target in self.pack.of(TargetRow):
            if target.place:
                self.invented(target, target.place)

    def invented(self, row: Row, place: str) -> None:
        """Figures of a demo pack stay at the places that it has invented."""
        if self.pack.head.demo and place not in self.own and not self.folder:
            self.complaints.add(REAL_PLACE.at(row.at("place"), place=place))

    def values(self) -> None:
        for row in self.pack.of(ValueRow, self.folder):
            indicator = self.shelves.indicators.things[row.indicator][1]
            assert isinstance(indicator, IndicatorRow)
            if row.unit != indicator.unit:
                said = {"came": row.unit, "indicator": indicator.name, "unit": indicator.unit}
                self.complaints.add(OTHER_UNIT.at(row.at("unit"), **said))
            else:
                check_bounds(exact(row.value), row.value, indicator, row.at("value"), self.complaints)
            if row.published is not None and row.published.year < row.year:
                self.complaints.add(TOO_EARLY.at(row.at("published"), published=row.published, year=row.year))
            self.invented(row, row.place)
            self.once(row, (row.indicator, row.place, row.year, row.cell))

    def facts(self) -> None:
        for row in self.pack.of(FactRow, self.folder):
            element = self.shelves.elements.things[row.element][1]
            assert isinstance(element, ElementRow)
            if not self.has_part(element, row.cell):
                said = {"element": element.name, "cell": str(row.cell)}
                self.complaints.add(NOT_BROKEN_DOWN.at(row.at("element"), **said))
            if isinstance(row.value, str) and "." in row.value and decimals_of(row.value) > element.decimals:
                said = {"element": element.name, "decimals": str(element.decimals), "came": row.value}
                self.complaints.add(TOO_MANY_DECIMALS.at(row.at("value"), **said))
            self.enters(element, row)
            self.invented(row, row.place)
            self.once(row, (row.element, row.place, row.period, row.cell))

    def has_part(self, element: ElementRow, cell: Cell) -> bool:
        key = (element.code, cell)
        if key not in self.parts:
            declared = dict(element.breakdowns)
            self.parts[key] = all(category in declared.get(dimension, ()) for dimension, category in cell.parts)
        return self.parts[key]

    def enters(self, element: ElementRow, row: FactRow) -> None:
        """A fact stands at the level where its element enters; examples have no tree, so any place will do there."""
        if element.at_level is None or self.folder:
            return
        place = self.own.get(row.place)
        level = level_of(place) if place else SIX_LEVELS.level(row.place)
        if level is not element.at_level:
            said = {"element": element.name, "wanted": element.at_level.label, "place": row.place, "came": level.label}
            self.complaints.add(OTHER_LEVEL.at(row.at("place"), **said))

    def once(self, row: ValueRow | FactRow, key: tuple[object, ...]) -> None:
        """One figure has one value; within one file a mere repetition is a matter of shape."""
        first = self.seen.setdefault(key, row)
        if first is row:
            return
        if _reading(first.value) != _reading(row.value):
            said = {"first": first.spot, "before": first.value, "now": row.value}
            self.complaints.add(CONTRADICTION.at(row.at("value"), **said))
        else:
            self.complaints.add(REPEATED.at(str(row.spot), first=first.spot))


def _reading(value: str | Absence) -> Fraction | Absence:
    return value if isinstance(value, Absence) else exact(value)


def level_of(row: PlaceRow) -> Level:
    """The level of a place that a pack brings: as it says, or by its code."""
    return row.level or SIX_LEVELS.level(row.code)
