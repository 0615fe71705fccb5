"""A league table in words: ranks, changes, distances and remarks as every page, sheet and letter prints them."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.fact import Absence
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.league import League, Standing
from halfsky.kernel.numbers import printed
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.kernel.words import change, gap, value_of, wanted

DASH = Text("—")
SMALL = Text("小样本", "small sample")
EACH = Text("逐个判定", "judged place by place below")
MET = {True: Text("达到", "met"), False: Text("未达到", "not met")}


def value(row: Standing, indicator: Indicator) -> Text:
    """The figure as printed, or why there is none."""
    if row.now is None:
        return (row.entrant.absence or Absence.NOT_REPORTED).label
    return value_of(row.now, indicator, row.entrant.bar)


def rank(row: Standing) -> Text:
    """The rank; a dash where the place has none."""
    return DASH if row.rank is None else Text(str(row.rank))


def moved(row: Standing, indicator: Indicator) -> Text:
    """The change to the period before with its word, or why there is none: 提高2.0个百分点."""
    if row.now is None:
        return DASH
    if row.change is None:
        return row.no_change.label if row.no_change else DASH
    return change(row.now.value, row.now.value - row.change, indicator)


def behind(row: Standing, indicator: Indicator) -> Text:
    """How far it is to the first; the first is there."""
    if row.distance is None:
        return DASH
    return Text("首位", "first") if row.rank == 1 else gap(row.distance, indicator)


def asked(row: Standing, indicator: Indicator) -> Text:
    """What is asked of the place itself, with its year."""
    target = row.entrant.target
    if target is None:
        return Text("未设目标", "no target")
    year = Text(f"（{target.year}年）", f"({target.year})")
    return wanted(target, indicator, row.entrant.bar) + year


def met(row: Standing) -> Text:
    """Whether it meets its own target; a dash where it has none or no figure."""
    if row.entrant.target and row.entrant.target.each:
        return EACH
    return DASH if row.met is None else MET[row.met]


def remarks(row: Standing, indicator: Indicator) -> Text:
    """What is to be known of the row: small numbers with the ranks that one case would give, the note of the figure."""
    said = []
    if row.small and row.now:
        cases = row.now.cases
        said.append(SMALL if cases is None else Text(f"小样本，{printed(cases, 0)}例", f"small sample, {cases} cases"))
    if row.span:
        low, high = row.span
        said.append(Text(f"第{low}—{high}位难分先后", f"ranks {low} to {high} not distinguishable"))
    if row.now and row.now.note:
        said.append(Text(row.now.note))
    return listed(said) if said else NOTHING


@dataclass(frozen=True, slots=True)
class Told:
    """All that is printed of one row beside its rank and its place."""

    value: Text
    moved: Text
    behind: Text
    gained: Text
    asked: Text
    met: Text
    remarks: Text


def told(row: Standing, indicator: Indicator) -> Told:
    """One row in words."""
    return Told(
        value(row, indicator),
        moved(row, indicator),
        behind(row, indicator),
        gained(row),
        asked(row, indicator),
        met(row),
        remarks(row, indicator),
    )


def summary(table: League) -> Text:
    """One sentence on the whole: how many are ranked, who is first, how far the last is behind."""
    missing = table.entered - table.counted
    there = Text(f"{table.entered}个地区中{table.counted}个有数据", f"{table.counted} of {table.entered} have a figure")
    if missing:
        there += Text(f"，{missing}个缺数据，列在最后、不排位次", f"; {missing} without one are listed last, unranked")
    best = table.first
    if not best:
        return there + Text("。", ".")
    names = listed([Text(row.place.name) for row in best])
    figure = value(best[0], table.indicator)
    alike = all(row.now and best[0].now and row.now.value == best[0].now.value for row in best)
    first = Text(f"；居首位的是{names.zh}", f"; first: {names.in_('en')}")
    doubt = any(row.span for row in best)
    with_value = Text(f"（{figure.zh}）", f"({figure.in_('en')})") if alike else NOTHING
    if doubt:
        with_value += Text("，但属小样本，位次难分先后", ", a small sample whose rank is not distinguishable")
    return there + first + with_value + Text("。", ".")


def gained(row: Standing) -> Text:
    """The improvement rank; a dash where nothing can be compared."""
    return DASH if row.gain_rank is None else Text(str(row.gain_rank))
