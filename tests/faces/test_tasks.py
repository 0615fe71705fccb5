"""我的填报: what I owe, what came back and why, what is done; in a village three big buttons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast
from tests.faces.reading import main, text, tree
from tests.houses import PASSWORD, admin_of, opened
from tests.rounds import COUNTY, TOWN, YEAR, hand_in, take

if TYPE_CHECKING:
    from halfsky.store.house import House


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(rounds_template, tmp_path / "town")


def owed(answer: object) -> list[str]:
    return [text(li) for li in tree(answer).xpath("//*[@id='owed']//li")]


def test_what_is_owed_says_until_when(cast: Cast) -> None:
    """Due thirty days after the round was opened on 2026-11-22, the house's today."""
    (line,) = owed(cast("town").get("/tasks"))
    assert "期限 2026-12-22" in line and "还有30天" in line and "去填报" in line


def test_one_agency_does_not_owe_what_another_does(cast: Cast) -> None:
    (line,) = owed(cast("women").get("/tasks"))
    assert "妇联" in line


def test_what_was_handed_in_goes_below(cast: Cast, town: House) -> None:
    hand_in(town, "town", TOWN, 22000, 21900)
    page = cast("town").get("/tasks")
    assert owed(page) == []
    assert "都报完了" in main(page)
    assert "已上报" in text(tree(page).get_element_by_id("done"))


def test_what_came_back_carries_the_reason(cast: Cast, town: House) -> None:
    take(town, "office", hand_in(town, "town", TOWN, 22000, 21900), "return", "与学校名册不一致")
    page = cast("town").get("/tasks")
    (line,) = owed(page)
    assert "退回原因：与学校名册不一致" in line and "去修改" in line
    assert "其中退回1张" in main(page)


def test_who_owes_nothing_is_told_what_will_stand_here(cast: Cast) -> None:
    assert "还没有布置给您的填报任务" in main(cast("reader").get("/tasks"))


def test_a_village_has_three_big_buttons(cast: Cast, town: House) -> None:
    from halfsky.actions.users import add_user

    add_user(town, admin_of(town), "chair", PASSWORD, "village", "990101003000")
    page = tree(cast("chair").get("/tasks"))
    buttons = [(text(a), a.get("href")) for a in page.xpath("//nav[@class='big-buttons']/a")]
    assert buttons == [("填下一张报表", "/rounds/1/990101003000"), ("看通知", "/inbox"), ("已报的0张", "#done")]
    assert not tree(cast("town").get("/tasks")).xpath("//nav[@class='big-buttons']")


def test_the_first_page_says_what_is_owed(cast: Cast) -> None:
    page = cast("town").get(f"/at/{TOWN}/{YEAR}")
    said = text(tree(page).get_element_by_id("todo"))
    assert "我欠报1张" in said and "期限 2026-12-22" in said


def test_the_first_page_of_an_office_says_what_waits_and_what_is_late(cast: Cast, town: House) -> None:
    hand_in(town, "town", TOWN, 22000, 21900)
    page = tree(cast("office").get(f"/at/{COUNTY}/{YEAR}"))
    said = text(page.get_element_by_id("todo"))
    assert "待我办理1张" in said and "填报中2项" in said
    assert "应报3，已报1，未报2。" in said


def test_the_first_page_of_who_has_nothing_to_do_with_it_is_silent(cast: Cast) -> None:
    assert not tree(cast("admin").get(f"/at/450800000000/{YEAR}")).xpath("//*[@id='todo']")
