"""The layout of a table that somebody else made: where its headings are, in how many rows, where its figures begin.

A heading is read with all that stands above it (按城乡分·农村), through merged cells and through cells that were left
empty where others would merge. The fingerprint of the headings names the layout, whatever the file, the sheet and the
figures.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from halfsky.exchange.books import Tab
from halfsky.exchange.spots import Spot
from halfsky.kernel.answer import REASONS
from halfsky.kernel.numbers import narrow
from halfsky.kernel.refusals import problem

NO_LAYOUT = problem(
    "400.778",
    ("没有认出表头和数据：{why}。", "No headings with figures below them were found: {why}."),
    (
        "表头须在数据上方（或左侧），数据区至少有一行数字；请删去无关的说明后再上传。",
        "Headings stand above (or left of) at least one row of figures; remove what does not belong to the table.",
    ),
)
Way = Literal["down", "across"]
"""Whether units stand one below the other, or side by side (then rows and columns change places)."""

HEADINGS_WITHIN = 60
FULL_ENOUGH = 0.5
"""A row of headings has something over more than half of the columns; a remark has not."""
SIGN = "·"
_CAPTION = re.compile(r"(填报|填表|制表|报送|单位|计量|日期|时间|表号|年份|统计)[^:：]*[:：]")
"""What stands between title and headings: 填报单位：…, 单位：人."""
_FIGURE = re.compile(r"[+-]?\d[\d,]*(\.\d+)?\s*[万亿千百]?\s*[^\d\s]{0,4}")
_REASONS = frozenset(text for reason in REASONS for text in (reason.label.zh, reason.label.en))
_NOISE = re.compile(r"[\s*＊:：,，.。、()（）\[\]【】《》\"“”'‘’_\-—/]+")


@dataclass(frozen=True, slots=True)
class View:
    """A sheet, or its rows from `top` up to `bottom`, as it is read: with rows and columns changed over where units
    stand side by side."""

    tab: Tab
    way: Way = "down"
    top: int = 0
    bottom: int | None = None

    def spot(self, row: int, column: int) -> Spot:
        """Where in the sheet a row and a column of the view meet."""
        return (row + self.top, column) if self.way == "down" else (column + self.top, row)

    def seen(self, spot: Spot) -> Spot:
        """The row and the column of the view for a spot of the sheet."""
        row, column = spot[0] - self.top, spot[1]
        return (row, column) if self.way == "down" else (column, row)

    def text(self, row: int, column: int) -> str:
        return self.tab.text(self.spot(row, column))

    @property
    def height(self) -> int:
        return self._rows if self.way == "down" else self.tab.width

    @property
    def width(self) -> int:
        return self.tab.width if self.way == "down" else self._rows

    @property
    def _rows(self) -> int:
        return (len(self.tab.rows) if self.bottom is None else self.bottom) - self.top


@dataclass(frozen=True, slots=True)
class Layout:
    """Headings by column (a column without one has the empty text), the first row of them, the first row of figures."""

    way: Way
    headings: tuple[str, ...]
    heads: int
    first: int
    fingerprint: str

    def column(self, heading: str) -> int | None:
        return self.headings.index(heading) if heading in self.headings else None


def find_layout(view: View, title: str = "") -> Layout:
    """The layout of a sheet; refuses one without headings or without figures."""
    width = view.width
    height = min(view.height, HEADINGS_WITHIN)
    rows = [[view.text(r, c) for c in range(width)] for r in range(height)]
    first = next((r for r in range(height) if _is_data(rows[r])), None)
    if first is None:
        raise NO_LAYOUT.at(title, why="没有数字")
    heads, top, end = _heading_rows(view, rows, first)
    if not heads:
        raise NO_LAYOUT.at(title, why="没有表头")
    headings = distinct([trail([row[c] for row in heads]) for c in range(width)])
    first = next(r for r in range(end, first + 1) if not _is_numbering([c for c in rows[r] if c]))
    return Layout(view.way, headings, top, first, fingerprint(view.way, headings))


def fingerprint(kind: str, *axes: Sequence[str]) -> str:
    """The digest of the headings of one axis or more, without spaces, signs and empty ones at the end."""
    plain = [[normal(h) for h in headings] for headings in axes]
    for headings in plain:
        while headings and not headings[-1]:
            headings.pop()
    return hashlib.sha256(json.dumps([kind, *plain], ensure_ascii=False).encode()).hexdigest()


def normal(text: str) -> str:
    """A heading for comparison: narrow, lower case, without spaces and signs."""
    return _NOISE.sub("", narrow(text).lower())


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure or the reason for none."""
    plain = narrow(text)
    return bool(_FIGURE.fullmatch(plain)) or plain in _REASONS


