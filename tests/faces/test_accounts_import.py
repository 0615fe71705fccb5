"""Importing accounts on the page: the template, all complaints with their cells, passwords fetched once."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, Cast, opened
from tests.faces.reading import main, rows, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

HEAD = "用户名,姓名,角色,单位,区划,任期\n"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


def send(client: Client, content: bytes, name: str = "账号.csv") -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/users/import", {"file": SimpleUploadedFile(name, content)})


def test_the_template_is_a_workbook(keeper: Client) -> None:
    from openpyxl import load_workbook

    answer = keeper.get("/users/template.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert [c.value for c in book.worksheets[0][1]] == ["用户名", "姓名", "角色", "单位", "区划", "任期", "电话"]
    assert "attachment" in answer["Content-Disposition"]


def test_accounts_are_made_and_their_passwords_fetched_once(keeper: Client, cast: Cast) -> None:
    from openpyxl import load_workbook

    answer = send(keeper, (HEAD + f"wei,韦明,领导,,{CITY},\nli,李红,领导,,{CITY},\n").encode("gbk"))
    assert "已建2个账号，授予2个角色" in main(answer)
    address = tree(answer).xpath("//form[contains(@action, 'handouts')]/@action")[0]
    assert cast("owner").post(address).status_code == 410
    book = load_workbook(io.BytesIO(keeper.post(address).content))
    username, password = (book.worksheets[0].cell(3, column).value for column in (1, 3))
    assert cast("").post("/sign-in", {"username": username, "password": password}).status_code == 302
    assert keeper.post(address).status_code == 410
    assert "领取" not in main(keeper.get("/users/import"))


def test_all_complaints_are_listed_with_their_cells(keeper: Client) -> None:
    answer = send(keeper, (HEAD + f"wei,韦明,国王,,{CITY},\nli,李红,领导,,{CITY},明年\n").encode())
    assert answer.status_code == 404  # type: ignore[attr-defined]
    shown = [row["位置"] for row in rows(tree(answer).xpath("//main//table")[0])]
    assert shown == ["账号.csv:2 (角色)", "账号.csv:3 (任期)"]
    assert "有2处需要改正，没有建任何账号" in main(answer)
    assert "wei" not in main(keeper.get("/users?q=wei"))


def test_no_file_a_broken_one_and_a_name_that_leads_elsewhere(keeper: Client, town: House) -> None:
    assert keeper.post("/users/import", {}).status_code == 400
    assert send(keeper, b"PK\x03\x04 broken", "x.xlsx").status_code == 400  # type: ignore[attr-defined]
    answer = send(keeper, (HEAD + f"wei,韦明,国王,,{CITY},\n").encode(), "../../../etc/账号.csv")
    assert "账号.csv:2" in main(answer) and "etc" not in main(answer)
    assert not [p for p in town.folder.run.iterdir() if p.is_dir()]
