"""Polars and pandas: the same year over the wide file, as somebody who knows them would write it."""

from __future__ import annotations

import pandas as pd
import polars as pl

from bench.asked import Figure, figures
from bench.country import LEVELS, Country


class Polars:
    """Lazily and in streams, so that a country fits into memory."""

    def __init__(self, country: Country) -> None:
        self.country, self.asked = country, figures(country)

    def scan(self) -> None:
        pl.scan_parquet(self.country.wide).select([pl.col(c).sum() for c in self.country.columns]).collect()

    def year(self) -> None:
        """Sums at the lowest level, levels above out of them, figures, and their ranks among siblings."""
        first, again = [], []
        for name, operands, *_rest in self.asked:
            there = pl.all_horizontal([pl.col(c).is_not_null() for c, *_ in operands])
            for k, (column, how, *_) in enumerate(operands):
                masked = pl.when(there).then(pl.col(column).cast(pl.Int64))
                first.append(getattr(masked, how)().alias(f"{name}_{k}"))
                again.append(getattr(pl.col(f"{name}_{k}"), how)())
            first.append(there.sum().cast(pl.Int64).alias(f"{name}_n"))
            again.append(pl.col(f"{name}_n").sum())
        rows = pl.scan_parquet(self.country.wide).group_by("month", *LEVELS)
        sums = rows.agg(pl.len().alias("due"), *first).collect(engine="streaming")
        for level in range(len(LEVELS) - 1, -1, -1):
            self.judged(sums, level)
            if level:
                sums = sums.group_by("month", *LEVELS[:level]).agg(pl.col("due").sum(), *again)

    def judged(self, sums: pl.DataFrame, level: int) -> pl.DataFrame:
        parent = ["month", *LEVELS[level - 1 : level]] if level else ["month"]
        ranked = [figure for figure in self.asked if figure.sense]
        ranks = [
            pl.col(f.name).rank("min", descending=f.sense > 0).over(parent).alias(f"{f.name}_rank") for f in ranked
        ]
        return sums.with_columns([self.value(figure) for figure in self.asked]).with_columns(ranks)

    def value(self, figure: Figure) -> pl.Expr:
        name, operands, above, below, _ = figure
        over = pl.lit(above) + sum(o.above * pl.col(f"{name}_{k}") for k, o in enumerate(operands) if o.above)
        under = pl.lit(below) + sum(o.below * pl.col(f"{name}_{k}") for k, o in enumerate(operands) if o.below)
        good = (pl.col(f"{name}_n") > 0) & (5 * pl.col(f"{name}_n") >= 4 * pl.col("due")) & (under != 0)
        return pl.when(good).then(over / under).alias(name)


class Pandas:
    """Held to one province, since a country does not fit."""

    def __init__(self, country: Country) -> None:
        self.country, self.asked = country, figures(country)

    def year(self) -> None:
        frame = pd.read_parquet(self.country.wide)
        columns, how = {}, {}
        for name, operands, *_rest in self.asked:
            there = frame[[c for c, *_ in operands]].notna().all(axis=1)
            for k, (column, way, *_) in enumerate(operands):
                columns[f"{name}_{k}"], how[f"{name}_{k}"] = frame[column].where(there), way
            columns[f"{name}_n"], how[f"{name}_n"] = there.astype("int64"), "sum"
        sums = pd.concat([frame[["month", *LEVELS]], pd.DataFrame(columns)], axis=1)
        sums["due"], how["due"] = 1, "sum"
        for level in range(len(LEVELS), 0, -1):
            sums = sums.groupby(["month", *LEVELS[:level]], as_index=False).agg(how)
            self.judged(sums, level)

    def judged(self, sums: pd.DataFrame, level: int) -> pd.DataFrame:
        made = {}
        for name, operands, above, below, _ in self.asked:
            over = above + sum(o.above * sums[f"{name}_{k}"] for k, o in enumerate(operands) if o.above)
            under = below + sum(o.below * sums[f"{name}_{k}"] for k, o in enumerate(operands) if o.below)
            made[name] = over / under
        parent = [sums["month"], *([sums[LEVELS[level - 2]]] if level > 1 else [])]
        return pd.DataFrame(made).groupby(parent).rank(method="min")