def _is_data(cells: list[str]) -> bool:
    """A row of figures: a label and at least one figure; not a row of years, nor one of column numbers."""
    there = [c for c in cells if c]
    figures = [c for c in there if is_figure(c)]
    if not figures or len(there) < 2 or len(figures) * 3 < len(there):
        return False
    return not (are_years(figures) or _is_numbering(there))


def are_years(figures: list[str]) -> bool:
    """Whether what looks like figures is years: 2024, 2025年."""
    plain = [narrow(f).removesuffix("年") for f in figures]
    return all(re.fullmatch(r"(19|20)\d\d", p) for p in plain)


def _is_numbering(cells: list[str]) -> bool:
    """甲 乙 丙 1 2 3: the row that numbers the columns."""
    numbers = [c for c in cells if c.isdigit()]
    letters = [c for c in cells if c in "甲乙丙丁戊己"]
    counted = numbers == [str(i) for i in range(1, len(numbers) + 1)]
    return counted and len(numbers) > 1 and len(numbers) + len(letters) == len(cells)


def _heading_rows(view: View, rows: list[list[str]], first: int) -> tuple[list[list[str]], int, int]:
    """The rows right above the figures that are headings, the top one first; its number, and that below the last."""
    filled = _filled(view, rows[:first])
    width = len([c for c in rows[first] if c])
    found: list[list[str]] = []
    top = end = first
    for number in range(first - 1, -1, -1):
        row = _spread(filled[number], found[0]) if found else filled[number]
        there = [c for c in row if c]
        if _is_numbering(there):
            continue
        above = filled[number - 1] if number else []
        enough = len(there) > FULL_ENOUGH * width or _divides(row, above, FULL_ENOUGH * width)
        if not enough or len(set(there)) < 2 or _is_caption(filled[number]):
            if found:
                break
            continue
        top, end = number, end if found else number + 1
        found.insert(0, row)
    return found, top, end


def _is_caption(row: list[str]) -> bool:
    return all(_CAPTION.match(c) for c in row if c)


def _divides(row: list[str], above: list[str], least: float) -> bool:
    """Whether a row says what headings of the row above it are divided into: 城市, 农村 below 按城乡分, which is merged
    or was left beside an empty cell; both together have something over most columns."""
    pairs = list(zip(row, above, strict=False))
    return (
        any(own and (not over or above.count(over) > 1) for own, over in pairs)
        and sum(bool(own or over) for own, over in pairs) > least
        and len({over for _, over in pairs if over}) > 1
        and not _is_caption(above)
    )


def _filled(view: View, rows: list[list[str]]) -> list[list[str]]:
    """What a merged cell says stands in each of its cells."""
    grid = [list(row) for row in rows]
    for corners in view.tab.merged:
        (top, left), (bottom, right) = (view.seen(corner) for corner in corners)
        if 0 <= top < len(grid) and 0 <= left < len(grid[top]):
            for r in range(top, min(bottom + 1, len(grid))):
                for c in range(left, min(right + 1, len(grid[r]))):
                    grid[r][c] = grid[top][left]
    return grid


def _spread(row: list[str], below: list[str]) -> list[str]:
    """A heading over several columns whose cells were never merged stands over the empty ones to its right."""
    found, over = list(row), ""
    for c, text in enumerate(row):
        if text:
            over = text if below[c] and below[c] != text else ""
        elif over and below[c]:
            found[c] = over
        else:
            over = ""
    return found


def trail(texts: list[str]) -> str:
    """The headings over a column from the top down, none said twice."""
    plain = [" ".join(t.split()) for t in texts if t]
    return SIGN.join(dict.fromkeys(plain))


def distinct(headings: list[str]) -> tuple[str, ...]:
    """The headings, one that comes again numbered: 小计, 小计 #2."""
    seen: dict[str, int] = {}
    found = []
    for heading in headings:
        seen[heading] = count = seen.get(heading, 0) + 1
        found.append(f"{heading} #{count}" if heading and count > 1 else heading)
    return tuple(found)


def places_column(view: View, layout: Layout, known: Mapping[str, str]) -> tuple[int | None, float]:
    """The column that names known places most often (codes before names), and in what share of its rows."""
    rows = range(layout.first, min(view.height, layout.first + 200))
    best: tuple[int | None, float] = (None, 0.0)
    for column in range(view.width):
        texts = [t for r in rows if (t := view.text(r, column))]
        share = sum(place_key(t) in known for t in texts) / len(rows) if texts else 0.0
        if share > best[1]:
            best = column, share
    return best


def place_key(text: str) -> str:
    """How the code or name of a place is looked up: a code that came as a number, a name with spaces in it."""
    plain = "".join(narrow(text).split())
    return plain[:-2] if plain.endswith(".0") else plain
