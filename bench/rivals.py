"""The same year by other engines: sums over all levels, a hundred indicators, ranks among siblings.

Each is written as somebody who knows the engine would write it: sums of the lowest level once, upper levels out of
those; an operand counts where all operands of its figure are there (arithmetic with nulls sees to it).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from bench.country import LEVELS, Country
from halfsky.engine.programme import How

FAR = {int(How.HIGHEST): "max", int(How.LOWEST): "min"}


def figures(country: Country) -> list[tuple[str, list[tuple[str, str, int, int]], int, int, int]]:
    """Each figure: its name, its operands as (column, how, above, below), constants above and below, its sense."""
    p = country.programme
    found = []
    for f, asked in enumerate(p.asked):
        operands = [
            (country.columns[p.lane[k, f]], FAR.get(int(p.how[k, f]), "sum"), int(p.above[k, f]), int(p.below[k, f]))
            for k in range(p.count[f])
        ]
        found.append((f"f{f}", operands, int(p.constant[0, f]), int(p.constant[1, f]), asked.sense))
    return found


def plain(country: Country) -> list[int]:
    """The figures that every engine is asked: those whose operands simply add or have a highest or lowest."""
    p = country.programme
    return [f for f in range(p.figures) if not (np.isin(p.how[: p.count[f], f], (How.ALL, How.ONE))).any()]


class Duck:
    """DuckDB over the wide file, or over a table of its own file."""

    def __init__(self, country: Country, own: bool, every: int = 1) -> None:
        self.country, self.asked = country, plain(country)[::every]
        path = country.folder / "own.duckdb" if own else ":memory:"
        self.db = duckdb.connect(str(path))
        self.db.execute("SET threads = 2")
        source = f"read_parquet('{country.wide}')"
        if own:
            self.db.execute(f"CREATE TABLE IF NOT EXISTS wide AS SELECT * FROM {source}")
        self.source = "wide" if own else source

    def scan(self) -> None:
        sums = ", ".join(f"sum({c})" for c in self.country.columns)
        self.db.execute(f"SELECT {sums} FROM {self.source}").fetchall()

    def year(self) -> None:
        """Sums at the lowest level, levels above out of them, figures, and their ranks among siblings."""
        db, some = self.db, [figures(self.country)[f] for f in self.asked]
        first, again = [], []
        for name, operands, *_rest in some:
            there = " AND ".join(f"{c} IS NOT NULL" for c, *_ in operands)
            for k, (column, how, *_) in enumerate(operands):
                first.append(f"{how}(CASE WHEN {there} THEN {column} END) AS {name}_{k}")
                again.append(f"{how}({name}_{k}) AS {name}_{k}")
            first.append(f"count(CASE WHEN {there} THEN 1 END) AS {name}_n")
            again.append(f"sum({name}_n) AS {name}_n")
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
            values = ", ".join(self.value(figure) for figure in some)
            ranks = ", ".join(
                f"rank() OVER (PARTITION BY month, {parent} ORDER BY {figure[0]} {'DESC' if figure[4] > 0 else 'ASC'} "
                f"NULLS LAST) AS {figure[0]}_rank"
                for figure in some
                if figure[4]
            )
            db.execute(
                f"CREATE OR REPLACE TABLE {name}_figures AS SELECT *, {ranks} FROM "
                f"(SELECT month, {', '.join(LEVELS[: level + 1])}, {values} FROM {name}_sums)"
            )

    def value(self, figure: tuple[str, list[tuple[str, str, int, int]], int, int, int]) -> str:
        name, operands, above, below, _ = figure
        over = " + ".join([str(above), *(f"{a}::HUGEINT * {name}_{k}" for k, (*_, a, _) in enumerate(operands) if a)])
        under = " + ".join([str(below), *(f"{b}::HUGEINT * {name}_{k}" for k, (*_, b) in enumerate(operands) if b)])
        return (
            f"CASE WHEN {name}_n > 0 AND 5 * {name}_n >= 4 * due "
            f"THEN ({over})::DOUBLE / nullif({under}, 0)::DOUBLE END AS {name}"
        )

    def differs(self) -> int:
        """How many values of townships and counties differ from ours: 0 when it reckons the same."""
        found, some = 0, self.asked
        months = ours(self.country)
        for level in ("township", "county"):
            columns = ", ".join(f"f{f}" for f in some)
            table = self.db.execute(f"SELECT month, {level}, {columns} FROM {level}_figures").fetchnumpy()
            for f in some:
                theirs = np.ma.filled(table[f"f{f}"].astype(float), np.nan)
                mine = np.array([months[m].values[n, f] for m, n in zip(table["month"], table[level], strict=True)])
                found += int((~np.isclose(theirs, mine, rtol=1e-12, atol=0, equal_nan=True)).sum())
        return found

    def dashboard(self, county: int) -> None:
        """All figures of one county in all months."""
        self.db.execute(f"SELECT * FROM county_figures WHERE county = {county} ORDER BY month").fetchall()


class Polars:
    """Polars over the wide file."""

    def __init__(self, country: Country) -> None:
        self.country = country

    def scan(self) -> None:
        import polars as pl

        pl.scan_parquet(self.country.wide).select([pl.col(c).sum() for c in self.country.columns]).collect()

    def year(self) -> None:
        import polars as pl

        some = [figures(self.country)[f] for f in plain(self.country)]
        first, again = [], []
        for name, operands, *_rest in some:
            there = pl.all_horizontal([pl.col(c).is_not_null() for c, *_ in operands])
            for k, (column, how, *_) in enumerate(operands):
                masked = pl.when(there).then(pl.col(column).cast(pl.Int64))
                first.append(getattr(masked, how)().alias(f"{name}_{k}"))
                again.append(getattr(pl.col(f"{name}_{k}"), how)())
            first.append(there.sum().cast(pl.Int64).alias(f"{name}_n"))
            again.append(pl.col(f"{name}_n").sum())
        sums = (
            pl.scan_parquet(self.country.wide).group_by("month", *LEVELS).agg(pl.len().alias("due"), *first).collect()
        )
        for level in range(len(LEVELS) - 1, -1, -1):
            self.judged(sums, level, some)
            if level:
                sums = sums.group_by("month", *LEVELS[:level]).agg(pl.col("due").sum(), *again)

    def judged(self, sums, level, some):  # type: ignore[no-untyped-def]
        import polars as pl

        values, ranks = [], []
        parent = ["month", *LEVELS[level - 1 : level]] if level else ["month"]
        for name, operands, above, below, sense in some:
            over = pl.lit(above) + sum(a * pl.col(f"{name}_{k}") for k, (*_, a, _) in enumerate(operands) if a)
            under = pl.lit(below) + sum(b * pl.col(f"{name}_{k}") for k, (*_, b) in enumerate(operands) if b)
            good = (pl.col(f"{name}_n") > 0) & (5 * pl.col(f"{name}_n") >= 4 * pl.col("due")) & (under != 0)
            values.append(pl.when(good).then(over / under).alias(name))
            if sense:
                ranks.append(pl.col(name).rank("min", descending=sense > 0).over(parent).alias(f"{name}_rank"))
        return sums.with_columns(values).with_columns(ranks)


def pandas_year(country: Country) -> None:
    """pandas over the wide file; held to one province, since a country does not fit."""
    import pandas as pd

    frame = pd.read_parquet(country.wide)
    some = [figures(country)[f] for f in plain(country)]
    columns, how = {}, {}
    for name, operands, *_rest in some:
        there = frame[[c for c, *_ in operands]].notna().all(axis=1)
        for k, (column, way, *_) in enumerate(operands):
            columns[f"{name}_{k}"], how[f"{name}_{k}"] = frame[column].where(there), way
        columns[f"{name}_n"], how[f"{name}_n"] = there.astype("int64"), "sum"
    sums = pd.concat([frame[["month", *LEVELS]], pd.DataFrame(columns)], axis=1)
    sums["due"], how["due"] = 1, "sum"
    for level in range(len(LEVELS), 0, -1):
        sums = sums.groupby(["month", *LEVELS[:level]], as_index=False).agg(how)
        made = {}
        for name, operands, above, below, _ in some:
            over = above + sum(a * sums[f"{name}_{k}"] for k, (*_, a, _) in enumerate(operands) if a)
            under = below + sum(b * sums[f"{name}_{k}"] for k, (*_, b) in enumerate(operands) if b)
            made[name] = over / under
        parent = [sums["month"], *([sums[LEVELS[level - 2]]] if level > 1 else [])]
        pd.DataFrame(made).groupby(parent).rank(method="min")


def ours(country: Country) -> list:  # type: ignore[type-arg]
    """Our months, reckoned once."""
    from halfsky.engine.rollup import Month
    from halfsky.engine.timing import reckoned

    if not hasattr(country, "months"):
        country.months = [Month.empty(country.tree, country.programme) for _ in country.files]  # type: ignore[attr-defined]
        reckoned(country.work, country.files, country.months)  # type: ignore[attr-defined]
    return country.months  # type: ignore[attr-defined]


def folder_size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
