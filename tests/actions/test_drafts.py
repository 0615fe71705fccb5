"""Drafts: what is typed is kept as it is, seen by the unit alone, and never overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import PINGNAN, People, answers, explained, handed_in

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow


def number(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusals[0].number


def test_a_draft_keeps_what_was_typed_sound_or_not(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.queries.sheets import sheet

    typed = {"live_births|": "３.5万", "maternal_deaths|": "不知道"}
    saved = save_draft(city, people["filler"], row.pk, PINGNAN, typed, {"x|": "说明"}, {"live_births|": "批注"})
    seen = sheet(city, people["colleague"], row.pk, PINGNAN)
    assert (saved.version, seen.version, seen.state) == (1, 1, "draft")
    assert seen.raw == typed and seen.answers == {"live_births|": "35000"}
    assert seen.refused["maternal_deaths|"].number == "400.10"
    assert seen.explained == {"x|": "说明"} and seen.comments == {"live_births|": "批注"}


@pytest.mark.parametrize("who", ["teacher", "statistics", "city_office", "city_filler", "sibling", "stranger"])
def test_nobody_else_writes_or_reads_it(city: House, people: People, row: RoundRow, who: str) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.queries.sheets import sheet

    save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": "7"})
    assert number(lambda: save_draft(city, people[who], row.pk, PINGNAN, {})) == "403.10"
    assert number(lambda: sheet(city, people[who], row.pk, PINGNAN)) in {"403.10", "403.65"}


def test_who_enters_stamped_sheets_neither_sees_nor_writes_it(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.queries.sheets import sheet

    save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": "7"})
    assert number(lambda: save_draft(city, people["office"], row.pk, PINGNAN, {}, version=1)) == "403.10"
    assert sheet(city, people["office"], row.pk, PINGNAN).raw == {}


def test_a_newer_draft_is_not_overwritten(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.actions.submissions import submit
    from halfsky.store.models import Draft

    first = save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": "1"})
    save_draft(city, people["colleague"], row.pk, PINGNAN, {"live_births|": "2"}, version=first.version)
    stale = lambda: save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": "3"}, version=1)  # noqa: E731
    assert number(stale) == "409.743"
    given, why = answers(city, row), explained(city, people, row)
    assert number(lambda: submit(city, people["filler"], row.pk, PINGNAN, given, why, version=1)) == "409.743"
    assert Draft.objects.get().answers == {"live_births|": "2"}
    submit(city, people["filler"], row.pk, PINGNAN, given, why, version=2)
    assert not Draft.objects.exists()


def test_what_is_handed_in_is_drafted_no_more(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft

    handed_in(city, people, row)
    assert number(lambda: save_draft(city, people["filler"], row.pk, PINGNAN, {})) == "409.744"


def test_cells_that_the_form_does_not_have_and_texts_without_end(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft

    filler = people["filler"]
    assert number(lambda: save_draft(city, filler, row.pk, PINGNAN, {"no_such|": "1"})) == "404.742"
    assert number(lambda: save_draft(city, filler, row.pk, PINGNAN, {"live_births|": "9" * 3000})) == "413.740"


def test_a_save_writes_no_log(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.store.models import LogEntry

    before = LogEntry.objects.count()
    save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": "7"})
    assert LogEntry.objects.count() == before


def test_a_rate_in_a_column_that_is_none_does_not_close_the_sheet(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.queries.sheets import sheet

    save_draft(city, people["filler"], row.pk, PINGNAN, {"mmr|": "12.5", "mmr|什么": "1", "mmr|no=such": "2"})
    seen = sheet(city, people["filler"], row.pk, PINGNAN)
    assert seen.answers == {"mmr|": "12.5"}
    assert {text: refused.number for text, refused in seen.refused.items()} == dict.fromkeys(
        ("mmr|什么", "mmr|no=such"), "404.742"
    )


def test_what_is_handed_in_while_the_round_is_closed_comes_too_late(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import submissions
    from halfsky.actions.rounds import close_round
    from halfsky.store.models import Submission

    given, why, sound = answers(city, row), explained(city, people, row), submissions.sound

    def and_then_it_is_closed(*args: object) -> object:
        close_round(city, people["city_office"], row.pk)
        return sound(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(submissions, "sound", and_then_it_is_closed)
    assert number(lambda: submissions.submit(city, people["filler"], row.pk, PINGNAN, given, why)) == "409.62"
    assert not Submission.objects.exists()
