"""The formulas of indicators: read once, looked up (second gate), checked (third gate), compiled to elements.

A formula may name elements and other indicators that have a formula. For the figures, indicators are put in by their
own formulas, so that a compiled tree reads elements only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halfsky.kernel.breakdown import cell
from halfsky.kernel.grammar import Dimension, Node, Scope, Term, check, order, parse, quantity, resolve, uses
from halfsky.kernel.grammar.nodes import Call, Logic, Name
from halfsky.kernel.grammar.tree import rebuilt, walk
from halfsky.kernel.grammar.words import SHIFTS
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text, listed
from halfsky.kernel.units import Unit
from halfsky.packs.library import Library, Shelf, Shelves
from halfsky.packs.notation import DimensionRow, ElementRow, IndicatorRow
from halfsky.packs.pack import RawPack
from halfsky.packs.spot import Complaints

NO_FORMULA = problem(
    "400.261",
    (
        "公式用到的指标“{came}”在{years}没有公式。",
        "The formula uses the indicator “{came}”, which has no formula for {years}.",
    ),
    ("请改用数据项，或先给该指标写公式。", "Use elements, or write a formula for that indicator first."),
)
OTHER_PERIOD = problem(
    "400.262",
    (
        "指标公式只用当期的数，不能用“{came}”。",
        "A formula of an indicator uses figures of its own period; “{came}” looks at another.",
    ),
    ("请改写公式；较上年的变化由系统另行计算。", "Rewrite it; changes against earlier years are worked out anyway."),
)
LEVELS_MIXED = problem(
    "400.263",
    ("公式里的数据项在不同级次填报：{levels}。", "The elements of the formula enter at different levels: {levels}."),
    (
        "分子与分母须由同一级次填报，请改正 elements.csv 的 at 列。",
        "Make the column at of elements.csv the same for them.",
    ),
)
_ANY = Text("各级", "any level")
Key = tuple[str, int | None]
"""An indicator's code and the year from which a definition holds."""


@dataclass
class Formula:
    """One definition's formula on its way from text to a tree of elements."""

    pack: RawPack
    row: IndicatorRow
    tree: Node | None = None
    fault: Refused | None = None

    @property
    def key(self) -> Key:
        return (self.row.code, self.row.since)

    def holds(self, other: IndicatorRow) -> bool:
        """Whether this definition is in force through all the years of another."""
        starts = self.row.since is None or (other.since is not None and self.row.since <= other.since)
        ends = self.row.until is None or (other.until is not None and other.until <= self.row.until)
        return starts and ends


def read_formulas(library: Library) -> list[Formula]:
    """Every formula as a tree of words, or with the refusal that says why it is none."""
    found = []
    for pack in library.packs:
        for row in pack.of(IndicatorRow):
            if row.formula:
                formula = Formula(pack, row)
                try:
                    formula.tree = parse(row.formula)
                except Refused as fault:
                    formula.fault = fault
                found.append(formula)
    return found


