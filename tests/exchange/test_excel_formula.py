"""Formulas said in Excel against the reference evaluator: LibreOffice reckons what was translated."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from halfsky.exchange.excel_formula import UNSAID, Unsaid, decimal, excel
from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar import Node, Outcome, Shift, Table, evaluate, parse
from halfsky.kernel.grammar.nodes import (
    Binary,
    Call,
    Compare,
    Logic,
    Member,
    Name,
    Number,
    Part,
    Records,
    Symbol,
    Unary,
    Within,
)
from tests.exchange.office import converted

NAMES = ("a", "b", "c", "d")
PERIODS = (Shift.NONE, Shift.PREVIOUS, Shift.SAME_PERIOD_LAST_YEAR)
PART = Part("a", (("sex", "female"),))
PLACES = [(name, TOTAL, shift) for shift in PERIODS for name in NAMES] + [
    ("a", Cell(PART.cell), shift) for shift in PERIODS
]
OPERATIONS = {
    "number", "name", "part", "+", "-", "*", "/", "negative", "not", "and", "or", "in", "if", "coalesce", "min", "max",
    "sum", "count", "abs", "change", "previous", "same_period_last_year", "=", "!=", "<", "<=", ">", ">=",
}  # fmt: skip
ROWS = 600


class Maker:
    """Random formulas; `made` holds the operations that came up."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made: set[str] = set()

    def number(self, depth: int) -> Node:
        kinds = ["number", "name", "name", "part"]
        if depth:
            kinds += ["+", "-", "*", "/", "negative", "if", "coalesce", "min", "max", "sum", "count", "abs", "change"]
            kinds += ["previous", "same_period_last_year"]
        kind = self.random.choice(kinds)
        self.made.add(kind)
        below = depth - 1
        match kind:
            case "number":
                return Number(Fraction(self.random.randrange(0, 40), self.random.choice((1, 2, 4))))
            case "name":
                return Name(self.random.choice(NAMES))
            case "part":
                return PART
            case "+" | "-" | "*" | "/":
                return Binary(kind, self.number(below), self.number(below))
            case "negative":
                return Unary("-", self.number(below))
            case "if":
                return Call("if", (self.truth(below), self.number(below), self.number(below)))
            case "count":
                return Call("count", (self.truth(below), self.truth(below)))
            case "abs" | "change" | "previous" | "same_period_last_year":
                return Call(kind, (self.number(below),))
        return Call(kind, tuple(self.number(below) for _ in range(self.random.randrange(1, 4))))

    def truth(self, depth: int) -> Node:
        signs = ["=", "!=", "<", "<=", ">", ">="]
        kind = self.random.choice([*signs, "and", "or", "not", "in"] if depth else signs)
        self.made.add(kind)
        below = max(depth - 1, 0)
        match kind:
            case "and" | "or":
                return Logic(kind, tuple(self.truth(below) for _ in range(self.random.randrange(2, 4))))
            case "not":
                return Unary("not", self.truth(below))
            case "in":
                return Within(self.number(below), (self.number(below), self.number(below)))
        return Compare(kind, self.number(below), self.number(below))  # type: ignore[arg-type]


def values(random: Random) -> dict[tuple[str, Cell, Shift], Fraction | None]:
    """Small numbers with halves, so that equals meet often; one in six is missing, one in six is zero."""
    return {
        place: None
        if (die := random.randrange(6)) == 0
        else Fraction(0 if die == 1 else random.randrange(1, 30), random.choice((1, 2)))
        for place in PLACES
    }


def meant(node: Node, answers: dict[tuple[str, Cell, Shift], Fraction | None]) -> Outcome:
    known = {place: Missing(Absence.NOT_REPORTED) if v is None else v for place, v in answers.items()}
    return evaluate(node, Table(known))


@pytest.mark.sheets
def test_what_excel_reckons_is_what_the_formula_means(tmp_path: Path) -> None:
    random = Random(20261122)
    maker = Maker(random)
    cases, path = [], tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        row = 0
        while row < ROWS:
            node = maker.truth(3) if random.random() < 0.6 else maker.number(3)
            spots = {place: f"{chr(66 + at)}{row + 1}" for at, place in enumerate(PLACES)}

            def refer(code: str, at: Cell, shift: Shift, spots: dict[object, str] = spots) -> str:
                spot = spots[code, at, shift]
                return f"IF(ISNUMBER({spot}),{spot},NA())"

            try:
                said = excel(node, refer)
            except Unsaid:
                continue
            answers = values(random)
            for at, value in enumerate(answers.values(), 1):
                if value is not None:
                    sheet.write_number(row, at, float(value))
            sheet.write_formula(row, 0, f'=IFERROR({said},"missing")', None, "")  # no value: it must be reckoned
            cases.append((node, answers))
            row += 1
    assert maker.made == OPERATIONS, "every operation must have come up"
    found = CalamineWorkbook.from_path(str(converted(path, "xlsx"))).get_sheet_by_index(0).to_python()
    seen = set()
    for (node, answers), cells in zip(cases, found, strict=True):
        outcome, reckoned = meant(node, answers), cells[0]
        if isinstance(outcome, Missing):
            assert reckoned == "missing", node
        elif isinstance(outcome, bool):
            assert reckoned is outcome, node
        else:
            assert isinstance(outcome, Fraction)
            assert reckoned == pytest.approx(float(outcome), rel=1e-9, abs=1e-9), node
        seen.add(type(outcome))
    assert seen == {Missing, bool, Fraction}


@pytest.mark.parametrize(
    "node",
    [
        Member("session", "attended"),
        Records("session"),
        Symbol("held", "state"),
        Call("to_date", (Name("a"),)),
        parse("checklist(a)"),
    ],
)
def test_what_excel_cannot_say_is_left_to_the_server(node: Node) -> None:
    with pytest.raises(Unsaid):
        excel(node, lambda *_: "A1")
    assert len(UNSAID) == 4


def test_a_formula_longer_than_excel_takes_is_left_to_the_server() -> None:
    with pytest.raises(Unsaid):
        excel(Call("sum", (Name("a"),) * 3000), lambda *_: "A1")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("80%", "0.8"), ("9.4", "9.4"), ("3.5万", "35000"), ("0", "0"), ("100", "100"), ("0.00001", "0.00001")],
)
def test_numbers_are_written_in_base_units_without_an_exponent(text: str, shown: str) -> None:
    assert excel(parse(text), lambda *_: "") == shown


def test_a_third_keeps_fifteen_digits() -> None:
    assert decimal(Fraction(1, 3)) == "0.333333333333333"
