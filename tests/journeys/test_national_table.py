"""The national tables of both plans for 2024, row by row, against a second way of computing; and the landmarks."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.assessment import Row
from halfsky.kernel.fact import Absence
from halfsky.kernel.verdict import Class, Note
from halfsky.store.house import House
from tests.journeys.second_way import NATION, YEAR, Expected, SecondWay

CONTENT = Path(str(files("halfsky"))) / "content"
AS_OF = dt.date(2026, 11, 22)


def rows(house: House, admin: Viewer, plan: str) -> dict[str, Row]:
    from halfsky.queries.assessments import assess

    return {r.number: r for r in assess(house, admin, plan, NATION, YEAR, AS_OF).rows}


@pytest.mark.parametrize("plan", ["women-2021", "children-2021"])
def test_every_row_of_the_national_table(house: House, admin: Viewer, plan: str) -> None:
    found = {
        number: Expected(
            r.verdict.observation.shown if r.verdict.observation else None,
            r.verdict.observation.year if r.verdict.observation else None,
            r.verdict.class_.label.zh,
        )
        for number, r in rows(house, admin, plan).items()
    }
    assert found == SecondWay(CONTENT, plan).expected()


def test_infant_and_under_five_mortality_are_early(house: House, admin: Viewer) -> None:
    children = rows(house, admin, "children-2021")
    for number, shown, target in (("C1.02", "4.0", "5.0"), ("C1.03", "5.6", "6.0")):
        row = children[number]
        assert row.verdict.observation is not None and row.target is not None
        assert (row.verdict.observation.shown, row.target.shown) == (shown, target)
        assert row.verdict.class_ is Class.EARLY


def test_maternal_mortality_is_expected_to_reach_its_target(house: House, admin: Viewer) -> None:
    """16.9, 16.1, 15.7, 15.1, 14.3: the pairwise slopes have the median −0.6, the intercepts the median 16.9."""
    verdict = rows(house, admin, "women-2021")["W1.02"].verdict
    assert verdict.forecast is not None
    assert (verdict.forecast.slope, verdict.forecast.value) == (Fraction(-6, 10), Fraction(109, 10))
    assert verdict.class_ is Class.EXPECTED


def test_women_among_the_employed_waits_for_a_tolerance(house: House, admin: Viewer) -> None:
    verdict = rows(house, admin, "women-2021")["W3.01"].verdict
    assert verdict.class_ is Class.PENDING
    assert Note.NO_TOLERANCE in verdict.notes


def test_a_census_value_from_before_the_base_year_does_not_judge(house: House, admin: Viewer) -> None:
    """Of female life expectancy (2010, 2015, 2020) only the census of the base year speaks, and it has no number."""
    row = rows(house, admin, "women-2021")["W1.01"]
    assert row.verdict.observation is not None
    assert [o.year for o in row.series] == [2010, 2015, 2020]
    assert row.verdict.observation.year == 2020
    assert row.verdict.class_ is Class.UNCLEAR
    from halfsky.queries.assessments import assess

    early = assess(house, admin, "women-2021", NATION, 2021, dt.date(2021, 6, 30)).row("W1.01")
    assert early is not None
    # On that day the census of 2020 was unpublished: 2010 and 2015 lie before the base year and do not stand in.
    assert (early.verdict.observation, early.verdict.class_) == (None, Class.NO_DATA)
    assert early.verdict.reason is Absence.NOT_PUBLISHED


def test_the_rate_is_withheld_where_too_much_is_missing(house: House, admin: Viewer) -> None:
    """Of the 19 goals of women-2021 with a number 11 have no value for 2024: 8 ÷ 19 = 42.1 % < 80 %."""
    from halfsky.queries.assessments import assess

    summary = assess(house, admin, "women-2021", NATION, YEAR, AS_OF).summary
    expected = SecondWay(CONTENT, "women-2021")
    numeric = [g["number"] for g in expected.goals if g["kind"] in ("reach", "keep", "reach_keep")]
    table = expected.expected()
    assert summary.quantifiable == len(numeric) == 19
    assert set(summary.missing) == {n for n in numeric if table[n].verdict == "无数据"}
    assert summary.reached == sum(table[n].verdict in ("已达标", "提前达标", "保持达标") for n in numeric)
    assert summary.coverage == Fraction(8, 19)
    assert summary.rate is None and summary.rate_with_missing is None


def test_every_shown_value_equals_the_source_file(house: House, admin: Viewer) -> None:
    """Each national row of the catalogue's values.csv is shown with the very digits that stand in the file."""
    from halfsky.queries import places
    from halfsky.queries.hidden import Sight
    from halfsky.queries.series import series
    from tests.journeys.second_way import table

    wanted = [r for r in table(CONTENT / "indicators-cn" / "values.csv") if r["place"] == NATION]
    nation = places.place(house, NATION)
    known = series(house, nation, dict.fromkeys({r["indicator"] for r in wanted}), Sight(house, None))
    shown = {
        (code, str(cell), str(o.period)): (o.shown, o.source) for (code, cell), points in known.items() for o in points
    }
    cells = [";".join(f"{d}={r[d]}" for d in ("residence", "sex") if r[d]) for r in wanted]
    assert shown == {
        (r["indicator"], cell, r["year"]): (r["value"], r["source"]) for r, cell in zip(wanted, cells, strict=True)
    }
