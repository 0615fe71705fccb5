"""Two denominators under one name: 一半以上的班子配备有女干部, and a 配备率 of 15 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from halfsky.kernel.text import Text
from halfsky.prose.checks.draft import Draft
from halfsky.prose.checks.finding import Finding, Kind
from halfsky.prose.checks.likeness import alike

DIGITS = "一二三四五六七八九"
PART = re.compile(
    r"(?P<half>一半以上|半数以上|过半数?|超过半数|超过一半)|(?P<tenths>[一二三四五六七八九])成(?:以上|多)|(?P<all>全部|所有|百分之百)"
)
RATE = re.compile(r"[\u4e00-\u9fff]{2,30}(?:率|比例|比重)")
ALIKE = Fraction(3, 5)
REACH = 90


def find(draft: Draft) -> Iterator[Finding]:
    """A part said in words against a rate of the same words in the same sentence."""
    for part in PART.finditer(draft.text):
        _, end = draft.sentence(part.start())
        stop = re.compile(r"[，,；;。]").search(draft.text, part.end(), end)
        if stop is None or part.group("all"):
            continue
        clause = draft.text[part.end() : stop.start()]
        least = Fraction(50) if part.group("half") else Fraction(10 * (DIGITS.index(part.group("tenths")) + 1))
        for number in draft.within(stop.end(), min(end, part.end() + REACH)):
            if number.unit != "%" or not number.level or number.value >= least:
                continue
            name = RATE.search(number.label)
            if name is None or alike(_thing(name.group()), clause) < ALIKE:
                continue
            yield Finding(
                Kind.ONE_NAME,
                "question",
                part.start(),
                stop.start(),
                Text(
                    f"“{draft.text[part.start() : stop.start()]}”（不低于{least}%）与“{name.group()}"
                    f"{draft.said(number)}”不能是同一口径，分母不同（如班子个数与成员人数）。",
                    f"“{part.group()}” (at least {least} %) and {draft.said(number)} are not of one definition.",
                ),
                Text("请分别写明分母，作为两个指标。", "Name both denominators; they are two indicators."),
                ((number.start - len(number.label), number.end),),
            )
            break


def _thing(name: str) -> str:
    return re.sub(r"(?:率|比例|比重)$", "", name)
