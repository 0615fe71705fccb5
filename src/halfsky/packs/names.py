"""The second gate: every name that a pack writes points at something declared, in a pack that it uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.grammar import Scope
from halfsky.kernel.refusals import problem
from halfsky.packs.form_checks import look_up_check
from halfsky.packs.form_notation import cell_of
from halfsky.packs.formulas import elements_scope
from halfsky.packs.kinds import Placed
from halfsky.packs.library import Library, Shelf, Shelves
from halfsky.packs.notation import (
    BreakRow,
    DutyRow,
    ElementRow,
    FactRow,
    FigureRow,
    GoalRow,
    Row,
    TargetRow,
    ValueRow,
    VerdictRow,
    WeightRow,
)
from halfsky.packs.pack import EXAMPLES, RawPack
from halfsky.packs.reading import notation
from halfsky.packs.spot import Complaints, nearest

NO_PLAN_HERE = problem(
    "400.256",
    ("没有说明这是哪个规划的内容。", "It is not said to which plan this belongs."),
    (
        "请在 plan 列写规划的代号；地方规划在 pack.yaml 写 extends，规划自身写 years。",
        "Name the plan in the column plan; a local pack says extends in pack.yaml, a plan says years.",
    ),
)
NOT_A_COLUMN = problem(
    "400.257",
    ("“{came}”既不是本表的列，也不是分组。", "“{came}” is neither a column of this table nor a dimension."),
    ("请改正，或先在 dimensions.csv 中声明。{near}", "Correct it, or declare it in dimensions.csv first. {near}"),
)
Table = type[Row]


def check_names(library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Complain of every name in every pack that points at nothing, or at something in a pack that is not used."""
    for pack in library.packs:
        _Pack(library, shelves, pack, complaints).check()


