"""Roles over time: ended, handed over, lent; by whom, and what the log keeps."""

from __future__ import annotations

import datetime as dt

from halfsky.kernel.access import FILL_FORMS, READ_SHEETS, REVIEW_FORMS, SEE_FIGURES, Viewer, may
from halfsky.store.house import House
from tests.actions.test_accounts_locks import BEIJING, GUANGXI, GUIGANG, number
from tests.houses import NOW, PASSWORD, viewer

DAY = dt.date(2026, 11, 22)


def again(house: House, username: str) -> Viewer:
    from halfsky.actions.users import named
    from halfsky.store.viewers import viewer_of

    return viewer_of(house, named(username))


def grant_of(username: str) -> int:
    from halfsky.store.models import GrantRow

    return int(GrantRow.objects.get(user__username=username, lent_of=None).pk)


def last() -> tuple[str, str, dict[str, object]]:
    from halfsky.store.models import LogEntry

    entry = LogEntry.objects.order_by("-position")[0]
    return entry.action, entry.subject, entry.detail


def liaison(house: House, admin: Viewer, username: str, until: dt.date | None = None) -> Viewer:
    from halfsky.actions.users import add_user

    add_user(house, admin, username, PASSWORD, "liaison", GUIGANG, agency="health", until=until)
    return again(house, username)


def test_an_ended_role_holds_no_longer_and_stays_on_record(house: House, admin: Viewer) -> None:
    from halfsky.actions.terms import end_grant
    from halfsky.queries import places
    from halfsky.store.models import GrantRow

    ma = viewer(house, "ma", "office", GUIGANG)
    number_of = grant_of("ma")
    guigang = places.place(house, GUIGANG)
    assert may(ma, SEE_FIGURES, guigang, DAY)
    end_grant(house, admin, number_of)
    assert not may(again(house, "ma"), SEE_FIGURES, guigang, DAY)
    assert GrantRow.objects.get(pk=number_of).until == dt.date(2026, 11, 21)
    assert number(lambda: end_grant(house, admin, number_of)) == "404.702"


def test_only_who_manages_the_place_ends_a_role(house: House) -> None:
    from halfsky.actions.terms import end_grant

    ma = viewer(house, "ma", "office", GUIGANG)
    beside = viewer(house, "beside", "admin", BEIJING)
    local = viewer(house, "local", "admin", GUANGXI)
    for who in (ma, beside):
        assert number(lambda who=who: end_grant(house, who, grant_of("ma"))) == "403.10"
    assert number(lambda: end_grant(house, Viewer(), grant_of("ma"))) == "401.10"
    end_grant(house, local, grant_of("ma"))


def test_a_liaison_officer_hands_over_in_one_act_that_names_both(house: House, admin: Viewer) -> None:
    from halfsky.actions.terms import hand_over
    from halfsky.queries import places
    from halfsky.store.head import head

    liaison(house, admin, "ma", until=dt.date(2027, 12, 31))
    viewer(house, "li", "leader", GUIGANG)
    before = head().position
    made = hand_over(house, admin, grant_of("ma"), "li", since=dt.date(2026, 12, 1))
    assert head().position == before + 1
    assert made.password == ""
    action, subject, detail = last()
    assert (action, subject) == ("users.hand_over", f"{GUIGANG} ma → li")
    assert detail == {
        "from": "ma", "to": "li", "role": "liaison", "place": GUIGANG, "agency": "health", "until": "2027-12-31",
        "new_account": False,
    }  # fmt: skip
    guigang = places.place(house, GUIGANG)
    ma, li = again(house, "ma"), again(house, "li")
    for day, who in ((dt.date(2026, 11, 30), ma), (dt.date(2026, 12, 1), li), (dt.date(2027, 12, 31), li)):
        assert [may(v, FILL_FORMS, guigang, day, "health") for v in (ma, li)] == [who is ma, who is li]
    assert not may(li, FILL_FORMS, guigang, dt.date(2028, 1, 1), "health")


def test_a_successor_without_an_account_gets_one(house: House, admin: Viewer) -> None:
    from halfsky.actions.terms import hand_over
    from halfsky.actions.users import named
    from tests.actions.test_accounts_locks import tried

    liaison(house, admin, "ma")
    assert number(lambda: hand_over(house, admin, grant_of("ma"), "new")) == "404.520"
    made = hand_over(house, admin, grant_of("ma"), "new", "新同志")
    assert tried(house, "new", made.password) == "in"
    assert named("new").must_change and named("new").name == "新同志"


def test_nothing_is_handed_to_an_account_that_is_switched_off(house: House, admin: Viewer) -> None:
    from halfsky.actions.terms import hand_over
    from halfsky.actions.users import switch_off

    liaison(house, admin, "ma")
    viewer(house, "li", "leader", GUIGANG)
    switch_off(house, admin, "li")
    assert number(lambda: hand_over(house, admin, grant_of("ma"), "li")) == "404.520"
    assert number(lambda: hand_over(house, admin, grant_of("ma"), "li", "李红")) == "404.520"


def test_a_term_does_not_end_before_it_begins(house: House, admin: Viewer) -> None:
    from halfsky.actions.users import grant

    viewer(house, "ma", "leader", GUIGANG)
    first, last_day = dt.date(2027, 1, 1), dt.date(2026, 12, 31)
    assert number(lambda: grant(house, admin, "ma", "office", GUIGANG, since=first, until=last_day)) == "400.701"


