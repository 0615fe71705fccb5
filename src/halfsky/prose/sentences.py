"""A text in sentences and clauses with their places; headings, list marks and the furniture of sharing sites told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FURNITURE = re.compile(
    r"https?://|www\.|如若转载|如有侵权|本文由用户|相关推荐|发表回复|邮箱地址|必填项|转载请注明|免费下载|小编"
)
BRIEF = re.compile(
    r"范文(?!\s*[\(（]?[一二三四五六七八九十\d]{0,3}[\)）]?\s*[:：]?\s*$)|欢迎阅读|点击下载|关注公众号|责任编辑|来源[:：]|阅读全文|版权|"
    r"上一篇|下一篇|返回顶部|扫一扫|收藏本|浏览次数|发布时间[:：]|字号"
)
"""Words of a page around a text, which stand in texts as well (“妇”字号基地): furniture in short lines only."""
SHORT = 60
PIECE = re.compile(
    r"(?:篇|第)[一二三四五六七八九十\d]{1,3}(?:篇)?\s*$|^篇[一二三四五六七八九十\d]{1,3}|[\(（]?[一二三四五六七八九十\d]{1,2}[\)）]?\s*$"
)
MARK = re.compile(
    r"^\s*(?:[\(（][一二三四五六七八九十\d]{1,3}[\)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．](?!\d)|[①-⑳]|[一二三四五六七八九十]是|"
    r"第[一二三四五六七八九十]{1,3}[、,，]?|[-—–]{1,2}|[●•·◆■▲○])\s*"
)
END = "。!！?？;；\r\n"
LONGEST, LONGEST_CLAUSE = 1_500, 300
"""So many characters has no sentence that people wrote; longer runs are cut, because reading takes squares of them."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at `start`…`end` of the text, without its end sign; `line` counts lines, `heading` says that it is a
    title or a heading."""

    start: int
    end: int
    line: int
    heading: bool = False


def sentences(text: str) -> list[Sentence]:
    """The sentences of a folded text, furniture left out."""
    found: list[Sentence] = []
    at = 0
    for number, line in enumerate(text.split("\n")):
        if line.strip() and not FURNITURE.search(line) and not (len(line) <= SHORT and BRIEF.search(line)):
            found += _of_line(line, at, number)
        at += len(line) + 1
    return found


def _of_line(line: str, at: int, number: int) -> Iterator[Sentence]:
    heading = _heading(line)
    start = 0
    for end in _ends(line):
        piece = line[start:end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            mark = MARK.match(piece)
            begin = start + (mark.end() if mark else lead)
            if begin < end:
                yield Sentence(at + begin, at + end, number, heading)
        start = end + (line[end : end + 1] in END)


def _ends(line: str) -> Iterator[int]:
    """Where the sentences of a line end; what runs on without an end sign is cut, so that no text takes long."""
    start = 0
    for i, c in enumerate(line):
        if c in END or i - start >= LONGEST:
            yield i
            start = i
    yield len(line)


def _heading(line: str) -> bool:
    """A short line without an end sign; a numbered one too."""
    bare = line.strip()
    return len(bare) <= 40 and not any(c in bare for c in "。;；!！?？") and not re.search(r"[,，]", bare[12:])


def clauses(text: str, sentence: Sentence) -> list[tuple[int, int]]:
    """The parts of a sentence between commas, never inside quotes or brackets."""
    out, depth, start = [], 0, sentence.start
    for i in range(sentence.start, sentence.end):
        c = text[i]
        if c in "“《(（「":
            depth += 1
        elif c in "”》)）」":
            depth = max(0, depth - 1)
        elif i - start >= LONGEST_CLAUSE:
            out.append((start, i))
            start = i
        elif c in ",，:：" and depth == 0 and not (c == "," and _inside_number(text, i)):
            out.append((start, i))
            start = i + 1
    return [*out, (start, sentence.end)]


def _inside_number(text: str, i: int) -> bool:
    return text[i - 1 : i].isdigit() and text[i + 1 : i + 4].isdigit() and len(text[i + 1 : i + 4]) == 3
