"""What the number check says of a place in a text: which kind of fault, how grave, and the arithmetic behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from halfsky.kernel.text import NOTHING, Text

Severity = Literal["conflict", "question"]
"""A conflict cannot be true as printed; a question may be right, and somebody should look."""
SEVERITIES: dict[str, Text] = {"conflict": Text("矛盾", "conflict"), "question": Text("存疑", "question")}


class Kind(StrEnum):
    """The kinds of findings, in the order in which a summary lists them."""

    SUM = "sum"
    SUBSET = "subset"
    DIFFERENCE = "difference"
    GROWTH = "growth"
    SHARE = "share"
    STANDARD = "standard"
    SCALE = "scale"
    OVER_100 = "over_100"
    ORDER = "order"
    ONE_NAME = "one_name"
    REPEATED = "repeated"
    SAME_VALUE = "same_value"
    POINTS = "points"
    LOWER_TARGET = "lower_target"
    NO_NUMBER = "no_number"
    DATES = "dates"
    YEARS = "years"
    MASKED_YEAR = "masked_year"
    DESTROYED = "destroyed"
    BLANK = "blank"
    HOUSE = "house"

    @property
    def label(self) -> Text:
        return LABELS[self]


LABELS: dict[Kind, Text] = {
    Kind.SUM: Text("分项与合计不符", "parts do not add up"),
    Kind.SUBSET: Text("其中数大于总数", "part larger than the whole"),
    Kind.DIFFERENCE: Text("增减数与前后值不符", "change does not fit the values"),
    Kind.GROWTH: Text("增长率算不出", "growth that cannot be"),
    Kind.SHARE: Text("占比或比率算不出", "share on another base"),
    Kind.STANDARD: Text("金额与人数×标准不符", "amount is not count × standard"),
    Kind.SCALE: Text("“万”等单位疑误", "wrong power of ten"),
    Kind.OVER_100: Text("比率超过100%", "rate above 100 %"),
    Kind.ORDER: Text("指标之间大小颠倒", "indicators in the wrong order"),
    Kind.ONE_NAME: Text("同名不同口径", "two denominators under one name"),
    Kind.REPEATED: Text("同一数据前后不一", "one figure, two values"),
    Kind.SAME_VALUE: Text("不同指标数值相同", "the same value twice"),
    Kind.POINTS: Text("%与百分点不分", "percent printed for points"),
    Kind.LOWER_TARGET: Text("目标低于上期实绩", "target below the last result"),
    Kind.NO_NUMBER: Text("目标没有数值", "target without a value"),
    Kind.DATES: Text("日期先后颠倒", "dates out of order"),
    Kind.YEARS: Text("年份矛盾", "years that conflict"),
    Kind.MASKED_YEAR: Text("年份被遮盖", "masked years"),
    Kind.DESTROYED: Text("数字残缺", "destroyed digits"),
    Kind.BLANK: Text("模板空白未填", "blank left from a template"),
    Kind.HOUSE: Text("与本系统数据不符", "differs from the house's figures"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `start`…`end` is the place that is quoted, in characters of the text; `also` are further places that
    the arithmetic took (the total of the parts, the other value)."""

    kind: Kind
    severity: Severity
    start: int
    end: int
    says: Text
    suggestion: Text = NOTHING
    also: tuple[tuple[int, int], ...] = field(default=())
