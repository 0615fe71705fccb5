"""Reading in the other language: switched at the top, kept, and nothing of a template stays Chinese by oversight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, YEAR, Cast, opened
from tests.faces.reading import main, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

PAGE = f"/at/{CITY}/{YEAR}"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


def english(client: Client) -> Client:
    client.post("/language", {"lang": "en", "next": PAGE})
    return client


def test_chinese_comes_first_whatever_the_browser_prefers(cast: Cast) -> None:
    answer = cast("").get("/sign-in", headers={"Accept-Language": "en"})
    assert tree(answer).get("lang") == "zh-Hans"
    assert "用户名" in main(answer)


def test_switching_leads_back_and_is_kept(owner: Client) -> None:
    assert owner.post("/language", {"lang": "en", "next": f"{PAGE}?x=1"})["Location"] == f"{PAGE}?x=1"
    page = owner.get(PAGE)
    assert tree(page).get("lang") == "en" and page["Content-Language"] == "en"
    assert "Red warnings" in main(page)


def test_a_user_who_reads_english_gets_english(cast: Cast) -> None:
    from halfsky.store.models import User

    User.objects.filter(username="owner").update(lang="en")
    assert tree(cast("owner").get(PAGE)).get("lang") == "en"


def test_an_unknown_language_changes_nothing(owner: Client) -> None:
    owner.post("/language", {"lang": "xx", "next": PAGE})
    assert tree(owner.get(PAGE)).get("lang") == "zh-Hans"


def test_the_words_of_templates_are_english_in_english(cast: Cast) -> None:
    """Names of places, people and sources have no English; every heading and label does."""
    keeper = english(cast("admin"))
    here = f"/at/{CITY}/{YEAR}"
    for address in (here, f"{here}/plans/women-2021", f"{here}/duties/women-2021", f"{here}/place", "/packs", "/log"):
        page = tree(keeper.get(address))
        labels = page.xpath("//main//th[@scope='col'] | //main//dt | //main//h2 | //main//label | //nav//li")
        names = ("示例市", "演示")
        chinese = [t for e in labels if re.search("[一-鿿]", t := e.text_content()) and not any(n in t for n in names)]
        assert not chinese, f"{address}: {chinese}"
