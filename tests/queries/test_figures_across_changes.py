"""Figures by the tree of their year and by today's: totals stay, mergers add, parts without shares are not computed.

The answers of 2024 are given by hand: births and maternal deaths of every county of 贵港市 and 梧州市. The tree changes
on 2025-07-01; every expected rate is counted out here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.by_tree import ByTree
from halfsky.kernel.fact import Reading
from halfsky.kernel.period import year
from halfsky.kernel.tree_change import Kind
from halfsky.store.house import House
from tests.actions.test_places import bring

DAY = dt.date(2025, 7, 1)
GUIGANG, WUZHOU, GUANGXI = "450800000000", "450400000000", "450000000000"
GANGBEI, GANGNAN, QINTANG, PINGNAN, GUIPING = (f"450{n}000000" for n in ("802", "803", "804", "821", "881"))
BIRTHS = {GANGBEI: (1000, 1), GANGNAN: (2000, 0), QINTANG: (3000, 2), PINGNAN: (4000, 1), GUIPING: (5000, 1)}
# Each of the seven counties of 梧州市 (areas.csv, code 4504).
WUZHOU_EACH, WUZHOU_COUNTIES = (1000, 1), 7


@pytest.fixture
def told(house: House) -> House:
    """The house with the answers of 2024."""
    from halfsky.queries import places
    from halfsky.store.models import Submission

    given = {**BIRTHS}
    counties = places.children(house, Viewer(), places.place(house, WUZHOU))
    assert len(counties) == WUZHOU_COUNTIES
    given |= {county.code: WUZHOU_EACH for county in counties}
    for code, (births, deaths) in given.items():
        Submission.objects.create(
            form="by-hand", place_id=places.place(house, code).id, period="2024", state="accepted", origin="test",
            entries={"live_births|": str(births), "maternal_deaths|": str(deaths)}, position=1,
        )  # fmt: skip
    return house


def rate(house: House, code: str, tree: dt.date | None = None, in_year: int = 2024) -> F | None:
    """Maternal deaths per 100,000 births at a place, exactly."""
    from halfsky.queries import places
    from halfsky.queries.hidden import everything
    from halfsky.queries.series import series

    found = series(house, places.place(house, code), {"mmr": (TOTAL,)}, everything(house), tree=tree)
    return next((o.value for o in found.get(("mmr", TOTAL), ()) if o.year == in_year), None)


def births(house: House, code: str, tree: dt.date | None = None) -> Reading:
    """All births of 2024 below a place."""
    from halfsky.queries import places
    from halfsky.queries.given import Given
    from halfsky.queries.hidden import everything

    place = places.place(house, code)
    return Given(house, place, everything(house), tree=tree).sum(place, ("live_births", TOTAL), year(2024))


def lost(house: House, code: str) -> list[int]:
    """The years that are not computed by today's tree."""
    from halfsky.queries import places
    from halfsky.queries.hidden import everything
    from halfsky.queries.series import series, uncomputed

    place, wanted, tree = places.place(house, code), {"mmr": (TOTAL,)}, house.today()
    sight = everything(house)
    found = uncomputed(house, place, wanted, sight, tree, series(house, place, wanted, sight, tree=tree))
    return [p.last_day().year for p in found.get(("mmr", TOTAL), ())]


def per(deaths: int | F, births: int | F) -> F:
    return F(deaths) / F(births) * 100_000


def test_without_changes_both_trees_say_the_same(told: House) -> None:
    for code, (births, deaths) in BIRTHS.items():
        assert rate(told, code) == rate(told, code, told.today()) == per(deaths, births)
    assert rate(told, GUIGANG) == rate(told, GUIGANG, told.today()) == per(5, 15_000)


