"""Every command of the page on ledgers runs as shown, on a house with the shipped ledgers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.cli.records import SHOWN
from tests.cli.commands import run
from tests.docs.test_commands import ROOT, commands
from tests.houses import admin_of

if TYPE_CHECKING:
    from halfsky.store.house import House
    from tests.cli.commands import Run

__all__ = ["run"]
PAGE = "docs/ledgers.md"


@pytest.mark.slow
def test_the_commands_of_the_page_run(books: House, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from halfsky.actions import packs
    from halfsky.packs import shipped

    packs.install(books, admin_of(books), [path for path in shipped() if path.name == "fulian-work"])
    (tmp_path / "training.csv").write_text("培训名称,类别,开班日期\n电商培训,电商,2026-05-04\n", "gb18030")
    monkeypatch.chdir(tmp_path)
    shown = commands(PAGE)
    assert [words[1] for words in shown] == ["template", "import", "import", "export", "export"]
    for words in shown:
        done = run(*(str(books.path) if word == "demo" else word for word in words))
        assert done.code == 0, done.err
    assert (tmp_path / "training.xlsx").exists() and (tmp_path / "out.xlsx").exists()


def test_the_page_says_the_bounds_that_hold(books: House) -> None:
    from halfsky.actions.record_batches import MOST_CHANGES, MOST_ROWS, MOST_TOLD

    text = (ROOT / PAGE).read_text("utf-8")
    assert f"最多列出前{MOST_TOLD}处（命令行显示前{SHOWN}处）" in text
    assert f"{MOST_ROWS // 10_000}万条新记录、修改{MOST_CHANGES}条" in text
