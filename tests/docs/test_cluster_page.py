"""Every command of the page on roll-ups outside the database runs as shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.commands import run
from tests.docs.test_commands import commands

if TYPE_CHECKING:
    from halfsky.store.house import House
    from tests.cli.commands import Run

__all__ = ["run"]


@pytest.mark.slow
def test_the_commands_of_the_page_run(
    shipped_books: House, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = commands("docs/cluster.md")
    assert [words[1] for words in shown] == ["export", "duckdb", "duckdb"]
    for words in shown:
        done = run(*(str(shipped_books.path) if word == "demo" else word for word in words))
        assert done.code == 0, done.err
    assert (tmp_path / "facts.csv").read_text("utf-8").startswith("register,element,cell,place,period,value,unknown\n")
    assert (tmp_path / "facts.parquet").exists()