def test_a_merger_is_the_sum_of_its_parts(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, merge

    merge(told, admin, [GANGBEI, GANGNAN], Part("450806", "港区"), DAY)
    assert rate(told, "450806", told.today()) == per(1, 3_000)
    assert rate(told, "450806") is None
    assert rate(told, GUIGANG) == rate(told, GUIGANG, told.today()) == per(5, 15_000)
    # The one that ended keeps the figure of its year.
    assert rate(told, GANGBEI) == per(1, 1_000)


def test_parts_of_a_split_are_not_computed_and_the_whole_above_stays(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, split

    split(told, admin, GUIPING, [Part(GUIPING), Part("450807", "新区")], DAY)
    assert rate(told, GUIPING, told.today()) is None
    assert lost(told, GUIPING) == lost(told, "450807") == [2024]
    assert rate(told, GUIPING) == per(1, 5_000)
    assert rate(told, GUIGANG) == rate(told, GUIGANG, told.today()) == per(5, 15_000)
    assert lost(told, GUIGANG) == []


def test_stated_shares_divide_what_adds_up(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, merge, split

    parts = [Part(GUIPING, share=F(3, 4)), Part("450807", "新区", share=F(1, 4))]
    split(told, admin, GUIPING, parts, DAY)
    assert rate(told, "450807", told.today()) == per(F(1, 4), F(5_000, 4))
    # A quarter of 桂平市 goes to 平南县 a year later: 1 + 1/4 deaths of 4000 + 1250 births.
    merge(told, admin, [PINGNAN, "450807000000"], Part(PINGNAN), DAY.replace(year=2026))
    assert rate(told, PINGNAN, told.today()) == per(F(5, 4), 5_250)
    assert rate(told, GUIGANG, told.today()) == per(5, 15_000)


def test_a_county_that_moves_takes_its_figures_to_the_other_city(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import move

    move(told, admin, GUIPING, WUZHOU, DAY)
    today = told.today()
    assert rate(told, GUIGANG) == per(5, 15_000)
    assert rate(told, WUZHOU) == per(7, 7_000)
    assert rate(told, GUIGANG, today) == per(4, 10_000)
    assert rate(told, WUZHOU, today) == per(8, 12_000)
    assert rate(told, GUIPING) == rate(told, GUIPING, today) == per(1, 5_000)
    assert births(told, GUANGXI) == births(told, GUANGXI, today) == 15_000 + 7_000


def test_a_city_that_moves_keeps_the_figures_of_earlier_years(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import move

    move(told, admin, GUIGANG, "440000000000", DAY)
    assert rate(told, GUIGANG) == rate(told, GUIGANG, told.today()) == per(5, 15_000)


def test_a_township_that_moves_leaves_both_counties_uncomputed(told: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.tree_changes import move

    bring(told, admin, tmp_path, "450881104000,木乐镇,\n")
    move(told, admin, "450881104000", PINGNAN, DAY)
    today = told.today()
    assert rate(told, GUIPING, today) is rate(told, PINGNAN, today) is None
    assert lost(told, GUIPING) == lost(told, PINGNAN) == [2024]
    assert rate(told, GUIGANG, today) == per(5, 15_000)
    assert rate(told, GANGBEI, today) == per(1, 1_000)


def test_a_township_that_moves_with_a_stated_share_leaves_both_counties_computed(
    told: House, admin: Viewer, tmp_path: Path
) -> None:
    """A fifth of 桂平市's 5000 births and 1 death goes along to 平南县, which had 4000 and 1."""
    from halfsky.actions.tree_changes import move

    bring(told, admin, tmp_path, "450881104000,木乐镇,\n")
    done = move(told, admin, "450881104000", PINGNAN, DAY, shares={GUIPING: F(1, 5)})
    assert done.unknown == ()
    today = told.today()
    assert births(told, GUIPING, today) == 4_000 and births(told, PINGNAN, today) == 5_000
    assert rate(told, GUIPING, today) == per(F(4, 5), 4_000)
    assert rate(told, PINGNAN, today) == per(F(6, 5), 5_000)
    assert lost(told, GUIPING) == lost(told, PINGNAN) == []
    assert (births(told, GUIPING), births(told, PINGNAN)) == (5_000, 4_000)
    assert rate(told, GUIGANG, today) == per(5, 15_000)


def test_to_another_city_the_share_of_each_level_is_stated_for_itself(
    told: House, admin: Viewer, tmp_path: Path
) -> None:
    """Births enter at the counties, so that a share of the county makes both cities exact, whatever theirs is."""
    from halfsky.actions.tree_changes import move
    from halfsky.queries import places

    bring(told, admin, tmp_path, "450881104000,木乐镇,\n")
    county = places.children(told, admin, places.place(told, WUZHOU))[0].code
    done = move(told, admin, "450881104000", county, DAY, shares={GUIPING: F(1, 5)})
    assert {p.name for p in done.unknown} == {"贵港市", "梧州市"}
    today = told.today()
    assert rate(told, GUIGANG, today) == per(F(24, 5), 14_000)
    assert rate(told, WUZHOU, today) == per(F(36, 5), 8_000)
    assert births(told, GUANGXI, today) == births(told, GUANGXI)


def test_a_published_value_speaks_for_its_own_territory_alone(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import abolish, move

    published = rate(told, GUIGANG, told.today(), 2015)
    assert published is not None
    abolish(told, admin, QINTANG, DAY)
    assert rate(told, GUIGANG, told.today(), 2015) == published
    move(told, admin, GUIPING, WUZHOU, DAY)
    assert rate(told, GUIGANG, told.today(), 2015) is None
    assert rate(told, GUIGANG, in_year=2015) == published
    assert 2015 in lost(told, GUIGANG)


def test_changes_after_the_day_asked_for_do_not_count(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import move

    move(told, admin, GUIPING, WUZHOU, DAY)
    assert rate(told, WUZHOU, DAY - dt.timedelta(1)) == per(7, 7_000)


def test_the_page_of_an_indicator_says_what_is_not_computed(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, split
    from halfsky.kernel.fact import Absence
    from halfsky.queries.indicators import indicator

    before = indicator(told, admin, "mmr", GUIPING, 2024, "women-2021")
    assert not before.assessment.redrawn
    split(told, admin, GUIPING, [Part(GUIPING), Part("450807", "新区")], DAY)
    by_year = indicator(told, admin, "mmr", GUIPING, 2024, "women-2021")
    by_today = indicator(told, admin, "mmr", GUIPING, 2024, "women-2021", tree=told.today())
    assert by_year.assessment.redrawn and by_year.uncomputed == by_year.unstated == ()
    assert by_year.row.verdict.observation is not None
    assert [p.label.zh for p in by_today.uncomputed] == ["2024年"]
    assert by_today.row.verdict.observation is None
    assert by_today.row.verdict.reason is Absence.NOT_COMPUTED
    assert by_today.row.question.uncomputed == {2024}
    assert [(e.kind, e.day) for e in by_today.unstated] == [(Kind.SPLIT, DAY)]


def test_places_side_by_side_say_which_of_them_are_not_computed(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, split
    from halfsky.kernel.fact import Absence
    from halfsky.queries.indicators import indicator

    split(told, admin, GUIPING, [Part(GUIPING), Part("450807", "新区")], DAY)
    for tree, silent in ((None, {}), (told.today(), {"桂平市": Absence.NOT_COMPUTED, "新区": Absence.NOT_COMPUTED})):
        found = indicator(told, admin, "mmr", GUIGANG, 2024, "women-2021", tree=tree)
        assert {c.place.name: c.absence for c in found.children if c.observation is None} == silent
        # 港南区 had no death, 桂平市 1 of 5000; 港北区's 1 of 1000 is the worst either way.
        ranked = [c.place.name for c in found.children if c.observation]
        assert (ranked[0], ranked[-1], len(ranked)) == ("港南区", "港北区", 5 - (1 if tree else 0))


def _same_both_ways(house: House, admin: Viewer, code: str) -> None:
    from halfsky.queries.assessments import assess

    by_year = assess(house, admin, "women-2021", code, 2024)
    by_today = assess(house, admin, "women-2021", code, 2024, tree=house.today())
    assert any(r.verdict.observation for r in by_year.rows)
    assert (by_year.by_tree, by_today.by_tree) == (ByTree.YEAR, ByTree.TODAY)
    assert replace(by_today, tree=None) == by_year


def test_where_nothing_changed_both_trees_judge_the_same(told: House, admin: Viewer) -> None:
    for code in (GUIPING, GANGNAN, GUIGANG, "000000000000"):
        _same_both_ways(told, admin, code)


def test_changes_that_pass_nothing_on_or_lie_before_the_figures_judge_the_same(told: House, admin: Viewer) -> None:
    """Renamed and re-coded after the year, and split before it: between the figures and today nothing has passed."""
    from halfsky.actions.tree_changes import Part, recode, rename, split

    split(told, admin, PINGNAN, [Part(PINGNAN), Part("450807", "新区")], DAY.replace(year=2019))
    rename(told, admin, GANGBEI, "港口区", DAY)
    recode(told, admin, GUIPING, "450882", DAY)
    for code in (GANGBEI, GUIPING, "450882000000", PINGNAN):
        _same_both_ways(told, admin, code)


def test_by_today_s_tree_a_plan_says_what_is_not_computed(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, merge, split
    from halfsky.kernel.fact import Absence
    from halfsky.queries.assessments import assess

    split(told, admin, GUIPING, [Part(GUIPING), Part("450807", "新区")], DAY)
    merge(told, admin, [GANGBEI, GANGNAN], Part("450806", "港区"), DAY)
    found = assess(told, admin, "women-2021", GUIPING, 2024, tree=told.today())
    row = found.row("mmr")
    assert row and found.redrawn and found.uncomputed
    assert (row.verdict.observation, row.verdict.reason) == (None, Absence.NOT_COMPUTED)
    merged = assess(told, admin, "women-2021", "450806", 2024, tree=told.today())
    known = merged.row("mmr")
    assert known and known.verdict.observation and known.verdict.observation.value == per(1, 3_000)
    assert not merged.uncomputed


def test_facts_by_today_s_tree_come_with_the_share_that_lies_there(told: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, merge, move, split
    from halfsky.queries.facts import Wanted, facts

    def births_of(under: str, tree: dt.date | None) -> set[tuple[str, str | None, F | None]]:
        found = facts(told, admin, Wanted(under, element="live_births", tree=tree))
        return {(f.place.name, f.value, f.share) for f in found}

    assert births_of(GUIPING, None) == births_of(GUIPING, told.today()) == {("桂平市", "5000", F(1))}
    split(told, admin, GUIPING, [Part(GUIPING, share=F(3, 4)), Part("450807", "新区", share=F(1, 4))], DAY)
    split(told, admin, GANGBEI, [Part(GANGBEI), Part("450808", "又一区")], DAY)
    merge(told, admin, [QINTANG, GANGNAN], Part("450806", "港区"), DAY)
    move(told, admin, PINGNAN, WUZHOU, DAY)
    today = told.today()
    assert births_of("450807", None) == set()
    assert births_of("450807", today) == {("桂平市", "5000", F(1, 4))}
    assert births_of("450808", today) == {("港北区", "1000", None)}
    assert births_of("450806", today) == {("港南区", "2000", F(1)), ("覃塘区", "3000", F(1))}
    assert ("平南县", "4000", F(1)) in births_of(WUZHOU, today) and ("平南县", "4000", F(1)) in births_of(GUIGANG, None)
    # The city holds both parts of either split, and no longer the county that moved.
    assert births_of(GUIGANG, today) == {
        ("桂平市", "5000", F(1)), ("港北区", "1000", F(1)), ("港南区", "2000", F(1)), ("覃塘区", "3000", F(1)),
    }  # fmt: skip
