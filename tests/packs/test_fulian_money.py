"""The shipped ledgers on money, training, work and projects: gates and figures, followed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import pytest

from halfsky.kernel.breakdown import TOTAL, Cell, cell
from halfsky.kernel.field import Stored
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.numbers import rounded
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record, complaints, contributions, holds
from halfsky.kernel.rollup import Key, roll_up
from tests.packs.test_fulian_work import TODAY, content, move
from tests.seed_records_money import EXPECTED, RECORDS, Expected, Seed, together

PROGRAMME, SUBSIDY, PAYMENT = "subsidy-programme", "subsidy", "subsidy-payment"
Parts = dict[str, tuple[dict[str, Stored], ...]]


def entered(seed: Seed) -> Record:
    """A seed as its record stands when all its steps are taken, each of which must be possible."""
    register = content().register(seed.register)
    day = dt.date(2026, 3, 2)
    values: dict[str, Stored] = dict(seed.values)
    parts: Parts = {code: tuple(rows) for code, rows in seed.parts.items()}
    state = register.workflow.start
    days = {state: day}
    for step in seed.steps:
        taken = move(seed.register, step.move)
        assert state in taken.sources and taken.other <= step.other
        values |= step.values
        one = Record(values, parts, state, Level(seed.level), days, f"{seed.level}{seed.at}")
        assert [need for need in taken.needs if not holds(register, one, TODAY, need)] == []
        state = taken.to
        days = {**days, state: day}
    made = Record(values, parts, state, Level(seed.level), days, f"{seed.level}{seed.at}")
    assert complaints(register, made, TODAY) == []
    return made


def figures(seeds: Sequence[Seed], year: int) -> dict[Key, Fraction]:
    """What the records come to in a year, by element and cell; what is fed and came to nothing is zero."""
    found: dict[Key, Fraction] = {}
    for seed in seeds:
        for feed in content().register(seed.register).feeds:
            found.setdefault((feed.element, TOTAL), Fraction(0))
        for given in contributions(content().register(seed.register), entered(seed), content().elements, TODAY):
            if given.since.year == year:
                assert given.amount is not None
                one = Fraction(seed.times * given.amount, 10 ** content().elements[given.element].decimals)
                key = (given.element, given.at)
                found[key] = found.get(key, Fraction(0)) + one
    return found


def at(found: dict[Key, Fraction], name: str, where: Cell) -> Fraction:
    """An element, or an indicator worked out of the elements of a cell as the house works it out."""
    if name in content().elements:
        return found.get((name, where), Fraction(0))
    asked, formula = content().indicators[name], content().formulas[name, None]
    kept = {(element, where): Fraction(0) for element, _ in found} | found
    rolled = roll_up(operands(formula, where), content().elements, [kept])
    figure = compute(asked, formula, rolled, content().elements, where, Period("year", 2026))
    assert figure is not None
    return figure.value


def comes_true(seeds: Sequence[Seed], due: Expected) -> bool:
    found = at(figures(seeds, due.year), due.name, cell(due.cell))
    return rounded(found, due.decimals) == rounded(due.value, due.decimals)


@pytest.mark.parametrize("case", RECORDS)
def test_the_figures_of_real_documents_come_out_of_records(case: str) -> None:
    assert [due.name for due in EXPECTED[case] if not comes_true(RECORDS[case], due)] == []


def test_they_do_so_side_by_side_in_one_house_too() -> None:
    everything = list(together())
    wrong = [
        (case, due.name) for case, all_due in EXPECTED.items() for due in all_due if not comes_true(everything, due)
    ]
    assert wrong == []


def test_the_growth_of_persons_is_that_of_the_two_years() -> None:
    """4,281 after 4,019 are 6.52 % more (SF-004-02)."""
    years = [
        figures([*RECORDS["SF-004-01"], *RECORDS["SF-004-02"]], year)["payout_persons", TOTAL] for year in (2025, 2026)
    ]
    assert years == [4019, 4281]
    assert rounded((years[1] / years[0] - 1) * 100, 2) == rounded(Fraction("6.52"), 2)
