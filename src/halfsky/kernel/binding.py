"""The marks of templates and what they mean: `{{婴儿死亡率|较上年}}`, `{{补助金额|万元}}`, `{{表|未达标}}`.

Two braces, full-width ones too, around a name and what is wanted of it, a bar between: plain text that every word
processor keeps. The first word is a name of the content (an indicator, an element), one of the fixed words or a count
of the plan; or the kind of a block (句, 表, 图, 段) with its name behind. The other words say which aspect, year,
category or unit, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.period import Period
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.verdict import Class

UNKNOWN_NAME = problem(
    "400.1265",
    (
        "“{came}”里的“{name}”不是指标、数据项或模板用语。",
        "“{name}” in “{came}” is no indicator, element or word of templates.",
    ),
    (
        "请核对名称{near}；模板用语见《文稿模板》。",
        "Check the name{near}; the words are listed in the guide to templates.",
    ),
)
UNKNOWN_WORD = problem(
    "400.1266",
    ("“{came}”里的“{word}”用不上。", "“{word}” in “{came}” fits nothing."),
    ("可以写：{known}，或年份、分组名称。", "It may be {known}, a year or the name of a category."),
)


NOT_ALONE = problem(
    "400.1263",
    (
        "“{came}”要单独成一段：表、图、段不能写在句子里。",
        "“{came}” must be a paragraph of its own: tables, pictures and passages do not stand in a sentence.",
    ),
    ("请把它放到单独一段。", "Give it a paragraph of its own."),
)
OPEN = problem(
    "400.1264",
    ("“{came}”的花括号没有写完整。", "The braces of “{came}” are not complete."),
    ("写成 {{{{名称}}}} 或 {{{{名称|项目}}}}。", "Write {{{{name}}}} or {{{{name|what}}}}."),
)
MARK = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}")
"""A mark in a text; what is between its braces is the first group."""


BLOCKS = ("表", "图", "段")
"""What stands as paragraphs of its own; a line with such a mark holds nothing else."""


def words_of(inside: str) -> tuple[str, ...]:
    """The words of a mark, by what stands between its braces."""
    return tuple(word.strip() for word in re.split(r"[|｜]", inside))


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a line: its place there and its words, the name first."""

    start: int
    end: int
    words: tuple[str, ...]

    @property
    def block(self) -> bool:
        return len(self.words) > 1 and self.words[0] in BLOCKS

    @property
    def text(self) -> str:
        return "{{" + "|".join(self.words) + "}}"


def marks(text: str) -> list[Mark]:
    """The marks of a line. Refuses braces that are not complete, and blocks in the middle of a line."""
    found = [Mark(m.start(), m.end(), words_of(m[1])) for m in MARK.finditer(text)]
    rest = MARK.sub("", text)
    if any(pair in rest for pair in ("{{", "}}", "｛｛", "｝｝")) or any(not m.words[0] for m in found):
        raise Refused([OPEN.at(came=text.strip()[:60])])
    if any(m.block for m in found) and (len(found) > 1 or rest.strip()):
        raise Refused([NOT_ALONE.at(came=next(m for m in found if m.block).text)])
    return found


class Kind(StrEnum):
    """What a mark gives."""

    FIXED = "fixed"
    COUNT = "count"
    INDICATOR = "indicator"
    ELEMENT = "element"
    SENTENCE = "sentence"
    TABLE = "table"
    PICTURE = "picture"
    PASSAGE = "passage"


FIXED = ("地区", "年度", "上年", "下年", "今天", "规划")
COUNTS = ("指标总数", "可量化指标数", "有数据指标数", "达标数", "达标率", "数据覆盖率", "序时进度达标率")
CLASSES: Mapping[str, Class] = {c.label.zh: c for c in Class}
ASPECTS = ("本年", "上年", "较上年", "基期", "较基期", "目标", "距目标", "判定", "数据年度")
ELEMENT_ASPECTS = ("本年", "上年", "较上年")
SCALES: Mapping[str, Fraction] = {"万": Fraction(10_000), "亿": Fraction(100_000_000)}
LEDGERS = "台账"
TABLES = ("全部指标", "分领域", "未达标", "预警", LEDGERS)
PASSAGES = ("总体情况", "分领域情况", LEDGERS)
SPANS: Mapping[str, tuple[Literal["half", "quarter"], int]] = {
    "上半年": ("half", 1), "下半年": ("half", 2), "一季度": ("quarter", 1), "二季度": ("quarter", 2),
    "三季度": ("quarter", 3), "四季度": ("quarter", 4),
}  # fmt: skip
"""Parts of a year in which things are counted, compared with the same part of the year before."""
ALL_DOMAINS = "分领域情况"
NOW = "本年"


