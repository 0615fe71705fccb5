"""A list of places laid down on disk, to be gone through level by level whatever order it came in, in little memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

from halfsky.exchange.places import PlaceLine
from halfsky.kernel.place import LEVELS
from halfsky.kernel.refusals import Refusal, problem

TWO_NAMES = problem(
    "400.511",
    ("区划代码 {code} 出现了多次，名称不同：{names}。", "The place code {code} appears with different names: {names}."),
    ("每个代码只保留一行。", "Keep one row for each code."),
)
MOST_COMPLAINTS = 100
BATCH = 5_000


class Staging:
    """The lines of one list. `repeats` counts the lines that say again what another said; they are left out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read = 0
        self.complaints: list[Refusal] = []
        self.kept: sqlite3.Connection = sqlite3.connect(path, isolation_level=None)
        self.kept.execute("PRAGMA journal_mode=OFF")
        self.kept.execute("PRAGMA synchronous=OFF")
        self.kept.execute("CREATE TABLE line (level INT, code TEXT, row INT, name TEXT, parent TEXT, stand_in INT)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kept.close()
        self.path.unlink(missing_ok=True)

    def take(self, lines: Iterable[PlaceLine | Refusal], progress: Callable[[int], None]) -> None:
        """Lay down all lines; complaints are gathered, the first hundred kept."""
        batch: list[tuple[object, ...]] = []
        for line in lines:
            self.read += 1
            if isinstance(line, Refusal):
                self._complain(line)
                continue
            batch.append((line.level.depth, line.code, line.row, line.name, line.parent, line.stand_in))
            if len(batch) == BATCH:
                self._lay(batch)
                progress(self.read)
        self._lay(batch)
        self.kept.execute("CREATE INDEX line_order ON line (level, code, row)")
        twice = (
            "SELECT code, group_concat(DISTINCT name) FROM line GROUP BY level, code HAVING COUNT(DISTINCT name) > 1"
        )
        for code, names in self.kept.execute(twice):
            self._complain(TWO_NAMES.at(code=code, names=names.replace(",", "、")))

    def _lay(self, batch: list[tuple[object, ...]]) -> None:
        self.kept.execute("BEGIN")
        self.kept.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", batch)
        self.kept.execute("COMMIT")
        batch.clear()

    def _complain(self, refusal: Refusal) -> None:
        if len(self.complaints) < MOST_COMPLAINTS:
            self.complaints.append(refusal)

    def count(self) -> int:
        """How many different places there are."""
        found: int = self.kept.execute("SELECT COUNT(*) FROM (SELECT 1 FROM line GROUP BY level, code)").fetchone()[0]
        return found

    def ordered(self) -> Iterator[PlaceLine]:
        """One line a place, upper levels first; of several for one code the first that names another place above."""
        best = "SELECT row, code, name, level, parent, stand_in FROM line ORDER BY level, code, parent = code, row"
        before = ""
        for row, code, name, level, parent, stand_in in self.kept.execute(best):
            if code != before:
                yield PlaceLine(row, code, name, LEVELS[level], "" if parent == code else parent, bool(stand_in))
            before = code