@dataclass
class _Pack:
    """The names of one pack. What is sound is looked up once; every wrong cell is a complaint."""

    library: Library
    shelves: Shelves
    pack: RawPack
    complaints: Complaints
    sound: set[tuple[int, str]] = field(default_factory=set)
    cells: set[Cell] = field(default_factory=set)

    def check(self) -> None:
        shelves = self.shelves
        if self.pack.head.extends:
            self.known(shelves.plans, self.pack.head.extends, self.pack.head.at("extends"))
        for element in self.pack.head.background:
            self.known(self.shelves.elements, element, self.pack.head.at("background"))
        self.references(BreakRow, {"indicator": shelves.indicators})
        self.references(GoalRow, {"indicator": shelves.indicators, "source": shelves.sources})
        self.references(TargetRow, {"source": shelves.sources})
        self.references(DutyRow, {"agency": shelves.agencies})
        for folder in ("", EXAMPLES):
            self.references(ValueRow, {"indicator": shelves.indicators, "source": shelves.sources}, folder)
            self.references(FactRow, {"element": shelves.elements}, folder)
        self.references(FigureRow, {"indicator": shelves.indicators})
        self.numbers()
        self.breakdowns()
        self.forms()

    def known(self, shelf: Shelf, code: str, where: str) -> None:
        """Complain unless the pack may name this code."""
        key = (id(shelf), code)
        if key in self.sound:
            return
        refusal = shelf.refusal(code, self.library.sees[self.pack.code], where)
        if refusal is None:
            self.sound.add(key)
        else:
            self.complaints.add(refusal)

    def references(self, table: Table, columns: Mapping[str, Shelf], folder: str = "") -> None:
        """Columns that name one thing, or several."""
        for row in self.pack.of(table, folder):
            for column, shelf in columns.items():
                named = getattr(row, column)
                for code in named if isinstance(named, tuple) else (named,):
                    self.known(shelf, code, row.at(column))

    def numbers(self) -> None:
        """Goal numbers and domains, within their plan."""
        plan = self.library.plan_of(self.pack)
        for goal in self.pack.of(GoalRow):
            if self.planned(plan, goal):
                self.known(self.shelves.domains[plan], goal.domain, goal.at("domain"))
        told: tuple[DutyRow | WeightRow, ...] = (*self.pack.of(DutyRow), *self.pack.of(WeightRow))
        for row in told:
            if self.planned(plan, row):
                self.known(self.shelves.goals[plan], row.number, row.at("number"))
        aimed: tuple[TargetRow | VerdictRow, ...] = (*self.pack.of(TargetRow), *self.pack.of(VerdictRow))
        for aim in aimed:
            named = self.library.plan_of(self.pack, aim.plan)
            if aim.plan:
                self.known(self.shelves.plans, aim.plan, aim.at("plan"))
            if isinstance(aim, TargetRow) and aim.group:
                self.known(self.shelves.groups, aim.group, aim.at("group"))
            if self.planned(named, aim) and named in self.shelves.goals:
                self.known(self.shelves.goals[named], aim.number, aim.at("number"))

    def planned(self, plan: str, row: Row) -> bool:
        """Whether it is said to which plan a row belongs; an unknown plan has been complained of already."""
        if not plan:
            self.complaints.add(NO_PLAN_HERE.at(row.at("number")))
        return plan in self.shelves.goals

    def breakdowns(self) -> None:
        """Dimensions and categories, wherever cells are named."""
        for element in self.pack.of(ElementRow):
            for dimension, categories in element.breakdowns:
                for category in categories:
                    self.part(dimension, category, element.at("breakdowns"))
        planned: tuple[GoalRow | TargetRow, ...] = (*self.pack.of(GoalRow), *self.pack.of(TargetRow))
        for row in planned:
            for dimension, category in row.breakdown.parts:
                self.part(dimension, category, row.at("breakdown"))
        for folder in ("", EXAMPLES):
            for value in self.pack.of(ValueRow, folder):
                self.cell(value, value.cell)
            for fact in self.pack.of(FactRow, folder):
                self.cell(fact, fact.cell)
        for figure in self.pack.of(FigureRow):
            self.cell(figure, figure.cell)

    def forms(self) -> None:
        """Agencies, workflows, elements, columns and rates of forms, and the names in their checks."""
        shelves = self.shelves
        scope = elements_scope(self.library.sees[self.pack.code], shelves) if self.pack.forms else Scope()
        for form in self.pack.forms:
            self.known(shelves.agencies, form.filled_by.agency, form.filled_by.at("agency"))
            self.known(shelves.workflows, form.workflow, form.at("workflow"))
            for element in (e for section in form.lines for e in section.elements):
                self.known(shelves.elements, element, str(element.spot))
            for rate in form.rates:
                self.known(shelves.indicators, rate, str(rate.spot))
            for block in form.columns:
                self.block(block)
            for note in form.notes:
                code, at = cell_of(note)
                self.known(shelves.elements, code, str(note.spot))
                for dimension, category in at.parts if at else ():
                    self.part(dimension, category, str(note.spot))
            for check in form.checks:
                look_up_check(check, scope, self.complaints)
                for dimension, category in check.column.parts if check.column else ():
                    self.part(dimension, category, check.at("column"))

    def block(self, block: Placed | Mapping[Placed, tuple[Placed, ...]]) -> None:
        """The dimensions and categories of a block of columns; `total` is none of them."""
        if isinstance(block, Placed):
            if block != "total":
                self.known(self.shelves.dimensions, block, str(block.spot))
            return
        for dimension, categories in block.items():
            self.known(self.shelves.dimensions, dimension, str(dimension.spot))
            for category in categories if dimension in self.shelves.categories else ():
                self.known(self.shelves.categories[dimension], category, str(category.spot))

    def cell(self, row: Row, cell: Cell) -> None:
        """The categories that a row has in columns of their own."""
        before = len(self.complaints.found)
        if cell not in self.cells:
            for dimension, category in cell.parts:
                self.part(dimension, category, row.at(dimension), type(row))
        if len(self.complaints.found) == before:
            self.cells.add(cell)

    def part(self, dimension: str, category: str, where: str, table: Table | None = None) -> None:
        shelf = self.shelves.categories.get(dimension)
        if shelf is not None:
            self.known(self.shelves.dimensions, dimension, where)
            self.known(shelf, category, where)
        elif table is not None:
            words = [*(f.name for f in notation(table)), *self.shelves.categories]
            self.complaints.add(NOT_A_COLUMN.at(where, came=dimension, near=nearest(dimension, words)))
        else:
            self.known(self.shelves.dimensions, dimension, where)
