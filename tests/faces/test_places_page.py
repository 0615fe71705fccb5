"""Walking the tree: the way up, the places below in pages, the counts, the plans judged there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import main, text, tree

if TYPE_CHECKING:
    from django.test import Client

PAGE = f"/at/{CITY}/{YEAR}/place"
COUNTIES = ["990101000000", "990102000000", "990103000000", "990104000000", "990105000000"]


def codes(client: Client, address: str) -> list[str]:
    return [text(c) for c in tree(client.get(address)).xpath("//ul[@class='tree']/li/span[contains(@class, 'code')]")]


def test_the_places_below_stand_in_the_order_of_their_codes(owner: Client) -> None:
    assert codes(owner, PAGE) == COUNTIES


def test_a_long_list_comes_in_pages_that_leave_nothing_out(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from halfsky.web.views import places

    monkeypatch.setattr(places, "PAGE", 2)
    seen, address = [], PAGE
    while True:
        seen.append(codes(owner, address))
        more = tree(owner.get(address)).xpath("//ul[@class='tree']/li/a[contains(@href, 'after=')]/@href")
        if not more:
            break
        address = more[0]
    assert seen == [COUNTIES[:2], COUNTIES[2:4], COUNTIES[4:]]


def test_a_branch_is_fetched_alone(owner: Client) -> None:
    piece = owner.get(f"/at/{CITY}/{YEAR}/place/below/990101000000").content.decode()
    assert "<li>" in piece and "<html" not in piece


def test_the_way_up_is_named_and_opens_only_where_one_may_look(owner: Client, keeper: Client) -> None:
    up = "//main//nav[@class='trail']/ol/li[1]"
    mine, all_seeing = tree(owner.get(PAGE)).xpath(up)[0], tree(keeper.get("/at/450800000000/2015/place")).xpath(up)[0]
    assert text(mine) == "演示区" and not mine.xpath("./a")
    assert text(all_seeing) == "全国" and all_seeing.xpath("./a")


def test_the_levels_below_are_counted(owner: Client) -> None:
    counted = text(tree(owner.get(PAGE)).xpath("//section[@aria-labelledby='counts-h']")[0])
    assert "县级5" in counted and "乡镇级12" in counted


def test_the_plans_judged_there_open(owner: Client) -> None:
    links = tree(owner.get(PAGE)).xpath("//section[@aria-labelledby='judged-h']//a/@href")
    assert {f"/at/{CITY}/{YEAR}/plans/women-2021", f"/at/{CITY}/{YEAR}/plans/children-2021"} == set(links)


def test_the_lowest_place_says_that_nothing_is_below(keeper: Client) -> None:
    assert "下面没有区划" in main(keeper.get("/at/450802000000/2024/place"))
