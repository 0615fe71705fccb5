"""Sheets: handed in whole or not at all, returned to the cell, reviewed by others, accepted into the figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import GUIGANG, PDF, PINGNAN, WHY, People, accepted, answers, explained, handed_in

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow


def numbers(call: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        call()
    return {r.number for r in refused.value.refusals}


def test_a_sound_sheet_is_handed_in_and_counts_once_accepted(city: House, people: People, row: RoundRow) -> None:
    from halfsky.queries.assessments import assess

    def hospital() -> str | None:
        now = next(
            r for r in assess(city, people["office"], "women-2021", PINGNAN, 2025).rows if r.number == "W1.07"
        ).verdict.observation
        return now.shown if now else None

    sheet = handed_in(city, people, row)
    assert (sheet.state, sheet.revision, sheet.current) == ("submitted", 1, False)
    assert hospital() is None
    from halfsky.actions.submissions import take_step

    take_step(city, people["statistics"], sheet.pk, "review")
    assert hospital() is None
    assert take_step(city, people["office"], sheet.pk, "accept").current
    assert hospital() == "100.0"


@pytest.mark.parametrize("who", ["teacher", "statistics", "office", "leader", "city_office", "sibling", "stranger"])
def test_who_may_not_hand_in(city: House, people: People, row: RoundRow, who: str) -> None:
    from halfsky.actions.submissions import submit
    from halfsky.store.models import LogEntry, Submission

    before = LogEntry.objects.count()
    assert numbers(lambda: submit(city, people[who], row.pk, PINGNAN, answers(city, row))) <= {"403.10", "401.10"}
    assert not Submission.objects.exists() and LogEntry.objects.count() == before


def test_who_is_not_signed_in_is_asked_to(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import submit, take_step

    assert numbers(lambda: submit(city, people["nobody"], row.pk, PINGNAN, {})) == {"401.10"}
    assert numbers(lambda: take_step(city, people["nobody"], 1, "accept")) == {"401.10"}


def test_all_complaints_come_at_once_each_at_its_cell(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import submit
    from halfsky.store.models import Submission

    typed = answers(city, row)
    typed |= {"live_births|residence=urban": "很多", "maternal_deaths|": "-1", "no_such|": "3"}
    del typed["nursery_places|"]
    with pytest.raises(Refused) as refused:
        submit(city, people["filler"], row.pk, PINGNAN, typed)
    where = {r.where: r.number for r in refused.value.refusals}
    assert where["live_births|residence=urban"] == "400.10"
    assert where["maternal_deaths|"] == "400.741"
    assert where["no_such|"] == "404.742"
    assert where["nursery_places|"] == "400.760"
    assert not Submission.objects.exists()


def test_a_hard_check_blocks_whatever_is_said(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import submit

    typed = answers(city, row, hospital_births="5")
    reasons = explained(city, people, row, typed)
    with pytest.raises(Refused) as refused:
        submit(city, people["filler"], row.pk, PINGNAN, typed, reasons)
    assert {r.number for r in refused.value.refusals} == {"400.761"}
    assert "住院分娩活产数不能超过活产数" in str(refused.value)


def test_a_soft_check_wants_a_reason_that_is_one(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import submit

    typed = answers(city, row, premarital_examined="3")
    reasons = explained(city, people, row, typed)
    assert numbers(lambda: submit(city, people["filler"], row.pk, PINGNAN, typed)) == {"400.762"}
    empty = dict.fromkeys(reasons, "经核实无误")
    assert numbers(lambda: submit(city, people["filler"], row.pk, PINGNAN, typed, empty)) == {"400.744"}
    sheet = submit(city, people["filler"], row.pk, PINGNAN, typed, reasons)
    assert {kept["why"] for kept in sheet.explained.values()} == {WHY}


def test_an_explanation_travels_with_the_figure(city: House, people: People, row: RoundRow) -> None:
    """One county of five is too little for the city; with four of them the city's figure names the county."""
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.queries import places
    from halfsky.queries.assessments import assess

    typed = answers(city, row, premarital_examined="3")
    accepted(city, people, row, typed)

    def notes(place: str, number: str = "W1.11") -> tuple[str, ...]:
        rows = assess(city, people["city_office"], "women-2021", place, 2025).rows
        now = next(r for r in rows if r.number == number).verdict.observation
        return now.footnotes if now else ()

    assert notes(PINGNAN) and all(WHY in said and "平南县" not in said for said in notes(PINGNAN))
    assert notes(PINGNAN, "W1.07") == ()
    from halfsky.kernel.place import Level

    others = [p.code for p in places.below(city, places.place(city, GUIGANG), Level.COUNTY) if p.code != PINGNAN]
    submit_sheet(city, people["city_filler"], row.pk, GUIGANG, {code: answers(city, row, code) for code in others})
    _accept_all(city, row)
    assert notes(GUIGANG) and all(said.startswith("平南县：") and WHY in said for said in notes(GUIGANG))


