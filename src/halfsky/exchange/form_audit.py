"""The checks of a form as rows of its workbook: what Excel can say it says at once, the rest is left to the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from halfsky.exchange.excel_formula import Unsaid, compared, excel
from halfsky.exchange.form_expressions import Expressions
from halfsky.exchange.form_grid import named
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.checking import PARTS, Check, Kind, Severity, asked_at
from halfsky.kernel.fact import Element
from halfsky.kernel.form import Column, Form, Totals
from halfsky.kernel.grammar.env import Shift
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import NOTHING, Text, listed


@dataclass(frozen=True, slots=True)
class Audit:
    """One check at one column. `formula` gives TRUE, FALSE or an error (not run); empty: only the server can say.

    `id` is that of the finding it foretells (check|cell)."""

    id: str
    severity: Severity
    column: Text
    says: Text
    keys: tuple[Key, ...]
    formula: str = ""


def audits(form: Form, elements: Mapping[str, Element], cells: Expressions) -> list[Audit]:
    """Everything that is checked, in the order in which the server checks it."""
    return [*_parts_against_totals(form, elements, cells), *_declared(form, elements, cells)]


def _declared(form: Form, elements: Mapping[str, Element], cells: Expressions) -> Iterator[Audit]:
    for check in form.checks:
        if check.kind is not Kind.CONDITION or check.formula is None:
            yield Audit(check.code, check.severity, NOTHING, _words(check, ()), ())
            continue
        columns = {column.cell: column for column in form.columns}
        for at, keys in asked_at(check.formula, form, elements, check.at):
            yield _condition(check, columns[at], keys, cells)


def _condition(check: Check, column: Column, keys: tuple[Key, ...], cells: Expressions) -> Audit:
    assert check.formula is not None

    def refer(code: str, part: Cell, shift: Shift) -> str:
        return cells.at(column.cell, code, part, shift)

    try:
        formula = excel(check.formula, refer)
    except Unsaid:
        formula = ""
    names = tuple(cells.elements[code].name for code, _ in keys)
    says = _words(check, names)
    return Audit(f"{check.code}|{column.cell}", check.severity, heading(column), says, keys, formula)


def _parts_against_totals(form: Form, elements: Mapping[str, Element], cells: Expressions) -> Iterator[Audit]:
    if form.totals is not Totals.ENTERED:
        return
    for line in form.lines:
        element = elements[line.element]
        for column in form.columns:
            for parts in form.parts(element, column.cell):
                keys = tuple((element.code, at) for at in (column.cell, *parts))
                if not all(named(*key) in cells.grid.spots for key in keys):
                    continue
                total, *finer = (cells.given(*key) for key in keys)
                formula = compared("=", f"({'+'.join(finer)})", total)
                says = PARTS.format(name=element.name, sum="…", total="…")
                yield Audit(f"parts:{element.code}|{column.cell}", Severity.HARD, heading(column), says, keys, formula)


def heading(column: Column) -> Text:
    """The headings of a column in one line."""
    return Text("·".join(h.zh for h in column.heads), " · ".join(h.in_("en") for h in column.heads))


def _words(check: Check, names: tuple[Text, ...]) -> Text:
    """The words of a check before there are figures."""
    if "{" not in check.says.zh:
        return check.says
    shown = dict.fromkeys(("value", "previous", "below", "own", "count"), "…")
    return check.says.format(names=listed(list(names)) if names else NOTHING, **shown)
