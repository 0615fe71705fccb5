"""Looking for something: one box finds places, indicators and pages; figures one may not see stay unlisted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import main, tree

if TYPE_CHECKING:
    from django.test import Client

MINE = f"/at/{CITY}/{YEAR}/search"
ALL = "/at/000000000000/2024/search"


def links(client: Client, address: str) -> list[str]:
    return [str(h) for h in tree(client.get(address)).get_element_by_id("main").xpath(".//a/@href")]


def test_a_place_is_found_by_its_name(keeper: Client) -> None:
    assert "/at/450800000000/2024" in links(keeper, f"{ALL}?q=贵港市")


def test_a_place_is_found_by_the_beginning_of_its_code(keeper: Client) -> None:
    assert "/at/450800000000/2024" in links(keeper, f"{ALL}?q=4508")


def test_a_place_one_may_not_see_is_counted_and_not_listed(owner: Client) -> None:
    assert "/at/450800000000/2025" not in links(owner, f"{MINE}?q=贵港市")
    assert "另有1个区划您没有查看权限" in main(owner.get(f"{MINE}?q=贵港市"))


def test_an_indicator_is_found_by_number_and_by_words(owner: Client) -> None:
    address = f"/at/{CITY}/{YEAR}/plans/women-2021/W1.02"
    assert address in links(owner, f"{MINE}?q=W1.02")
    assert address in links(owner, f"{MINE}?q=孕产妇 死亡")
    assert address in links(owner, f"{MINE}?q=maternal+mortality")


def test_a_page_is_found_by_its_name(owner: Client) -> None:
    assert f"/at/{CITY}/{YEAR}/documents" in links(owner, f"{MINE}?q=文稿")


def test_the_place_box_finds_places_alone(owner: Client) -> None:
    assert links(owner, f"{MINE}?kind=place&q=文稿") == [f"{MINE}?q=%E6%96%87%E7%A8%BF"]


def test_nothing_found_says_what_can_be_looked_for(owner: Client) -> None:
    assert "没有找到" in main(owner.get(f"{MINE}?q=没有这个词"))


def test_while_one_types_a_short_list_comes_alone(owner: Client) -> None:
    piece = owner.get(f"{MINE}?q=率", headers={"HX-Request": "true"}).content.decode()
    assert piece.count("<li>") == 6 and "<html" not in piece
