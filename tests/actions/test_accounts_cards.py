"""Sign-in cards: who issues them to whom, what opens them, what makes them worthless."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.actions.test_accounts_locks import number
from tests.houses import NOW, viewer

if TYPE_CHECKING:
    from halfsky.actions.cards import Issued

COUNTY, TOWN, VILLAGE, NEXT_TOWN, NEXT_VILLAGE = (
    "450802000000", "450802001000", "450802001001", "450802002000", "450802002001",
)  # fmt: skip


@pytest.fixture
def cadre(house: House, admin: Viewer, tmp_path: Path) -> Viewer:
    """The cadre of a township with one village, beside a township with another."""
    from halfsky.actions.places import import_places

    names = {TOWN: "甲镇", VILLAGE: "甲村", NEXT_TOWN: "乙镇", NEXT_VILLAGE: "乙村"}
    path = tmp_path / "places.csv"
    path.write_text("code,name\n" + "".join(f"{code},{name}\n" for code, name in names.items()), "utf-8")
    import_places(house, admin, path)
    return viewer(house, "cadre", "cadre", TOWN)


def issued(house: House, who: Viewer, name: str = "村主席") -> Issued:
    from halfsky.actions.cards import issue

    return issue(house, who, VILLAGE, name)


def tries(house: House, card: Issued, pin: str, address: str = "10.0.0.1") -> str:
    from halfsky.actions.cards import prove_card
    from halfsky.actions.sign_ins import Origin

    try:
        user, _ = prove_card(house, card.token, pin, Origin(address))
    except Refusal as no:
        return no.number
    return user.username


def wrong(card: Issued) -> str:
    return f"{(int(card.pin) + 1) % 1_000_000:06}"


def test_the_township_issues_a_card_that_opens_with_its_pin(house: House, cadre: Viewer) -> None:
    from halfsky.kernel.access import FILL_FORMS, may
    from halfsky.queries import places
    from halfsky.store.viewers import viewer_of

    card = issued(house, cadre)
    assert len(card.pin) == 6 and card.pin.isdigit() and len(card.token) >= 40
    assert tries(house, card, card.pin) == f"{VILLAGE}-1"
    chair = viewer_of(house, card.card.user)
    assert may(chair, FILL_FORMS, places.place(house, VILLAGE), house.today())
    assert not may(chair, FILL_FORMS, places.place(house, NEXT_VILLAGE), house.today())
    assert issued(house, cadre, "村副主席").card.user.username == f"{VILLAGE}-2"


def test_neither_token_nor_pin_is_kept_readable(house: House, cadre: Viewer) -> None:
    from halfsky.store.models import Card, LogEntry

    card = issued(house, cadre)
    kept = Card.objects.get(pk=card.card.pk)
    assert card.token not in (kept.token, kept.pin) and card.pin not in kept.pin
    entry = LogEntry.objects.order_by("-position")[0]
    assert (entry.action, entry.user, entry.subject) == ("cards.issue", "cadre", VILLAGE)
    assert card.pin not in entry.detail_json and card.token not in entry.detail_json


def test_cards_are_for_villages_of_ones_own_township(house: House, cadre: Viewer, admin: Viewer) -> None:
    from halfsky.actions.cards import issue

    office = viewer(house, "office", "office", COUNTY)
    assert number(lambda: issue(house, cadre, NEXT_VILLAGE, "x")) == "403.10"
    assert number(lambda: issue(house, office, VILLAGE, "x")) == "403.10"
    assert number(lambda: issue(house, Viewer(), VILLAGE, "x")) == "401.10"
    assert number(lambda: issue(house, cadre, TOWN, "x")) == "400.703"
    assert number(lambda: issue(house, cadre, VILLAGE, "")) == "400.704"
    assert issue(house, admin, NEXT_VILLAGE, "乙主席").card.user.name == "乙主席"


def test_wrong_pins_lock_the_card_for_a_time_and_only_this_one(house: House, cadre: Viewer) -> None:
    card, other = issued(house, cadre), issued(house, cadre, "另一位")
    assert [tries(house, card, wrong(card)) for _ in range(5)] == ["400.707"] * 5
    assert tries(house, card, card.pin) == "429.700"
    assert tries(house, other, other.pin) == f"{VILLAGE}-2"
    house.clock = lambda: NOW + dt.timedelta(minutes=15)
    assert tries(house, card, card.pin) == f"{VILLAGE}-1"


def test_the_lock_of_a_card_shows_and_can_be_lifted(house: House, cadre: Viewer, admin: Viewer) -> None:
    from halfsky.actions.failures import unlock_user
    from halfsky.queries.users import Asked, people

    card = issued(house, cadre)
    for _ in range(5):
        tries(house, card, wrong(card))
    found = people(house, admin, Asked(state="locked"))
    assert [a.username for a in found.accounts] == [f"{VILLAGE}-1"]
    unlock_user(house, admin, f"{VILLAGE}-1")
    assert tries(house, card, card.pin) == f"{VILLAGE}-1"


def test_a_withdrawn_card_and_its_sessions_are_worthless(house: House, cadre: Viewer) -> None:
    from halfsky.actions.cards import withdraw
    from halfsky.actions.sign_ins import CARD, Origin, sign_in
    from halfsky.store.models import SignIn

    card = issued(house, cadre)
    sign_in(house, card.card.user, CARD, Origin())
    beside = viewer(house, "beside", "cadre", NEXT_TOWN)
    assert number(lambda: withdraw(house, beside, card.card.pk)) == "403.10"
    withdraw(house, cadre, card.card.pk)
    assert tries(house, card, card.pin) == "410.700"
    assert not SignIn.objects.filter(ended_at=None).exists()
    assert number(lambda: withdraw(house, cadre, card.card.pk)) == "404.703"


def test_a_new_card_withdraws_the_one_before_and_keeps_the_account(house: House, cadre: Viewer) -> None:
    from halfsky.actions.cards import issue

    first = issued(house, cadre)
    second = issue(house, cadre, VILLAGE, "", first.card.user_id)
    assert second.card.user_id == first.card.user_id
    assert tries(house, first, first.pin) == "410.700"
    assert tries(house, second, second.pin) == f"{VILLAGE}-1"
    # The account of an office is no village account: no card opens it.
    assert number(lambda: issue(house, cadre, VILLAGE, "", cadre.user_id)) == "404.703"


def test_a_card_runs_out_after_a_year(house: House, cadre: Viewer) -> None:
    card = issued(house, cadre)
    house.clock = lambda: NOW + dt.timedelta(days=365)
    assert tries(house, card, card.pin) == f"{VILLAGE}-1"
    house.clock = lambda: NOW + dt.timedelta(days=366)
    assert tries(house, card, card.pin) == "410.700"


def test_a_card_of_one_who_is_switched_off_opens_nothing(house: House, cadre: Viewer, admin: Viewer) -> None:
    from halfsky.actions.users import switch_off

    card = issued(house, cadre)
    switch_off(house, admin, card.card.user.username)
    assert tries(house, card, card.pin) == "410.700"


def test_no_password_opens_the_account_of_a_card(house: House, cadre: Viewer) -> None:
    from tests.actions.test_accounts_locks import tried

    card = issued(house, cadre)
    for password in ("", card.pin, "!"):
        assert tried(house, card.card.user.username, password) == "400.705"


def test_the_list_shows_the_cards_of_ones_township(house: House, cadre: Viewer, admin: Viewer) -> None:
    from halfsky.actions.cards import issue
    from halfsky.queries.cards import cards, villages

    issued(house, cadre)
    issue(house, admin, NEXT_VILLAGE, "乙主席")
    assert [(c.place.name, c.name, c.good) for c in cards(house, cadre)] == [("甲村", "村主席", True)]
    assert [c.place.name for c in cards(house, admin)] == ["甲村", "乙村"]
    assert [p.name for p in villages(house, cadre)] == ["甲村"]
    assert number(lambda: cards(house, viewer(house, "office", "office", COUNTY))) == "403.10"
