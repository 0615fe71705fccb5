"""Years that no plan has: the menu stays whole, a plan opens in its own years alone, a refusal leads back to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, REAL, YEAR
from tests.faces.reading import main, text, tree

if TYPE_CHECKING:
    from django.test import Client

LATER, BEFORE = 2035, 2009
"""Both plans of this house are of 2021 to 2030."""


def rooms(client: Client, address: str) -> dict[str, str]:
    """The menu of a page: where each room leads."""
    links = tree(client.get(address)).xpath("//nav[contains(@class, 'rooms')]/div/ul/li/a")
    return {text(link): link.get("href") for link in links}


@pytest.mark.parametrize(("year", "nearest"), [(LATER, 2030), (BEFORE, 2021), (YEAR, YEAR)])
def test_the_menu_keeps_its_rooms_in_every_year(owner: Client, year: int, nearest: int) -> None:
    shown = rooms(owner, f"/at/{CITY}/{year}")
    assert list(shown) == list(rooms(owner, f"/at/{CITY}/{YEAR}"))
    assert shown["监测"] == f"/at/{CITY}/{nearest}/plans/women-2021"
    assert shown["责任分解"] == f"/at/{CITY}/{nearest}/duties/women-2021"
    assert owner.get(shown["监测"]).status_code == owner.get(shown["责任分解"]).status_code == 200


def test_a_remembered_year_without_a_plan_leaves_the_menu_whole(keeper: Client) -> None:
    keeper.get(f"/at/{CITY}/{LATER}")
    assert rooms(keeper, "/log")["监测"] == f"/at/{CITY}/2030/plans/women-2021"


@pytest.mark.parametrize("page", ["plans/women-2021", "plans/women-2021/W1.02", "duties/women-2021"])
@pytest.mark.parametrize(("year", "nearest"), [(LATER, 2030), (BEFORE, 2021)])
def test_another_year_of_a_plan_is_refused_with_a_link_to_the_nearest(
    owner: Client, page: str, year: int, nearest: int
) -> None:
    refused = owner.get(f"/at/{CITY}/{year}/{page}")
    assert refused.status_code == 404
    assert "404.14" in main(refused)
    (link,) = tree(refused).get_element_by_id("main").xpath(f".//a[text()='看{nearest}年']")
    assert link.get("href") == f"/at/{CITY}/{nearest}/{page}"
    assert owner.get(link.get("href")).status_code == 200


def test_the_page_of_a_plan_offers_its_own_years_alone(keeper: Client) -> None:
    """贵港市 has figures of 2014 and 2015 alone: offered on its first page, not in the plan of 2021 to 2030."""
    offered = "//details[@id='year-switch']//a"
    at_home = [text(a) for a in tree(keeper.get(f"/at/{REAL}/{YEAR}")).xpath(offered)]
    in_plan = [text(a) for a in tree(keeper.get(f"/at/{REAL}/{YEAR}/plans/women-2021")).xpath(offered)]
    assert (at_home, in_plan) == ([str(YEAR), "2015", "2014"], [str(YEAR)])


def test_what_is_found_by_search_opens_in_a_year_of_its_plan(owner: Client) -> None:
    found = tree(owner.get(f"/at/{CITY}/{LATER}/search?q=W1.02")).xpath("//main//a[contains(@href, 'W1.02')]")
    assert [a.get("href") for a in found] == [f"/at/{CITY}/2030/plans/women-2021/W1.02"]
