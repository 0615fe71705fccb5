"""Third gate, forms: lines that fit the columns, rates and notes that the form can hold; then the kernel's forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.fact import Element
from halfsky.kernel.figure import operands
from halfsky.kernel.form import Column, Form, Line, Printed
from halfsky.kernel.grammar import Node
from halfsky.kernel.refusals import problem
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.packs.form_checks import compile_checks
from halfsky.packs.form_notation import FormEntry, cell_of
from halfsky.packs.formulas import Key as Version
from halfsky.packs.formulas import elements_scope
from halfsky.packs.kinds import Placed
from halfsky.packs.library import Library, Shelves
from halfsky.packs.pack import RawPack
from halfsky.packs.spot import Complaints

OTHER_LEVEL = problem(
    "400.341",
    (
        "“{name}”在{wanted}填报，本表由{came}填报。",
        "“{name}” enters at the {wanted} level; this form is for the {came} level.",
    ),
    ("请换用本级的数据项，或改正 filled_by 的 level。", "Use elements of this level, or correct level in filled_by."),
)
NO_CELL = problem(
    "400.342",
    ("“{name}”在本表没有任何一栏可填。", "“{name}” has no cell in any column of this form."),
    ("请在 columns 中加上 total 或它的分组。", "Add total, or one of its breakdowns, to columns."),
)
IDLE_COLUMN = problem(
    "400.343",
    ("没有一个数据项按“{cell}”分组，这一栏全是空格。", "No element has the part “{cell}”: the column is empty."),
    ("请从 columns 中删去，或在 elements.csv 的 breakdowns 中声明。", "Take it out, or declare it in elements.csv."),
)
NOT_A_RATE = problem(
    "400.344",
    ("“{name}”不能以只有比率填报：{why}。", "“{name}” cannot be given as a rate alone: {why}."),
    ("请从 rates 中删去，或把分子和分母加进 lines。", "Take it out of rates, or ask numerator and denominator."),
)
NO_SUCH_CELL = problem(
    "400.345",
    ("填报说明“{key}”在本表没有对应的格。", "The note “{key}” belongs to no cell of this form."),
    ("请改正，或删去这条说明。", "Correct it, or take it out."),
)
_LACKS = Text("本表没有{names}", "the form does not ask {names}")
_NO_FORMULA = Text("它没有公式", "it has no formula")
_BLOCK = Text("按{names}", "by {names}")


@dataclass(frozen=True)
class Words:
    """What dimensions and their categories are called."""

    dimensions: Mapping[str, Text]
    categories: Mapping[tuple[str, str], Text]


def compile_forms(
    library: Library,
    shelves: Shelves,
    elements: Mapping[str, Element],
    formulas: Mapping[Version, Node],
    words: Words,
    complaints: Complaints,
) -> dict[str, Form]:
    """The forms of all packs. Complains of what cannot be asked, checked or given as it is written."""
    found = {}
    for pack in library.packs:
        scope = elements_scope(library.sees[pack.code], shelves) if pack.forms else None
        for entry in pack.forms:
            assert scope is not None
            form = _form(entry, pack, elements, words, complaints)
            _check_rates(entry, form, shelves, elements, formulas, complaints)
            checks = compile_checks(entry.checks, form, elements, scope, complaints)
            found[form.code] = replace(form, checks=checks)
    return found


def _form(
    entry: FormEntry, pack: RawPack, elements: Mapping[str, Element], words: Words, complaints: Complaints
) -> Form:
    columns, spots = _columns(entry, words)
    form = Form(
        code=entry.form,
        title=entry.title,
        agency=entry.filled_by.agency,
        level=entry.filled_by.level,
        rhythm=entry.period,
        due=replace(entry.due, late=entry.late),
        lines=tuple(
            Line(str(e), section.section, entry.notes.get(e, NOTHING))
            for section in entry.lines
            for e in section.elements
        ),
        columns=columns,
        totals=entry.total,
        rates=tuple(map(str, entry.rates)),
        notes=_cell_notes(entry),
        printed=_printed(entry),
        workflow=entry.workflow,
        pack=pack.code,
    )
    _check_lines(entry, form, elements, complaints)
    for column, spot in zip(columns, spots, strict=True):
        if not any(form.has(elements[line.element], column.cell) for line in form.lines):
            complaints.add(IDLE_COLUMN.at(spot, cell=column.cell.label(words.categories)))
    _check_notes(entry, form, elements, complaints)
    return form


def _printed(entry: FormEntry) -> Printed:
    said = entry.printed
    return Printed(said.number, said.issued_by, said.approved_by, said.document, said.until) if said else Printed()


def _columns(entry: FormEntry, words: Words) -> tuple[tuple[Column, ...], list[str]]:
    """The columns, each with the place where it is written: every block is the product of its dimensions."""
    if not entry.columns:
        return (Column(),), [entry.at("columns")]
    columns: list[Column] = []
    spots: list[str] = []
    for block in entry.columns:
        if isinstance(block, Placed):
            made = [Column()] if block == "total" else _product({block: _categories(block, words)}, words)
            spots += [str(block.spot)] * len(made)
        else:
            made = _product({str(d): categories for d, categories in block.items()}, words)
            spots += [str(next(iter(block)).spot)] * len(made)
        columns += made
    return tuple(columns), spots


def _categories(dimension: str, words: Words) -> list[str]:
    return [category for of, category in words.categories if of == dimension]


def _product(block: Mapping[str, Sequence[str]], words: Words) -> list[Column]:
    """One column for every combination; 按城乡 above the categories, where the dimensions have names."""
    names = [words.dimensions[d] for d in block if d in words.dimensions]
    top = (_BLOCK.format(names=listed(names)),) if len(names) == len(block) else ()
    columns = []
    for chosen in product(*block.values()):
        parts = [(str(d), str(c)) for d, c in zip(block, chosen, strict=True)]
        columns.append(Column(cell(parts), (*top, *(words.categories[part] for part in parts))))
    return columns


def _cell_notes(entry: FormEntry) -> dict[Key, Text]:
    pairs = ((cell_of(key), note) for key, note in entry.notes.items())
    return {(element, at): note for (element, at), note in pairs if at is not None}


def _check_lines(entry: FormEntry, form: Form, elements: Mapping[str, Element], complaints: Complaints) -> None:
    for word in (e for section in entry.lines for e in section.elements):
        element = elements[word]
        if element.at is not None and element.at is not form.level:
            said = {"wanted": element.at.label, "came": form.level.label}
            complaints.add(OTHER_LEVEL.at(str(word.spot), name=element.name, **said))
        if not any(form.has(element, column.cell) for column in form.columns):
            complaints.add(NO_CELL.at(str(word.spot), name=element.name))


def _check_notes(entry: FormEntry, form: Form, elements: Mapping[str, Element], complaints: Complaints) -> None:
    cells = {column.cell for column in form.columns}
    for key in entry.notes:
        element, at = cell_of(key)
        asked = form.line(element) is not None
        if not asked or (at is not None and not (at in cells and form.has(elements[element], at))):
            complaints.add(NO_SUCH_CELL.at(str(key.spot), key=key))


def _check_rates(
    entry: FormEntry,
    form: Form,
    shelves: Shelves,
    elements: Mapping[str, Element],
    formulas: Mapping[Version, Node],
    complaints: Complaints,
) -> None:
    """A rate stands for its numerator and denominator: the form must ask both, for whoever can give them."""
    for rate in entry.rates:
        row = shelves.indicators.things[rate][1]
        name = getattr(row, "name", rate)
        trees = [tree for (code, _), tree in formulas.items() if code == rate]
        if not trees:
            complaints.add(NOT_A_RATE.at(str(rate.spot), name=name, why=_NO_FORMULA))
        asked = dict.fromkeys(code for tree in trees for code, _ in operands(tree, TOTAL))
        if lacking := [elements[code].name for code in asked if form.line(code) is None]:
            why = _LACKS.format(names=listed(lacking))
            complaints.add(NOT_A_RATE.at(str(rate.spot), name=name, why=why))
