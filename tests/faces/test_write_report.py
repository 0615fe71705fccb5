"""Writing a report from the page: ordered, written in the background, listed, downloaded, every number traceable."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest

from tests.faces.conftest import CITY, YEAR, Cast, opened
from tests.faces.reading import main, text, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

PAGE = f"/at/{CITY}/{YEAR}/documents"
ORDER = {"plan": "children-2021", "form": "final"}


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


def listed(client: Client) -> list[str]:
    return [text(a) for a in tree(client.get(PAGE)).xpath("//div[@id='documents']//tbody/tr/th")]


def test_an_order_waits_until_a_worker_writes_it(cast: Cast) -> None:
    from halfsky.actions.follow import run_waiting

    owner = cast("owner")
    before = listed(owner)
    assert owner.post(PAGE, ORDER)["Location"] == PAGE
    assert "中国儿童发展纲要（2021—2030年） 2025（报送稿）" in main(owner.get(PAGE))
    assert listed(owner) == before
    assert run_waiting(cast.house) == 0
    assert len(listed(owner)) == len(before) + 1
    assert "报送稿" in listed(owner)[0] and "儿童" in listed(owner)[0]


def test_the_page_asks_again_only_while_something_waits(cast: Cast) -> None:
    from halfsky.actions.follow import run_waiting

    owner = cast("owner")
    owner.post(PAGE, ORDER)
    assert tree(owner.get(PAGE)).xpath("//*[contains(@hx-get, 'progress')]")
    run_waiting(cast.house)
    assert not tree(owner.get(PAGE)).xpath("//*[contains(@hx-get, 'progress')]")


def test_the_file_is_word_and_holds_the_figure_of_the_page(owner: Client) -> None:
    answer = owner.get("/documents/1/file")
    document = docx.Document(BytesIO(b"".join(answer.streaming_content)))
    words = "".join(document.element.body.itertext())
    page = tree(owner.get(f"/at/{CITY}/{YEAR}/plans/women-2021/W1.02"))
    headline = text(page.xpath("//*[@class='headline']/*[@class='huge']")[0])
    assert re.fullmatch(r"\d+\.\d/10万", headline)
    assert headline in words
    assert answer["Content-Disposition"].startswith("attachment")


def test_every_number_of_the_brief_leads_to_its_origin(owner: Client) -> None:
    page = tree(owner.get("/documents/1"))
    links = page.xpath("//ol[contains(@class, 'brief')]//ul//a")
    by_number = {a.get("href").rsplit("/", 1)[1]: text(a) for a in links}
    assert len(by_number) > 20
    assert all(owner.get(links[i].get("href")).status_code == 200 for i in (0, len(links) // 2, -1))


def test_the_document_names_its_snapshot_and_digest(owner: Client) -> None:
    said = main(owner.get("/documents/1"))
    assert re.search(r"数据版本\d+-[0-9a-f]{8}", said) and re.search(r"SHA-256[0-9a-f]{64}", said)


def test_who_may_not_write_sees_no_form(cast: Cast) -> None:
    assert tree(cast("owner").get(PAGE)).xpath("//section[@id='write']//form")
    assert not tree(cast("colleague").get(PAGE)).xpath("//section[@id='write']")


def test_a_plan_that_is_not_offered_is_refused(owner: Client) -> None:
    answer = owner.post(PAGE, {"plan": "women-1995", "form": "work"})
    assert answer.status_code == 400
    assert tree(answer).xpath("//*[@class='wrong']")
