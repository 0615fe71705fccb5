"""The administrator's pages: packs, users, the log and the state of its chain."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import halfsky
from tests.faces.conftest import Cast, opened
from tests.faces.reading import main, rows, text, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from halfsky.store.house import House


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


def table(answer: object) -> list[dict[str, str]]:
    return rows(tree(answer).xpath("//main//table")[0])


def test_the_installed_packs_are_listed_with_version_and_fingerprint(keeper: Client, cast: Cast) -> None:
    from halfsky.store.models import PackText

    shown = {line["内容包"].split()[0]: line for line in table(keeper.get("/packs"))}
    assert set(shown) == {"indicators-cn", "women-2021", "children-2021", "guigang-2015", "demo-city"}
    kept = PackText.objects.get(code="women-2021", current=True)
    assert kept.fingerprint.startswith(shown["women-2021"]["指纹"])
    assert shown["women-2021"]["版本"] == kept.version


def test_users_are_listed_with_their_roles(keeper: Client) -> None:
    listed = table(keeper.get("/users"))
    shown = {line["用户名"]: line["角色、区划、任期"] for line in listed}
    assert len(listed) == len(shown)
    assert shown["owner"] == "妇儿工委办 · 示例市"
    assert shown["stray"] == "未授权"


def test_the_log_lists_what_was_done_the_newest_first(keeper: Client) -> None:
    shown = table(keeper.get("/log"))
    positions = [int(line["序号"]) for line in shown]
    assert positions == sorted(positions, reverse=True)
    assert (shown[0]["做了什么"], shown[0]["对象"]) == ("写成报告", "示例市 · women-2021 2025")


def test_a_long_log_comes_in_pages(keeper: Client) -> None:
    first = int(table(keeper.get("/log"))[0]["序号"])
    assert int(table(keeper.get(f"/log?before={first}"))[0]["序号"]) == first - 1


def check_now(client: Client) -> str:
    """Press the button of the log's page; what the page says then of the chain."""
    (form,) = tree(client.get("/log")).get_element_by_id("main").xpath(".//form[@method='post'][.//button='现在校验']")
    client.post(form.get("action"))
    return text(tree(client.get("/log")).xpath("//*[@role='status']")[0])


def test_a_whole_chain_is_said_to_be_whole_once_it_was_checked(keeper: Client) -> None:
    assert "尚未校验过" in main(keeper.get("/log"))
    newest = int(table(keeper.get("/log"))[0]["序号"])
    said = check_now(keeper)
    assert f"日志完整：{newest}条" in said
    assert "校验于 2026-11-22 10:00:00" in said  # the clock of the tests stands at 02:00 UTC
    assert int(table(keeper.get("/log"))[0]["序号"]) == newest  # a check is no entry


def test_the_page_shows_what_the_night_has_found(keeper: Client, town: House) -> None:
    from halfsky.actions.nightly import check_log

    check_log(town)
    assert "校验于 2026-11-22" in main(keeper.get("/log"))


def test_an_altered_entry_shows(keeper: Client, cast: Cast) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE log_entry SET subject = 'somebody else' WHERE position = 3")
    notice = check_now(keeper)
    assert "日志不完整" in notice and "第3条" in notice


def test_every_action_of_the_house_has_a_word() -> None:
    from halfsky.web.present.log_words import WORDS

    actions = Path(halfsky.__file__).parent / "actions"
    calls = [
        n for f in actions.glob("*.py") for n in ast.walk(ast.parse(f.read_text("utf-8"))) if isinstance(n, ast.Call)
    ]
    named = {
        c.args[2].value
        for c in calls
        if getattr(c.func, "id", "") == "acting" and len(c.args) > 2 and isinstance(c.args[2], ast.Constant)
    }
    assert named and named <= set(WORDS)
