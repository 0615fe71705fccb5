"""Facts as they come out: the register, element, cell, place by its code, period, the value as a decimal number."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from halfsky.engine.records.folder import Folder
from halfsky.engine.records.session import quoted, session

HEADINGS = ("register", "element", "cell", "place", "period", "value", "unknown")
Row = tuple[str, str, int, str, int, int]
"""What a roll-up gives: element, cell, place, period, amount, unknown."""


@dataclass(frozen=True)
class Facts:
    """Turns rows of roll-ups into lines that people read."""

    folder: Folder
    codes: Mapping[int, str]

    @staticmethod
    def of(folder: Folder) -> Facts:
        with session([folder.path]) as database:
            places = database.execute(f"SELECT place, code FROM {quoted(folder.path / 'places.parquet')}").fetchall()
        return Facts(folder, dict(places))

    def lines(self, register: str, rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
        for element, cell, place, period, amount, unknown in rows:
            value = decimal(amount, self.folder.decimals[element])
            yield register, element, cell, self.codes.get(place, str(place)), period, value, str(unknown)


def decimal(amount: int, decimals: int) -> str:
    """A whole number of last decimals as it is printed: 1250 with two is 12.50."""
    if not decimals:
        return str(amount)
    whole, rest = divmod(abs(amount), 10**decimals)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:0{decimals}}"


def write_csv(to: IO[str], lines: Iterable[tuple[str, ...]]) -> int:
    """Write facts as CSV; how many there were."""
    writer, count = csv.writer(to, lineterminator="\n"), 0
    writer.writerow(HEADINGS)
    for line in lines:
        writer.writerow(line)
        count += 1
    return count


def as_parquet(text: Path, to: Path) -> None:
    """The same facts as Parquet; the value stays a text, because decimals differ by element."""
    shape = ", ".join(f"'{name}': '{'BIGINT' if name == 'unknown' else 'VARCHAR'}'" for name in HEADINGS)
    with session([text.parent, to.parent]) as database:
        source = f"read_csv({quoted(text)}, columns = {{{shape}}}, header = true, auto_detect = false, delim = ',')"
        # An empty cell is the total: of texts nothing here is missing.
        wanted = "* REPLACE (COALESCE(cell, '') AS cell)"
        database.execute(f"COPY (SELECT {wanted} FROM {source}) TO {quoted(to)} (FORMAT parquet, COMPRESSION zstd)")
