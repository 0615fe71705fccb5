"""Hidden counts cannot be worked out: a table by hand, and a solver with everything that a reader is shown."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from halfsky.kernel.hiding import (
    Edition,
    Equation,
    Name,
    Pattern,
    Table,
    adds_up,
    pattern,
    proved,
    rate_limits,
    renewed,
    small,
)
from tests.kernel.attack import keeper, reader
from tests.kernel.hiding_world import Shape, corrections, tables

K = 5
SLOWLY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def few(table: Table) -> set[Name]:
    return {name for name, count in table.counts.items() if small(count, K)}


def at(cell: str, place: int) -> Name:
    return "cases", cell, place, "2024"


BY_SEX = Shape({"": [["f", "m"]]}, {"1": [["2", "3", "4"]]}, {})


def county_table() -> Table:
    """Cases of three counties by sex; the sums of the province follow.

          f    m   all
    2     2   30    32
    3    12   25    37
    4    40    9    49
    all  54   64   118
    """
    given = {(2, "f"): 2, (2, "m"): 30, (3, "f"): 12, (3, "m"): 25, (4, "f"): 40, (4, "m"): 9}
    return BY_SEX.table({("e", sex, place, ""): count for (place, sex), count in given.items()})


def of(sex: str, place: int) -> Name:
    return "e", sex, place, ""


def test_one_small_count_takes_a_square_along() -> None:
    # By hand: only the 2 is small. Its row and its column each need a second hidden cell, and these a third that closes
    # the square. From county 3 the square is 2, 30 / 12, 25: the 2 can rise by min(30, 12) = 12 and fall by
    # min(2, 25) = 2, which makes 15 values. From county 4 it is 2, 30 / 40, 9: up by 30, down by 2. Either does; totals
    # stay. Of the two columns' candidates the smaller one that is large enough is county 3's 12.
    table = county_table()
    assert few(table) == {of("f", 2)}
    found = pattern(table, few(table), K)
    assert found.hidden == {of("f", 2), of("m", 2), of("f", 3), of("m", 3)}
    assert found.proofs[of("f", 2)].room in ((2, 12), (12, 2))
    assert proved(table, found, K)
    assert reader(table, found.hidden).values(of("f", 2), 20) == list(range(15))


def test_hidden_alone_it_is_worked_out() -> None:
    table = county_table()
    # 32 − 30 = 2
    assert reader(table, frozenset({of("f", 2)})).values(of("f", 2), K) == [2]
    # with the other sex hidden, too, the column still says 54 − 12 − 40
    assert reader(table, frozenset({of("f", 2), of("m", 2)})).values(of("f", 2), K) == [2]


def test_four_hidden_cells_are_not_enough_when_they_are_small() -> None:
    # A square of 2, 1 / 1, 30 gives only the values 1, 2 and 3 to its first: min(1, 1) up, min(2, 30) down → 0 … 3
    table = BY_SEX.table({of("f", 2): 2, of("m", 2): 1, of("f", 3): 1, of("m", 3): 30, of("f", 4): 50, of("m", 4): 60})
    square = frozenset({of("f", 2), of("m", 2), of("f", 3), of("m", 3)})
    assert reader(table, square).values(of("f", 2), K) == [0, 1, 2, 3]
    found = pattern(table, few(table), K)
    assert len(reader(table, found.hidden).values(of("f", 2), K)) == K
    assert proved(table, found, K)


def test_none_at_all_is_shown_unless_asked() -> None:
    assert [n for n in range(7) if small(n, K)] == [1, 2, 3, 4]
    assert [n for n in range(7) if small(n, K, zero=True)] == [0, 1, 2, 3, 4]
    assert not any(small(n, 0) for n in range(7))


def test_nothing_small_hides_nothing() -> None:
    table = BY_SEX.table({name: 20 for name in BY_SEX.leaves})
    assert pattern(table, few(table), K) == Pattern()


def test_a_lone_county_hides_its_province() -> None:
    # one county, one count of 3: the province shows the same number, so both are hidden and nothing is left to compare
    table = Table({at("", 1): 3, at("", 2): 3}, (adds_up(at("", 1), [at("", 2)]),))
    assert pattern(table, few(table), K).hidden == {at("", 1), at("", 2)}


def test_a_rate_that_stays_gives_its_numerator_away() -> None:
    # 3 of 40 are 7.5 %: published with one decimal it leaves only 3 of 40 (2 are 5.0, 4 are 10.0), whoever is hidden
    deaths, births = at("deaths", 2), at("births", 2)
    limits = rate_limits(deaths, births, F(745, 10000), F(755, 10000))
    table = Table({deaths: 3, births: 40}, (Equation(((births, 1),)),), limits)
    assert reader(table, frozenset({deaths})).values(deaths, K) == [3]
    found = pattern(table, few(table), K)
    assert found.unproved == {deaths}
    assert found.hidden == {deaths, births}
    assert not proved(table, found, K)
    # printed without decimals, of 4000 births, it leaves 280 … 319: the limits themselves make room
    wide = Table(
        {deaths: 300, births: 4000}, (Equation(((births, 1),)),), rate_limits(deaths, births, F(7, 100), F(8, 100))
    )
    assert pattern(wide, [deaths], K).proofs[deaths].room == (20, 20)


def test_nothing_is_hidden_behind_what_is_published() -> None:
    # County 3's 12 women are published: the square through it would tell the 2 of county 2, so county 4
    # takes its place.
    table = replace(county_table(), away=frozenset({of("f", 3)}))
    found = pattern(table, few(table), K)
    assert found.hidden == {of("f", 2), of("m", 2), of("f", 4), of("m", 4)}
    # What is small and published itself stays without a proof, and takes nothing else along.
    told = replace(county_table(), away=frozenset({of("f", 2)}))
    alone = pattern(told, few(told), K)
    assert (alone.hidden, alone.unproved) == ({of("f", 2)}, {of("f", 2)})
    assert proved(told, alone, K)


def test_more_values_where_more_are_asked_for() -> None:
    table = replace(county_table(), apart={of("f", 2): 30})
    found = pattern(table, few(table), K)
    assert len(reader(table, found.hidden).values(of("f", 2), 40)) >= 30


def test_the_order_of_telling_changes_nothing() -> None:
    table = county_table()
    turned = Table(
        dict(reversed(table.counts.items())),
        tuple(Equation(e.terms[::-1]) for e in reversed(table.equations)),
        late=table.late,
    )
    assert pattern(table, few(table), K).hidden == pattern(turned, few(turned), K).hidden


@SLOWLY
@given(tables())
def test_every_hidden_cell_has_its_proof(table: Table) -> None:
    found = pattern(table, few(table), K)
    assert few(table) <= found.hidden
    assert proved(table, found, K)


@pytest.mark.slow
@settings(SLOWLY, max_examples=20)
@given(tables())
def test_a_solver_finds_at_least_so_many_values(table: Table) -> None:
    found = pattern(table, few(table), K)
    solver = reader(table, found.hidden)
    for name in found.hidden:
        assert len(solver.values(name, K)) == K, name


@SLOWLY
@given(tables())
def test_the_solver_recovers_a_single_hidden_cell(table: Table) -> None:
    # protection switched off: a cell hidden for itself alone follows from any sum it is part of
    name = min(table.counts, key=lambda n: (table.counts[n], n))
    assert reader(table, frozenset({name})).values(name, K) == [table.counts[name]]


def test_a_late_record_is_not_shown_by_a_difference() -> None:
    # County 3 reports one more woman: shown, 12 → hidden anyway, but the column would go from 54 to 55 and say so.
    table = county_table()
    first = renewed(None, table, K)
    late = BY_SEX.table({n: table.counts[n] + (n == of("f", 3)) for n in BY_SEX.leaves})
    second = renewed(first, late, K)
    assert second.shown(of("f", 1)) == 54
    assert second.table.counts == table.counts
    # With five more of them the column goes to 60, the county's total from 37 to 43: both are large enough to show.
    more = BY_SEX.table({n: table.counts[n] + 6 * (n == of("f", 3)) for n in BY_SEX.leaves})
    third = renewed(second, more, K)
    assert (third.shown(of("f", 1)), third.shown(of("", 3))) == (60, 43)
    assert third.pattern.hidden == first.pattern.hidden


def test_without_the_rule_a_late_county_is_worked_out_from_two_editions() -> None:
    # County 5 comes in late with 3 women and 30 men. Hidden in its own year as any small count, its 3 is the difference
    # of the two totals of women, whoever else is hidden.
    table = county_table()
    five = Shape({"": [["f", "m"]]}, {"1": [["2", "3", "4", "5"]]}, {})
    late = five.table({**{n: table.counts[n] for n in BY_SEX.leaves}, of("f", 5): 3, of("m", 5): 30})
    first = renewed(None, table, K)
    careless = Edition(late, K, pattern(late, few(late), K, first.pattern.proofs))
    assert careless.shown(of("f", 5)) is None
    earlier = {n: table.counts.get(n, 0) for n in late.counts}
    change = {n: late.counts[n] - earlier[n] for n in late.counts}
    kept = [Edition(replace(late, counts=earlier), K, first.pattern), careless]
    assert keeper(kept, [change]).values((1, of("f", 5)), K) == [3]
    # by the rule the county waits: with another one, whose 20 women hide its 3 in the sum, both are shown
    waits = renewed(first, late, K)
    assert waits.table.counts == table.counts
    six = Shape({"": [["f", "m"]]}, {"1": [["2", "3", "4", "5", "6"]]}, {})
    leaves = {n: late.counts[n] for n in five.leaves}
    both = six.table({**leaves, of("f", 6): 20, of("m", 6): 25})
    shown = renewed(waits, both, K)
    assert (shown.shown(of("f", 1)), shown.shown(of("", 5))) == (77, 33)
    assert shown.shown(of("f", 5)) is None


def test_what_was_hidden_stays_hidden() -> None:
    table = county_table()
    first = renewed(None, table, K)
    grown = BY_SEX.table({n: table.counts[n] + 10 * (n == of("f", 2)) for n in BY_SEX.leaves})
    assert not few(grown)
    second = renewed(first, grown, K)
    assert second.table.counts == grown.counts
    assert second.pattern.hidden == first.pattern.hidden


def test_another_threshold_begins_anew_and_forgets_nothing() -> None:
    first = renewed(None, county_table(), K)
    wider = renewed(first, county_table(), 10)
    assert few(county_table()) | {of("m", 4)} <= wider.pattern.hidden
    assert first.pattern.hidden <= wider.pattern.hidden
    assert renewed(wider, county_table(), 3).pattern.hidden >= wider.pattern.hidden


def editions_of(found: list[Table]) -> list[Edition]:
    editions: list[Edition] = []
    for table in found:
        editions.append(renewed(editions[-1] if editions else None, table, K))
    return editions


@SLOWLY
@given(corrections(3))
def test_no_shown_change_is_small(found: list[Table]) -> None:
    editions = editions_of(found)
    for before, after in pairwise(editions):
        assert before.pattern.hidden <= after.pattern.hidden
        for name in after.table.counts:
            then, now = before.shown(name), after.shown(name)
            if then is not None and now is not None:
                assert not small(now - then, K), name


@pytest.mark.slow
@settings(SLOWLY, max_examples=25)
@given(corrections(2, most=8))
def test_a_solver_with_every_edition_finds_at_least_so_many_values(found: list[Table]) -> None:
    editions = editions_of(found)
    changed = [{n: b.table.counts[n] - a.table.counts.get(n, 0) for n in b.table.counts} for a, b in pairwise(editions)]
    solver = keeper(editions, changed)
    for number, edition in enumerate(editions):
        for name in edition.pattern.hidden:
            assert len(solver.values((number, name), K)) == K, (number, name)
