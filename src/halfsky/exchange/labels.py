"""What the rows of a table with headings on two sides mean: each line's label with all that it stands under.

A line stands under another when it is indented (by spaces or by the cell's own indent), begins with 其中, or stands in
a column of labels further right, as in tables whose groups are merged cells or were left empty below their first line.
A section (一、…) stands over all lines to the next one. Codes, units of measure and what is signed at the foot are no
labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from halfsky.exchange.layout import Layout, View, distinct, fingerprint, is_figure, normal, trail
from halfsky.kernel.refusals import problem

NO_LABELS = problem(
    "400.821",
    (
        "没有认出哪一列是指标名称、哪些列是数字。",
        "No column was found that says what the rows mean, with headed figures beside it.",
    ),
    (
        "每行左侧须有指标名称，右侧是数字；请删去无关的内容后再上传。",
        "Each row needs a label left of its figures; remove what does not belong to the table.",
    ),
)
_CODES = frozenset(("代码", "代号", "编号", "编码", "序号", "行次", "行号", "no", "code", "line"))
_UNITS = frozenset(("计量单位", "单位", "unit", "measure"))
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.．]|第[一二三四五六七八九十]{1,3}[部章]")
_OF_WHICH = re.compile(r"其中\s*[:：]?\s*")
_FOOT = re.compile(
    r"注\s*\d*\s*[:：.、]|(说明|备注)\s*\d*\s*[:：]|(单位|统计|部门)?负责人|(填|制)(表|报)|审核|联系电话|电话|报出日期"
    r"|(19|20)\d\d\s*年.*[月日]$"
)
OF_WHICH_WIDTH = 6
"""其中： is three characters wide; what is written below its next word is indented by as much."""
LEAST_COUNTED = 3


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by line, the units of measure said beside them, the first column of figures, the fingerprint of all."""

    lines: Mapping[int, str]
    measures: Mapping[int, str]
    first: int
    fingerprint: str


def find_labels(view: View, layout: Layout, title: str = "") -> Labels:
    """The labels of the lines below the headings; refuses a table without labels or without figures beside them."""
    columns = _Columns(view, layout)
    if columns.first is None or not columns.labels:
        raise NO_LABELS.at(title)
    found: dict[int, list[str]] = dict(_lines(view, layout, columns))
    if not found or not any(layout.headings[columns.first :]):
        raise NO_LABELS.at(title)
    named = dict(zip(found, distinct([trail(texts) for texts in found.values()]), strict=True))
    measures = {
        line: text for line in named for c in columns.measures if (text := view.text(line, c)) and not is_figure(text)
    }
    mark = fingerprint("both", layout.headings, list(named.values()))
    return Labels(named, measures, columns.first, mark)


class _Columns:
    """Which columns hold labels, units of measure, figures: by what stands in them."""

    def __init__(self, view: View, layout: Layout) -> None:
        self.view, self.layout = view, layout
        rows = range(layout.first, view.height)
        texts = {c: [t for r in rows if (t := self._said(r, c))] for c in range(view.width)}
        self.figures = {c for c, said in texts.items() if self._holds_figures(c, said)}
        filled = next((c for c in sorted(self.figures) if not self._counts(c, texts[c])), None)
        worded = [c for c in range(filled or 0) if texts[c] and c not in self.figures]
        # A column that this file leaves empty may have figures in the next one.
        self.first = None if filled is None else max((c for c in range(filled) if texts[c]), default=-1) + 1
        self.measures = [c for c in worded if normal(layout.headings[c]) in _UNITS and len(worded) > 1]
        self.labels = [c for c in worded if c not in self.measures]

    def _said(self, row: int, column: int) -> str:
        """What stands in a cell; of one that holds an error, a figure that is not there."""
        spot = self.view.spot(row, column)
        return self.view.tab.text(spot) or ("0" if self.view.tab.fault(spot) else "")

    def _holds_figures(self, column: int, said: list[str]) -> bool:
        return sum(is_figure(t) for t in said) * 2 > len(said)

    def _counts(self, column: int, said: list[str]) -> bool:
        """Whether a column numbers the lines: by its heading, or because it counts them with more figures behind."""
        if normal(self.layout.headings[column].split("·")[-1]) in _CODES:
            return True
        numbers = [int(t) for t in said if t.isdecimal()]
        counted = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
        more = any(c > column for c in self.figures)
        return counted and more and len(numbers) == len(said) >= LEAST_COUNTED


def _lines(view: View, layout: Layout, columns: _Columns) -> Iterator[tuple[int, list[str]]]:
    """Each line with a label: what it stands under, from the top down, and what it says itself."""
    over: list[tuple[tuple[int, int], str]] = []
    foot = False
    for line in range(layout.first, view.height):
        said = [(c, text) for c in columns.labels if (text := view.text(line, c))]
        if not said:
            continue
        foot = foot or bool(_FOOT.match(said[0][1]))
        if foot and not _has_figures(view, line, columns):
            continue
        for column, text in said:
            depth = (-1, 0) if _SECTION.match(text) else (column, _indent(view, line, column, text))
            while over and over[-1][0] >= depth:
                over.pop()
            over.append((depth, text))
        yield line, [text for _, text in over]


def _has_figures(view: View, line: int, columns: _Columns) -> bool:
    return any(is_figure(view.text(line, c)) for c in columns.figures)


def _indent(view: View, line: int, column: int, text: str) -> int:
    """How far a label is indented, in halves of a Chinese character."""
    spot = view.spot(line, column)
    raw = view.tab.raw(spot)
    blank = len(raw) - len(raw.lstrip()) if isinstance(raw, str) else 0
    wide = raw[:blank].count("\u3000") if isinstance(raw, str) else 0
    own = view.tab.indents.get(spot, 0) * 2
    return blank + wide + own + (OF_WHICH_WIDTH if _OF_WHICH.match(text) else 0)
