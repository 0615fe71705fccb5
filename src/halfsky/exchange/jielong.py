"""A pasted 微信接龙 becomes a table: each numbered line a unit with its figures.

    #接龙 各村两癌筛查人数
    1. 张村 23
    2、李村：30人
    3）王村 男12 女 18

The word before a figure is its heading; a figure without one goes by its place (数1, 数2).
"""

from __future__ import annotations

import re

from halfsky.exchange.books import Tab
from halfsky.kernel.numbers import narrow
from halfsky.kernel.refusals import problem

NO_LINES = problem(
    "400.779",
    (
        "粘贴的内容里没有接龙：没有“序号. 单位 数字”这样的行。",
        "Nothing of the pasted text reads “number. unit figure”.",
    ),
    ("请从微信中复制整段接龙后粘贴，如：1. 张村 23。", "Copy the whole chain and paste it, such as: 1. 张村 23."),
)
NAME = "接龙"
UNIT = "单位"
_NUMBERED = re.compile(r"\s*\d{1,4}\s*[.、．)）:：]\s*(\S.*)")
_FIGURE = re.compile(
    r"([^\d\s,，;；:：=＝+-]*)\s*[:：=＝]?\s*([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*[万亿千百%‰]?)"
)
_SEPARATORS = re.compile(r"[\s,，;；:：、]+$")
_COUNTERS = "人名个户次项例件"


def is_jielong(text: str) -> bool:
    """Whether a pasted text looks like a chain."""
    return any(_read(line) for line in text.splitlines())


def read_jielong(text: str) -> Tab:
    """The table of a chain, one row a numbered line; refuses a text without any."""
    lines = [found for line in text.splitlines() if (found := _read(line))]
    if not lines:
        raise NO_LINES.at()
    headings = list(dict.fromkeys(heading for _, figures in lines for heading in figures))
    rows: list[list[object]] = [[UNIT, *headings]]
    rows += [[name, *(figures.get(h, "") for h in headings)] for name, figures in lines]
    return Tab(NAME, rows)


def _read(line: str) -> tuple[str, dict[str, str]] | None:
    """The unit and its figures by heading."""
    numbered = _NUMBERED.fullmatch(narrow(line))
    if numbered is None:
        return None
    name, rest = _split(numbered[1])
    figures: dict[str, str] = {}
    for at, (word, figure) in enumerate(_FIGURE.findall(rest), 1):
        heading = word.strip(_COUNTERS) or f"数{at}"
        figures[heading] = "".join(figure.split())
    return (name, figures) if name and figures else None


def _split(text: str) -> tuple[str, str]:
    """The name of the unit, up to the first space or sign; without one, up to the first digit."""
    found = re.match(r"([^\d\s,，;；:：=＝]+)[\s,，;；:：=＝]+(.*)", text) or re.match(r"(\D+)(\d.*)", text)
    return (_SEPARATORS.sub("", found[1]), found[2]) if found else ("", "")
