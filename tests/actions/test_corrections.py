"""Corrections: every figure that changes is listed before, and nothing else; what was shown is what is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import GUIGANG, PINGNAN, People, accepted, answers, handed_in

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow

Shown = dict[tuple[str, str, int, str], tuple[str, str]]
DEATHS = {"maternal_deaths|": "1", "maternal_deaths|residence=urban": "1"}


def number(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusals[0].number


def shown(city: House) -> Shown:
    """Everything that plans show at the county and above, by asking for whole assessments: the second way."""
    from halfsky.kernel.words import value_of
    from halfsky.queries.assessments import assess
    from tests.houses import admin_of

    found: Shown = {}
    for plan in city.content.plans.values():
        for year in range(2025, 2027):
            if not plan.in_force(year):
                continue
            for place in (PINGNAN, GUIGANG, "450000000000", "000000000000"):
                for row in assess(city, admin_of(city), plan.code, place, year).rows:
                    now = row.verdict.observation
                    said = value_of(now, row.indicator).zh if now else str(row.verdict.reason)
                    found[place, f"{plan.code} {row.number} {row.goal.cell}", year, row.name.zh] = (
                        said,
                        row.verdict.class_.value,
                    )
    return found


def test_the_list_is_exactly_what_changes(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.corrections import correct, plan_correction

    sheet = accepted(city, people, row)
    impact = plan_correction(city, people["office"], sheet.pk, DEATHS)
    before = shown(city)
    made = correct(city, people["office"], sheet.pk, DEATHS, "漏报1例，按死亡登记补报", impact.digest)
    after = shown(city)
    really = {key for key in before if before[key] != after[key]}
    listed = {
        (c.place.code, f"{c.plan.code} {c.number} ", c.year, c.name.zh): (c.before.zh, c.after.zh)
        for c in impact.changed
    }
    assert set(listed) == really and really
    assert {key: said[1] for key, said in listed.items()} == {key: after[key][0] for key in really}
    sheet.refresh_from_db()
    assert (made.revision, made.way, made.current, made.state) == (2, "corrected", True, "accepted")
    assert not sheet.current and sheet.entries["maternal_deaths|"] == "0"


def test_the_log_keeps_what_was_changed_and_why(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.corrections import correct, plan_correction
    from halfsky.store.models import LogEntry

    sheet = accepted(city, people, row)
    impact = plan_correction(city, people["office"], sheet.pk, DEATHS)
    correct(city, people["office"], sheet.pk, DEATHS, "漏报1例", impact.digest)
    detail = LogEntry.objects.order_by("-position")[0].detail
    assert detail["reason"] == "漏报1例" and detail["changed"] == len(impact.changed) and detail["rows"] == 2
    assert detail["cells"] == sorted(DEATHS)


def test_what_was_not_shown_is_not_confirmed(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.corrections import correct, plan_correction

    sheet = accepted(city, people, row)
    other = plan_correction(
        city, people["office"], sheet.pk, {"hospital_births|": "1", "hospital_births|residence=urban": "0"}
    )
    assert number(lambda: correct(city, people["office"], sheet.pk, DEATHS, "漏报", other.digest)) == "409.762"
    digest = plan_correction(city, people["office"], sheet.pk, DEATHS).digest
    assert number(lambda: correct(city, people["office"], sheet.pk, DEATHS, "  ", digest)) == "400.752"


def test_a_correction_is_checked_like_any_sheet(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.corrections import plan_correction

    sheet = accepted(city, people, row)
    assert number(lambda: plan_correction(city, people["office"], sheet.pk, {"maternal_deaths|": "1"})) == "400.761"
    assert number(lambda: plan_correction(city, people["office"], sheet.pk, {"maternal_deaths|": "x"})) == "400.10"
    assert number(lambda: plan_correction(city, people["office"], sheet.pk, {})) == "400.764"


def test_a_sheet_that_is_not_accepted_is_returned_not_corrected(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.corrections import plan_correction

    sheet = handed_in(city, people, row)
    assert number(lambda: plan_correction(city, people["office"], sheet.pk, DEATHS)) == "409.761"


@pytest.mark.parametrize("who", ["filler", "statistics", "leader", "city_office", "sibling_office", "stranger"])
def test_who_may_not_correct(city: House, people: People, row: RoundRow, who: str) -> None:
    from halfsky.actions.corrections import correct, plan_correction

    sheet = accepted(city, people, row)
    assert number(lambda: plan_correction(city, people[who], sheet.pk, DEATHS)) == "403.10"
    assert number(lambda: correct(city, people[who], sheet.pk, DEATHS, "理由", "x")) == "403.10"
    assert number(lambda: plan_correction(city, people["nobody"], sheet.pk, DEATHS)) == "401.10"


def test_a_frozen_round_changes_by_corrections_alone(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.corrections import correct, plan_correction
    from halfsky.actions.rounds import freeze_round
    from halfsky.actions.submissions import submit

    sheet = accepted(city, people, row)
    freeze_round(city, people["city_office"], row.pk)
    assert number(lambda: submit(city, people["filler"], row.pk, PINGNAN, answers(city, row))) in {"409.744", "409.63"}
    impact = plan_correction(city, people["office"], sheet.pk, DEATHS)
    assert correct(city, people["office"], sheet.pk, DEATHS, "漏报1例", impact.digest).state == "archived"
