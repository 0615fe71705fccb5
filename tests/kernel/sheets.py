"""A small form for tests: births and deaths, in all, by residence, and by residence and sex."""

from __future__ import annotations

from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, Cell, cell
from halfsky.kernel.checking import Check, Kind, Severity
from halfsky.kernel.fact import Adding, Element, Flow
from halfsky.kernel.form import Column, Due, Form, Line, Totals
from halfsky.kernel.grammar import Dimension, Scope, Term, quantity, read
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text

PLACES = (("residence", ("urban", "rural")),)
BOTH = (*PLACES, ("sex", ("female", "male")))
URBAN, RURAL = cell({"residence": "urban"}), cell({"residence": "rural"})
FEMALE = cell({"sex": "female"})
NAMES = {"urban": Text("城市"), "rural": Text("农村"), "female": Text("女"), "male": Text("男")}


def element(code: str, name: str, unit: str = "人", decimals: int = 0, breakdowns: object = PLACES) -> Element:
    """An element of a county."""
    return Element(
        code, Text(name), unit, Flow.FLOW, Adding.ADD, decimals, Level.COUNTY, breakdowns=breakdowns,  # type: ignore[arg-type]
    )  # fmt: skip


ELEMENTS = {
    e.code: e
    for e in (
        element("births", "活产数", breakdowns=BOTH),
        element("hospital", "住院分娩活产数"),
        element("deaths", "孕产妇死亡数"),
        element("money", "投入经费", "万元", 2, ()),
    )
}
SCOPE = Scope(
    tuple(
        Term(e.code, quantity(e.unit), e.name, frozenset(cell({d: c}) for d, cs in e.breakdowns for c in cs))
        for e in ELEMENTS.values()
    ),
    (),
    (Dimension("residence", Text("城乡"), {"urban": Text("城市"), "rural": Text("农村")}),),
)


def column(*parts: tuple[str, str], head: tuple[str, ...] = ()) -> Column:
    """A column with a heading over each category."""
    return Column(Cell(tuple(sorted(parts))), tuple(Text(h) for h in head) or (Text("合计"),))


COLUMNS = (
    column(),
    column(("residence", "urban"), head=("按城乡", "城市")),
    column(("residence", "rural"), head=("按城乡", "农村")),
    column(("sex", "female"), head=("按性别", "女")),
    column(("sex", "male"), head=("按性别", "男")),
)


def check(formula: str, severity: Severity = Severity.HARD, code: str = "", kind: Kind = Kind.CONDITION) -> Check:
    """A check of the small form."""
    return Check(code or formula, severity, Text("不对：{value}"), kind, read(formula, SCOPE), times=Fraction(5))


def form(*checks: Check, totals: Totals = Totals.COMPUTED, columns: tuple[Column, ...] = COLUMNS) -> Form:
    """The form with these checks."""
    return Form(
        "births",
        Text("测试表", "test form"),
        "health",
        Level.COUNTY,
        "year",
        Due(45, workdays=True, late=10),
        tuple(Line(code) for code in ELEMENTS),
        columns,
        totals,
        checks,
    )


__all__ = ["BOTH", "COLUMNS", "ELEMENTS", "FEMALE", "RURAL", "TOTAL", "URBAN", "check", "column", "element", "form"]
