"""Checking a table of values row by row: every complaint of every row, then the rows that are sound."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from halfsky.exchange.tables import Line, Table
from halfsky.exchange.values import REQUIRED
from halfsky.kernel.access import IMPORT_VALUES, NOT_ALLOWED, Viewer, may
from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.content import Content
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import decimals_of, exact, narrow, printed
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import SIX_LEVELS, Place
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit
from halfsky.kernel.words import quantity
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion

EMPTY = problem(
    "400.540",
    ("“{column}”为空。", "“{column}” is empty."),
    ("请填写；没有数据的行请整行删去。", "Fill it in; leave rows without a figure out altogether."),
)
UNKNOWN_PLACE = problem(
    "400.541",
    ("没有区划代码“{came}”。", "There is no place with the code “{came}”."),
    ("{near}请核对代码，或先导入区划。", "{near}Check the code, or import the places first."),
)
OTHER_NAME = problem(
    "400.542",
    (
        "名称与代码不符：{code} 是“{is_}”，表中写的是“{came}”。",
        "Name and code differ: {code} is {is_}, the row says “{came}”.",
    ),
    ("请改正代码或名称。", "Correct the code or the name."),
)
BAD_YEAR = problem(
    "400.543",
    ("“{came}”不是可用的年份。", "“{came}” is not a year that can be used."),
    ("请填写{low}至{high}年之间的年份，如 2024。", "Write a year from {low} to {high}, such as 2024."),
)
OUT_OF_BOUNDS = problem(
    "400.544",
    (
        "{value}超出“{indicator}”的可能范围（{low}—{high}）。",
        "{value} is out of the range of {indicator} ({low} to {high}).",
    ),
    ("请核对数值和单位，如百分数不超过100。", "Check the value and its unit: a share is not above 100 %."),
)
OTHER_UNIT = problem(
    "400.545",
    (
        "单位不符：“{indicator}”以“{wanted}”为单位，表中写的是“{came}”。",
        "Units differ: {indicator} is in “{wanted}”, the row says “{came}”.",
    ),
    ("请换算成“{wanted}”后填写；系统不自动换算。", "Convert the value to “{wanted}”; nothing is converted silently."),
)
NO_CATEGORY = problem(
    "400.546",
    ("“{came}”不是“{column}”的分组。", "“{came}” is not a category of “{column}”."),
    ("可填：{known}、合计。", "Write one of {known}, or total."),
)
DOUBLED = problem(
    "400.548",
    (
        "与第{first}行重复（同一指标、区划、年份和分组）。",
        "Repeats row {first} (same indicator, place, year and breakdown).",
    ),
    ("只保留一行。", "Keep one of them."),
)
TWO_VALUES = problem(
    "400.547",
    (
        "“{came}”与第{first}行的“{other}”是同一指标，数值却不同（{value}、{before}）。",
        "“{came}” and “{other}” in row {first} are one indicator, but the values differ ({value}, {before}).",
    ),
    ("请核对两行，只保留一个数值。", "Check both rows and keep one value."),
)
BAD_DATE = problem(
    "400.549",
    ("“{came}”不是日期。", "“{came}” is not a date."),
    ("请写成 2024-12-31。", "Write 2024-12-31."),
)
TOTALS = frozenset({"total", "all", "合计", "全部", "总计", "不分", "-", "—"})
ROOT_NAMES = frozenset({"全国", "中国", "中华人民共和国"})
EXTRA_WORDS = {"城镇": "城市", "乡村": "农村", "女性": "女", "男性": "男"}
FIRST_YEAR = 1949


@dataclass(frozen=True, slots=True)
class Row:
    """One sound row: what it says, in the notation that is kept."""

    line: int
    indicator: Indicator
    cell: Cell
    place: Place
    period: Period
    value: str
    unit: str
    source: str
    published: dt.date | None
    note: str

    @property
    def key(self) -> tuple[int, str, str, str]:
        """What it is a value of: place, indicator, cell and period."""
        return (self.place.id, self.indicator.code, str(self.cell), str(self.period))


class Checker:
    """Checks the lines of one table for one viewer; `rows` are the sound ones, `complaints` all that is wrong."""

    def __init__(self, house: House, viewer: Viewer, table: Table) -> None:
        self.content: Content = house.content
        self.viewer, self.table, self.today = viewer, table, house.today()
        self.complaints: list[Refusal] = []
        self.rows: list[Row] = []
        self.allowed: dict[int, bool] = {}
        self.repeats = 0
        self.first: dict[tuple[int, str, str, str], tuple[Line, Row]] = {}

    def check(self) -> None:
        """Check every line."""
        for line in self.table.lines:
            before = len(self.complaints)
            row = self._row(line)
            if row is not None and len(self.complaints) == before:
                self._keep(line, row)

    def _keep(self, line: Line, row: Row) -> None:
        """Keep a row. One series may stand in two plans: the same value under its other number says nothing new."""
        first = self.first.setdefault(row.key, (line, row))
        if first[1] is row:
            self.rows.append(row)
            return
        came, other = line["indicator"], first[0]["indicator"]
        if came == other:
            self.complaints.append(DOUBLED.at(line.at(), first=first[0].number))
        elif row.value != first[1].value:
            said = {"came": came, "other": other, "value": row.value, "before": first[1].value}
            self.complaints.append(TWO_VALUES.at(line.at("value"), first=first[0].number, **said))
        else:
            self.repeats += 1

    def _row(self, line: Line) -> Row | None:
        for column in REQUIRED:
            if not line[column]:
                self.complaints.append(EMPTY.at(line.at(column), column=self.table.columns[column][0]))
        when = self._period(line)
        place = self._place(line, when)
        found = self._indicator(line)
        published = self._published(line)
        if found is None:
            return None
        indicator, at = found
        value = self._value(line, indicator)
        self._unit(line, indicator)
        if when is None or place is None or value is None:
            return None
        source, note = _derived(line["source"], line["note"])
        return Row(line.number, indicator, at, place, when, value, indicator.unit, source, published, note)

    def _period(self, line: Line) -> Period | None:
        text = narrow(line["period"]).removesuffix("年")
        if not text:
            return None
        try:
            found = period(text)
        except Refused:
            found = None
        if found is None or found.year < FIRST_YEAR or found.first_day() > self.today:
            refusal = BAD_YEAR.at(line.at("period"), came=line["period"], low=FIRST_YEAR, high=self.today.year)
            self.complaints.append(refusal)
            return None
        return found

    def _place(self, line: Line, when: Period | None) -> Place | None:
        if not line["place"]:
            return None
        try:
            code = SIX_LEVELS.full(line["place"], line.at("place"))
        except Refused as refused:
            self.complaints.extend(refused.refusals)
            return None
        versions = self.versions.get(code)
        if not versions:
            near = self._near_places(line["place_name"])
            self.complaints.append(UNKNOWN_PLACE.at(line.at("place"), came=line["place"], near=near))
            return None
        place = _of_day(versions, when.last_day() if when else self.today)
        self._name(line, versions, place)
        if not self._may(place):
            self.complaints.append(NOT_ALLOWED.at(line.at("place"), permission=IMPORT_VALUES.label))
        return place

    def _name(self, line: Line, versions: list[Place], place: Place) -> None:
        came = "".join(line["place_name"].split())
        names = {v.name for v in versions} | (ROOT_NAMES if place.code == SIX_LEVELS.root else set())
        if came and not any(came.endswith(name) for name in names):
            where = line.at("place_name")
            self.complaints.append(OTHER_NAME.at(where, code=place.code, is_=place.name, came=line["place_name"]))

    def _may(self, place: Place) -> bool:
        if place.id not in self.allowed:
            self.allowed[place.id] = may(self.viewer, IMPORT_VALUES, place, self.today)
        return self.allowed[place.id]

    def _indicator(self, line: Line) -> tuple[Indicator, Cell] | None:
        if not line["indicator"]:
            return None
        try:
            indicator, implied, _ = self.content.find(narrow(line["indicator"]))
        except Refused as refused:
            self.complaints.extend(r.placed(line.at("indicator")) for r in refused.refusals)
            return None
        return indicator, self._cell(line, implied)

    def _cell(self, line: Line, implied: Cell) -> Cell:
        """The breakdown: what the row says, 合计 included; where it says nothing, what the plan's number implies."""
        pairs = dict(implied.parts)
        for dimension, words in self.words.items():
            said = line[dimension].lower()
            if not said:
                continue
            pairs.pop(dimension, None)
            category = words.get(EXTRA_WORDS.get(said, said))
            if category is not None:
                pairs[dimension] = category
            elif said not in TOTALS:
                known = "、".join(w for w in words if not w.isascii()) or "、".join(words)
                heading = self.table.columns[dimension][0]
                refusal = NO_CATEGORY.at(line.at(dimension), came=line[dimension], column=heading, known=known)
                self.complaints.append(refusal)
        return cell(pairs)

    def _value(self, line: Line, indicator: Indicator) -> str | None:
        if not line["value"]:
            return None
        try:
            number = exact(line["value"], line.at("value"))
        except Refused as refused:
            self.complaints.extend(refused.refusals)
            return None
        text = narrow(line["value"]).replace(",", "")
        if "value" in line.numeric and decimals_of(text) < indicator.decimals:
            # A number cell has lost the zeros that were typed: 4.0 came as 4.
            text = printed(number, indicator.decimals)
        too_low = indicator.low is not None and number < indicator.low
        if too_low or (indicator.high is not None and number > indicator.high):
            low = "" if indicator.low is None else printed(indicator.low, 0)
            high = "" if indicator.high is None else printed(indicator.high, 0)
            came = quantity(text, indicator.unit)
            self.complaints.append(
                OUT_OF_BOUNDS.at(line.at("value"), value=came, indicator=indicator.name, low=low, high=high)
            )
        return text

    def _unit(self, line: Line, indicator: Indicator) -> None:
        came = line["unit"]
        if not came or came == indicator.unit:
            return
        try:
            same = Unit.parse(came) == Unit.parse(indicator.unit)
        except Refused:
            same = False
        if not same:
            where = line.at("unit")
            self.complaints.append(OTHER_UNIT.at(where, indicator=indicator.name, wanted=indicator.unit, came=came))

    def _published(self, line: Line) -> dt.date | None:
        came = narrow(line["published"])
        if not came:
            return None
        parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", came)
        try:
            if parts:
                return dt.date(int(parts[1]), int(parts[2]), int(parts[3]))
        except ValueError:
            pass
        self.complaints.append(BAD_DATE.at(line.at("published"), came=line["published"]))
        return None

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """By dimension that the table has, every word for a category (code, Chinese, English) and its code."""
        found: dict[str, dict[str, str]] = {}
        for (dimension, category), text in self.content.categories.items():
            if dimension in self.table.columns:
                words = {category: category, text.zh: category, text.in_("en"): category}
                found.setdefault(dimension, {}).update({w.lower(): c for w, c in words.items()})
        return found

    @cached_property
    def versions(self) -> Mapping[str, list[Place]]:
        """All versions of the places that the table names, by code."""
        codes = {code for line in self.table.lines if (code := _whole(line["place"]))}
        found: dict[str, list[Place]] = {}
        wanted = sorted(codes)
        for at in range(0, len(wanted), 500):
            for version in PlaceVersion.objects.filter(code__in=wanted[at : at + 500]).order_by("since"):
                found.setdefault(version.code, []).append(version.as_place())
        return found

    def _near_places(self, name: str) -> Text:
        named = PlaceVersion.objects.on(self.today).filter(name=name.strip()).order_by("code")[:3] if name else ()
        said = [f"{v.code}（{v.name}）" for v in named]
        if not said:
            return Text("", "")
        return Text(f"是不是{'、'.join(said)}？", f"Did you mean {', '.join(said)}? ")


DERIVED = "(derived)"


def _derived(source: str, note: str) -> tuple[str, str]:
    """A source marked as worked out ("NBS-C-2021 (derived)") is the source itself, with 推算 in the note."""
    if not source.endswith(DERIVED):
        return source, note
    return source.removesuffix(DERIVED).rstrip(), note or "推算"


def _whole(code: str) -> str:
    try:
        return SIX_LEVELS.full(code)
    except Refused:
        return ""


def _of_day(versions: list[Place], day: dt.date) -> Place:
    """The version of the day, else the newest."""
    for place in versions:
        if (place.since is None or place.since <= day) and (place.until is None or day <= place.until):
            return place
    return versions[-1]