def _accept_all(city: House, row: RoundRow) -> None:
    """Accept every sheet by the people of its own county."""
    from halfsky.actions.submissions import take_step
    from halfsky.actions.users import add_user
    from halfsky.store.models import PlaceVersion, Submission
    from halfsky.store.viewers import viewer_of
    from tests.houses import PASSWORD, admin_of

    for sheet in Submission.objects.filter(round=row, state="submitted"):
        code = PlaceVersion.objects.get(place=sheet.place_id).code
        made = add_user(city, admin_of(city), f"stat{code}", PASSWORD, "statistics", code)
        take_step(city, viewer_of(city, made), sheet.pk, "review")
        made = add_user(city, admin_of(city), f"office{code}", PASSWORD, "office", code)
        take_step(city, viewer_of(city, made), sheet.pk, "accept")


def test_returned_to_the_cell_and_handed_in_again(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import submit, take_step
    from halfsky.queries.rounds import tasks
    from halfsky.queries.sheets import sheet as sheet_of

    first = handed_in(city, people, row)
    assert numbers(lambda: take_step(city, people["statistics"], first.pk, "return")) == {"400.32"}
    take_step(city, people["statistics"], first.pk, "return", cells={"live_births|": "请核对分城乡"})
    [task] = tasks(city, people["filler"])
    assert (task.standing.kind, task.reason) == ("returned", "请核对分城乡")
    seen = sheet_of(city, people["filler"], row.pk, PINGNAN)
    assert seen.returned == {"live_births|": "请核对分城乡"} and seen.editable and seen.raw["live_births|"] == "2"
    second = submit(city, people["filler"], row.pk, PINGNAN, answers(city, row))
    assert (second.revision, second.state, second.pk != first.pk) == (2, "submitted", True)
    assert numbers(lambda: take_step(city, people["statistics"], first.pk, "review")) <= {"409.30", "409.760"}


@pytest.mark.parametrize(
    ("who", "move"),
    [
        ("filler", "review"),
        ("office", "review"),
        ("city_statistics", "review"),
        ("sibling_office", "return"),
        ("stranger", "return"),
        ("statistics", "withdraw"),
    ],
)
def test_who_may_not_take_a_step(city: House, people: People, row: RoundRow, who: str, move: str) -> None:
    from halfsky.actions.submissions import take_step

    sheet = handed_in(city, people, row)
    assert numbers(lambda: take_step(city, people[who], sheet.pk, move, "理由")) == {"403.30"}
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


def test_acceptance_does_not_come_before_review(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import take_step

    sheet = handed_in(city, people, row)
    assert numbers(lambda: take_step(city, people["office"], sheet.pk, "accept")) == {"409.30"}


def test_a_sheet_is_taken_back_and_handed_in_anew(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import take_step

    sheet = handed_in(city, people, row)
    assert numbers(lambda: handed_in(city, people, row)) == {"409.744"}
    take_step(city, people["colleague"], sheet.pk, "withdraw")
    assert handed_in(city, people, row).revision == 2


def test_an_acceptance_touches_what_depends_on_it_alone(city: House, people: People, row: RoundRow) -> None:
    """Written are: the submission, the one it replaces, one notice, the log, and the job that looks what warns now; no
    figure is stored anywhere."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from halfsky.actions.submissions import take_step

    sheet = handed_in(city, people, row)
    take_step(city, people["statistics"], sheet.pk, "review")
    with CaptureQueriesContext(
        connection,
    ) as caught:
        take_step(city, people["office"], sheet.pk, "accept")
    writes = [q["sql"].split()[:3] for q in caught if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    tables = [(w[0], (w[1] if w[0] == "UPDATE" else w[2]).strip('"')) for w in writes]
    assert sorted(tables) == [
        ("INSERT", "django_tasks_database_dbtaskresult"),
        ("INSERT", "follow_up"),
        ("INSERT", "log_entry"),
        ("INSERT", "notice"),
        ("UPDATE", "submission"),
        ("UPDATE", "submission"),
    ]


def test_a_stamped_sheet_is_entered_and_confirmed_unchanged(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.attachments import attach
    from halfsky.actions.submissions import enter_for, take_step

    typed = answers(city, row)
    assert numbers(lambda: enter_for(city, people["office"], row.pk, PINGNAN, typed, {}, 1)) == {"400.763"}
    scan = attach(city, people["office"], row.pk, PINGNAN, "盖章.pdf", PDF)
    assert numbers(lambda: enter_for(city, people["city_office"], row.pk, PINGNAN, typed, {}, scan.pk)) == {"403.10"}
    sheet = enter_for(city, people["office"], row.pk, PINGNAN, typed, {}, scan.pk)
    assert (sheet.state, sheet.way) == ("entered", "entered_for")
    kept = dict(sheet.entries)
    assert numbers(lambda: take_step(city, people["office"], sheet.pk, "confirm")) == {"403.30"}
    confirmed = take_step(city, people["filler"], sheet.pk, "confirm")
    assert (confirmed.state, confirmed.revision, confirmed.entries) == ("submitted", 1, kept)


def test_an_agency_that_disagrees_sends_a_stamped_sheet_back_with_a_reason(
    city: House, people: People, row: RoundRow
) -> None:
    from halfsky.actions.attachments import attach
    from halfsky.actions.submissions import enter_for, take_step
    from halfsky.queries.inbox import inbox
    from halfsky.queries.sheets import sheet

    typed, office, why = answers(city, row), people["office"], "盖章件上活产数是20，代录成了2。"
    scan = attach(city, office, row.pk, PINGNAN, "盖章.pdf", PDF)
    entered = enter_for(city, office, row.pk, PINGNAN, typed, {}, scan.pk)
    assert numbers(lambda: take_step(city, people["filler"], entered.pk, "disagree", " ")) == {"400.32"}
    for who in ("office", "statistics", "teacher"):
        assert numbers(lambda who=who: take_step(city, people[who], entered.pk, "disagree", why)) == {"403.30"}
    assert take_step(city, people["filler"], entered.pk, "disagree", why).state == "disputed"
    shown = sheet(city, office, row.pk, PINGNAN)
    assert (shown.state, shown.reason, shown.enters_for, shown.standing.kind) == ("disputed", why, True, "returned")
    assert [n.kind for n in inbox(city, office) if why in n.says.zh] == ["disputed"]
    assert numbers(lambda: take_step(city, people["filler"], entered.pk, "confirm")) == {"409.30"}
    again = enter_for(city, office, row.pk, PINGNAN, {**typed, "live_births|": "2"}, {}, scan.pk)
    assert (again.state, again.revision) == ("entered", 2)
    assert take_step(city, people["filler"], again.pk, "confirm").state == "submitted"


def test_an_agency_that_disagrees_may_fill_in_the_sheet_itself(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.attachments import attach
    from halfsky.actions.submissions import enter_for, take_step

    scan = attach(city, people["office"], row.pk, PINGNAN, "盖章.pdf", PDF)
    entered = enter_for(city, people["office"], row.pk, PINGNAN, answers(city, row), {}, scan.pk)
    take_step(city, people["filler"], entered.pk, "disagree", "数与盖章件不符。")
    sheet = handed_in(city, people, row)
    assert (sheet.state, sheet.way, sheet.revision) == ("submitted", "filled", 2)


def test_a_rate_given_alone_speaks_for_its_place_and_is_never_rolled_up(
    city: House, people: People, row: RoundRow
) -> None:
    from halfsky.queries.assessments import assess

    typed = answers(city, row)
    for key in list(typed):
        if key.startswith(("hospital_births|", "live_births|")):
            typed[key] = "部门未提供"
    typed["hospital_delivery|"] = "99.87"
    accepted(city, people, row, typed)

    def hospital(place: str) -> object:
        rows = assess(city, people["city_office"], "women-2021", place, 2025).rows
        return next(r for r in rows if r.number == "W1.07").verdict.observation

    found = hospital(PINGNAN)
    assert found is not None and (found.shown, found.note) == ("99.87", "只有比率")  # type: ignore[attr-defined]
    assert hospital(GUIGANG) is None


def test_an_unknown_sheet_and_an_unknown_unit(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import submit, take_step

    assert numbers(lambda: take_step(city, people["office"], 999, "accept")) == {"404.760"}
    assert numbers(lambda: submit(city, people["filler"], row.pk, GUIGANG, {})) == {"404.741"}
    assert numbers(lambda: submit(city, people["filler"], 999, PINGNAN, {})) == {"404.740"}
