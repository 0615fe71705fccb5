"""Queries over arrays against queries over the answers: the same assessments, tables and series, to the last digit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction as F
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from tests.databases import database
from tests.houses import admin_of, open_copy, opened
from tests.league import CITY, LONGXU, PROVINCE, TENG, WANXIU, seven_counties
from tests.queries.test_hidden import GIVEN, give
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.store.house import House

YEARS = (2023, 2024, 2025)
INDICATORS = ("infant_mortality", "mmr", "hospital_delivery", "breast_cancer_screening", "women_health_literacy")


@pytest.fixture(scope="module")
def answered(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small house with answers of twelve counties in two years."""

    def make(path: Path) -> None:
        database().copy(small_template, path)
        house = seven_counties(open_copy(path))
        from halfsky.store.tables import close

        for code, (births, deaths) in GIVEN.items():
            give(house, code, births, deaths)
        for year, births in (("2023", "400"), ("2024", "555")):
            answer(house, WANXIU, year, {"live_births|": births, "infant_deaths|": "2", "hospital_births|": "390"})
            answer(house, LONGXU, year, {"live_births|residence=urban": "70", "live_births|residence=rural": "60"})
        answer(house, TENG, "2024-03", {"live_births|": "31", "infant_deaths|": {"absent": "not_provided"}})
        close()

    return made_once(tmp_path_factory, "answered", make)


@pytest.fixture
def house(answered: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(answered, tmp_path / "house")


def answer(house: House, code: str, at: str, entries: dict[str, Any], **more: Any) -> None:
    """One more accepted submission, as a later revision of what the place gave before."""
    from halfsky.queries import places
    from halfsky.store.models import Submission

    place = places.place(house, code)
    rows = Submission.objects.filter(place=place.id, period=at, form="unit")
    rows.update(current=False)
    Submission.objects.create(
        form="unit",
        place_id=place.id,
        period=at,
        revision=rows.count() + 1,
        entries=entries,
        state="accepted",
        origin="test",
        **more,
    )


def everything_said(house: House) -> dict[str, object]:
    """All figures that pages would show, of all places that have any."""
    from halfsky.queries import places
    from halfsky.queries.assessments import assess
    from halfsky.queries.given import Given
    from halfsky.queries.hidden import everything
    from halfsky.queries.league import league
    from halfsky.store.viewers import operator

    viewer, said = operator(house), {}
    for code in (PROVINCE, CITY, TENG, WANXIU, LONGXU):
        for year in YEARS:
            for plan in house.content.plans.values():
                if plan.in_force(year):
                    said[f"{code} {year} {plan.code}"] = assess(house, viewer, plan.code, code, year).rows
        place = places.place(house, code)
        given = Given(house, place, everything(house))
        for name in INDICATORS:
            indicator = house.content.indicators[name]
            said[f"{code} {name}"] = sorted(given.figures(place, indicator, None), key=repr)
            for year in YEARS:
                at = Period("year", year)
                said[f"{code} {name} {year} behind"] = given.behind(place, indicator, TOTAL, at)
                said[f"{code} {name} {year} working"] = given.working(place, indicator, TOTAL, at)
        said[f"{code} births"] = [given.sum(place, ("live_births", TOTAL), Period("year", y)) for y in YEARS]
    for name in INDICATORS:
        table = league(house, viewer, name, CITY, Period("year", 2024))
        said[f"league {name}"] = (table.league, table.periods)
    said["counties"] = league(house, viewer, INDICATORS[0], PROVINCE, Period("year", 2024), level=Level.COUNTY).league
    return said


def built(house: House) -> None:
    from halfsky.actions.arrays import build
    from halfsky.queries.arrays import arrays

    build(house)
    assert arrays(house) is not None


def test_what_arrays_say_is_what_the_answers_say(house: House) -> None:
    before = everything_said(house)
    assert any(before.values())
    built(house)
    after = everything_said(house)
    assert {k: v for k, v in after.items() if before[k] != v} == {}


def test_what_is_accepted_shows_in_the_sums_and_nothing_else_changes(house: House) -> None:
    """A later answer of one county: the patch says what a new base says, and both what the answers say."""
    from halfsky.actions.acting import acting
    from halfsky.actions.arrays import refresh
    from halfsky.engine.snapshot import head
    from halfsky.queries import places
    from halfsky.queries.arrays import arrays

    built(house)
    with acting(house, admin_of(house), "sheets.accept", "unit 2024", places.place(house, WANXIU)):
        answer(house, WANXIU, "2024", {"live_births|": "655", "infant_deaths|": "2"}, explained=NOTED)
    refresh(house)
    found = head(house.folder.arrays)
    assert found is not None
    assert found.patch
    patched = everything_said(house)
    built(house)
    renewed = everything_said(house)
    made = arrays(house)
    assert made is not None
    assert not made.snapshot.head.patch
    assert {k: v for k, v in renewed.items() if patched[k] != v} == {}
    for path in house.folder.arrays.iterdir():
        if path.is_file():
            path.unlink()
    plain = everything_said(house)
    assert arrays(house) is None
    assert {k: v for k, v in plain.items() if patched[k] != v} == {}


NOTED = {"births|": {"keys": ["live_births|"], "says": "活产数：", "why": "新设医院"}}


def test_other_packs_or_another_tree_leave_the_arrays_unread(house: House) -> None:
    from halfsky.queries.arrays import arrays
    from halfsky.store.models import PlaceVersion

    built(house)
    version = PlaceVersion.objects.on(dt.date(2024, 12, 31)).filter(level="county").first()
    assert version is not None
    version.pk = None
    version.save()
    assert arrays(house) is None


def test_a_new_period_and_a_larger_number_make_a_new_base(house: House) -> None:
    from halfsky.actions.acting import acting
    from halfsky.actions.arrays import refresh
    from halfsky.engine.snapshot import head
    from halfsky.queries import places
    from halfsky.queries.given import Given
    from halfsky.queries.hidden import everything

    built(house)
    for at, births in (("2025", "1"), ("2024", "99999999")):
        with acting(house, admin_of(house), "sheets.accept", "unit", places.place(house, WANXIU)):
            answer(house, WANXIU, at, {"live_births|": births})
        refresh(house)
        found = head(house.folder.arrays)
        assert found is not None
        assert not found.patch
        place = places.place(house, WANXIU)
        given = Given(house, place, everything(house))
        assert given.sum(place, ("live_births", TOTAL), Period("year", int(at))) == F(births)


@pytest.mark.parametrize("with_arrays", [False, True])
def test_where_many_places_gave_something_the_working_shows_the_sums_of_those_right_below(
    house: House, with_arrays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The five counties of 贵港市 gave both operands: 1000 + 2000 + 3000 + 4000 + 5000 births, 1 + 0 + 2 + 1 + 12
    deaths; those of 梧州市 no deaths, so that they count in neither."""
    from halfsky.queries import given, places
    from halfsky.queries.hidden import everything

    monkeypatch.setattr(given, "LISTED", 5)
    if with_arrays:
        built(house)
    place = places.place(house, PROVINCE)
    said = given.Given(house, place, everything(house))
    working = said.working(place, house.content.indicators["mmr"], TOTAL, Period("year", 2024))
    assert working is not None
    parts = {name.zh: [x for x in readings if isinstance(x, F)] for name, readings in working.parts}
    assert parts["贵港市合计"] == [F(16), F(15000)]
    assert parts["梧州市合计"] == []
    assert working.held == 5
    assert len(parts) == len(places.all_children(house, place))
