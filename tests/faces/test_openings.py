"""查阅: the log's page shows line by line who opened the sheet of another unit, by page, file and API."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast, opened
from tests.faces.reading import main, rows, tree
from tests.rounds import TOWN

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(rounds_template, tmp_path / "town")


def fill(house: House) -> None:
    """The township's sheet, handed in."""
    from halfsky.actions.submissions import submit
    from halfsky.queries.forms import key_text
    from halfsky.queries.sheets import check_answers, desk
    from tests.rounds import WHY, person

    at = desk(house, 1, TOWN)
    given = {key_text(key): "5" for key in at.form.keys(at.content.elements)}
    found = check_answers(house, person(house, "town"), 1, TOWN, given).findings
    submit(house, person(house, "town"), 1, TOWN, given, {f.id: WHY for f in found if f.failed})


def listed(client: Client, query: str = "") -> list[dict[str, str]]:
    tables = tree(client.get(f"/log?action=readings.{query}")).xpath("//main//table")
    return rows(tables[0]) if tables else []


def test_openings_by_others_are_shown_after_the_button(town: House, cast: Cast, keeper: Client) -> None:
    fill(town)
    for who in ("town", "office", "office"):
        assert cast(who).get(f"/rounds/1/{TOWN}").status_code == 200
    assert listed(keeper) == []
    assert keeper.post("/log/refresh")["Location"] == "/log?action=readings."
    [line] = listed(keeper)
    assert (line["谁"], line["查阅了什么"]) == ("office", "township-health-yearly 2025")
    assert line["时间"] == "2026-11-22 10:00:00"
    assert listed(keeper, f"&place={TOWN}&user=office&words=township") == [line]
    assert listed(keeper, "&user=bureau") == []
    assert "没有符合条件的查阅记录" in main(keeper.get("/log?action=readings.&user=bureau"))


@pytest.mark.parametrize("way", ["draft", "book", "api"])
def test_every_way_to_a_sheet_is_noted(town: House, cast: Cast, keeper: Client, way: str) -> None:
    fill(town)
    client = cast("office")
    answer = {
        "draft": lambda: client.get(f"/rounds/1/{TOWN}/draft"),
        "book": lambda: client.post(f"/rounds/1/{TOWN}/book"),
        "api": lambda: client.get(f"/api/v1/rounds/1/sheets/{TOWN}"),
    }[way]()
    assert answer.status_code == 200
    keeper.post("/log/refresh")
    assert [line["谁"] for line in listed(keeper)] == ["office"]


def test_openings_are_taken_away_as_the_page_shows_them(town: House, cast: Cast, keeper: Client) -> None:
    fill(town)
    cast("office").get(f"/rounds/1/{TOWN}")
    keeper.post("/log/refresh")
    answer = keeper.post("/log.csv", {"action": "readings."})
    [taken] = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    assert (taken["谁"], taken["查阅了什么"]) == ("office", "township-health-yearly 2025")
    assert TOWN in taken["区划"]


def test_the_office_of_another_county_finds_none_of_them(town: House, cast: Cast) -> None:
    fill(town)
    cast("office").get(f"/rounds/1/{TOWN}")
    cast("office").post("/log/refresh")
    assert [line["谁"] for line in listed(cast("office"))] == ["office"]
    assert listed(cast("sibling")) == []
    assert "现在校验" not in main(cast("office").get("/log"))
