"""Seeds of figures entered by hand: the records that they make, step by step, and what those come to."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.fact import Flow
from halfsky.kernel.field import Stored
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.numbers import rounded
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record, complaints, contributions, holds
from halfsky.kernel.rollup import Key, roll_up
from tests.packs.test_fulian_work import TODAY, content, move
from tests.seed_records_work import DAY, YEAR, Expected, Seed


def entered(seed: Seed) -> Record:
    """A seed as its record stands when all its steps are taken, each of which must be possible."""
    register = content().register(seed.register)
    day = dt.date.fromisoformat(DAY)
    values: dict[str, Stored] = dict(seed.values)
    parts: dict[str, tuple[dict[str, Stored], ...]] = {code: tuple(rows) for code, rows in seed.parts.items()}
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


def figures(seeds: list[Seed], year: int = YEAR) -> dict[Key, Fraction]:
    """What the records come to in a year, by element and cell; of what is counted once, each value once."""
    found: dict[Key, Fraction] = {}
    seen: set[tuple[Key, str]] = set()
    for seed in seeds:
        for feed in content().register(seed.register).feeds:
            found.setdefault((feed.element, TOTAL), Fraction(0))
        for given in contributions(content().register(seed.register), entered(seed), content().elements, TODAY):
            key = (given.element, given.at)
            flows = content().elements[given.element].kind is Flow.FLOW
            if given.since.year > year or (flows and given.since.year < year):
                continue
            if given.amount is None or (given.distinct and (key, given.distinct) in seen):
                continue
            seen |= {(key, given.distinct)} if given.distinct else set()
            times = 1 if given.distinct else seed.times
            decimals = content().elements[given.element].decimals
            found[key] = found.get(key, Fraction(0)) + Fraction(times * given.amount, 10**decimals)
    return found


def demand(expected: list[Expected], found: dict[Key, Fraction]) -> None:
    """Fail unless every element and indicator comes to what it must. A cell in which nothing fell is zero."""
    for due in expected:
        if due.name in content().elements:
            assert found.get((due.name, cell(due.cell)), Fraction(0)) == due.value, due
            continue
        asked, formula = content().indicators[due.name], content().formulas[due.name, None]
        at = cell(due.cell)
        fed = {element for element, _ in found}
        kept = {key: Fraction(0) for key in operands(formula, at) if key[0] in fed} | found
        rolled = roll_up(operands(formula, at), content().elements, [kept])
        figure = compute(asked, formula, rolled, content().elements, at, Period("year", due.year))
        assert figure is not None and rounded(figure.value, due.decimals) == rounded(due.value, due.decimals), due
