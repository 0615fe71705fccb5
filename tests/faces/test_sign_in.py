"""Signing in, being sent back to where one wanted to go, signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, YEAR, Cast, opened
from tests.faces.reading import main
from tests.houses import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from halfsky.store.house import House

PAGE = f"/at/{CITY}/{YEAR}/plans/women-2021"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


def test_signing_in_leads_to_the_page_that_asked_for_it(cast: Cast) -> None:
    client = cast("")
    address = client.get(PAGE)["Location"]
    answer = client.post(address, {"username": "owner", "password": PASSWORD, "next": PAGE})
    assert answer["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_nobody_is_sent_out_of_the_house(cast: Cast, back: str) -> None:
    answer = cast("").post("/sign-in", {"username": "owner", "password": PASSWORD, "next": back})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("username", ["owner", "nobody"])
def test_a_wrong_password_and_a_wrong_name_are_told_alike(cast: Cast, username: str) -> None:
    answer = cast("").post("/sign-in", {"username": username, "password": "wrong"})
    assert answer.status_code == 400
    assert "用户名或密码不对" in main(answer)


def test_one_who_is_switched_off_does_not_get_in(cast: Cast) -> None:
    from halfsky.actions.users import switch_off
    from tests.houses import admin_of

    client = cast("owner")
    switch_off(cast.house, admin_of(cast.house), "owner")
    assert cast("").post("/sign-in", {"username": "owner", "password": PASSWORD}).status_code == 403
    assert client.get(PAGE).status_code == 302


def test_signing_out_ends_it(cast: Cast) -> None:
    client = cast("owner")
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get(PAGE)["Location"].startswith("/sign-in")
