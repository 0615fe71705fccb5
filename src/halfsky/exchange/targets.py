"""The columns in which targets of places come: one row a target, headings in Chinese or English."""

from __future__ import annotations

from pathlib import Path

from halfsky.exchange.tables import Table, fold, read_table
from halfsky.kernel.place import Level
from halfsky.kernel.target import Comparator
from halfsky.kernel.text import Text

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("编号", "number", "目标编号", "指标编号"),
    "breakdown": ("分组", "breakdown"),
    "place": ("区划代码", "place", "area_code", "行政区划代码"),
    "place_name": ("区划名称", "place_name", "地区", "area_name"),
    "year": ("年度", "year", "目标年份", "年份"),
    "comparator": ("比较方式", "comparator"),
    "value": ("目标值", "value", "target"),
    "value2": ("上限", "value2"),
    "tolerance": ("容差", "tolerance"),
    "holds": ("范围", "holds"),
    "source": ("来源", "source", "依据"),
}
"""By name the headings that it may have; the first is what is written."""
REQUIRED = ("number", "place", "year", "comparator", "value")
SAID: dict[Comparator, Text] = {
    Comparator.AT_LEAST: Text("≥", "≥"),
    Comparator.AT_MOST: Text("≤", "≤"),
    Comparator.EQUAL: Text("等于", "="),
    Comparator.BETWEEN: Text("区间", "between"),
    Comparator.ABOUT: Text("左右", "about"),
    Comparator.REDUCE_BY: Text("较基期下降", "reduce_by"),
    Comparator.RAISE_BY: Text("较基期提高", "raise_by"),
}
_WORDS = {
    **{word: comparator for comparator, text in SAID.items() for word in (text.zh, text.en, comparator.value)},
    "不低于": Comparator.AT_LEAST,
    "以上": Comparator.AT_LEAST,
    "不高于": Comparator.AT_MOST,
    "以下": Comparator.AT_MOST,
}


def read_comparator(text: str) -> Comparator | None:
    """The comparator that a sign or word means; None for any other."""
    return _WORDS.get("".join(text.split()))


def said_holds(each: Level | None) -> str:
    """Where a target must hold: at the place itself, or at every place of a level below it."""
    return f"每个{each.label.zh}" if each else "本级"


def read_holds(text: str) -> Level | str | None:
    """The level that is meant, None for the place itself; what is neither comes back as it is."""
    plain = "".join(text.split()).removeprefix("each")
    if plain in ("", "本级", "here"):
        return None
    return next((x for x in Level if x.depth and plain in (x.value, said_holds(x))), text)


def read_targets(path: Path) -> Table:
    """The table of targets."""
    names = {fold(heading): name for name, headings in COLUMNS.items() for heading in headings}
    return read_table(path, names, REQUIRED)
