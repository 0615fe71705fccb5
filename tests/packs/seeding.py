"""Seeds of figures entered by hand: the records that they make, step by step, and what those come to."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.field import Stored
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.numbers import rounded
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record, complaints, contributions, holds
from halfsky.kernel.rollup import Key, roll_up
from tests.packs.test_fulian_work import TODAY, content, move
from tests.seed_records_work import DAY, Expected, Seed


def entered(seed: Seed) -> Record:
    """A seed as its record stands when all its steps are taken, each of which must be possible."""
    register = content().register(seed.register)
    day = dt.date.fromisoformat(DAY)
    values: dict[str, Stored] = dict(seed.values)
    parts: dict[str, tuple[dict[str, Stored], ...]] = {}
    state = register.workflow.start
    days = {state: day}
    for step in seed.steps:
        taken = move(seed.register, step.move)
        assert state in taken.sources and (step.reason or not taken.reason) and taken.other <= step.other
        values |= step.values
        parts |= {code: (*parts.get(code, ()), *rows) for code, rows in step.parts.items()}
        one = Record(values, parts, state, Level(seed.level), days, f"{seed.level}{seed.at}")
        assert [need for need in taken.needs if not holds(register, one, TODAY, need)] == []
        state = taken.to
        days = {**days, state: day}
    made = Record(values, parts, state, Level(seed.level), days, f"{seed.level}{seed.at}")
    assert complaints(register, made, TODAY) == []
    return made


def figures(seeds: list[Seed]) -> dict[Key, Fraction]:
    """What the records come to, by element and cell; of what is counted once, each value once."""
    found: dict[Key, Fraction] = {}
    seen: set[tuple[Key, str]] = set()
    for seed in seeds:
        for given in contributions(content().register(seed.register), entered(seed), content().elements, TODAY):
            key = (given.element, given.at)
            if given.amount is None or (given.distinct and (key, given.distinct) in seen):
                continue
            seen |= {(key, given.distinct)} if given.distinct else set()
            times = 1 if given.distinct else seed.times
            decimals = content().elements[given.element].decimals
            found[key] = found.get(key, Fraction(0)) + Fraction(times * given.amount, 10**decimals)
    return found


def demand(expected: list[Expected], found: dict[Key, Fraction]) -> None:
    """Fail unless every element and indicator comes to what it must."""
    for due in expected:
        if due.name in content().elements:
            assert found.get((due.name, cell(due.cell)), Fraction(0)) == due.value, due
            continue
        asked, formula = content().indicators[due.name], content().formulas[due.name, None]
        rolled = roll_up(operands(formula, TOTAL), content().elements, [found])
        figure = compute(asked, formula, rolled, content().elements, TOTAL, Period("year", 2026))
        assert figure is not None and rounded(figure.value, due.decimals) == rounded(due.value, due.decimals), due