def look_up(formulas: Sequence[Formula], library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Second gate: put codes for the words of every formula; complain of words that mean nothing here."""
    scopes: dict[frozenset[str], Scope] = {}
    for formula in formulas:
        if formula.tree is None:
            continue
        sees = library.sees[formula.pack.code]
        if sees not in scopes:
            scopes[sees] = scope_of(sees, shelves)
        with complaints.gathered(formula.row.at("formula")):
            formula.tree = resolve(formula.tree, scopes[sees])


def check_formulas(formulas: Sequence[Formula], library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Third gate: complain of what is no formula, mixes units, levels or periods, or goes in a circle."""
    scope = scope_of(frozenset(library.sees), shelves)
    for formula in formulas:
        with complaints.gathered(formula.row.at("formula")):
            if formula.fault is not None:
                raise formula.fault
            assert formula.tree is not None
            measure = f"{formula.row.unit}/{formula.row.per}" if formula.row.per else formula.row.unit
            check(formula.tree, scope, quantity(measure))


def _check_reach(tree: Node, shelves: Shelves) -> None:
    """Figures are worked out from one period, and from parts of one level."""
    for node, _ in walk(tree):
        if isinstance(node, Call) and node.function in SHIFTS:
            raise OTHER_PERIOD.at(came=node.function)
    rows = [shelves.elements.things[code][1] for code in uses(tree) if code in shelves.elements.things]
    levels = {row.at_level: row for row in rows if isinstance(row, ElementRow)}
    if len(levels) > 1:
        raise LEVELS_MIXED.at(levels=listed([_entering(row) for row in levels.values()]))


def _entering(row: ElementRow) -> Text:
    level = row.at_level.label if row.at_level else _ANY
    return Text("{name}（{level}）", "{name} ({level})").format(name=Text(row.name, row.name_en), level=level)


def compile_formulas(formulas: Sequence[Formula], shelves: Shelves, complaints: Complaints) -> Mapping[Key, Node]:
    """The trees of elements alone. Complains of a circle, of an indicator without a formula for the years, of a tree
    that reaches beyond one period or level. Wants formulas that `check_formulas` could read."""
    by_code: dict[str, list[Formula]] = {code: [] for code in shelves.indicators.things}
    for formula in formulas:
        by_code[formula.row.code].append(formula)
    compiled: dict[Key, Node] = {}
    with complaints.gathered():
        for code in order({code: _together(versions) for code, versions in by_code.items() if versions}):
            for formula in by_code[code]:
                with complaints.gathered(formula.row.at("formula")):
                    assert formula.tree is not None
                    compiled[formula.key] = _elements_only(formula.tree, formula.row, by_code, compiled)
                    _check_reach(compiled[formula.key], shelves)
    return compiled


def _together(versions: Sequence[Formula]) -> Node:
    """One tree that uses whatever any version uses, to look for circles."""
    trees = tuple(f.tree for f in versions if f.tree is not None)
    return trees[0] if len(trees) == 1 else Logic("and", trees)


def _elements_only(
    node: Node, within: IndicatorRow, by_code: Mapping[str, list[Formula]], compiled: Mapping[Key, Node]
) -> Node:
    """The tree with every indicator replaced by its own compiled formula."""
    if isinstance(node, Name) and node.word in by_code:
        found = next((compiled.get(f.key) for f in by_code[node.word] if f.holds(within)), None)
        if found is None:
            raise NO_FORMULA.at(came=node.word, years=_years(within))
        return found
    return rebuilt(node, lambda operand: _elements_only(operand, within, by_code, compiled))


def _years(row: IndicatorRow) -> Text:
    if row.since is None and row.until is None:
        return Text("全部年份", "all years")
    return Text(f"{row.since or ''}—{row.until or ''}年", f"{row.since or ''}–{row.until or ''}")


def scope_of(sees: frozenset[str], shelves: Shelves) -> Scope:
    """The names that a pack may use in formulas: the elements and indicators that it sees, by code or label."""
    return _scope((shelves.elements, shelves.indicators), sees, shelves)


def elements_scope(sees: frozenset[str], shelves: Shelves) -> Scope:
    """The names that the checks of a pack's forms may use: a sheet holds elements and no indicators."""
    return _scope((shelves.elements,), sees, shelves)


def _scope(named: Sequence[Shelf], sees: frozenset[str], shelves: Shelves) -> Scope:
    rows = (row for shelf in named for pack, row in shelf.things.values() if pack.code in sees)
    terms = [term for row in rows if (term := _term(row)) is not None]
    dimensions = []
    for code, shelf in shelves.categories.items():
        known = [row for pack, row in shelf.things.values() if pack.code in sees]
        categories = {row.code: Text(row.zh, row.en) for row in known if isinstance(row, DimensionRow)}
        dimensions.append(Dimension(code, Text(code), categories))
    return Scope(tuple(terms), (), tuple(dimensions))


def _term(row: object) -> Term | None:
    if isinstance(row, ElementRow):
        cells = frozenset(cell({dimension: c}) for dimension, categories in row.breakdowns for c in categories)
        return Term(row.code, quantity(row.unit), Text(row.name, row.name_en), cells)
    if isinstance(row, IndicatorRow):
        measure = Unit.parse(f"{row.unit}/{row.per}" if row.per else row.unit)
        return Term(row.code, quantity(measure), Text(row.name, row.name_en))
    return None
