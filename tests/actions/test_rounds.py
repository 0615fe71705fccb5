"""Rounds: opened by those above, once, with their burden; extended, reminded, closed, frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import FORM, GUIGANG, GUIPING, PINGNAN, People, accepted, answers, handed_in

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow


def number(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusals[0].number


def test_opening_says_first_what_it_costs(city: House, people: People) -> None:
    from halfsky.actions.rounds import plan_round
    from halfsky.store.models import RoundRow

    plan = plan_round(city, people["city_office"], FORM, "2025", GUIGANG)
    cells = len(city.content.form(FORM).keys(city.content.elements))
    assert (plan.units, plan.burden.total) == (5, 5 * cells)
    assert not RoundRow.objects.exists()


def test_every_unit_finds_the_round_in_its_inbox(city: House, people: People, row: RoundRow) -> None:
    from halfsky.queries.inbox import inbox, unread

    assert [n.kind for n in inbox(city, people["filler"])] == ["opened"]
    assert unread(city, people["sibling"]) == 1
    assert unread(city, people["teacher"]) == unread(city, people["office"]) == unread(city, people["stranger"]) == 0


@pytest.mark.parametrize("who", ["filler", "statistics", "office", "city_filler", "leader", "stranger"])
def test_who_may_not_open_a_round_of_the_city(city: House, people: People, who: str) -> None:
    from halfsky.actions.rounds import open_round

    assert number(lambda: open_round(city, people[who], FORM, "2025", GUIGANG)) == "403.10"


def test_what_opens_no_round(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.rounds import plan_round

    office = people["city_office"]
    assert number(lambda: plan_round(city, office, FORM, "2025", GUIGANG)) == "409.740"
    assert number(lambda: plan_round(city, office, "no-such-form", "2025", GUIGANG)) == "404.12"
    assert number(lambda: plan_round(city, office, FORM, "2025-01..10", GUIGANG)) == "400.746"
    assert number(lambda: plan_round(city, office, FORM, "2026", GUIGANG)) == "400.747"
    assert number(lambda: plan_round(city, office, FORM, "二〇二五", GUIGANG)) == "400.20"


def test_a_county_opens_its_own_round_of_another_form(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.rounds import open_round

    made = open_round(city, people["office"], "education-yearly", "2025", PINGNAN, due=dt.date(2026, 12, 31))
    assert made.due == dt.date(2026, 12, 31)
    assert (
        number(lambda: open_round(city, people["office"], "justice-yearly", "2025", PINGNAN, due=dt.date(2026, 1, 1)))
        == "400.751"
    )


def test_more_time_for_one_unit(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.rounds import close_round, extend
    from halfsky.queries.inbox import inbox

    office, until = people["city_office"], dt.date(2026, 12, 1)
    assert number(lambda: extend(city, office, row.pk, PINGNAN, until, " ")) == "400.752"
    assert number(lambda: extend(city, office, row.pk, PINGNAN, dt.date(2026, 1, 1), "停电")) == "400.751"
    assert number(lambda: extend(city, people["office"], row.pk, PINGNAN, until, "停电")) == "403.10"
    close_round(city, office, row.pk)
    assert number(lambda: handed_in(city, people, row)) == "409.62"
    extend(city, office, row.pk, PINGNAN, until, "县妇幼院系统停机")
    assert inbox(city, people["filler"])[0].kind == "extended"
    assert handed_in(city, people, row).state == "submitted"


def test_reminding_leaves_those_in_peace_who_have_handed_in(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.rounds import remind
    from halfsky.queries.inbox import inbox, sent

    handed_in(city, people, row)
    assert remind(city, people["city_office"], row.pk, [PINGNAN, GUIPING]) == 1
    assert inbox(city, people["sibling"])[0].kind == "remind"
    assert [n.kind for n in inbox(city, people["filler"])] == ["opened"]
    assert sent(city, people["city_office"])[0].readers == ()
    assert number(lambda: remind(city, people["office"], row.pk, [PINGNAN])) == "403.10"


def test_freezing_waits_for_what_is_under_way(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.rounds import freeze_round
    from halfsky.store.models import Submission

    handed_in(city, people, row)
    assert number(lambda: freeze_round(city, people["city_office"], row.pk)) == "409.742"
    from halfsky.actions.submissions import take_step

    sheet = Submission.objects.get()
    take_step(city, people["statistics"], sheet.pk, "review")
    take_step(city, people["office"], sheet.pk, "accept")
    freeze_round(city, people["city_office"], row.pk)
    sheet.refresh_from_db()
    assert sheet.state == "archived" and sheet.current
    assert number(lambda: freeze_round(city, people["city_office"], row.pk)) == "409.741"


def test_progress_counts_what_each_may_see(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.queries.rounds import progress, units

    accepted(city, people, row)
    save_draft(city, people["sibling"], row.pk, GUIPING, {})
    tally = progress(city, people["city_office"], row.pk).tally
    assert (tally.due, tally.filled, tally.accepted, tally.missing) == (5, 1, 1, 4)
    states = {u.place.code: u.standing.state for u in units(city, people["city_office"], row.pk)}
    assert states[GUIPING] == "none"
    own = {u.place.code: u.standing.state for u in units(city, people["sibling"], row.pk, GUIPING)}
    assert own == {GUIPING: "draft"}


def test_what_waits_for_whom(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import take_step
    from halfsky.queries.rounds import waiting

    sheet = handed_in(city, people, row)
    assert [w.moves[0].code for w in waiting(city, people["statistics"])] == ["review"]
    assert waiting(city, people["office"]) == waiting(city, people["city_statistics"]) == []
    take_step(city, people["statistics"], sheet.pk, "review")
    assert [w.moves[0].code for w in waiting(city, people["office"])] == ["accept"]


def test_a_round_goes_on_with_the_form_it_was_opened_with(city: House, people: People, row: RoundRow) -> None:
    from pathlib import Path

    from halfsky.actions.packs import install
    from halfsky.packs import shipped
    from halfsky.queries.forms import form_of
    from tests.houses import admin_of

    folder = next(p for p in shipped() if p.name == "monitoring-cn")
    files = {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}
    name = f"forms/{FORM}.yaml"
    files[name] = files[name].replace("两规划统计监测表（卫生健康部门）".encode(), "新的表".encode())
    files["pack.yaml"] = files["pack.yaml"].replace(b"version: 1.0.0", b"version: 1.0.1")
    install(city, admin_of(city), [files])
    assert city.content.form(FORM).title.zh == "新的表"
    assert form_of(city, row).title.zh == "两规划统计监测表（卫生健康部门）"
    assert handed_in(city, people, row, answers(city, row)).state == "submitted"
