"""Several packs together: in which order they stand on each other, what each of them sees, and who declares what.

A pack sees itself and all that it uses or extends, directly or through others. A code is declared once in the whole
library, so that a figure, a source or an agency means the same wherever it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from halfsky.kernel.refusals import Refusal, problem
from halfsky.kernel.text import Text
from halfsky.packs.notation import (
    DepartmentRow,
    DimensionRow,
    ElementRow,
    GoalRow,
    GroupRow,
    IndicatorRow,
    Row,
    SourceRow,
)
from halfsky.packs.pack import RawPack
from halfsky.packs.spot import Complaints, nearest

PACK_MISSING = problem(
    "404.32",
    ("没有内容包“{came}”。", "There is no pack “{came}” here."),
    (
        "请先安装它，或改正 pack.yaml 中的 uses、extends。{near}",
        "Install it first, or correct uses and extends. {near}",
    ),
)
PACK_CIRCLE = problem(
    "400.251",
    ("内容包互相使用，形成循环：{circle}。", "The packs use each other in a circle: {circle}."),
    ("请去掉其中一个 uses。", "Take one of the uses out."),
)
PACK_TWICE = problem(
    "400.252",
    ("内容包“{came}”出现了两次。", "The pack “{came}” is there twice."),
    ("请只保留一个，或改用别的代号。", "Keep one of them, or give one another name."),
)
UNKNOWN = problem(
    "400.253",
    ("没有叫“{came}”的{what}。", "There is no {what} called “{came}”."),
    ("请改正，或先在 {table} 中声明。{near}", "Correct it, or declare it in {table} first. {near}"),
)
NOT_USED = problem(
    "400.254",
    (
        "{what}“{came}”在内容包 {pack} 中，而本包没有使用它。",
        "The {what} “{came}” is in the pack {pack}, which is not used here.",
    ),
    ("请在 pack.yaml 的 uses 中加上 {pack}。", "Add {pack} to uses in pack.yaml."),
)
DECLARED_TWICE = problem(
    "400.255",
    ("{what}“{came}”已经声明过（{first}）。", "The {what} “{came}” is declared already ({first})."),
    ("请改用别的编码，或删去一处。", "Use another code, or take one of them out."),
)


@dataclass(frozen=True)
class Shelf:
    """Everything of one sort that the packs declare, by code, with the pack that declares it."""

    what: Text
    table: str
    things: dict[str, tuple[RawPack, Row]] = field(default_factory=dict)

    def put(self, code: str, pack: RawPack, row: Row, complaints: Complaints, column: str = "code") -> None:
        """Declare a thing; a second one of the same code is a complaint."""
        first = self.things.setdefault(code, (pack, row))
        if first[1] is not row:
            complaints.add(DECLARED_TWICE.at(row.at(column), what=self.what, came=code, first=first[1].spot))

    def seen(self, by: frozenset[str]) -> list[str]:
        """The codes that a pack sees."""
        return [code for code, (pack, _) in self.things.items() if pack.code in by]

    def refusal(self, code: str, by: frozenset[str], where: str) -> Refusal | None:
        """Why a pack that sees `by` may not name this code; None when it may."""
        found = self.things.get(code)
        if found is None:
            return UNKNOWN.at(where, came=code, what=self.what, table=self.table, near=nearest(code, self.seen(by)))
        if found[0].code not in by:
            return NOT_USED.at(where, came=code, what=self.what, pack=found[0].code)
        return None


@dataclass(frozen=True)
class Library:
    """Packs in an order in which each comes after those it needs."""

    packs: tuple[RawPack, ...]

    @cached_property
    def sees(self) -> Mapping[str, frozenset[str]]:
        """By pack, itself and all it needs."""
        found: dict[str, frozenset[str]] = {}
        for pack in self.packs:
            found[pack.code] = frozenset({pack.code}).union(*(found[need] for need in pack.needs))
        return found

    @cached_property
    def plans(self) -> Mapping[str, RawPack]:
        """The packs that are plans of their own, by code: a local pack adds to the plan that it extends."""
        return {pack.code: pack for pack in self.packs if pack.head.years and not pack.head.extends}

    def plan_of(self, pack: RawPack, named: str = "") -> str:
        """The plan that a row of a pack means: the one it names, that which the pack extends, the pack itself."""
        return named or pack.head.extends or (pack.code if pack.code in self.plans else "")


def arrange(packs: Iterable[RawPack]) -> Library:
    """The packs in order. Refuses a pack that is there twice, one that is missing, and a circle."""
    complaints = Complaints()
    known: dict[str, RawPack] = {}
    for pack in sorted(packs, key=lambda p: p.code):
        if pack.code in known:
            complaints.add(PACK_TWICE.at(pack.head.at("pack"), came=pack.code))
        known[pack.code] = pack
    for pack in known.values():
        for need in pack.needs:
            if need not in known:
                complaints.add(PACK_MISSING.at(pack.head.at("uses"), came=need, near=nearest(need, known)))
    complaints.refuse()
    try:
        order = tuple(TopologicalSorter({code: pack.needs for code, pack in known.items()}).static_order())
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        raise PACK_CIRCLE.at(known[ring[0]].head.at("uses"), circle=" → ".join(ring)) from None
    return Library(tuple(known[code] for code in order))


@dataclass(frozen=True)
class Shelves:
    """All declarations of a library. Goals are numbered within their plan, categories within their dimension."""

    sources: Shelf
    agencies: Shelf
    elements: Shelf
    indicators: Shelf
    dimensions: Shelf
    plans: Shelf
    groups: Shelf
    forms: Shelf
    workflows: Shelf
    registers: Shelf
    goals: Mapping[str, Shelf]
    domains: Mapping[str, Shelf]
    categories: Mapping[str, Shelf]


def declare(library: Library, complaints: Complaints) -> Shelves:
    """Put everything on its shelf; what is declared twice is a complaint."""
    sources = Shelf(Text("来源", "source"), "sources.csv")
    agencies = Shelf(Text("部门", "department"), "departments.csv")
    elements = Shelf(Text("数据项", "element"), "elements.csv")
    indicators = Shelf(Text("指标", "indicator"), "indicators.csv")
    dimensions = Shelf(Text("分组", "dimension"), "dimensions.csv")
    plans = Shelf(Text("规划", "plan"), "pack.yaml")
    groups = Shelf(Text("地方分组", "group of places"), "groups.csv")
    forms = Shelf(Text("报表", "form"), "forms")
    workflows = Shelf(Text("流程", "workflow"), "workflows.yaml")
    registers = Shelf(Text("台账", "register"), "registers")
    goals = {code: Shelf(Text("目标编号", "goal number"), "goals.csv") for code in library.plans}
    domains = {code: Shelf(Text("领域", "domain"), "pack.yaml") for code in library.plans}
    categories: dict[str, Shelf] = {}
    for pack in library.packs:
        for source in pack.of(SourceRow):
            sources.put(source.key, pack, source, complaints, "key")
        for department in pack.of(DepartmentRow):
            agencies.put(department.code, pack, department, complaints)
        for element in pack.of(ElementRow):
            elements.put(element.code, pack, element, complaints)
        for indicator in first_versions(pack.of(IndicatorRow)):
            indicators.put(indicator.code, pack, indicator, complaints)
            if indicator.code in elements.things:
                elements.put(indicator.code, pack, indicator, complaints)
        for category in pack.of(DimensionRow):
            dimensions.things.setdefault(category.dimension, (pack, category))
            shelf = categories.setdefault(category.dimension, Shelf(Text("类别", "category"), "dimensions.csv"))
            shelf.put(category.code, pack, category, complaints)
        for group in pack.of(GroupRow):
            if groups.things.setdefault(group.code, (pack, group))[0] is not pack:
                groups.put(group.code, pack, group, complaints)
        for form in pack.forms:
            forms.put(form.form, pack, form, complaints, "form")
        for workflow in pack.workflows:
            workflows.put(workflow.workflow, pack, workflow, complaints, "workflow")
        for register in pack.registers:
            registers.put(register.register, pack, register, complaints, "register")
        plan = library.plan_of(pack)
        for domain in pack.head.domains:
            domains.setdefault(plan, Shelf(Text("领域", "domain"), "pack.yaml")).put(
                domain.code, pack, domain, complaints
            )
        for goal in pack.of(GoalRow):
            if plan in goals:
                goals[plan].put(goal.number, pack, goal, complaints, "number")
        if pack.code in library.plans:
            plans.things[pack.code] = (pack, pack.head)
    return Shelves(
        sources, agencies, elements, indicators, dimensions, plans, groups, forms, workflows, registers,
        goals, domains, categories,
    )  # fmt: skip


def first_versions(rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """The first row of every indicator: what its versions share is read from there."""
    found: dict[str, IndicatorRow] = {}
    for row in rows:
        found.setdefault(row.code, row)
    return list(found.values())
