"""The first sign-in with a one-time password: nothing opens before another one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, YEAR, Cast, opened
from tests.faces.reading import main, tree
from tests.houses import admin_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

PAGE = f"/at/{CITY}/{YEAR}"
NEW = "ein-ganz-neues-9"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


@pytest.fixture
def given(town: House) -> str:
    """The owner's one-time password."""
    from halfsky.actions.users import reset_password

    return reset_password(town, admin_of(town), "owner")


def signed_in(cast: Cast, password: str) -> Client:
    client = cast("")
    assert client.post("/sign-in", {"username": "owner", "password": password}).status_code == 302
    return client


def test_every_page_leads_to_the_new_password(cast: Cast, given: str) -> None:
    client = signed_in(cast, given)
    for address in ("/", PAGE, "/account", "/users"):
        assert client.get(address)["Location"] == "/password"
    assert client.post("/account/edit", {"name": "x"}).status_code == 403
    assert "一次性密码" in main(client.get("/password"))


def test_after_choosing_one_everything_is_open_and_the_one_time_password_is_void(cast: Cast, given: str) -> None:
    client = signed_in(cast, given)
    assert client.post("/password", {"old": given, "new": NEW, "again": NEW}).status_code == 302
    assert client.get(PAGE).status_code == 200
    assert cast("").post("/sign-in", {"username": "owner", "password": given}).status_code == 400
    signed_in(cast, NEW)


def test_the_one_time_password_itself_is_not_taken_for_a_new_one(cast: Cast, given: str) -> None:
    client = signed_in(cast, given)
    answer = client.post("/password", {"old": given, "new": given, "again": given})
    assert answer.status_code == 400
    assert "新密码与原密码相同" in main(answer)


def test_another_language_and_the_way_out_stay_open(cast: Cast, given: str) -> None:
    client = signed_in(cast, given)
    assert client.post("/language", {"lang": "en", "next": "/password"}).status_code == 302
    assert "one-time password" in main(client.get("/password"))
    assert client.post("/sign-out")["Location"] == "/sign-in"


def test_choosing_a_password_ends_the_sessions_elsewhere(cast: Cast) -> None:
    from tests.houses import PASSWORD

    here, there = signed_in(cast, PASSWORD), signed_in(cast, PASSWORD)
    here.post("/password", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert here.get(PAGE).status_code == 200
    assert there.get(PAGE)["Location"].startswith("/sign-in")


def test_a_password_that_ran_out_has_to_be_changed(cast: Cast, town: House) -> None:
    import json

    from tests.houses import PASSWORD

    path = town.folder.settings_file
    settings = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**settings, "accounts": {"password_days": 90}}), "utf-8")
    client = signed_in(cast, PASSWORD)
    assert client.get(PAGE).status_code == 200
    from halfsky.store.models import User

    User.objects.update(password_at="2026-08-01T00:00Z")
    assert client.get(PAGE)["Location"] == "/password"


def test_a_lock_is_told_with_the_time_to_wait(cast: Cast) -> None:
    client = cast("")
    for _ in range(5):
        assert client.post("/sign-in", {"username": "owner", "password": "wrong"}).status_code == 400
    answer = client.post("/sign-in", {"username": "owner", "password": "wrong"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    notice = tree(answer).xpath("//main//*[@role='alert']")[0].text_content()
    assert "10:15" in notice and "429.700" in notice
