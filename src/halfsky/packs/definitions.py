"""Third gate, definitions: elements, indicators with their versions, breaks. What is declared must be able to work."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from halfsky.kernel.fact import Adding, Flow
from halfsky.kernel.indicator import Rhythm
from halfsky.kernel.refusals import problem
from halfsky.kernel.units import Unit
from halfsky.packs.library import Library
from halfsky.packs.notation import ElementRow, IndicatorRow
from halfsky.packs.pack import RawPack
from halfsky.packs.spot import Complaints

RATE_ADDS = problem(
    "400.271",
    ("“{name}”以{unit}计，率不能逐级相加。", "“{name}” is in {unit}: rates do not add up."),
    (
        "请改为声明分子和分母两个数据项，率写成指标的公式；或把 adds 写为 never。",
        "Declare numerator and denominator as elements and the rate as a formula, or write adds as never.",
    ),
)
COUNTS_PLACES = problem(
    "400.277",
    (
        "“{name}”由区划树得出，须是时点数，逐级相加，不分组，各级都有。",
        "“{name}” counts places: a stock that adds up, whole.",
    ),
    (
        "请写 stock、add，at 写 any，breakdowns 和 decimals 留空；台账不给它供数。",
        "Make it stock and add, at any, without breakdowns and decimals; no register feeds it.",
    ),
)
VERSIONS_DIFFER = problem(
    "400.272",
    (
        "“{code}”的两个口径版本中，{column} 不一样（另见第 {first} 行）。",
        "Two versions of “{code}” differ in {column} (see line {first}).",
    ),
    (
        "同一编码只能改公式、分子分母和说明；单位等变了，请用新的编码。",
        "Only formula, numerator, denominator and notes may change under one code; otherwise use a new code.",
    ),
)
VERSIONS_OVERLAP = problem(
    "400.273",
    ("“{code}”的口径版本年份重叠或颠倒。", "The versions of “{code}” overlap, or end before they begin."),
    (
        "每个版本写 from，前一版本的 until 要早于后一版本的 from。",
        "Give each version a from; until must lie before the next from.",
    ),
)
BOUNDS_CROSS = problem(
    "400.274",
    ("下限 {low} 不小于上限 {high}。", "The lower bound {low} is not below the upper bound {high}."),
    ("请改正 low 和 high。", "Correct low and high."),
)
NOTHING_TO_COMPUTE = problem(
    "400.275",
    ("basis 是 computed-first，却没有公式。", "basis is computed-first, but there is no formula."),
    ("请写公式，或改为 published-first。", "Write the formula, or make it published-first."),
)
STEPS_WRONG = problem(
    "400.276",
    (
        "steps 只用于普查、换届、抽样的指标，年份从早到晚。",
        "steps is for census, term and survey series alone, the years in order.",
    ),
    ("请改正 valid_for 或 steps。", "Correct valid_for or steps."),
)
ELEMENT_CHANGED = problem(
    "409.31",
    (
        "数据项“{code}”的 {column} 由 {before} 改成了 {now}。",
        "{column} of the element “{code}” changed from {before} to {now}.",
    ),
    (
        "已经填报的数会变意思。请恢复原样，改动的内容用新的编码。",
        "Figures already given would change their meaning. Restore it, and use a new code for the new thing.",
    ),
)
_SHARED = (
    "name",
    "name_en",
    "unit",
    "per",
    "decimals",
    "direction",
    "basis",
    "valid_for",
    "steps",
    "low",
    "high",
    "small",
)


def check_definitions(library: Library, complaints: Complaints) -> None:
    """Complain of elements and indicators that contradict themselves."""
    fed = {str(code) for pack in library.packs for register in pack.registers for code in register.feeds}
    for pack in library.packs:
        for element in pack.of(ElementRow):
            if Unit.parse(element.unit).kind == "ratio" and element.adds in (Adding.ADD, Adding.LAST):
                complaints.add(RATE_ADDS.at(element.at("adds"), name=element.name, unit=element.unit))
            plain = element.kind is Flow.STOCK and element.adds is Adding.ADD and element.at_level is None
            if element.counts is not None and (
                not plain or element.breakdowns or element.decimals or element.code in fed
            ):
                complaints.add(COUNTS_PLACES.at(element.at("counts"), name=element.name))
        for versions in versions_of(pack):
            _check_indicator(versions[0], complaints)
            _check_versions(versions, complaints)


def versions_of(pack: RawPack) -> list[list[IndicatorRow]]:
    """The rows of every indicator of a pack, from the earliest version to the latest."""
    found: dict[str, list[IndicatorRow]] = {}
    for row in pack.of(IndicatorRow):
        found.setdefault(row.code, []).append(row)
    return [sorted(rows, key=lambda r: r.since or 0) for rows in found.values()]


def _check_indicator(row: IndicatorRow, complaints: Complaints) -> None:
    with complaints.gathered(row.at("per")):
        Unit.parse(f"{row.unit}/{row.per}" if row.per else row.unit)
    if row.low is not None and row.high is not None and row.low >= row.high:
        complaints.add(BOUNDS_CROSS.at(row.at("low"), low=row.low, high=row.high))
    if row.steps and (row.valid_for is Rhythm.ANNUAL or list(row.steps) != sorted(set(row.steps))):
        complaints.add(STEPS_WRONG.at(row.at("steps")))


def _check_versions(versions: Sequence[IndicatorRow], complaints: Complaints) -> None:
    first = versions[0]
    for row in versions:
        if row.basis == "computed-first" and not row.formula:
            complaints.add(NOTHING_TO_COMPUTE.at(row.at("basis")))
        if row.since is not None and row.until is not None and row.until < row.since:
            complaints.add(VERSIONS_OVERLAP.at(row.at("until"), code=row.code))
    for earlier, later in pairwise(versions):
        if later.since is None or (earlier.until is not None and earlier.until >= later.since):
            complaints.add(VERSIONS_OVERLAP.at(later.at("from"), code=later.code))
        for column in _SHARED:
            if getattr(later, column) != getattr(first, column):
                said = {"code": later.code, "column": column, "first": first.spot.line}
                complaints.add(VERSIONS_DIFFER.at(later.at(column), **said))


def check_upgrade(installed: RawPack, coming: RawPack) -> None:
    """Refuse a new version of a pack in which a known element changes its unit, its kind or its way of adding."""
    complaints = Complaints()
    before = {element.code: element for element in installed.of(ElementRow)}
    for element in coming.of(ElementRow):
        old = before.get(element.code, element)
        for column in ("unit", "kind", "adds"):
            was, now = str(getattr(old, column)), str(getattr(element, column))
            if was != now:
                said = {"code": element.code, "column": column, "before": was, "now": now}
                complaints.add(ELEMENT_CHANGED.at(element.at(column), **said))
    complaints.refuse()
