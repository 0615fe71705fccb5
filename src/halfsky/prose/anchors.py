"""Masked years recovered: where a text says 20xx年 and names something that happens once, its year is known.

A recovered year is a proposal with its reason, never a replacement: the words of the text stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from halfsky.kernel.text import Text
from halfsky.prose.amounts import numeral
from halfsky.prose.folding import folded


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words at `start`…`end` of the text that fix a year, and why."""

    start: int
    end: int
    year: int
    words: str
    why: Text


@dataclass(frozen=True, slots=True)
class Family:
    """Words with a count in them, and the year that a count means; `first` and `last` bound what is believed."""

    pattern: re.Pattern[str]
    year: Callable[[int], int]
    zh: str
    en: str


_COUNT = r"第?(?P<n>\d{1,3}|[零一二三四五六七八九十百]{1,5})"
FAMILIES = (
    Family(
        re.compile(rf"{_COUNT}(?:个|次|届)[“\"]?(?:全国|国家)?助残日"),
        lambda n: 1990 + n,
        "全国助残日自 1991 年起每年一次（《残疾人保障法》）",
        "the national day of helping disabled persons is held every year since 1991",
    ),
    Family(
        re.compile(rf"(?:建党|中国共产党成立){_COUNT}周年"),
        lambda n: 1921 + n,
        "中国共产党成立于 1921 年",
        "the Communist Party of China was founded in 1921",
    ),
    Family(
        re.compile(rf"(?:建国|新中国成立|中华人民共和国成立){_COUNT}周年"),
        lambda n: 1949 + n,
        "中华人民共和国成立于 1949 年",
        "the People's Republic was founded in 1949",
    ),
    Family(
        re.compile(rf"三[·.]?八[”\"]?国际(?:劳动)?妇女节{_COUNT}周年"),
        lambda n: 1910 + n,
        "国际妇女节由 1910 年的国际社会主义妇女代表大会倡议设立",
        "international women's day was proposed in 1910",
    ),
    Family(
        re.compile(rf"改革开放{_COUNT}周年"),
        lambda n: 1978 + n,
        "改革开放始于 1978 年",
        "reform and opening began in 1978",
    ),
    Family(
        re.compile(rf"{_COUNT}个(?:全国)?教师节"),
        lambda n: 1984 + n,
        "教师节自 1985 年起每年一次",
        "teachers' day is held every year since 1985",
    ),
    Family(
        re.compile(rf"{_COUNT}个[“\"]?(?:全国)?(?:国家)?宪法日"),
        lambda n: 2013 + n,
        "国家宪法日自 2014 年起每年一次",
        "constitution day is held every year since 2014",
    ),
    Family(
        re.compile(rf"{_COUNT}个[“\"]?世界艾滋病日"),
        lambda n: 1987 + n,
        "世界艾滋病日自 1988 年起每年一次",
        "world AIDS day is held every year since 1988",
    ),
)
"""What happens once a year and is counted."""

PLANS = {"十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026}
PLANNED = re.compile(
    r"[“\"]?(?P<plan>十[一二三四五])五[”\"]?(?:规划)?(?:的)?(?P<at>开局之年|开局年|第一年|中期|收官之年|最后一年|末年)"
)
AT = {"中期": 2, "收官之年": 4, "最后一年": 4, "末年": 4}
MASKED = re.compile(r"20[xX×*]{2}年")
"""A year whose digits a sharing site has destroyed."""


def anchors(text: str) -> list[Anchor]:
    """All words that fix a year, in order."""
    plain = folded(text)
    found = [
        Anchor(
            m.start(),
            m.end(),
            family.year(n),
            m.group(),
            Text(f"“{_bare(m)}”：{family.zh}。", f"“{_bare(m)}”: {family.en}."),
        )
        for family in FAMILIES
        for m in family.pattern.finditer(plain)
        if (n := _counted(m["n"])) > 0
    ]
    for m in PLANNED.finditer(plain):
        first = PLANS[m["plan"]]
        zh, en = (
            f"“{_bare(m)}”：该五年规划为 {first}—{first + 4} 年。",
            f"“{_bare(m)}”: that plan is {first} to {first + 4}.",
        )
        found.append(Anchor(m.start(), m.end(), first + AT.get(m["at"], 0), m.group(), Text(zh, en)))
    return sorted(found, key=lambda a: a.start)


def _bare(m: re.Match[str]) -> str:
    return re.sub(r"[“”\"]", "", m.group())


def _counted(said: str) -> int:
    return int(said) if said.isdigit() else int(numeral(said) or 0)


def fixed(text: str) -> Anchor | None:
    """The anchor that fixes the year of a sentence; None where there is none or two are at odds."""
    known = anchors(text)
    return known[0] if len({a.year for a in known}) == 1 else None