@dataclass(frozen=True, slots=True)
class Binding:
    """A mark understood. `name` is the code of an indicator or element, else the word itself; `year` is that of the
    document where None; `scale` divides an amount and goes before its unit (万元)."""

    kind: Kind
    name: str
    cell: Cell = TOTAL
    aspect: str = NOW
    year: int | None = None
    scale: str = ""
    span: str = ""

    def period(self, year: int) -> Period:
        """The period that is meant in a year."""
        return Period(SPANS[self.span][0], year, SPANS[self.span][1]) if self.span else Period("year", year)


@dataclass(frozen=True)
class Binder:
    """Understands marks by a content. Names are those of the catalogue, in Chinese, or codes and numbers of plans."""

    content: Content
    _indicators: dict[str, tuple[str, Cell]] = field(default_factory=dict)
    _elements: dict[str, str] = field(default_factory=dict)
    _categories: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        c = self.content
        for plan in c.plans.values():
            for goal in plan.goals:
                self._indicators.setdefault(goal.number, (goal.indicator, goal.cell))
        for indicator in c.indicators.values():
            self._indicators[indicator.code] = self._indicators[indicator.name.zh] = (indicator.code, TOTAL)
        for element in c.elements.values():
            self._elements[element.code] = self._elements[element.name.zh] = element.code
        for (dimension, category), label in c.categories.items():
            self._categories.setdefault(label.zh, []).append(f"{dimension}={category}")

    def bind(self, words: tuple[str, ...]) -> Binding:
        """What a mark means. Refuses names and words that mean nothing."""
        first, rest = words[0], words[1:]
        came = "|".join(words)
        if first == "句" and rest:
            return replace(self._indicator(rest[0], rest[1:], came), kind=Kind.SENTENCE)
        if first == "图" and rest:
            return replace(self._indicator(rest[0], rest[1:], came), kind=Kind.PICTURE)
        if first == "表" and rest:
            return Binding(Kind.TABLE, _known(rest[0], TABLES, came), span=_span(rest, came))
        if first == "段" and rest:
            domains = [d.name.zh for p in self.content.plans.values() for d in p.domains]
            return Binding(Kind.PASSAGE, _known(rest[0], (*PASSAGES, *domains), came), span=_span(rest, came))
        if first in FIXED:
            return Binding(Kind.FIXED, first)
        if first in COUNTS or first in CLASSES:
            return Binding(Kind.COUNT, first)
        if first in self._indicators:
            return self._indicator(first, rest, came)
        if first in self._elements:
            return self._element(first, rest, came)
        raise UNKNOWN_NAME.at(came=came, name=first, near=self._near(first))

    def _indicator(self, name: str, rest: Iterable[str], came: str) -> Binding:
        if name not in self._indicators:
            raise UNKNOWN_NAME.at(came=came, name=name, near=self._near(name))
        code, cell = self._indicators[name]
        found = Binding(Kind.INDICATOR, code, cell)
        for word in rest:
            found = self._also(found, word, ASPECTS, [], came)
        return found

    def _element(self, name: str, rest: Iterable[str], came: str) -> Binding:
        element = self.content.elements[self._elements[name]]
        found = Binding(Kind.ELEMENT, element.code)
        cells = [f"{dimension}={c}" for dimension, every in element.breakdowns for c in every]
        for word in rest:
            if word and word[0] in SCALES and word[1:] in ("", element.unit):
                found = replace(found, scale=word[0])
            elif word in SPANS:
                found = replace(found, span=word)
            else:
                found = self._also(found, word, ELEMENT_ASPECTS, cells, came)
        return found

    def _also(self, found: Binding, word: str, aspects: tuple[str, ...], cells: list[str], came: str) -> Binding:
        """A binding with one more word understood."""
        if word in aspects:
            return replace(found, aspect=word)
        if year := re.fullmatch(r"([12]\d{3})年?", word):
            return replace(found, year=int(year[1]))
        for spelled in self._categories.get(word, ()):
            if not cells or spelled in cells:
                return replace(found, cell=read_cell(spelled))
        raise UNKNOWN_WORD.at(came=came, word=word, known="、".join(aspects))

    def _near(self, name: str) -> str:
        near = get_close_matches(name, [*self._indicators, *self._elements, *FIXED, *COUNTS], n=3)
        return f"，相近的有：{'、'.join(near)}" if near else ""


def _known(word: str, known: Iterable[str], came: str) -> str:
    every = tuple(dict.fromkeys(known))
    if word not in every:
        raise UNKNOWN_WORD.at(came=came, word=word, known="、".join(every))
    return word


def _span(rest: tuple[str, ...], came: str) -> str:
    """The part of a year behind the name of a block of ledgers; the other blocks are of whole years."""
    if len(rest) == 1:
        return ""
    if rest[0] != LEDGERS:
        raise UNKNOWN_WORD.at(came=came, word=rest[1], known="—")
    return _known(rest[1], SPANS, came)
