"""Dates that run backwards, dates that no calendar has, and evaluations that come before what they build on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from halfsky.kernel.text import Text
from halfsky.prose.checks.draft import Draft
from halfsky.prose.checks.finding import Finding, Kind

SPAN = re.compile(
    r"(?<![\d.])"
    + r"(?:(?P<y1>\d{4}|20[xX]{2})年)?(?:(?P<m1>\d{1,2})月(?:份)?(?:(?P<d1>\d{1,2})[日号])?)?"
    + r"[^，。；;！？\n\d]{0,6}?[，,]?(?:—+|－|-|–|~|～|至|到|起至|开始[，,]?至)"
    + r"(?:(?P<y2>\d{4}|20[xX]{2})年)?(?:(?P<m2>\d{1,2})月(?:份)?(?:(?P<d2>\d{1,2})[日号])?)?"
)
DAY = re.compile(r"(?<!\d)(?:(?P<y>(?:19|20)\d{2})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]")
MONTH = re.compile(r"(?<![\d.])(?P<m>\d{1,2})月(?!龄|度)")
LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (0, re.compile(r"国务院|国家|中央|全国妇联|部委")),
    (1, re.compile(r"自治区|(?:^|[，,；;。、])(?:省|全省|省里|省级|省妇儿工委)|直辖市")),
    (2, re.compile(r"我市|全市|(?:^|[，,；;。、])市(?:里|级|妇儿工委|政府)?|我辦|我办|各县市区")),
    (3, re.compile(r"县(?:里|级|政府|妇儿工委)|我县|全县|区妇儿工委")),
    (4, re.compile(r"各?乡镇|各镇|街道|各村")),
)
NEXT_YEAR = ("明年", "次年", "翌年", "来年", "第二年")
REVIEWED = re.compile(r"评估|督导|检查|验收|考核|自评")
WHEN = re.compile(
    r"(?P<from>\d{1,2})(?:月)?(?:份)?(?:[上中下]旬)?(?:[-—–~～至到](?P<until>\d{1,2}))?月(?:份)?(?P<third>[上中下]旬)?"
)


@dataclass(frozen=True, slots=True)
class Review:
    """An evaluation that some level holds in some months (counted within one year)."""

    level: int
    first: int
    last: int
    start: int
    end: int


def find(draft: Draft) -> Iterator[Finding]:
    """Everything about dates that can be seen without knowing today."""
    yield from _impossible(draft)
    yield from _backwards(draft)
    for start, end in draft.sentences:
        yield from _reviews(draft, start, end)


def _impossible(draft: Draft) -> Iterator[Finding]:
    for found in DAY.finditer(draft.text):
        year = int(found.group("y") or 2024)
        try:
            dt.date(year, int(found.group("m")), int(found.group("d")))
        except ValueError:
            yield Finding(
                Kind.DATES,
                "conflict",
                *found.span(),
                Text(f"没有“{found.group()}”这一天。", f"There is no such day as {found.group()}."),
            )
    for found in MONTH.finditer(draft.text):
        if int(found.group("m")) > 12 or found.group("m") == "0":
            yield Finding(
                Kind.DATES,
                "conflict",
                *found.span(),
                Text(f"没有{found.group()}。", f"There is no month {found.group('m')}."),
            )


def _backwards(draft: Draft) -> Iterator[Finding]:
    for found in SPAN.finditer(draft.text):
        y1, m1, d1, y2, m2, d2 = found.group("y1", "m1", "d1", "y2", "m2", "d2")
        if (y1 is None and m1 is None) or (y2 is None and m2 is None) or "x" in f"{y1}{y2}".lower():
            continue
        if y1 is None and y2 is not None:
            continue
        if y1 is None and m1 == m2 and d1 and d2:
            y1 = "0"
        if y1 is None or (y2 is None and m1 is None):
            continue
        first = (int(y1), int(m1 or 0), int(d1 or 0))
        last = (int(y2 or y1), int(m2 or 0), int(d2 or 0))
        depth = 3 if d1 and d2 else 2 if m1 and m2 else 1
        if last[:depth] < first[:depth]:
            span = found.group().strip("，,")
            yield Finding(
                Kind.DATES,
                "conflict",
                *found.span(),
                Text(f"“{span}”的结束早于开始。", f"The end of “{span}” lies before its beginning."),
                Text("请核对起止日期。", "Check both dates."),
            )


def _reviews(draft: Draft, start: int, end: int) -> Iterator[Finding]:
    """Upper levels evaluate on the ground of what the lower have evaluated: one that ends first is in question."""
    reviews = list(_held(draft, start, end))
    for upper in reviews:
        for lower in reviews:
            if upper.level < lower.level and upper.last < lower.first:
                a, b = draft.text[upper.start : upper.end], draft.text[lower.start : lower.end]
                yield Finding(
                    Kind.DATES,
                    "question",
                    upper.start,
                    upper.end,
                    Text(
                        f"上级评估（{a}）早于下级评估（{b}），而上级评估通常以下级的评估为基础。",
                        f"The upper level's evaluation ({a}) comes before the lower level's ({b}) that it builds on.",
                    ),
                    Text("请核对：上级评估是否在次年。", "Is the upper one of the following year?"),
                    ((lower.start, lower.end),),
                )
                break


def _held(draft: Draft, start: int, end: int) -> Iterator[Review]:
    clauses = re.compile(r"[^，,；;。]+").finditer(draft.text, start, end)
    level: int | None = None
    for clause in clauses:
        words = clause.group()
        named = [(m.start(), n) for n, pattern in LEVELS for m in [pattern.search(words)] if m]
        level = min(named)[1] if named else level
        when = WHEN.search(words)
        if when is None or level is None or not REVIEWED.search(draft.text[clause.start() : clause.end() + 40]):
            continue
        first, last = int(when.group("from")), int(when.group("until") or when.group("from"))
        if 1 <= first <= last <= 12:
            at = clause.start() + when.start()
            year = re.search(r"(?:20..|今|明|次|翌|来|第二)年$", draft.text[clause.start() : at])
            later = 12 if year and year.group() in NEXT_YEAR else 0
            at -= len(year.group()) if year else 0
            yield Review(level, first + later, last + later, at, clause.start() + when.end())
