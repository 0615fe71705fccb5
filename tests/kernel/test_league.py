"""League tables: ranks with ties, changes, distances, peers, small numbers; figures worked out by hand.

The city of the ranking case has six counties. Coverage in percent, this year and last:

    place   this  last   rank  change  to the first  gained most
    甲县    100    98     1      +2        0             2nd
    乙县     85    86     2      −1       15             4th
    丙县     85    85     2       0       15             3rd
    丁县     60     —     4       —       40             —
    戊县     38    30     5      +8       62             1st
    己县      —    20     missing: not reported
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction as F
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel import league_words as words
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.group import Group, Membership, in_force
from halfsky.kernel.indicator import Break, Direction, Indicator, Rhythm, Validity
from halfsky.kernel.league import Entrant, League, NoChange, earlier, league, peers, ranking, way
from halfsky.kernel.numbers import printed
from halfsky.kernel.period import period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.target import Bar, Comparator, Target
from halfsky.kernel.text import Text

TODAY = dt.date(2026, 11, 22)
NAME = Text("覆盖率", "coverage")
COVERAGE = Indicator("coverage", NAME, "%", 1, Direction.UP, high=F(100))
THIS = {"甲县": 100, "乙县": 85, "丙县": 85, "丁县": 60, "戊县": 38, "己县": None}
LAST = {"甲县": 98, "乙县": 86, "丙县": 85, "丁县": None, "戊县": 30, "己县": 20}


def place(number: int, name: str = "") -> Place:
    return Place(number, f"4501{number:02}000000", name or f"{number}县", Level.COUNTY, (1, 2, number))


def seen(
    value: F | int | None, year: str = "2025", cases: F | None = None, count: F | None = None
) -> Observation | None:
    if value is None:
        return None
    return Observation(period(year), F(value), printed(F(value), 1), cases=cases, count=count)


def entrants(this: dict[str, int | None] | None = None) -> list[Entrant]:
    return [
        Entrant(place(n, name), seen(now), seen(LAST[name], "2024"), None if now else Absence.NOT_REPORTED)
        for n, (name, now) in enumerate((this or THIS).items(), 1)
    ]


def table(found: League) -> dict[str, tuple[int | None, F | None, F | None, int | None]]:
    return {r.place.name: (r.rank, r.change, r.distance, r.gain_rank) for r in found.rows}


def test_the_ranking_case() -> None:
    found = league(COVERAGE, entrants(), None, TODAY)
    assert table(found) == {
        "甲县": (1, 2, 0, 2),
        "乙县": (2, -1, 15, 4),
        "丙县": (2, 0, 15, 3),
        "丁县": (4, None, 40, None),
        "戊县": (5, 8, 62, 1),
        "己县": (None, None, None, None),
    }
    assert [r.place.name for r in found.rows][-1] == "己县"
    assert found.rows[-1].entrant.absence is Absence.NOT_REPORTED
    assert (found.entered, found.counted, [r.place.name for r in found.first]) == (6, 5, ["甲县"])


def test_a_target_of_a_group_judges_its_own_members() -> None:
    """70, 50 and 30 % for three groups of counties: 丁县 with 60 % misses its 70 %, 戊县 with 38 % meets its 30 %."""
    asked = {70: ("甲县", "丁县"), 50: ("乙县", "丙县"), 30: ("戊县", "己县")}
    found = {
        n: Group(f"g{n}", Text(f"{n}%县"), tuple(Membership(p.code) for p in places_called(names)))
        for n, names in asked.items()
    }
    given_ = []
    for e in entrants():
        groups = [n for n, group in found.items() if group.holds(e.place.code, TODAY)]
        targets = [Target("p", "1", 2025, Comparator.AT_LEAST, F(n), str(n), group=f"g{n}") for n in groups]
        target = in_force((), targets, ()).target
        assert target is not None
        bar = target.bar(None)
        assert isinstance(bar, Bar)
        given_.append(replace(e, target=target, bar=bar))
    met = {r.place.name: r.met for r in league(COVERAGE, given_, None, TODAY).rows}
    assert met == {"甲县": True, "乙县": True, "丙县": True, "丁县": False, "戊县": True, "己县": None}


def places_called(names: tuple[str, ...]) -> list[Place]:
    return [e.place for e in entrants() if e.place.name in names]


def test_peers_are_ranked_with_peers_of_the_day() -> None:
    hills = Group("hills", Text("山区县"), (Membership("450102000000"), Membership("450104000000", until=TODAY)))
    every = [e.place for e in entrants()]
    assert [p.name for p in peers(hills, every, TODAY)] == ["乙县", "丁县"]
    assert [p.name for p in peers(hills, every, TODAY + dt.timedelta(days=1))] == ["乙县"]


def test_lower_is_better_where_the_indicator_says_so() -> None:
    deaths = replace(COVERAGE, unit="1/10万", direction=Direction.DOWN, high=None)
    found = league(deaths, entrants(), None, TODAY)
    assert {r.place.name: r.rank for r in found.rows} == {
        "戊县": 1, "丁县": 2, "乙县": 3, "丙县": 3, "甲县": 5, "己县": None,
    }  # fmt: skip
    last = found.of(1)
    assert last is not None and [last.change, last.gain, last.distance] == [F(2), F(-2), F(62)]


def test_inside_a_band_all_are_first_and_outside_the_nearer_is_better() -> None:
    """Of a band from 60 to 85: 乙, 丙 and 丁 lie in it, 甲 is 15 above, 戊 22 below."""
    kept = replace(COVERAGE, direction=Direction.KEEP)
    found = league(kept, entrants(), Bar(F(60), F(85)), TODAY)
    assert {r.place.name: [r.rank, r.distance] for r in found.rows if r.now} == {
        "乙县": [1, F(0)], "丙县": [1, F(0)], "丁县": [1, F(0)], "甲县": [4, F(15)], "戊县": [5, F(22)],
    }  # fmt: skip


@pytest.mark.parametrize("direction", [Direction.NONE, Direction.KEEP])
def test_nobody_is_ranked_where_neither_way_is_better(direction: Direction) -> None:
    found = league(replace(COVERAGE, direction=direction), entrants(), None, TODAY)
    assert found.way is None
    assert {(r.rank, r.distance, r.gain_rank) for r in found.rows} == {(None, None, None)}
    assert [r.change for r in found.rows][:3] == [2, -1, 0]
    assert found.rows[-1].place.name == "己县"


def test_a_bar_says_what_is_better_before_the_direction() -> None:
    kept = replace(COVERAGE, direction=Direction.KEEP)
    assert [way(kept, bar) and way(kept, bar).sense for bar in (Bar(low=F(1)), Bar(high=F(1)))] == [1, -1]  # type: ignore[union-attr]
    assert way(COVERAGE, Bar()) == way(COVERAGE, None)


def test_no_change_crosses_a_break_or_compares_what_is_not_over() -> None:
    broken = replace(COVERAGE, breaks=(Break(2025, Text("口径调整")),))
    row = league(broken, entrants(), None, TODAY).rows[0]
    assert (row.change, row.no_change, row.gain_rank) == (None, NoChange.BREAK, None)
    now, before = seen(90, "2026"), seen(80, "2025")
    assert league(COVERAGE, [Entrant(place(1), now, before)], None, TODAY).rows[0].no_change is NoChange.NOT_OVER
    alone = Entrant(place(1), seen(90), seen(80, "2024/25"))
    assert league(COVERAGE, [alone], None, TODAY).rows[0].no_change is NoChange.NONE_BEFORE


def test_the_period_before_is_of_the_same_kind() -> None:
    term = replace(COVERAGE, validity=Validity(Rhythm.TERM, (2016, 2021, 2026)))
    assert [str(earlier(term, period(p))) for p in ("2026", "2021", "2016")] == ["2021", "2016", "2015"]
    said = {"2025": "2024", "2026-01": "2025-12", "2026-01..10": "2025-01..10", "2024/25": "2023/24"}
    assert {p: str(earlier(COVERAGE, period(p))) for p in said} == said


def test_of_a_small_number_one_case_more_or_less_is_tried() -> None:
    """Deaths per 100,000, small below 10,000 births. 甲: 1 of 5,000 is 20; with none it is 0, with two 40. 乙 has 10,
    丙 30 and 丁 50, of many. So 甲 is second, and may be first (0) or third (40). 戊 with 9 of 9,000 is 100: with
    8 it is 88.9, with 10 it is 111.1, the last either way."""
    deaths = Indicator("mmr", NAME, "1/10万", 1, Direction.DOWN, small=10_000)
    cases, count = F(100), F(1_000_000)
    found = league(
        deaths,
        [
            Entrant(place(1, "甲县"), seen(20, cases=F(1), count=F(5000))),
            Entrant(place(2, "乙县"), seen(10, cases=cases, count=count)),
            Entrant(place(3, "丙县"), seen(30, cases=cases, count=count)),
            Entrant(place(4, "丁县"), seen(50, cases=cases, count=count)),
            Entrant(place(5, "戊县"), seen(100, cases=F(9), count=F(9000))),
        ],
        None,
        TODAY,
    )
    assert {r.place.name: (r.rank, r.small, r.span) for r in found.rows} == {
        "乙县": (1, False, None),
        "甲县": (2, True, (1, 3)),
        "丙县": (3, False, None),
        "丁县": (4, False, None),
        "戊县": (5, True, None),
    }


def test_the_table_is_summed_up_in_one_sentence() -> None:
    found = league(COVERAGE, entrants(), None, TODAY)
    assert words.summary(found).zh == "6个地区中5个有数据，1个缺数据，列在最后、不排位次；居首位的是甲县（100.0%）。"
    alone = Entrant(place(1, "甲县"), seen(0, cases=F(0), count=F(40)))
    other = Entrant(place(2, "乙县"), seen(1, cases=F(9), count=F(900)))
    fewer = replace(COVERAGE, direction=Direction.DOWN, small=100)
    doubtful = words.summary(league(fewer, [alone, other], None, TODAY))
    assert doubtful.zh == "2个地区中2个有数据；居首位的是甲县（0.0%），但属小样本，位次难分先后。"


def test_a_row_in_words() -> None:
    rows = {r.place.name: r for r in league(COVERAGE, entrants(), None, TODAY).rows}
    said = {name: (words.moved(r, COVERAGE).zh, words.behind(r, COVERAGE).zh) for name, r in rows.items()}
    assert said == {
        "甲县": ("提高2.0个百分点", "首位"),
        "乙县": ("下降1.0个百分点", "15.0个百分点"),
        "丙县": ("持平", "15.0个百分点"),
        "丁县": ("上期无数据", "40.0个百分点"),
        "戊县": ("提高8.0个百分点", "62.0个百分点"),
        "己县": ("—", "—"),
    }


def test_no_case_is_tried_that_cannot_be() -> None:
    """None of 40 cannot be one fewer, 40 of 40 not one more: either could only fall behind."""
    small = replace(COVERAGE, small=100)
    full, none = seen(100, cases=F(40), count=F(40)), seen(0, cases=F(0), count=F(40))
    rows = league(small, [Entrant(place(1), full), Entrant(place(2), none), Entrant(place(3), seen(99))], None, TODAY)
    assert {r.place.id: (r.rank, r.span) for r in rows.rows} == {1: (1, (1, 2)), 2: (3, None), 3: (2, None)}


def test_who_sees_one_place_alone_sees_the_best_and_her_own() -> None:
    found = league(COVERAGE, entrants(), None, TODAY).for_those([5])
    assert [(r.place.name, r.rank) for r in found.rows] == [("甲县", 1), ("戊县", 5)]
    assert (found.entered, found.counted, found.whole) == (6, 5, False)


values = st.lists(st.one_of(st.none(), st.fractions(0, 4, max_denominator=3)), max_size=12)


def random_table(found: list[F | None], seed: int, indicator: Indicator = COVERAGE) -> League:
    given_ = [Entrant(place(n), seen(v), absence=None if v else Absence.NOT_REPORTED) for n, v in enumerate(found, 1)]
    Random(seed).shuffle(given_)
    return league(indicator, given_, None, TODAY)


@given(values, st.booleans())
def test_a_rank_is_one_more_than_those_that_are_strictly_better(found: list[F | None], down: bool) -> None:
    indicator = replace(COVERAGE, direction=Direction.DOWN) if down else COVERAGE
    there = [v for v in found if v is not None]
    for row in random_table(found, 0, indicator).rows:
        value = found[row.place.id - 1]
        if value is None:
            assert row.rank is None
        else:
            assert row.rank == 1 + sum(v < value if down else v > value for v in there)


@given(values)
def test_ranks_with_ties_spread_out_are_a_permutation(found: list[F | None]) -> None:
    """Each of n places that share a rank takes one of the next n numbers: together they are 1 … all that are ranked."""
    ranks = [r.rank for r in random_table(found, 0).rows if r.rank is not None]
    spread = [rank + ranks[:at].count(rank) for at, rank in enumerate(ranks)]
    assert sorted(spread) == list(range(1, len(ranks) + 1))


@given(values, st.integers(0, 2**32 - 1))
def test_the_order_in_which_places_come_never_matters(found: list[F | None], seed: int) -> None:
    assert random_table(found, 0) == random_table(found, seed)


@given(values)
def test_the_missing_stand_last_and_nothing_is_said_of_them(found: list[F | None]) -> None:
    rows = random_table(found, 0).rows
    there = [row.now is not None for row in rows]
    assert there == sorted(there, reverse=True)
    assert all((r.rank, r.change, r.distance, r.gain_rank, r.met) == (None,) * 5 for r in rows if r.now is None)


def test_values_that_print_alike_and_differ_do_not_share_a_rank() -> None:
    third = F(100, 3)
    exact, near = seen(third), seen(third + F(1, 10**9))
    assert exact and near and exact.shown == near.shown
    rows = league(COVERAGE, [Entrant(place(1), exact), Entrant(place(2), near)], None, TODAY).rows
    assert [(r.place.id, r.rank) for r in rows] == [(2, 1), (1, 2)]
    assert ranking({1: third, 2: F(200, 6)}) == {1: 1, 2: 1}
