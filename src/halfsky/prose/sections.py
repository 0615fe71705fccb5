"""The documents of a file, and what its sections say on the whole: plans or results. Titles are not trusted for that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from halfsky.prose.amounts import amounts
from halfsky.prose.mood import Mood, weighed
from halfsky.prose.sentences import Sentence

AROUND = 6
"""So many lines before and after are asked where a section does not say whether it plans or tells."""
TITLE = re.compile(
    r"(?:总结|计划|要点|报告|汇报|讲话|致辞|发言|规划|方案|意见|述职|安排|思路|打算|回顾|目标|情况|公报|通报|通知|决定|倡议书)"
    r"(?:怎么写|[\(（][^)）]{1,14}[\)）]|优秀|精选|范文|大纲|模板)*\s?(?:[【\(（]?第?篇?[一二三四五六七八九十\d]{0,3}篇?[\)）】]?)?[:：]?$"
    r"|(?:篇|范文)[一二三四五六七八九十\d]{1,3}[:：]?$"
)
NUMBERED = re.compile(
    r"^\s*(?:[\(（]?[一二三四五六七八九十\d]{1,3}[\)）、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十]+[章节条])"
)
OWN = re.compile(
    r"^(?:20\d\d|20xx|20XX)年|妇联|残联|工委|局|委员会|法院|检察院|政府|党委|学校|公司|社区|[省市州县区旗镇乡村]|妇女|儿童|妇儿|女职工|两规划|两纲|^二[○〇]"
)

AHEAD = re.compile(
    r"(?:下一?步|下一?阶段|下半年|明年|来年|今后|新的一年|接下来|20\d\d年,?(?:我们|我[省市县区乡镇局委]|妇联)?(?:将|计划|拟|要)|[“\"]?十[一二三四五]五[”\"]?(?:期间|时期)[^。]{0,6}(?:目标|将|要|计划))"
)
"""A paragraph that opens so looks ahead, as if under a heading of its own."""


def is_title(text: str, sentence: Sentence) -> bool:
    """Whether a heading begins another document: 明江市中级人民法院工作总结, 乡镇妇联工作计划 篇三."""
    line = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.end].strip()
    if not sentence.heading or NUMBERED.match(line) or not TITLE.search(line):
        return False
    return bool(OWN.search(line)) or bool(re.search(r"[篇文写][一二三四五六七八九十\d]{1,3}[:：]?$|篇】$", line))


def around(text: str, every: list[Sentence]) -> dict[int, Mood]:
    """What the lines around each line say on the whole."""
    rows: dict[int, str] = defaultdict(str)
    for s in every:
        rows[s.line] += text[s.start : s.end] + "。"
    order = list(rows)
    return {
        line: weighed("".join(rows[n] for n in order[max(0, i - AROUND) : i + AROUND + 1]))
        for i, line in enumerate(order)
    }


def moods(text: str, every: list[Sentence]) -> dict[int, Mood]:
    """What the section of each line says on the whole; it ends where a heading stands."""
    found: dict[int, Mood] = {}
    for lines in _between_headings(text, every):
        mood = weighed("。".join(text[s.start : s.end] for s in lines))
        found |= {s.line: mood for s in lines if mood}
    return found


def _between_headings(text: str, every: list[Sentence]) -> Iterator[list[Sentence]]:
    lines: list[Sentence] = []
    for s in every:
        heading = s.heading and not amounts(text[s.start : s.end])
        if heading or (AHEAD.match(text[s.start : s.end]) and lines and lines[-1].line != s.line):
            yield lines
            lines = []
        if not heading:
            lines.append(s)
    yield lines
