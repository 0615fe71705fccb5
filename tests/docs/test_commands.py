"""Every command that the README and the operator's page show runs as shown, in the order in which they show them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import docx
import pytest

from tests.databases import database
from tests.demonstration import demo_at
from tests.docs.running import run, run_apart

ROOT = Path(__file__).parents[2]
WAITS = {"serve", "work"}
"""Commands that go on until they are stopped; tests/cli runs them."""


def commands(page: str) -> list[list[str]]:
    """The lines of a page's code blocks that call halfsky, without those that never end."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines()]
    found = [line[1:] for line in lines if line and line[0].removeprefix(".venv/bin/") == "halfsky"]
    return [line for line in found if line[0] not in WAITS]


@pytest.mark.slow
@pytest.mark.postgresql
def test_the_commands_of_the_page_on_postgresql_run(tmp_path: Path) -> None:
    """As they stand, but for the addresses: each is a database of this run."""
    shown = commands("docs/postgresql.md")
    assert [command[0] for command in shown] == ["new", "backup", "restore", "audit"]
    (tmp_path / "first-password.txt").write_text("a-first-Password-7\n", "utf-8")
    for command in shown:
        run(tmp_path, [database().fresh() or "" if w.startswith("postgresql://") else w for w in command])
    assert not list(tmp_path.rglob("*.sqlite3"))


PAGES = [
    ("README.md", 3),
    ("docs/operator.md", 9),
    ("docs/collecting.md", 2),
    ("docs/documents.md", 6),
    ("docs/large-houses.md", 5),
]
IN_THE_DEMO = ("README.md", "docs/collecting.md", "docs/documents.md", "docs/large-houses.md")


@pytest.mark.slow
@pytest.mark.parametrize(("page", "expected"), PAGES)
def test_the_commands_of_a_page_run(page: str, expected: int, demo_template: Path, tmp_path: Path) -> None:
    shown = commands(page)
    assert len(shown) == expected
    if page in IN_THE_DEMO:
        demo_at(tmp_path / "demo", demo_template)
    (tmp_path / "first-password.txt").write_text("a-first-Password-7\n", "utf-8")
    (tmp_path / "values.csv").write_text(
        "指标编码,区划代码,区划名称,年份,性别,城乡,数值,单位,来源\nW1.02,450800000000,贵港市,2014,,,10.1,1/10万,测试\n",
        "utf-8",
    )
    monthly = docx.Document()
    monthly.add_paragraph("孕产妇死亡率{{孕产妇死亡率}}。")
    monthly.save(str(tmp_path / "月报.docx"))
    for command in shown:
        # The first page that anybody reads is run as people run it.
        (run_apart if page == "README.md" else run)(tmp_path, command)
