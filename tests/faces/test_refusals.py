"""Being told no: a number, what is wrong, what to do; in the frame of the house, never a bare error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, YEAR, Cast
from tests.faces.reading import main, tree

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere", 404),
        (f"/at/999999999999/{YEAR}", 404),
        ("/at/4.508E+11/2025", 400),
        ("/at/450800000000/2025", 403),
        ("/documents/99", 404),
        (f"/at/{CITY}/{YEAR}/plans/women-1995", 404),
    ],
)
def test_a_refusal_has_number_status_and_a_way_on(owner: Client, address: str, status: int) -> None:
    answer = owner.get(address)
    assert answer.status_code == status
    assert re.search(rf"编号 {status}\.\d+", main(answer))
    assert tree(answer).get_element_by_id("main").xpath(".//a[@href='/']")


def test_a_page_advises_what_can_be_done_on_a_page(owner: Client) -> None:
    page = owner.get(f"/at/999999999999/{YEAR}")
    assert "搜索框" in main(page) and "halfsky " not in main(page)
    assert tree(page).xpath("//form[@role='search']")


def test_advice_for_a_page_names_no_command(town: object) -> None:
    from halfsky.queries.assessments import NOT_IN_PLAN
    from halfsky.queries.places import NO_PLACE
    from halfsky.store.viewers import NO_USER
    from halfsky.web.views.errors import ON_A_PAGE

    assert {p.number for p in (NOT_IN_PLAN, NO_PLACE, NO_USER) if "halfsky " in p.todo.zh} == set(ON_A_PAGE)
    assert not any("halfsky " in said.zh + said.en for said in ON_A_PAGE.values())


@pytest.mark.parametrize(
    "address",
    [
        f"/at/{CITY}/99999",
        f"/at/{CITY}/{YEAR}/search?q=%00",
        f"/at/{CITY}/{YEAR}/place?after=%00%F0%9F%98%80",
        f"/at/{CITY}/{YEAR}/plans/women-2021?domain=%00&sort=x&columns=y&verdict=z",
        f"/at/{CITY}/{YEAR}/plans/women-2021/%00",
        "/documents/99999999999999999999999",
        "/log?before=99999999999999999999999",
        "/log?before=%C2%B2",
    ],
)
def test_odd_addresses_are_answered_and_break_nothing(keeper: Client, address: str) -> None:
    assert keeper.get(address).status_code in (200, 404)


def test_it_is_said_in_the_readers_language(owner: Client) -> None:
    owner.post("/language", {"lang": "en", "next": "/"})
    assert "There is no such page." in main(owner.get("/nowhere"))


def test_a_script_gets_the_refusal_alone(owner: Client) -> None:
    piece = owner.get(f"/at/999999999999/{YEAR}", headers={"HX-Request": "true"})
    assert piece.status_code == 404 and "<html" not in piece.content.decode()


def test_a_form_without_its_token_is_not_taken(town: object) -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    answer = client.post("/language", {"lang": "en", "next": "/"})
    assert answer.status_code == 403
    assert "403.400" in main(answer)


def test_a_fault_of_the_house_says_that_nothing_is_lost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from halfsky.web.views import places

    def burst(*_: object) -> None:
        raise RuntimeError("a pipe burst")

    client = cast("owner")
    client.raise_request_exception = False
    monkeypatch.setattr(places.places, "count_by_level", burst)
    answer = client.get(f"/at/{CITY}/{YEAR}/place")
    assert answer.status_code == 500
    assert "已保存的数据不受影响" in main(answer)
    assert "a pipe burst" not in answer.content.decode()
