"""A form's workbook read back, whatever people did to it.

The hidden sheet says which form it is and which cells it asked. A cell is found where its line code and its column
number stand now, because that is what the person saw who wrote beside them; where labels were overwritten, the hidden
name that moved with the cell leads to it. What can be found neither way is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.exchange.books import Book, Tab
from halfsky.exchange.form_book import ANSWERS
from halfsky.exchange.form_grid import CODE, FIRST, LETTERS, Asked, Grid
from halfsky.exchange.form_manifest import HIDDEN, Located, Manifest, manifest_of, read_manifest
from halfsky.exchange.spots import Spot, address
from halfsky.kernel.answer import REASONS, read_answer
from halfsky.kernel.fact import Element
from halfsky.kernel.numbers import narrow
from halfsky.kernel.refusals import Refusal, Refused, problem

OTHER_FORM = problem(
    "409.770",
    ("这份工作簿是{came}，不是{wanted}。", "This workbook is {came}, not {wanted}."),
    ("请选对文件，或到相应的填报任务中上传。", "Choose the right file, or send it where it belongs."),
)
OTHER_VERSION = problem(
    "409.771",
    (
        "报表《{form}》在下载之后改过，这份工作簿是旧版。",
        "The form {form} has changed since this workbook was downloaded.",
    ),
    ("请重新下载本表，把数字粘贴过去再上传。", "Download it again, paste the figures into it and send that."),
)
LOST_CELLS = problem(
    "400.775",
    (
        "找不到这些单元格：{cells}。行列可能被删除或改动过。",
        "These cells are gone: {cells}. Rows or columns were deleted.",
    ),
    ("请重新下载本表，把数字粘贴过去再上传。", "Download the form again, paste the figures into it and send that."),
)
MERGED = problem(
    "400.776",
    ("几个填报单元格被合并成了一个（{range}），不知道数字属于哪一格。", "Cells to be filled in were merged ({range})."),
    ("请取消合并，逐格填写。", "Split them and fill in each."),
)
NO_SHEET = problem(
    "400.777",
    ("工作簿里没有填报表。", "The sheet with the answers is not in the workbook."),
    ("请重新下载本表填写。", "Download the form again and fill it in."),
)
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a workbook says: raw texts by cell, where each was found, and every complaint with its cell's address."""

    manifest: Manifest
    sheet: str
    raw: Mapping[str, str]
    spots: Mapping[str, Spot]
    complaints: tuple[Refusal, ...]
    wrong: Mapping[str, Refusal]

    def at(self, key: str) -> str:
        """Where a cell was found: 填报!D8."""
        return f"{self.sheet}!{address(self.spots[key])}" if key in self.spots else ""


def read_form(book: Book, asked: Asked) -> FormReading:
    """Read the workbook of a form. Refuses one that is of another form, unit or version, or that lost its cells."""
    manifest = read_manifest(book)
    demand_same(manifest, asked, book.title)
    grid = Grid(asked.form, asked.elements, asked.rates)
    tab, spots = _locate(book, manifest)
    lost = [c for c in manifest.cells if c.key not in spots]
    if lost:
        raise LOST_CELLS.at(book.title, cells=_called(lost, grid))
    return _Reader(tab, manifest, spots, grid).read()


def demand_same(manifest: Manifest, asked: Asked, title: str) -> None:
    """Refuse the workbook of another form, period or unit, and one whose form has changed since."""
    came = (manifest.form, manifest.period, manifest.place)
    wanted = (asked.form.code, str(asked.period), asked.place)
    if came != wanted:
        raise OTHER_FORM.at(title, came=" ".join(came), wanted=" ".join(wanted))
    now = manifest_of(asked, Grid(asked.form, asked.elements, asked.rates))
    if {c.key for c in manifest.cells} != {c.key for c in now.cells}:
        raise OTHER_VERSION.at(title, form=asked.form.title)


def _locate(book: Book, manifest: Manifest) -> tuple[Tab, dict[str, Spot]]:
    """The sheet with the answers, whatever it is called now, and where its cells stand."""
    named = {name: at for name, at in book.names.items() if at[1] is not None}
    sheets = Counter(named[c.name][0] for c in manifest.cells if c.name in named)
    favourites = [name for name, _ in sheets.most_common()] + [ANSWERS]
    tabs = [t for t in book.tabs if t.name != HIDDEN]
    tabs.sort(key=lambda t: favourites.index(t.name) if t.name in favourites else len(favourites))
    if not tabs:
        raise NO_SHEET.at(book.title)
    tab = tabs[0]
    seen = _by_labels(tab, manifest)
    for cell in manifest.cells:
        sheet, at = named.get(cell.name, ("", None))
        if cell.key not in seen and sheet == tab.name and at is not None and at not in seen.values():
            seen[cell.key] = at
    return tab, seen


