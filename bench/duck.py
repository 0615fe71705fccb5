"""DuckDB: the same year as SQL over a wide Parquet file, over a wide table of its own, and sums over a long table.

Written as somebody who knows the engine would write it: sums of the lowest level once, upper levels out of those; an
operand counts where all operands of its figure are there (arithmetic with nulls sees to it).
"""

from __future__ import annotations

import duckdb
import numpy as np

from bench.asked import Figure, figures, groups
from bench.country import LEVELS, Country
from bench.ours import Ours


def opened(country: Country, path: str = ":memory:") -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(path)
    db.execute(f"SET threads = 2; SET temp_directory = '{country.folder / 'spilled'}'")
    return db


class Duck:
    """Over the wide file, or over a table of its own file. `every` takes only some of the figures."""

    def __init__(self, country: Country, own: bool, every: int = 1) -> None:
        self.country, self.asked = country, figures(country)[::every]
        self.db = opened(country, str(country.folder / "own.duckdb") if own else ":memory:")
        source = f"read_parquet('{country.wide}')"
        if own:
            self.db.execute(f"CREATE TABLE IF NOT EXISTS wide AS SELECT * FROM {source}")
        self.source = "wide" if own else source

    def scan(self) -> None:
        sums = ", ".join(f"sum({c})" for c in self.country.columns)
        self.db.execute(f"SELECT {sums} FROM {self.source}").fetchall()

    def year(self) -> None:
        """Sums at the lowest level, levels above out of them, figures, and their ranks among siblings."""
        db = self.db
        first, again = [], []
        for figure in groups(self.asked):
            there = " AND ".join(f"{o.column} IS NOT NULL" for o in figure.operands)
            for o in figure.operands:
                first.append(f"{o.how}(CASE WHEN {there} THEN {o.column} END) AS {o.whole}")
                again.append(f"{o.how}({o.whole}) AS {o.whole}")
            first.append(f"count(CASE WHEN {there} THEN 1 END) AS {figure.group}")
            again.append(f"sum({figure.group}) AS {figure.group}")
        lowest = LEVELS[-1]
        db.execute(
            f"CREATE OR REPLACE TABLE {lowest}_sums AS SELECT month, {', '.join(LEVELS)}, count(*) AS due, "
            f"{', '.join(first)} FROM {self.source} GROUP BY ALL"
        )
        for level in range(len(LEVELS) - 2, -1, -1):
            kept, below = LEVELS[: level + 1], LEVELS[level + 1]
            db.execute(
                f"CREATE OR REPLACE TABLE {LEVELS[level]}_sums AS SELECT month, {', '.join(kept)}, sum(due) AS due, "
                f"{', '.join(again)} FROM {below}_sums GROUP BY ALL"
            )
        for level, name in enumerate(LEVELS):
            parent = LEVELS[level - 1] if level else "month"
            values = ", ".join(self.value(figure) for figure in self.asked)
            ranks = ", ".join(
                f"rank() OVER (PARTITION BY month, {parent} ORDER BY {figure.name} "
                f"{'DESC' if figure.sense > 0 else 'ASC'} NULLS LAST) AS {figure.name}_rank"
                for figure in self.asked
                if figure.sense
            )
            db.execute(
                f"CREATE OR REPLACE TABLE {name}_figures AS SELECT *, {ranks} FROM "
                f"(SELECT month, {', '.join(LEVELS[: level + 1])}, {values} FROM {name}_sums)"
            )

    def value(self, figure: Figure) -> str:
        some = figure.operands
        over = " + ".join([str(figure.above), *(f"{o.above}::HUGEINT * {o.whole}" for o in some if o.above)])
        under = " + ".join([str(figure.below), *(f"{o.below}::HUGEINT * {o.whole}" for o in some if o.below)])
        return (
            f"CASE WHEN {figure.group} > 0 AND 5 * {figure.group} >= 4 * due "
            f"THEN ({over})::DOUBLE / nullif({under}, 0)::DOUBLE END AS {figure.name}"
        )

    def differs(self, ours: Ours) -> int:
        """How many values of townships and counties differ from ours: 0 when it reckons the same."""
        found = 0
        for level in ("township", "county"):
            columns = ", ".join(figure.name for figure in self.asked)
            table = self.db.execute(f"SELECT month, {level}, {columns} FROM {level}_figures").fetchnumpy()
            values = np.array([month.values for month in ours.months])
            for figure in self.asked:
                theirs = np.ma.filled(table[figure.name].astype(float), np.nan)
                mine = values[table["month"], table[level], int(figure.name[1:])]
                found += int((~np.isclose(theirs, mine, rtol=1e-12, atol=0, equal_nan=True)).sum())
        return found

    def page(self, county: int) -> None:
        """All figures of one county in all months."""
        self.db.execute(f"SELECT * FROM county_figures WHERE county = {county} ORDER BY month").fetchall()


class Long:
    """A row a reading, in a table of DuckDB's own: sums over all levels, without the figures."""

    def __init__(self, country: Country) -> None:
        self.country, self.db = country, opened(country, str(country.folder / "long.duckdb"))
        self.db.execute(
            f"CREATE TABLE IF NOT EXISTS long AS UNPIVOT (SELECT month, {', '.join(LEVELS)}, "
            f"{', '.join(country.columns)} FROM read_parquet('{country.wide}')) "
            f"ON {', '.join(country.columns)} INTO NAME element VALUE number"
        )

    def year(self) -> None:
        for level in range(len(LEVELS) - 1, -1, -1):
            last = level == len(LEVELS) - 1
            source, number = ("long", "number") if last else (f"{LEVELS[level + 1]}_long", "total")
            self.db.execute(
                f"CREATE OR REPLACE TABLE {LEVELS[level]}_long AS SELECT month, element, "
                f"{', '.join(LEVELS[: level + 1])}, sum({number}) AS total FROM {source} GROUP BY ALL"
            )
