"""Text with numbers in it: every number to be printed knows where it comes from until the very last step.

A `Said` is a sentence or a table cell in pieces; a piece is a text or a `Number`. Years and names are text, whatever
digits they hold; values, differences, targets, counts and rates are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

# What XML 1.0 cannot hold; such characters have no print form, so they are dropped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A name with one of these inside would blur an enumeration; it is put in quotation marks there.
_JOINTS = re.compile("[、，和]")


class What(StrEnum):
    """What a number is; stored in the brief by code, shown in the control's title by label."""

    VALUE = "value"
    PREVIOUS = "previous"
    BASE = "base"
    CHANGE = "change"
    BASE_CHANGE = "base_change"
    YEAR = "year"
    TARGET = "target"
    DISTANCE = "distance"
    EXPECTED = "expected"
    BEHIND = "behind"
    FORECAST = "forecast"
    CASES = "cases"
    COUNT = "count"
    RATE = "rate"
    PACE = "pace"
    NEEDED = "needed"
    INDEX = "index"
    RANK = "rank"
    BEHIND_FIRST = "behind_first"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    What.VALUE: "本年值",
    What.PREVIOUS: "上年值",
    What.BASE: "基期值",
    What.CHANGE: "较上年",
    What.BASE_CHANGE: "较基期",
    What.YEAR: "数据年度",
    What.TARGET: "目标",
    What.DISTANCE: "距目标",
    What.EXPECTED: "序时进度",
    What.BEHIND: "滞后",
    What.FORECAST: "趋势预测（内部研判）",
    What.CASES: "例数",
    What.COUNT: "项数",
    What.RATE: "比率",
    What.PACE: "年均变化",
    What.NEEDED: "每年需变化",
    What.INDEX: "实现程度指数",
    What.RANK: "位次",
    What.BEHIND_FIRST: "距首位",
}


@dataclass(frozen=True, slots=True)
class Number:
    """One printed number. `shown` is what stands on paper, `exact` the value behind it, `of` what it belongs to;
    `code` and `number` name the indicator and the plan's goal, `n` its place in the brief (0: not numbered yet)."""

    shown: str
    what: What
    exact: Fraction | None
    unit: str
    period: str
    of: str
    code: str = ""
    number: str = ""
    source: str = ""
    n: int = 0


Piece: TypeAlias = str | Number
Said: TypeAlias = tuple[Piece, ...]


def legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)


def say(*parts: Piece | Said) -> Said:
    """Pieces and whole sayings, one after the other; empty texts are left out."""
    out: list[Piece] = []
    for part in parts:
        out.extend(part if isinstance(part, tuple) else (part,))
    return tuple(p for p in out if p != "")


def plain(said: Said) -> str:
    """The saying as plain text."""
    return "".join(legal(p.shown if isinstance(p, Number) else p) for p in said)


def enumerated(items: Sequence[Said]) -> Said:
    """甲、乙和丙."""
    out: list[Piece | Said] = []
    for i, item in enumerate(items):
        out += [item] if i == 0 else ["和" if i == len(items) - 1 else "、", item]
    return say(*out)


def joined(items: Sequence[Said], between: str) -> Said:
    """Sayings with `between` between them."""
    return say(*(part for i, item in enumerate(items) for part in ((between, item) if i else (item,))))


def names(items: Iterable[str]) -> Said:
    """Names enumerated: 甲、乙和丙."""
    every = list(items)
    return enumerated([(apart(n),) for n in every]) if len(every) > 1 else tuple(every)


def apart(name: str) -> str:
    """The name as it stands in an enumeration: in quotation marks where it holds a 、 or 和 itself."""
    return f"“{name}”" if _JOINTS.search(name) else name


def circled(n: int) -> str:
    """①, ② … ⑳ as marks of notes; above twenty (21)."""
    return chr(0x2460 + n - 1) if n <= 20 else f"({n})"


def ordinal(n: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十 (up to 99), for headings."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")