def _by_labels(tab: Tab, manifest: Manifest) -> dict[str, Spot]:
    """Cells by the codes and numbers that stand beside them; labels that stand there twice say nothing."""
    header = _header(tab)
    if header is None:
        return {}
    row, code_column = header
    columns = _once({c: narrow(tab.text((row, c))) for c in range(code_column + 1, tab.width)})
    codes = {c.code for c in manifest.cells}
    found = {r: _code(tab.text((r, code_column)), codes) for r in range(row + 1, len(tab.rows))}
    rows = _once({r: code for r, code in found.items() if code})
    return {c.key: (rows[c.code], columns[c.number]) for c in manifest.cells if c.code in rows and c.number in columns}


def _header(tab: Tab) -> Spot | None:
    """Where 丙 stands, in the row of column numbers."""
    for row in range(len(tab.rows)):
        texts = [tab.text((row, c)) for c in range(len(tab.rows[row]))]
        if LETTERS[0] in texts and texts.count(LETTERS[CODE]) == 1:
            return row, texts.index(LETTERS[CODE])
    return None


def _code(text: str, codes: set[str]) -> str:
    """A line code; 01 may have become the number 1."""
    plain = narrow(text)
    return next((c for c in (plain, plain.zfill(2)) if c in codes), "")


def _once(found: Mapping[int, str]) -> dict[str, int]:
    counts = Counter(found.values())
    return {text: at for at, text in found.items() if counts[text] == 1}


def _called(lost: list[Located], grid: Grid) -> str:
    said = [f"{grid.asked[c.key][0].element.name.zh}（{c.number}）" for c in lost if c.key in grid.asked]
    return "、".join(said[:MOST_NAMED]) + ("…" if len(said) > MOST_NAMED else "")


class _Reader:
    def __init__(self, tab: Tab, manifest: Manifest, spots: Mapping[str, Spot], grid: Grid) -> None:
        self.tab, self.manifest, self.spots, self.grid = tab, manifest, spots, grid
        self.raw: dict[str, str] = {}
        self.wrong: dict[str, Refusal] = {}

    def read(self) -> FormReading:
        merged = self._merged()
        reasons = self._reasons()
        for key, spot in self.spots.items():
            element = self.grid.asked[key][0].element
            text = self.tab.text(spot) or reasons.get(spot[0], "")
            fault = merged.get(spot) or self.tab.fault(spot) or complaint(text, element, self.tab.at(spot))
            if fault is not None:
                self.wrong[key] = fault
            if text:
                self.raw[key] = text
        complaints = tuple(dict.fromkeys(self.wrong.values()))
        return FormReading(self.manifest, self.tab.name, self.raw, self.spots, complaints, self.wrong)

    def _merged(self) -> dict[Spot, Refusal]:
        """Cells to be filled in that were merged into one."""
        asked = set(self.spots.values())
        found: dict[Spot, Refusal] = {}
        for (top, left), (bottom, right) in self.tab.merged:
            within = [s for s in asked if top <= s[0] <= bottom and left <= s[1] <= right]
            if len(within) > 1:
                where = f"{address((top, left))}:{address((bottom, right))}"
                found |= dict.fromkeys(within, MERGED.at(f"{self.tab.name}!{where}", range=where))
        return found

    def _reasons(self) -> dict[int, str]:
        """The reason chosen for a line at its end, by row."""
        labels = {text for reason in REASONS for text in (reason.label.zh, reason.label.en)}
        last = max((column for _, column in self.spots.values()), default=FIRST)
        rows = {row for row, _ in self.spots.values()}
        ends = {row: [self.tab.text((row, c)) for c in range(last + 1, self.tab.width)] for row in rows}
        return {row: text for row, texts in ends.items() for text in texts if text in labels}


def complaint(text: str, element: Element, where: str) -> Refusal | None:
    """What keeps a text from being read as an answer."""
    try:
        read_answer(text, element, where)
    except Refused as refused:
        return refused.refusals[0]
    return None
