"""Polars and pandas: the same year over the wide file, as somebody who knows them would write it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl

from bench.asked import Figure, figures, groups
from bench.country import LEVELS, Country
from bench.ours import Ours


class Polars:
    """Lazily and in streams, so that a country fits into memory."""

    def __init__(self, country: Country) -> None:
        self.country, self.asked = country, figures(country)

    def scan(self) -> None:
        pl.scan_parquet(self.country.wide).select([pl.col(c).sum() for c in self.country.columns]).collect()

    def year(self) -> None:
        """Sums at the lowest level, levels above out of them, figures, and their ranks among siblings."""
        first, again = [], []
        for figure in groups(self.asked):
            there = pl.all_horizontal([pl.col(o.column).is_not_null() for o in figure.operands])
            for o in figure.operands:
                masked = pl.when(there).then(pl.col(o.column).cast(pl.Int64))
                first.append(getattr(masked, o.how)().alias(o.whole))
                again.append(getattr(pl.col(o.whole), o.how)())
            first.append(there.sum().cast(pl.Int64).alias(figure.group))
            again.append(pl.col(figure.group).sum())
        rows = pl.scan_parquet(self.country.wide).group_by("month", *LEVELS)
        sums = rows.agg(pl.len().alias("due"), *first).collect(engine="streaming")
        for level in range(len(LEVELS) - 1, -1, -1):
            made = self.judged(sums, level)
            if LEVELS[level] == "county":
                self.counties = made
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
        over = pl.lit(figure.above) + sum(o.above * pl.col(o.whole) for o in figure.operands if o.above)
        under = pl.lit(figure.below) + sum(o.below * pl.col(o.whole) for o in figure.operands if o.below)
        held = pl.col(figure.group)
        return (
            pl.when((held > 0) & (5 * held >= 4 * pl.col("due")) & (under != 0)).then(over / under).alias(figure.name)
        )

    def differs(self, ours: Ours) -> int:
        """How many values and ranks of counties differ from ours: 0 when it reckons the same."""
        at = self.counties["month"].to_numpy(), self.counties["county"].to_numpy()
        values, ranks = (np.array([getattr(month, name) for month in ours.months]) for name in ("values", "ranks"))
        found = 0
        for figure in self.asked:
            number = int(figure.name[1:])
            theirs = self.counties[figure.name].to_numpy().astype(float)
            found += int((~np.isclose(theirs, values[(*at, number)], rtol=1e-12, atol=0, equal_nan=True)).sum())
            if figure.sense:
                places = self.counties[f"{figure.name}_rank"].fill_null(0).to_numpy()
                found += int((places != ranks[(*at, number)]).sum())
        return found


class Pandas:
    """Held to one province, since a country does not fit."""

    def __init__(self, country: Country) -> None:
        self.country, self.asked = country, figures(country)

    def year(self) -> None:
        frame = pd.read_parquet(self.country.wide)
        columns, how = {}, {}
        for figure in groups(self.asked):
            there = frame[[o.column for o in figure.operands]].notna().all(axis=1)
            for o in figure.operands:
                columns[o.whole], how[o.whole] = frame[o.column].where(there), o.how
            columns[figure.group], how[figure.group] = there.astype("int64"), "sum"
        sums = pd.concat([frame[["month", *LEVELS]], pd.DataFrame(columns)], axis=1)
        sums["due"], how["due"] = 1, "sum"
        for level in range(len(LEVELS), 0, -1):
            sums = sums.groupby(["month", *LEVELS[:level]], as_index=False).agg(how)
            self.judged(sums, level)

    def judged(self, sums: pd.DataFrame, level: int) -> pd.DataFrame:
        made = {}
        for figure in self.asked:
            over = figure.above + sum(o.above * sums[o.whole] for o in figure.operands if o.above)
            under = figure.below + sum(o.below * sums[o.whole] for o in figure.operands if o.below)
            made[figure.name] = over / under
        parent = [sums["month"], *([sums[LEVELS[level - 2]]] if level > 1 else [])]
        return pd.DataFrame(made).groupby(parent).rank(method="min")
