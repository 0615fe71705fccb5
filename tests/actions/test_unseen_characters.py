"""A NUL is kept nowhere: the same refusal on both databases, whatever it comes in, and nothing is half kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import GUIGANG, PINGNAN, WHY, People, answers, explained, handed_in

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow

NUL = "a\x00b"
Attempt = Callable[[House, People, "RoundRow"], object]


def draft_answer(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.drafts import save_draft

    return save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": NUL})


def draft_comment(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.drafts import save_draft

    return save_draft(city, people["filler"], row.pk, PINGNAN, {}, {NUL: "x"}, {"live_births|": NUL})


def comment(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.submissions import submit

    given = answers(city, row)
    return submit(city, people["filler"], row.pk, PINGNAN, given, explained(city, people, row), {"live_births|": NUL})


def explanation(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.submissions import submit

    given = answers(city, row, premarital_examined="3")
    reasons = dict.fromkeys(explained(city, people, row, given), WHY + NUL)
    return submit(city, people["filler"], row.pk, PINGNAN, given, reasons)


def explanation_in_a_table(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.unit_sheets import submit_sheet

    given = answers(city, row, premarital_examined="3")
    reasons = {PINGNAN: dict.fromkeys(explained(city, people, row, given), WHY + NUL)}
    return submit_sheet(city, people["city_filler"], row.pk, GUIGANG, {PINGNAN: given}, explained=reasons)


def origin_of_a_table(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.unit_sheets import submit_sheet

    return submit_sheet(city, people["city_filler"], row.pk, GUIGANG, {PINGNAN: answers(city, row)}, NUL)


def reason(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.submissions import take_step
    from halfsky.store.models import Submission

    sheet = Submission.objects.first() or handed_in(city, people, row)
    return take_step(city, people["statistics"], sheet.pk, "return", NUL)


def wrong_cell(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.submissions import take_step
    from halfsky.store.models import Submission

    sheet = Submission.objects.first() or handed_in(city, people, row)
    return take_step(city, people["statistics"], sheet.pk, "return", "见单元格", {"live_births|": NUL})


def more_time(city: House, people: People, row: RoundRow) -> object:
    import datetime as dt

    from halfsky.actions.rounds import extend

    return extend(city, people["city_office"], row.pk, PINGNAN, dt.date(2026, 12, 1), NUL)


def note(city: House, people: People, row: RoundRow) -> object:
    from halfsky.actions.rounds import open_round

    return open_round(city, people["office"], "education-yearly", "2025", PINGNAN, NUL)


def name_looked_for(city: House, people: People, row: RoundRow) -> object:
    from halfsky.queries.places import search

    return search(city, people["filler"], NUL)


def state() -> dict[str, list[object]]:
    """Every row that collecting writes."""
    from halfsky.store.models import Draft, Extension, LogEntry, Notice, RoundRow, Submission

    kept = (Draft, Extension, LogEntry, Notice, RoundRow, Submission)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in kept}


@pytest.mark.parametrize(
    "attempt",
    [
        draft_answer, draft_comment, comment, explanation, explanation_in_a_table, origin_of_a_table,
        reason, wrong_cell, more_time, note, name_looked_for,
    ],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_it_is_refused_and_nothing_is_kept(city: House, people: People, row: RoundRow, attempt: Attempt) -> None:
    if attempt in (reason, wrong_cell):
        handed_in(city, people, row)
    before = state()
    with pytest.raises(Refused) as refused:
        attempt(city, people, row)
    assert [r.number for r in refused.value.refusals] == ["400.509"]
    assert state() == before


def test_an_answer_with_it_is_no_number(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import submit

    typed = answers(city, row) | {"maternal_deaths|": "1\x00"}
    with pytest.raises(Refused) as refused:
        submit(city, people["filler"], row.pk, PINGNAN, typed)
    assert [(r.number, r.where) for r in refused.value.refusals] == [("400.742", "maternal_deaths|")]


def test_what_only_looks_like_one_is_kept(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.queries.sheets import sheet

    said = r"\u0000 \\u0000 𠮷 😀"
    save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": said})
    assert sheet(city, people["filler"], row.pk, PINGNAN).raw == {"live_births|": said}


def test_names_of_people(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import add_user
    from halfsky.store.models import User
    from tests.houses import PASSWORD

    with pytest.raises(Refused):
        add_user(house, admin, "someone", PASSWORD, "office", PINGNAN, name=NUL)
    assert not User.objects.filter(username="someone").exists()