def test_a_hand_over_to_oneself_or_on_an_odd_day_is_refused_and_changes_nothing(house: House, admin: Viewer) -> None:
    from halfsky.actions.terms import hand_over
    from halfsky.store.models import GrantRow

    liaison(house, admin, "ma", until=dt.date(2026, 12, 31))
    viewer(house, "li", "leader", GUIGANG)
    assert number(lambda: hand_over(house, admin, grant_of("ma"), "ma")) == "409.702"
    late = dt.date(2027, 1, 1)
    assert number(lambda: hand_over(house, admin, grant_of("ma"), "li", since=late)) == "400.702"
    assert number(lambda: hand_over(house, again(house, "ma"), grant_of("ma"), "li")) == "403.10"
    assert GrantRow.objects.get(pk=grant_of("ma")).until == dt.date(2026, 12, 31)


def test_a_lent_role_works_for_the_colleague_and_says_whose_it_is(house: House) -> None:
    from halfsky.actions.terms import lend
    from halfsky.queries import places

    ma = viewer(house, "ma", "statistics", GUIGANG)
    viewer(house, "li", "leader", GUIGANG)
    lend(house, ma, grant_of("ma"), "li", dt.date(2026, 11, 30))
    li, guigang = again(house, "li"), places.place(house, GUIGANG)
    assert [g.lent_by for g in li.grants] == ["", "ma"]
    assert may(li, REVIEW_FORMS, guigang, dt.date(2026, 11, 30))
    assert not may(li, REVIEW_FORMS, guigang, dt.date(2026, 12, 1))
    assert may(again(house, "ma"), REVIEW_FORMS, guigang, DAY)
    assert last()[:2] == ("users.lend", f"{GUIGANG} ma → li")


def test_nobody_lends_what_she_does_not_hold_or_what_is_lent_to_her(house: House, admin: Viewer) -> None:
    from halfsky.actions.terms import lend

    ma = viewer(house, "ma", "statistics", GUIGANG)
    li = viewer(house, "li", "leader", GUIGANG)
    viewer(house, "wu", "leader", GUIGANG)
    assert number(lambda: lend(house, li, grant_of("ma"), "wu", DAY)) == "404.702"
    assert number(lambda: lend(house, Viewer(), grant_of("ma"), "wu", DAY)) == "401.10"
    lent = lend(house, ma, grant_of("ma"), "li", DAY)
    assert number(lambda: lend(house, again(house, "li"), lent.pk, "wu", DAY)) == "403.702"
    assert number(lambda: lend(house, admin, grant_of("admin"), "ma", DAY)) == "403.703"


def test_a_role_is_lent_to_colleagues_of_the_place_and_for_a_quarter_at_most(house: House) -> None:
    from halfsky.actions.terms import lend

    ma = viewer(house, "ma", "statistics", GUIGANG)
    viewer(house, "far", "statistics", BEIJING)
    viewer(house, "li", "leader", GUIGANG)
    assert number(lambda: lend(house, ma, grant_of("ma"), "far", DAY)) == "403.704"
    assert number(lambda: lend(house, ma, grant_of("ma"), "ma", DAY)) == "409.702"
    assert number(lambda: lend(house, ma, grant_of("ma"), "nobody", DAY)) == "404.520"
    assert number(lambda: lend(house, ma, grant_of("ma"), "li", DAY - dt.timedelta(1))) == "400.702"
    assert number(lambda: lend(house, ma, grant_of("ma"), "li", DAY + dt.timedelta(93))) == "400.702"
    lend(house, ma, grant_of("ma"), "li", DAY + dt.timedelta(92))


def test_a_loan_ends_with_the_lenders_own_term_and_with_her_account(house: House, admin: Viewer) -> None:
    from halfsky.actions.terms import end_grant, lend
    from halfsky.actions.users import switch_off, switch_on
    from halfsky.queries import places

    ma = viewer(house, "ma", "statistics", GUIGANG)
    viewer(house, "li", "leader", GUIGANG)
    lend(house, ma, grant_of("ma"), "li", DAY + dt.timedelta(30))
    guigang = places.place(house, GUIGANG)

    def reviews() -> bool:
        return may(again(house, "li"), REVIEW_FORMS, guigang, DAY)

    assert reviews()
    switch_off(house, admin, "ma")
    assert not reviews()
    switch_on(house, admin, "ma")
    assert reviews()
    end_grant(house, admin, grant_of("ma"))
    assert not reviews()
    assert may(again(house, "li"), READ_SHEETS, guigang, DAY)


def test_a_loan_is_taken_back_by_lender_borrower_or_manager(house: House, admin: Viewer) -> None:
    from halfsky.actions.terms import lend, take_back

    ma = viewer(house, "ma", "statistics", GUIGANG)
    li = viewer(house, "li", "leader", GUIGANG)
    wu = viewer(house, "wu", "leader", GUIGANG)
    for who in (ma, li, admin):
        lent = lend(house, ma, grant_of("ma"), "li", DAY + dt.timedelta(9))
        assert number(lambda lent=lent: take_back(house, wu, lent.pk)) == "403.10"
        take_back(house, who, lent.pk)
        assert [g.lent_by for g in again(house, "li").grants if g.holds_on(DAY)] == [""]
        assert number(lambda lent=lent: take_back(house, ma, lent.pk)) == "404.702"


def test_time_goes_by_the_house(house: House) -> None:
    """A loan until the 22nd holds to the end of that day in Shanghai, which is 16:00 UTC."""
    from halfsky.actions.terms import lend
    from halfsky.queries import places

    ma = viewer(house, "ma", "statistics", GUIGANG)
    viewer(house, "li", "leader", GUIGANG)
    lend(house, ma, grant_of("ma"), "li", DAY)
    guigang = places.place(house, GUIGANG)
    for hours, wanted in ((13, True), (14, False)):
        house.clock = lambda hours=hours: NOW + dt.timedelta(hours=hours)  # type: ignore[misc]
        assert may(again(house, "li"), REVIEW_FORMS, guigang, house.today()) == wanted
