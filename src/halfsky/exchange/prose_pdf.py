"""A PDF as text with positions: its pages read in a process of their own, wrapped lines joined, page furniture apart.

A PDF is a program of a kind: a small one can ask for any time and memory. It is therefore read by a child
(`prose_pdf_pages.py`) whose memory and time are bounded by the system and which can reach nothing of the house.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence

from halfsky.exchange.prose_text import MOST_PAGES, Apart, Passage, Prose, demand_length
from halfsky.kernel.refusals import problem

LOCKED = problem(
    "400.1238",
    ("“{name}”设了打开密码，不能读取。", "“{name}” is locked with a password and cannot be read."),
    ("请取消密码后另存，再试。", "Remove the password, save it and try again."),
)
NO_TEXT = problem(
    "400.1239",
    ("“{name}”没有文字层（多半是扫描件）。", "“{name}” holds no text; it is probably a scan."),
    ("请用原来的Word文件，或先做文字识别。", "Use the Word file it was made from, or have its text recognised first."),
)
DAMAGED = problem(
    "400.1240",
    ("“{name}”打不开：PDF已损坏或不完整。", "“{name}” cannot be opened: the PDF is damaged or not whole."),
    ("请重新导出PDF，或用Word文件。", "Export the PDF again, or use the Word file."),
)
TOO_SLOW = problem(
    "400.1241",
    ("“{name}”读了{seconds}秒仍未读完，已停止。", "Reading “{name}” was stopped after {seconds} seconds."),
    ("请拆成几个文件，或用Word文件。", "Split it, or use the Word file."),
)
MOST_SECONDS = 60
WORDS_A_PAGE = 5
"""A file with fewer characters a page holds pictures of text."""
FURNITURE_WITHIN = 3
"""Lines from the top and from the bottom of a page that may be furniture."""
OFTEN = 3
PAGE_NUMBER = re.compile(r"[-—–\s·第]*\d{1,4}[-—–\s·页頁/共]*\d{0,4}[-—–\s·页頁]*")
BEGINS = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[编編章节節条條]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[、.．](?!\d)|图\s?\d|表\s?\d|附件)"
)
ENDS = "。！？；：!?;:"
GAP = re.compile(
    r"(?<=[\u2e80-\u9fff，。；：、（）《》“”％])[ ]+(?=\S)|(?<=\S)[ ]+(?=[\u2e80-\u9fff，。；：、（）《》“”％])"
)
NEARLY_FULL = 0.7
"""A line narrower than this part of a usual one ends its paragraph, unless it breaks off in the middle of a phrase."""
GOES_ON = "，、（《“与和的为及或"
ROW = re.compile(r"(?:\s[\d.,%‰—/+-]+){3,}")
"""How a row of a table ends: no sentence, its cells stay apart."""


def read_pdf(content: bytes, name: str) -> Prose:
    """The text of a PDF, one line a paragraph as far as that can be told, each with its page."""
    pages = [[line.strip() for line in page.split("\n") if line.strip()] for page in _pages(content, name)]
    characters = sum(len(line) for page in pages for line in page)
    if characters < WORDS_A_PAGE * max(1, len(pages)):
        raise NO_TEXT.at(name=name)
    demand_length(name, characters)
    kept, apart = _without_furniture(pages)
    pieces: list[str] = []
    passages: list[Passage] = []
    length = 0
    for number, (page, line, joins) in enumerate(_joined(kept), 1):
        between = "" if joins or not pieces else "\n"
        words = "\t".join(line.split()) if ROW.search(line) else GAP.sub("", line)
        start = length + len(between)
        pieces += [between, words]
        length = start + len(words)
        passages.append(Passage(start, length, paragraph=number, page=page))
    return Prose(name, "pdf", "".join(pieces), tuple(passages), tuple(apart))


def _pages(content: bytes, name: str) -> list[str]:
    """What the child read, or what it stumbled over as a refusal."""
    command = [sys.executable, "-I", "-m", "halfsky.exchange.prose_pdf_pages"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired as why:
        raise TOO_SLOW.at(name=name, seconds=MOST_SECONDS) from why
    try:
        answer = json.loads(done.stdout)
    except ValueError as why:
        raise DAMAGED.at(name=name) from why
    if answer.get("pages", 0) > MOST_PAGES:
        demand_length(name, 0, answer["pages"])
    if answer.get("locked"):
        raise LOCKED.at(name=name)
    if "texts" not in answer:
        raise DAMAGED.at(name=name)
    return list(answer["texts"])


def _without_furniture(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[Apart]]:
    """Lines near the edge of a page that come again on others (whatever their numbers) and page numbers, apart."""
    heads = Counter(_alike(line) for page in pages for line in page[:FURNITURE_WITHIN])
    feet = Counter(_alike(line) for page in pages for line in page[-FURNITURE_WITHIN:])
    kept: list[list[str]] = []
    apart: dict[str, Apart] = {}
    for page in pages:
        body: list[str] = []
        for at, line in enumerate(page):
            head = at < FURNITURE_WITHIN and heads[_alike(line)] >= OFTEN
            foot = at >= len(page) - FURNITURE_WITHIN and (
                feet[_alike(line)] >= OFTEN or PAGE_NUMBER.fullmatch(line) is not None
            )
            if head or foot:
                apart.setdefault(_alike(line), Apart("header" if head else "footer", line))
            else:
                body.append(line)
        kept.append(body)
    return kept, list(apart.values())


def _alike(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _joined(pages: Sequence[Sequence[str]]) -> list[tuple[int, str, bool]]:
    """Page, line, and whether it goes on where the line before was broken by the edge of the page."""
    found: list[tuple[int, str, bool]] = []
    before, usual = "", 0.0
    for number, page in enumerate(pages, 1):
        widths = sorted(_width(line) for line in page)
        usual = widths[len(widths) * 3 // 4] if widths else usual
        for line in page:
            found.append((number, line, _broken(before, usual) and not _begins(line)))
            before = line
    return found


def _broken(line: str, usual: float) -> bool:
    """Whether a line ends because the page does."""
    if not line or line[-1] in ENDS or ROW.search(line):
        return False
    return line[-1] in GOES_ON or _width(line) >= usual * NEARLY_FULL


def _begins(line: str) -> bool:
    return BEGINS.match(line) is not None or ROW.search(line) is not None


def _width(line: str) -> float:
    """The width in full characters."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in line)
