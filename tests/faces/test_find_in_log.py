"""Finding in the log who did what where and when, and taking it away, which is an entry itself."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from tests.faces.conftest import CITY
from tests.faces.reading import main, rows, tree

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House


def found(client: Client, query: str) -> list[dict[str, str]]:
    tables = tree(client.get(f"/log?{query}")).xpath("//main//table")
    return rows(tables[0]) if tables else []


def test_what_one_person_did(keeper: Client) -> None:
    assert {line["谁"] for line in found(keeper, "user=admin")} == {"admin"}
    assert found(keeper, "user=nobody") == []


def test_one_kind_of_deed(keeper: Client) -> None:
    users = [line["序号"] for line in found(keeper, "") if line["做了什么"] in ("新增用户", "授予角色")]
    assert users and [line["序号"] for line in found(keeper, "action=users.")] == users
    assert {line["做了什么"] for line in found(keeper, "action=report.write")} == {"写成报告"}


def test_what_concerns_a_place_by_name_or_code(keeper: Client) -> None:
    by_code, by_name = found(keeper, f"place={CITY}"), found(keeper, "place=示例市")
    assert by_code == by_name
    assert "写成报告" in {line["做了什么"] for line in by_code}
    assert "示例市 · owner" in {line["对象"] for line in by_code}, "a role given at the place stands in the detail"
    assert not any("stranger" in line["对象"] for line in by_code)


def test_what_was_done_on_some_days(keeper: Client) -> None:
    """The house's clock stands still on 2026-11-22."""
    assert found(keeper, "since=2026-11-22&until=2026-11-22") == found(keeper, "")
    assert found(keeper, "until=2026-11-21") == []
    assert "没有符合条件的记录" in main(keeper.get("/log?since=2026-11-23"))


def test_a_day_that_is_none_asks_for_nothing(keeper: Client) -> None:
    assert found(keeper, "since=tomorrow") == found(keeper, "")


def test_older_entries_keep_the_filters(keeper: Client, town: House) -> None:
    from halfsky.actions.exports import log_export
    from halfsky.queries import places
    from tests.houses import admin_of

    for _ in range(51):
        log_export(town, admin_of(town), "log", "", places.top(town), "csv", 0)
    links = tree(keeper.get("/log?action=export.")).xpath("//a[starts-with(@href, '?')]/@href")
    assert len(links) == 1 and links[0].startswith("?action=export.&before=")
    assert len(found(keeper, links[0][1:])) == 1


def test_taking_the_log_away_gives_what_the_filters_keep_and_is_noted(keeper: Client) -> None:
    listed = [line["序号"] for line in found(keeper, "action=users.")]
    answer = keeper.post("/log.csv", {"action": "users."})
    taken = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["序号"] for line in taken] == listed
    newest = found(keeper, "")[0]
    assert (newest["做了什么"], newest["详情"]) == ("导出操作日志", f"形式 csv；行数 {len(listed)}")


def test_nothing_is_taken_away_by_opening_an_address(keeper: Client) -> None:
    assert keeper.get("/log.xlsx").status_code == 405
