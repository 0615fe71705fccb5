"""A text made ready for the checks: its numbers with what stands before them, its sentences and segments.

A number is a level (8939人), a change (比去年增加85人), a share (占底册97.68%) or a standard (每人每年800元); which of
them it is, the words of its own clause say. All positions are characters of the folded text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property


class Role(StrEnum):
    """What a number is in its sentence."""

    LEVEL = "level"
    UP = "up"
    DOWN = "down"
    SHARE = "share"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the text with its unit. `step` is what its last printed digit counts (3.29万人 → 100); `hedged`
    says that it is a bound, a range or an about. `label` is what its clause says before it, `noun` what follows."""

    start: int
    end: int
    value: Fraction
    unit: str
    step: Fraction
    hedged: bool = False
    label: str = ""
    role: Role = Role.LEVEL
    noun: str = ""

    @property
    def low(self) -> Fraction:
        """The least that may have been rounded to what is printed."""
        return self.value - self.step / 2

    @property
    def high(self) -> Fraction:
        return self.value + self.step / 2

    @property
    def rate(self) -> bool:
        return self.unit in RATES

    @property
    def change(self) -> bool:
        return self.role in (Role.UP, Role.DOWN)

    @property
    def counted(self) -> bool:
        """Whether it counts whole things and is printed to the last one."""
        return not self.rate and self.unit in COUNTED and self.step == 1 and not self.hedged

    @property
    def level(self) -> bool:
        return self.role is Role.LEVEL


RATES = frozenset({"%", "‰", "百分点", "/万", "/10万"})
COUNTED = frozenset(
    [
        "人",
        "户",
        "个",
        "所",
        "家",
        "件",
        "例",
        "名",
        "位",
        "次",
        "场",
        "人次",
        "户次",
        "件次",
        "起",
        "辆",
        "台",
        "套",
        "座",
        "处",
        "项",
        "村",
        "社区",
        "批次",
        "份",
        "间",
        "栋",
        "对",
        "支",
        "期",
        "宗",
        "条",
        "家庭",
    ]
)
LONGEST = 800
"""Characters of the longest sentence; the same many are looked back over in a paragraph."""
SENTENCE = re.compile(r"[。！？!?\n]")
SEGMENT = re.compile(r"[。！？!?\n；;]")
BOUNDARY = re.compile(r"[。！？!?\n；;，,：:（）()\t]|(?<![一二三四五六七八九十\d])、|、(?![一二三四五六七八九十])")
RISES = "增长|增加|提高|上升|提升|增|升|上涨|新增|多|超额?(?:完成)?(?:目标值?|任务数?|计划数?)?|超过?目标值?|超出|高出"
FALLS = "下降|减少|降低|减|降|回落|下滑|缩小|少|压减|下调"
ABOUT = "了|约|近|达|幅度?为?|率?为|[:：\\s]"
CHANGE = re.compile(rf"(?:(?P<up>{RISES})|(?P<down>{FALLS}))(?:{ABOUT})*$")
REACHES = re.compile(r"(?:到|至|为|达|达到)(?:了|约)*$")
RISE_TO = re.compile(rf"(?:{RISES}|{FALLS})(?:了)?(?:到|至|为)")
SHARE = re.compile(
    r"占(?:到|比|全部|了)?(?P<base>[^，,；;。占\d]*?)(?:的比重|的比例|比例|比重|总数|人数)?(?:的|为|达|达到|约|近)*$"
)
EACH = re.compile(
    r"每(?P<who>人|户|名|位|生|个|家|月|年)?[^，,；;。\d]{0,12}$|(?:人均|户均)(?:补助|发放|标准|救助|资助|补贴|支出|为|约|达)*$"
)
NOUN = re.compile(r"[^，,；;。：:（）()、\d\n]{0,14}")
QUALIFIES = frozenset({"岁", "周岁", "月龄", "年级"})
"""Units of numbers that say of whom something is told: 5岁以下儿童."""
GO_ON = re.compile(r"^(?:、|和|与|及|以及)$")


@dataclass(frozen=True)
class Draft:
    """A text with its numbers in order."""

    text: str
    numbers: tuple[Number, ...]
    starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", tuple(n.start for n in self.numbers))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        return _pieces(self.text, SENTENCE)

    @cached_property
    def segments(self) -> tuple[tuple[int, int], ...]:
        return _pieces(self.text, SEGMENT)

    def within(self, start: int, end: int) -> tuple[Number, ...]:
        """The numbers between two places."""
        return self.numbers[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def sentence(self, at: int) -> tuple[int, int]:
        return _holding(self.sentences, at)

    def segment(self, at: int) -> tuple[int, int]:
        return _holding(self.segments, at)

    def paragraph(self, at: int) -> tuple[int, int]:
        """The paragraph of a place, as far as anybody reads back and on in it."""
        end = self.text.find("\n", at)
        start = max(self.text.rfind("\n", 0, at) + 1, at - LONGEST)
        return start, min(len(self.text) if end < 0 else end, at + LONGEST)

    def said(self, number: Number) -> str:
        """A number as it is printed."""
        return self.text[number.start : number.end]


def _pieces(text: str, ends: re.Pattern[str]) -> tuple[tuple[int, int], ...]:
    pieces, start = [], 0
    for found in ends.finditer(text):
        if found.group() in "!?" and found.end() < len(text) and text[found.end()].isdigit():
            continue
        pieces += _short(start, found.end())
        start = found.end()
    return (*pieces, *_short(start, len(text)))


def _short(start: int, end: int) -> list[tuple[int, int]]:
    """A piece, cut where it is longer than any sentence: what has no end would be compared with all of itself."""
    cuts = list(range(start, end, LONGEST)) or [start]
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _holding(pieces: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    return pieces[max(0, bisect_right(pieces, (at, 1 << 60)) - 1)]


def with_roles(text: str, numbers: Sequence[Number]) -> Draft:
    """The draft of a text: each number gets its label and its role from the words before it."""
    found: list[Number] = []
    for one in numbers:
        if one.unit in QUALIFIES:
            continue
        last = found[-1] if found else None
        start = last.end if last else 0
        between = text[max(start, one.start - 80) : one.start]
        label = BOUNDARY.split(between)[-1].strip()
        if between == "的" and last is not None and last.label.startswith("占") and one.rate:
            found.append(replace(one, label=last.label, role=Role.SHARE))
            continue
        noun = NOUN.match(text, one.end)
        number = replace(one, noun=noun.group() if noun else "")
        if last is not None and GO_ON.match(between) and last.unit == number.unit:
            found.append(replace(number, label=last.label, role=last.role))
            continue
        found.append(replace(number, label=label, role=_role(label, number)))
    return Draft(text, tuple(found))


def _role(label: str, number: Number) -> Role:
    if number.unit == "百分点":
        change = CHANGE.search(label)
        return Role.DOWN if change and change.group("down") else Role.UP
    if RISE_TO.search(label) and REACHES.search(label):
        return Role.LEVEL
    change = CHANGE.search(label)
    if change:
        return Role.DOWN if change.group("down") else Role.UP
    if number.rate and SHARE.search(label):
        return Role.SHARE
    if number.unit == "元" and EACH.search(label):
        return Role.EACH
    return Role.LEVEL
