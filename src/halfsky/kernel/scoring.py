"""How one row is scored for the index of a plan: three published methods, which are never mixed in one index."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel import degree
from halfsky.kernel.assessment import Row
from halfsky.kernel.judging import gather
from halfsky.kernel.small import trend_value
from halfsky.kernel.target import Bar
from halfsky.kernel.text import Text

FULL = degree.FULL
FLOOR, SPAN = Fraction(60), Fraction(40)
"""功效系数法: the worst value scores 60, the best 100, so that the base year is never nothing and a ratio to it means
something."""


class Method(StrEnum):
    """How a row is scored."""

    AGAINST_TARGET = "against_target"
    FROM_BASE = "from_base"
    NORMALISED = "normalised"

    @property
    def label(self) -> Text:
        return _METHODS[self][0]

    @property
    def says(self) -> Text:
        return _METHODS[self][1]


_METHODS = {
    Method.AGAINST_TARGET: (
        Text("目标实现程度法", "degree against the target"),
        Text(
            "越高越好的指标为本年值÷目标值，越低越好的为目标值÷本年值，以100封顶，再加权平均。",
            "Value ÷ target where higher is better, target ÷ value where lower is, capped at 100; weighted mean.",
        ),
    ),
    Method.FROM_BASE: (
        Text("距基期法", "way done since the base"),
        Text(
            "从基期值到目标值的路程已完成的比重，在0到100之间，再加权平均。",
            "The share of the way from base to target that is done, from 0 to 100; weighted mean.",
        ),
    ),
    Method.NORMALISED: (
        Text("无量纲化综合指数法", "normalised composite index"),
        Text(
            "各指标按（本值−最小值）÷（最大值−最小值）无量纲化（越低越好的取反），折为60至100分，加权平均后与基期之比，基期为100；"
            "最大值、最小值取自基期以来各年数值和目标值。",
            "(X − min) ÷ (max − min), reversed where lower is better, as 60 to 100 points; the weighted mean over "
            "that of the base year, which is 100. Min and max are taken from the values since the base and the target.",
        ),
    ),
}


class Lack(StrEnum):
    """Why a row has no score."""

    NO_FIGURE = "no_figure"
    NO_BAR = "no_bar"
    NO_BASE = "no_base"
    EACH = "each"
    NO_DIRECTION = "no_direction"
    NO_RANGE = "no_range"
    NO_MEANING = "no_meaning"
    NO_WEIGHT = "no_weight"

    @property
    def label(self) -> Text:
        return _LACKS[self]


_LACKS = {
    Lack.NO_FIGURE: Text("没有可用数据", "no figure"),
    Lack.NO_BAR: Text("目标界限不明", "the target has no clear bound"),
    Lack.NO_BASE: Text("缺基期数", "no base value"),
    Lack.EACH: Text("分单位考核", "judged place by place"),
    Lack.NO_DIRECTION: Text("区间目标没有方向", "a band has no direction"),
    Lack.NO_RANGE: Text("各年数值与目标相同，无从比较", "no range between the values and the target"),
    Lack.NO_MEANING: Text("相除没有意义", "the division has no meaning"),
    Lack.NO_WEIGHT: Text("未设权重", "no weight is declared"),
}


Score = tuple[Fraction | None, Fraction, Lack | None]


def scored(row: Row, method: Method) -> Score:
    """The score of one row, what it is measured by, and why there is none."""
    v = row.verdict
    if v.parts or (row.target is not None and row.target.each is not None):
        return None, FULL, Lack.EACH
    if v.observation is None:
        return None, FULL, Lack.NO_FIGURE
    if v.bar is None:
        return None, FULL, Lack.NO_BAR
    if method is Method.NORMALISED:
        return _normalised(row, v.bar)
    base = v.base.value if v.base else None
    if method is Method.AGAINST_TARGET:
        found = degree.against_target(v.observation.value, v.bar)
    else:
        found = degree.from_base(v.observation.value, base, v.bar)
        if found is None and base is None:
            return None, FULL, Lack.NO_BASE
    return found, FULL, Lack.NO_MEANING if found is None else None


def _normalised(row: Row, bar: Bar) -> Score:
    """(X − min) ÷ (max − min) of the year and of the base, as points from 60 to 100."""
    now, base, small = row.verdict.observation, row.verdict.base, row.indicator.small
    assert now is not None
    if not bar.sense:
        return None, FULL, Lack.NO_DIRECTION
    if base is None:
        return None, FULL, Lack.NO_BASE
    here, start = trend_value(now, small), trend_value(base, small)
    known = [trend_value(o, small) for o in gather(row.question).stretch if o.year <= now.year]
    goal = bar.low if bar.low is not None else bar.high
    assert goal is not None
    worst, best = _ends((*known, here, start, goal), bar.sense)
    if worst == best:
        return None, FULL, Lack.NO_RANGE

    def points(x: Fraction) -> Fraction:
        return FLOOR + SPAN * (x - worst) / (best - worst)

    return points(here), points(start), None


def _ends(values: Iterable[Fraction], sense: int) -> tuple[Fraction, Fraction]:
    """The worst and the best of some values."""
    every = sorted(values)
    return (every[0], every[-1]) if sense > 0 else (every[-1], every[0])
