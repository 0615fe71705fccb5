"""Packs become content: the second and the third gate, then everything by its code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from halfsky.kernel import fingerprint
from halfsky.kernel.assessment import Source
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Element
from halfsky.kernel.grammar import Node
from halfsky.kernel.group import Group, Membership
from halfsky.kernel.indicator import Break, Definition, Indicator, Validity
from halfsky.kernel.plan import Agency, Domain, Duty, Goal, Plan, Weight
from halfsky.kernel.text import Text
from halfsky.kernel.warning import Rule
from halfsky.packs.definitions import check_definitions, versions_of
from halfsky.packs.figures import check_figures
from halfsky.packs.form_meaning import Words, compile_forms
from halfsky.packs.formulas import Formula, Key, check_formulas, compile_formulas, look_up, read_formulas
from halfsky.packs.library import Library, Shelves, arrange, declare
from halfsky.packs.names import check_names
from halfsky.packs.notation import (
    BreakRow,
    DepartmentRow,
    DimensionRow,
    DutyRow,
    ElementRow,
    GoalRow,
    GroupRow,
    IndicatorRow,
    SourceRow,
    WeightRow,
)
from halfsky.packs.occasions import compile_occasions, look_up_occasions
from halfsky.packs.pack import RawPack, read_pack
from halfsky.packs.planning import check_planning
from halfsky.packs.register_meaning import compile_registers
from halfsky.packs.register_names import look_up_registers
from halfsky.packs.schemes import compile_schemes, look_up_schemes
from halfsky.packs.spot import Complaints
from halfsky.packs.templates import compile_templates
from halfsky.packs.warnings import compile_rules, look_up_rules
from halfsky.packs.weighing import check_weights
from halfsky.packs.workdays import compile_calendar
from halfsky.packs.workflows import compile_workflows, look_up_workflows


@dataclass(frozen=True)
class Named:
    """Packs that have passed the second gate."""

    library: Library
    shelves: Shelves
    formulas: Sequence[Formula]


def read_installed(packs: Mapping[str, Mapping[str, bytes]]) -> Content:
    """The content of the packs that a house has installed, each as its files by path."""
    return join([read_pack(files, code) for code, files in packs.items()])


def join(packs: Sequence[RawPack]) -> Content:
    """All that the packs declare, in the order in which they need each other. Refuses at the second or third gate."""
    return meaning(names(packs))


def names(packs: Sequence[RawPack]) -> Named:
    """The second gate: every name points at something. Refuses all that do not, at once."""
    library = arrange(packs)
    complaints = Complaints()
    shelves = declare(library, complaints)
    check_names(library, shelves, complaints)
    formulas = read_formulas(library)
    look_up(formulas, library, shelves, complaints)
    look_up_rules(library.packs, complaints)
    look_up_workflows(library, complaints)
    look_up_registers(library, shelves, complaints)
    look_up_schemes(library, shelves, complaints)
    look_up_occasions(library, shelves, complaints)
    complaints.refuse()
    return Named(library, shelves, formulas)


def meaning(named: Named) -> Content:
    """The third gate: what is declared can be meant so. Refuses all that cannot, at once; gives the content."""
    library, shelves = named.library, named.shelves
    complaints = Complaints()
    check_definitions(library, complaints)
    check_planning(library, shelves, complaints)
    check_weights(library, shelves, complaints)
    check_figures(library, shelves, complaints)
    check_formulas(named.formulas, library, shelves, complaints)
    compiled: Mapping[Key, Node] = {}
    if all(formula.tree is not None for formula in named.formulas):
        compiled = compile_formulas(named.formulas, shelves, complaints)
    plain = _plain(library, compiled, compile_rules(library.packs, complaints))
    words = Words(_dimensions(library.packs), plain.categories)
    content = replace(
        plain,
        forms=compile_forms(library, shelves, plain.elements, compiled, words, complaints),
        workflows=compile_workflows(library, complaints),
        calendar=compile_calendar(library, complaints),
        registers=compile_registers(library, plain.elements, complaints),
        schemes=compile_schemes(library, shelves, complaints),
        occasions=compile_occasions(library, shelves, complaints),
    )
    content = replace(content, templates=compile_templates(library, content, complaints))
    complaints.refuse()
    return content


def _plain(library: Library, formulas: Mapping[Key, Node], rules: tuple[Rule, ...]) -> Content:
    """All that needs nothing but the tables."""
    packs = library.packs
    return Content(
        fingerprint=fingerprint.of_packs({pack.code: pack.fingerprint for pack in packs}),
        elements={row.code: _element(row) for pack in packs for row in pack.of(ElementRow)},
        indicators=_indicators(packs),
        formulas=formulas,
        plans=_plans(library),
        groups=_groups(packs),
        agencies={
            row.code: Agency(row.code, Text(row.zh, row.en), row.names)
            for pack in packs
            for row in pack.of(DepartmentRow)
        },
        sources={
            row.key: Source(row.key, row.title, row.issuer, row.published, row.page, row.note)
            for pack in packs
            for row in pack.of(SourceRow)
        },
        categories={(row.dimension, row.code): Text(row.zh, row.en) for pack in packs for row in pack.of(DimensionRow)},
        rules=rules,
        background=tuple(code for pack in packs for code in pack.head.background),
        counts={row.code: row.counts for pack in packs for row in pack.of(ElementRow) if row.counts is not None},
    )


def _dimensions(packs: Sequence[RawPack]) -> dict[str, Text]:
    """What dimensions are called, where one of their rows says so."""
    rows = (row for pack in packs for row in pack.of(DimensionRow) if row.called)
    return {row.dimension: Text(row.called, row.called_en) for row in rows}


def _element(row: ElementRow) -> Element:
    return Element(
        row.code,
        Text(row.name, row.name_en),
        row.unit,
        row.kind,
        row.adds,
        row.decimals,
        row.at_level,
        row.sensitive,
        row.breakdowns,
    )


def _indicators(packs: Sequence[RawPack]) -> dict[str, Indicator]:
    breaks: dict[str, list[Break]] = defaultdict(list)
    for row in (row for pack in packs for row in pack.of(BreakRow)):
        breaks[row.indicator].append(Break(row.year, Text(row.reason, row.reason_en), row.link))
    return {
        versions[0].code: _indicator(versions, breaks[versions[0].code])
        for pack in packs
        for versions in versions_of(pack)
    }


def _indicator(versions: Sequence[IndicatorRow], breaks: Sequence[Break]) -> Indicator:
    row = versions[0]
    return Indicator(
        row.code,
        Text(row.name, row.name_en),
        row.unit,
        row.decimals,
        row.direction,
        per=row.per,
        basis=row.basis,
        validity=Validity(row.valid_for, row.steps),
        low=row.low,
        high=row.high,
        small=row.small,
        definitions=tuple(
            Definition(v.formula, v.numerator, v.denominator, v.since, v.until, v.review, v.note) for v in versions
        ),
        breaks=tuple(sorted(breaks, key=lambda b: b.year)),
    )


def _groups(packs: Sequence[RawPack]) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for row in (row for pack in packs for row in pack.of(GroupRow)):
        group = found.get(row.code) or Group(row.code, Text(row.zh, row.en))
        found[row.code] = replace(group, members=(*group.members, Membership(row.place, row.since, row.until)))
    return found


def _plans(library: Library) -> dict[str, Plan]:
    """The plans, each with the domains, goals, duties and weights that local packs add to it behind its own."""
    found: dict[str, Plan] = {}
    for pack in library.packs:
        code = library.plan_of(pack)
        if pack.code in library.plans:
            found[code] = _plan(pack)
        if code in found:
            plan = found[code]
            found[code] = replace(
                plan,
                domains=(*plan.domains, *(Domain(d.code, Text(d.zh, d.en)) for d in pack.head.domains)),
                goals=(*plan.goals, *(_goal(row, pack) for row in pack.of(GoalRow))),
                duties=(*plan.duties, *_duties(pack)),
                weights=(*plan.weights, *(Weight(w.number, w.weight, w.must) for w in pack.of(WeightRow))),
            )
    return found


def _plan(pack: RawPack) -> Plan:
    head = pack.head
    assert head.years is not None
    base_year = head.base_year or head.years.year - 1
    method = head.index.value if head.index else ""
    return Plan(pack.code, head.title, head.years.year, head.years.number, base_year, head.subject, index_method=method)


def _goal(row: GoalRow, pack: RawPack) -> Goal:
    return Goal(
        row.number,
        row.domain,
        row.indicator,
        row.kind,
        cell=row.breakdown,
        text=Text(row.goal, row.goal_en),
        name=Text(row.name, row.name_en),
        base_year=row.base_year,
        base=row.base,
        source=";".join(row.source),
        review=row.review,
        note=row.note,
        place=pack.head.place if pack.head.extends else "",
    )


def _duties(pack: RawPack) -> list[Duty]:
    leads = {row.number: row.agency for row in pack.of(DutyRow) if row.role == "lead"}
    support: dict[str, list[str]] = defaultdict(list)
    for row in pack.of(DutyRow):
        support[row.number] += [row.agency] if row.role == "support" else []
    return [Duty(number, lead, tuple(support[number])) for number, lead in leads.items()]
