"""Years that cannot all be right: those of a title and its text, a plan of the year that it looks back on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from halfsky.kernel.text import Text
from halfsky.prose.checks.draft import Draft
from halfsky.prose.checks.finding import Finding, Kind

TITLE = re.compile(
    r"(?<![—–~至\d-])(?P<year>(?:19|20)\d{2})(?![\d—–~至-])年?(?:度)?(?P<rest>[^，。；,;\n\s]{0,24}?(?:工作)?(?P<kind>计划|总结|要点|方案|打算|安排|报告))"
)
LONGEST_TITLE = 60
PLAN_SENTENCE = re.compile(
    r"(?:^|[。；;！\n])[^，,。；;\n]{0,8}?(?P<year>(?:19|20)\d{2})年[，,]?(?:我们)?(?:要)?(?:重点|将|即将|计划|主要做好|继续|全力|着力|工作的总体要求)"
)
PLAN_AFTER = re.compile(r"[，,](?P<year>(?:19|20)\d{2})年[，,](?:我们)?(?:要)?(?:重点|将|即将|计划|主要做好)")
DONE_SENTENCE = re.compile(
    r"(?:^|[。；;！\n])(?P<year>(?:19|20)\d{2})年[，,][^。\n]{0,40}?(?:下|完成|取得|努力|开展|坚持|带领)"
)
LOOKED_AT = re.compile(
    r"(?P<year>(?:19|20)\d{2})年度?(?:[^，。；,;\n]{0,12})(?:统计监测|监测结果|监测情况|评估结果|督导的?情况|考核结果)"
)
WANTED = re.compile(
    r"(?:确保|力争|争取|实现)(?P<year>(?:19|20)\d{2})年[^，。；,;\n]{1,20}?(?:率|目标|数|水平)[^，。；,;\n]{0,16}"
)
TWICE = re.compile(r"(?P<one>(?:19|20)\d{2})年[，,][^。\n]{4,60}?[，,；;](?P<two>(?P=one)年[，,]?(?:则|又|更)是)")
OPENING = 80
"""Characters within which a summary says of which year it is; later on it may tell of others."""
APART = 300
"""Characters between two titles of which the later begins another paper."""


def find(draft: Draft) -> Iterator[Finding]:
    """Conflicts between the years of titles and text; a plan that wants for the year whose results it quotes."""
    titles = list(_titles(draft))
    yield from _title_conflicts(draft, titles)
    yield from _body_conflicts(draft, titles)
    yield from _looks_back(draft)
    for found in TWICE.finditer(draft.text):
        yield Finding(
            Kind.YEARS,
            "question",
            *found.span("two"),
            Text(
                f"前后两次说{found.group('one')}年，后一个“则是”表明应为另一年。",
                f"{found.group('one')} is named twice where two different years are meant.",
            ),
            Text("请核对年份，疑被整体替换。", "The years may have been replaced wholesale."),
            (found.span("one"),),
        )


def _titles(draft: Draft) -> Iterator[re.Match[str]]:
    at = 0
    for line in draft.text.split("\n"):
        if len(line.strip()) <= LONGEST_TITLE and "。" not in line:
            yield from TITLE.finditer(draft.text, at, at + len(line))
        at += len(line) + 1


def _title_conflicts(draft: Draft, titles: list[re.Match[str]]) -> Iterator[Finding]:
    """Titles of one kind of paper with different years, unless the later is the next year's."""
    seen: dict[str, re.Match[str]] = {}
    for title in titles:
        first = seen.setdefault(title.group("kind"), title)
        if title.group("year") != first.group("year") and not _of_another(draft, title, first):
            yield _conflict(draft, title, first)
            seen[title.group("kind")] = title


def _of_another(draft: Draft, title: re.Match[str], first: re.Match[str]) -> bool:
    """Whether two titles far apart are those of two bodies' papers, put into one file."""
    bodies = {_body(draft, one) for one in (title, first)}
    return len(bodies) > 1 and title.start() - first.end() > APART


def _body(draft: Draft, title: re.Match[str]) -> str:
    """Whose paper a title names, before or behind the year."""
    line = draft.text.rfind("\n", 0, title.start()) + 1
    around = draft.text[line : title.start()] + title.group("rest")
    return re.sub(r"年度|工作|计划|总结|要点|方案|打算|安排|报告|[\W\d]", "", around)


def _body_conflicts(draft: Draft, titles: list[re.Match[str]]) -> Iterator[Finding]:
    """A plan's sentences about another year than that of its heading; a summary's as well."""
    for at, title in enumerate(titles):
        end = titles[at + 1].start() if at + 1 < len(titles) else len(draft.text)
        plan = title.group("kind") in ("计划", "要点", "打算", "安排", "方案")
        told: dict[str, re.Match[str]] = {}
        patterns = (PLAN_SENTENCE, PLAN_AFTER) if plan else (DONE_SENTENCE,)
        reach = end if plan else min(end, title.end() + OPENING)
        for pattern in patterns:
            for found in pattern.finditer(draft.text, title.end(), reach):
                told.setdefault(found.group("year"), found)
        for year, found in told.items():
            if year != title.group("year"):
                yield _conflict(draft, found, title)


def _conflict(draft: Draft, found: re.Match[str], title: re.Match[str]) -> Finding:
    start = found.start("year")
    end = min(len(draft.text), max(found.end(), start + 5)) if found.re is TITLE else found.end()
    a, b = found.group("year"), title.group("year")
    return Finding(
        Kind.YEARS,
        "conflict",
        start,
        end,
        Text(
            f"标题“{title.group()}”写{b}年，此处写{a}年。",
            f"The title is of {b}, this place of {a}.",
        ),
        Text("请核对年份，疑为旧稿改用时没有改全。", "An older text may have been taken over in part."),
        (title.span(),),
    )


def _looks_back(draft: Draft) -> Iterator[Finding]:
    """A plan comes after the year whose results it takes up."""
    looked: dict[str, re.Match[str]] = {}
    for found in LOOKED_AT.finditer(draft.text):
        looked[found.group("year")] = found
    for wanted in WANTED.finditer(draft.text):
        basis = looked.get(wanted.group("year"))
        if basis is not None:
            yield Finding(
                Kind.YEARS,
                "question",
                *wanted.span(),
                Text(
                    f"所依据的监测（{basis.group()}）与所定目标同为{basis.group('year')}年；目标年应晚于监测年。",
                    f"Results and target are both of {basis.group('year')}; a target's year comes after the results'.",
                ),
                Text("请核对年份，疑被整体替换。", "The years may have been replaced wholesale."),
                (basis.span(),),
            )


def title_year(draft: Draft) -> int | None:
    """The year of the first title; None where no title names one."""
    title = next(_titles(draft), None)
    return int(title.group("year")) if title else None
