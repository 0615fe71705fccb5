"""The short road of checks finds nothing that the reference does not, and leaves out nothing that it finds."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.checking import Around, Checks, Finding, Severity
from halfsky.kernel.fact import Absence, Missing, Reading
from halfsky.kernel.form import Form, Totals
from halfsky.kernel.grammar import Dimension, Scope, Term, quantity
from halfsky.kernel.quick import Quick
from halfsky.kernel.rollup import Entries, Key
from halfsky.kernel.text import Text
from tests.kernel import sheets
from tests.kernel.sheets import BOTH, ELEMENTS, FEMALE, RURAL, URBAN, element, form

SIGNS = ("=", "!=", "<", "<=", ">", ">=")
MANY = {**ELEMENTS, "crowd": element("crowd", "参加人数", "千人", 1, BOTH)}
SCOPE = Scope(
    tuple(
        Term(e.code, quantity(e.unit), e.name, frozenset(cell({d: c}) for d, cs in e.breakdowns for c in cs))
        for e in MANY.values()
    ),
    (),
    (
        Dimension("residence", Text("城乡"), {"urban": Text("城市"), "rural": Text("农村")}),
        Dimension("sex", Text("性别"), {"female": Text("女"), "male": Text("男")}),
    ),
)
SHORT = (
    *(f"hospital {sign} births" for sign in SIGNS),
    *(f"deaths {sign} deaths" for sign in SIGNS),
    "births[sex=female] <= births",
    "births[residence=urban] < births[residence=rural]",
    "crowd >= crowd[sex=female]",
)
"""Comparisons of two cells of one unit."""
FORMULAS = (
    *SHORT,
    "births <= crowd",
    "births <= 10",
    "births + deaths <= hospital or births < 3",
    "abs(change(births)) <= 30%",
)
NEVER = {"deaths < deaths", "deaths > deaths", "deaths != deaths"}
CELLS: tuple[Key, ...] = tuple((code, at) for code in MANY for at in (TOTAL, URBAN, RURAL, FEMALE))
VALUES = (0, 1, 2, 3, 5, 10, -1)


def made(totals: Totals, monkeypatch: pytest.MonkeyPatch) -> Form:
    """A form that asks every formula of every column."""
    monkeypatch.setattr(sheets, "SCOPE", SCOPE)
    monkeypatch.setattr(sheets, "ELEMENTS", MANY)
    severities = (Severity.HARD, Severity.SOFT)
    return form(*(sheets.check(text, severities[at % 2]) for at, text in enumerate(FORMULAS)), totals=totals)


def value(chance: Random) -> Reading:
    if chance.random() < 0.1:
        return Missing(chance.choice(list(Absence)), "x")
    whole = chance.choice(VALUES)
    return Fraction(whole) if chance.random() < 0.9 else Fraction(whole, 10)


def sheet(chance: Random) -> dict[Key, Reading]:
    share = chance.choice((0.3, 0.8, 1.0))
    return {key: value(chance) for key in CELLS if chance.random() < share}


@pytest.mark.parametrize("totals", list(Totals))
def test_the_findings_are_those_of_the_reference(totals: Totals, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets with gaps, reasons, decimals and negative numbers; on the long road no number is known as a whole one."""
    checks, chance = Checks(made(totals, monkeypatch), MANY), Random(48)
    asked = [(sheet(chance), Around(previous=sheet(chance))) for _ in range(400)]
    short = [checks.findings(now, around) for now, around in asked]
    seen = held(checks, [now for now, _ in asked])
    monkeypatch.setattr(Quick, "numbers", lambda self, now: [None] * len(self.places))
    long = [checks.findings(now, around) for now, around in asked]
    assert short == long
    assert sum(map(len, long)) > 1000 and any(f.missing for f in long[0] + long[1])
    # Every kind of comparison that has a short road took it, and no other.
    assert set(seen) == set(SHORT) - NEVER


def held(checks: Checks, every: list[dict[Key, Reading]]) -> Counter[str]:
    """How often each check was seen to hold on the short road."""
    found: Counter[str] = Counter()
    for now in every:
        whole = checks.quick.numbers(now)
        for check, columns in checks.asked:
            found[check.code] += sum(holds is not None and holds(whole) for _, _, holds in columns)
    return +found


def test_a_number_that_is_not_whole_is_left_to_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = Checks(made(Totals.ENTERED, monkeypatch), MANY)
    now: Entries = {("hospital", URBAN): Fraction(3, 2), ("births", URBAN): Fraction(1)}
    assert set(checks.quick.numbers(now)) == {1, None}
    found: list[Finding] = [f for f in checks.findings(now, Around()) if f.check == "hospital <= births"]
    assert [(f.at, f.failed) for f in found] == [(URBAN, True)]
