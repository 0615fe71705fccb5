"""Changing one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, Cast, opened
from tests.faces.reading import main
from tests.houses import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

NEW = "ein-ganz-neues-9"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> object:
    return client.post("/password", {"old": old, "new": new, "again": again})


def test_the_new_one_opens_and_the_old_one_does_not(cast: Cast) -> None:
    client = cast("owner")
    assert change(client).status_code == 302  # type: ignore[attr-defined]
    assert client.get("/password").status_code == 200
    assert cast("").post("/sign-in", {"username": "owner", "password": NEW}).status_code == 302
    assert cast("").post("/sign-in", {"username": "owner", "password": PASSWORD}).status_code == 400


def test_the_log_says_so_without_the_password(cast: Cast) -> None:
    from halfsky.store.models import LogEntry

    change(cast("owner"))
    last = LogEntry.objects.order_by("-position")[0]
    assert (last.action, last.user, last.subject) == ("users.password", "owner", f"{CITY} owner")
    assert NEW not in last.detail_json


def test_the_old_one_must_be_right(owner: Client) -> None:
    assert "原密码不对" in main(change(owner, old="falsch"))


def test_the_two_new_ones_must_be_alike(owner: Client) -> None:
    assert "两次输入的新密码不一样" in main(change(owner, again="anders-als-das-andere"))


def test_a_weak_one_is_refused(owner: Client) -> None:
    answer = change(owner, new="12345678", again="12345678")
    assert answer.status_code == 400  # type: ignore[attr-defined]
    assert "密码不够安全" in main(answer)
