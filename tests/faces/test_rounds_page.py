"""填报任务: the list of rounds with their progress in words, found by state, form, period and text; as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.faces.conftest import Cast
from tests.faces.reading import main, rows, tree
from tests.houses import opened
from tests.rounds import CITY, COUNTY, TOWN, YEAR, hand_in, take

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

LIST = f"/at/{CITY}/{YEAR}/rounds"


@pytest.fixture(scope="module")
def town(rounds_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One township has handed in and is accepted, another has handed in."""
    for house in opened(rounds_template, tmp_path_factory.mktemp("house") / "town"):
        take(house, "office", hand_in(house, "town", TOWN, 22000, 21900), "accept")
        hand_in(house, "beside", "990101002000", 20000, 19900)
        yield house


def listed(client: Client, query: str = "", place: str = CITY) -> list[dict[str, str]]:
    tables = tree(client.get(f"/at/{place}/{YEAR}/rounds{query}")).xpath("//main//table")
    return rows(tables[0]) if tables else []


def test_progress_is_said_in_words(owner: Client) -> None:
    by_form = {line["报表"]: line["进度"] for line in listed(owner)}
    townships = next(words for form, words in by_form.items() if "乡镇" in form)
    assert townships == "应报12，已报2，已验收1，未报10。"
    assert next(words for form, words in by_form.items() if "妇联" in form) == "应报5，已报0，未报5。"


def test_a_county_sees_the_counts_of_its_own_part(cast: Cast) -> None:
    by_form = {line["报表"]: line["进度"] for line in listed(cast("office"), place=COUNTY)}
    assert next(words for form, words in by_form.items() if "乡镇" in form) == "应报3，已报2，已验收1，未报1。"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?form=women-federation-yearly", 1),
        ("?state=closed", 0),
        ("?period=2025", 2),
        ("?q=乡镇", 1),
        ("?q=none", 0),
    ],
)
def test_filters_are_kept_in_the_address(owner: Client, query: str, shown: int) -> None:
    assert len(listed(owner, query)) == shown


def test_those_with_most_owing_can_come_first(owner: Client) -> None:
    assert "乡镇" in listed(owner, "?sort=owing")[0]["报表"]
    assert "妇联" in listed(owner)[0]["报表"], "else the newest is first"


def test_the_file_holds_what_the_filters_keep_and_is_noted(owner: Client, keeper: Client) -> None:
    answer = owner.post(f"{LIST}.csv", {"q": "乡镇"})
    (line,) = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    assert (line["应报"], line["已报"], line["已验收"], line["未报"]) == ("12", "2", "1", "10")
    assert rows(tree(keeper.get("/log")).xpath("//main//table")[0])[0]["做了什么"] == "导出填报任务"
    book = load_workbook(BytesIO(owner.post(f"{LIST}.xlsx").content)).worksheets[0]
    assert [row[6].value for row in book.iter_rows(min_row=5)] == [5, 12]


def test_without_rounds_the_page_teaches(keeper: Client) -> None:
    said = main(keeper.get("/at/450800000000/2025/rounds"))
    assert "还没有填报任务" in said and "布置填报" in said


def test_many_rounds_come_in_pages(owner: Client) -> None:
    from halfsky.web.present.paging import paged

    shown = paged(list(range(41)), "3", 20)
    assert (list(shown.rows), shown.before, shown.after, shown.pages) == ([40], 2, None, 3)
    assert list(paged([1, 2], "x", 20).rows) == [1, 2]
    assert paged(list(range(41)), "99", 20).number == 3


def test_the_room_is_shown_to_who_has_something_there(cast: Cast) -> None:
    def rooms(who: str, place: str) -> dict[str, str]:
        links = tree(cast(who).get(f"/at/{place}/{YEAR}")).xpath("//nav[@class='rooms']//li/a")
        return {a.text: a.get("href") for a in links}

    assert rooms("owner", CITY)["填报"] == LIST
    assert rooms("women", COUNTY)["填报"] == "/tasks"
