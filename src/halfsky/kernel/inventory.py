"""问题清单: the rows that are not reached, near or lost again, with what the figures say: the way since the base, what
still lacks, the pace so far and the pace that is needed. The cause is a person's text, never the machine's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.evaluating import Outcome, outcome, tally
from halfsky.kernel.indicator import Rhythm
from halfsky.kernel.numbers import rounded
from halfsky.kernel.small import trend_value
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.words import change, gap


class Trend(StrEnum):
    """Where a row has gone since the base."""

    BETTER = "better"
    LEVEL = "level"
    WORSE = "worse"

    @property
    def label(self) -> Text:
        return _TRENDS[self]


_TRENDS = {
    Trend.BETTER: Text("较基期向好", "better than the base"),
    Trend.LEVEL: Text("与基期基本持平", "about level with the base"),
    Trend.WORSE: Text("较基期变差", "worse than the base"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem: a row that is not reached, near, or lost again, and what its figures say.

    `change` is since the base, `distance` what still lacks (never negative); `pace` was covered a year since the base
    and `needed` has to be covered a year until the target year, both in the indicator's unit, with the sign of the
    movement. None where a figure is lacking; a step series (换届、普查) has no yearly pace. `cause` is a person's text.
    """

    row: Row
    outcome: Outcome
    trend: Trend | None = None
    change: Fraction | None = None
    distance: Fraction | None = None
    pace: Fraction | None = None
    needed: Fraction | None = None
    cause: str = ""

    @property
    def relapsed(self) -> bool:
        return self.row.verdict.class_ is Class.RELAPSED

    @property
    def says(self) -> Text:
        """What the figures say, in one sentence; nothing where they say nothing."""
        return _said(self)


def inventory(a: Assessment, causes: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """What is not reached first, then what is near, each in the plan's order; `causes` are a person's texts by goal
    number."""
    told = causes or {}
    counted = tally(a.rows)
    return tuple(_finding(row, told.get(row.number, "").strip()) for row in (*counted.failed, *counted.near))


def _finding(row: Row, cause: str) -> Finding:
    v, found = row.verdict, outcome(row.verdict) or Outcome.NOT_REACHED
    now, base, bar, small = v.observation, v.base, v.bar, row.indicator.small
    if now is None or bar is None or v.parts:
        return Finding(row, found, cause=cause)
    edge = bar.edge(now.value)
    yearly = row.indicator.validity.rhythm is Rhythm.ANNUAL
    left = row.target.year - now.year if row.target and yearly else 0
    needed = (edge - now.value) / left if left > 0 else None
    if base is None or base.year >= now.year:
        return Finding(row, found, distance=bar.miss(now.value), needed=needed, cause=cause)
    moved = now.value - base.value
    gone = (trend_value(now, small) - trend_value(base, small)) / (now.year - base.year)
    pace = gone if yearly else None
    gain = bar.miss(base.value) - bar.miss(now.value)
    level = not gain or not rounded(abs(moved), row.indicator.decimals)  # what prints as no change is none
    trend = Trend.LEVEL if level else Trend.BETTER if gain > 0 else Trend.WORSE
    return Finding(row, found, trend, moved, bar.miss(now.value), pace, needed, cause)


def _said(f: Finding) -> Text:
    v, indicator = f.row.verdict, f.row.indicator
    parts: list[Text] = []
    if f.change is not None and f.trend is not None and v.observation and v.base:
        moved = change(v.observation.value, v.base.value, indicator)
        label = f.trend.label
        parts.append(Text(f"较{v.base.year}年{moved.zh}（{label.zh}）", f"{moved.en} on {v.base.year} ({label.en})"))
    if f.distance:
        away = gap(f.distance, indicator)
        parts.append(Text(f"距目标还差{away.zh}", f"{away.in_('en')} away from the target"))
    if f.pace is not None:
        so_far = _yearly(f.pace, f)
        parts.append(Text(f"基期以来年均{so_far.zh}", f"{so_far.in_('en')} a year so far"))
    if f.needed is not None and f.row.target:
        ahead = _yearly(f.needed, f)
        until = f.row.target.year
        parts.append(Text(f"到{until}年每年需{ahead.zh}", f"{ahead.in_('en')} a year needed until {until}"))
    if not parts:
        return NOTHING
    return Text("，".join(p.zh for p in parts) + "。", ", ".join(p.in_("en") for p in parts) + ".")


def _yearly(amount: Fraction, f: Finding) -> Text:
    """A pace in words: 提高0.6个百分点, 下降0.8个十万分点."""
    if not amount:
        return Text("持平", "unchanged")
    word = ("提高", "up") if amount > 0 else ("下降", "down")
    size = gap(amount, f.row.indicator)
    return Text(word[0] + size.zh, f"{word[1]} {size.in_('en')}")
