"""A dispatch as a workbook in the layout of offices: 调度表 places by indicators, 明细表 every row with its ranks.

Both print on A4 across, the heading on every page. Figures are numbers with the decimals that are printed elsewhere; a
missing one says why in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.harmless import WORKBOOK
from halfsky.kernel import league_words as words
from halfsky.kernel.dispatch import Dispatch, Item, asked
from halfsky.kernel.league import Standing
from halfsky.kernel.numbers import decimals_of, rounded

SUMMARY, DETAILS = "调度表", "明细表"
SIDE_BY_SIDE = 6
"""So many indicators stand beside each other; more follow below."""
SHORT = 5
"""A reason of so many characters fits a line of its cell."""
MOST_DECIMALS = 6
UNRANKED = "高低不论好坏，不排位次"
NOTES = (
    "注：1. 位次＝严格优于本地的地区数＋1，按未舍入的数值比较，数值相同的并列；缺数据的列出原因，不排位次。",
    "　　2. “较上期”与同一种时期的上期比，百分比之差为百分点；口径调整的和本期未结束的不比较。",
    "　　3. 小样本指多一例或少一例就可能改变位次的，注明“难分先后”，不宜据以通报名次。",
)
HEADS: tuple[tuple[str, int], ...] = (
    ("序号", 6), ("指标", 30), ("单位", 9), ("数据时期", 14), ("位次", 7), ("区划", 16), ("数值", 21), ("较上期", 20),
    ("距首位", 18), ("进步位次", 9), ("目标", 18), ("是否达到", 10), ("调度要求", 42), ("说明", 42),
)  # fmt: skip


def dispatch_book(of: Dispatch) -> bytes:
    """The workbook of a dispatch."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **WORKBOOK}) as book:
        writer = _Writer(book, of)
        writer.summary(book.add_worksheet(SUMMARY))
        writer.details(book.add_worksheet(DETAILS))
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, of: Dispatch) -> None:
        self.book, self.of = book, of
        self.formats: dict[int, Any] = {}

    def _made(self, **how: Any) -> Any:
        return self.book.add_format({"valign": "vcenter", "font_name": "宋体", "font_size": 10, **how})

    @cached_property
    def title(self) -> Any:
        return self._made(bold=True, font_size=16, align="center", font_name="黑体")

    @cached_property
    def plain(self) -> Any:
        return self._made()

    @cached_property
    def right(self) -> Any:
        return self._made(align="right")

    @cached_property
    def head(self) -> Any:
        return self._made(bold=True, align="center", border=1, text_wrap=True, bg_color="#F2F2F2")

    @cached_property
    def text(self) -> Any:
        return self._made(border=1, text_wrap=True)

    @cached_property
    def centred(self) -> Any:
        return self._made(border=1, align="center", text_wrap=True)

    @cached_property
    def missing(self) -> Any:
        return self._made(border=1, align="center", italic=True, font_color="#595959", text_wrap=True)

    def number(self, decimals: int) -> Any:
        if decimals not in self.formats:
            shown = "0" + ("." + "0" * decimals if decimals else "")
            self.formats[decimals] = self._made(border=1, num_format=shown)
        return self.formats[decimals]

    def summary(self, sheet: Any) -> None:
        """Places down, indicators across, so many beside each other as fit a page: the value and the rank of each."""
        items = self.of.items
        last = 1 + 2 * min(len(items), SIDE_BY_SIDE)
        self._top(sheet, last)
        line = 2
        for first in range(0, len(items), SIDE_BY_SIDE):
            line = self._block(sheet, line, items[first : first + SIDE_BY_SIDE])
        self._foot(sheet, line)
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 1, 16)
        sheet.set_column(2, last, 11)
        self._page(sheet, (2, 2), (0, 1))

    def _block(self, sheet: Any, top: int, items: Sequence[Item]) -> int:
        """Some of the indicators with their heading; the line below them."""
        for column, label in enumerate(("序号", "区划")):
            sheet.merge_range(top, column, top + 1, column, label, self.head)
        sheet.set_row(top, 48)
        for at, item in enumerate(items):
            column = 2 + 2 * at
            unit = f"（{item.indicator.unit}）" if item.indicator.unit else ""
            sheet.merge_range(top, column, top, column + 1, f"{item.name.zh}{unit}\n{item.when.label.zh}", self.head)
            sheet.write_string(top + 1, column, "数值", self.head)
            sheet.write_string(top + 1, column + 1, "位次", self.head)
        for line, place in enumerate(self.of.below, top + 2):
            sheet.write_number(line, 0, line - top - 1, self.centred)
            sheet.write_string(line, 1, place.name, self.text)
            rows = [(at, item, row) for at, item in enumerate(items) if (row := item.league.of(place.id))]
            for at, item, row in rows:
                self._value(sheet, line, 2 + 2 * at, row, item)
                self._rank(sheet, line, 3 + 2 * at, row)
            if any(row.now is None and len(words.value(row, item.indicator).zh) > SHORT for _, item, row in rows):
                sheet.set_row(line, 40)
        return top + 3 + len(self.of.below)

    def details(self, sheet: Any) -> None:
        """Every indicator and place with change, distance, target and what is asked."""
        self._top(sheet, len(HEADS) - 1)
        for column, (label, width) in enumerate(HEADS):
            sheet.write_string(2, column, label, self.head)
            sheet.set_column(column, column, width)
        line = 3
        for number, item in enumerate(self.of.items, 1):
            for row in item.league.rows:
                self._detail(sheet, line, number, item, row)
                line += 1
        self._foot(sheet, line)
        self._page(sheet, (3, 2), (2, 2))
        sheet.autofilter(2, 0, max(line - 1, 2), len(HEADS) - 1)

    def _detail(self, sheet: Any, line: int, number: int, item: Item, row: Standing) -> None:
        indicator = item.indicator
        sheet.write_number(line, 0, number, self.centred)
        for column, said in ((1, item.name.zh), (2, indicator.unit), (3, item.when.label.zh), (5, row.place.name)):
            sheet.write_string(line, column, said, self.text)
        self._rank(sheet, line, 4, row)
        self._value(sheet, line, 6, row, item)
        gained = row.gain_rank
        if gained is None:
            sheet.write_string(line, 9, "—", self.centred)
        else:
            sheet.write_number(line, 9, gained, self.centred)
        t = words.told(row, indicator)
        remarks = t.remarks.zh or ("" if item.league.way else UNRANKED)
        cells = {7: t.moved.zh, 8: t.behind.zh, 10: t.asked.zh, 11: t.met.zh, 12: asked(row).label.zh, 13: remarks}
        for column, text in cells.items():
            sheet.write_string(line, column, text, self.text)

    def _top(self, sheet: Any, last: int) -> None:
        of = self.of
        again = f"（第{of.version}版）" if of.version > 1 else ""
        sheet.merge_range(0, 0, 0, last, of.title + again, self.title)
        sheet.set_row(0, 30)
        made = f"制表单位：{of.place.name}妇女儿童工作委员会办公室"
        nature = "（演示数据，地区和数据均为虚构）" if of.demo else ""
        until = f"冻结于{of.frozen_on:%Y-%m-%d}　数据版本{of.snapshot}{nature}"
        half = max(last // 2, 1)
        self._across(sheet, 1, 0, half, made, self.plain)
        self._across(sheet, 1, half + 1, last, until, self.right)

    def _across(self, sheet: Any, row: int, first: int, last: int, said: str, how: Any) -> None:
        if first < last:
            sheet.merge_range(row, first, row, last, said, how)
        elif first == last:
            sheet.write_string(row, first, said, how)

    def _foot(self, sheet: Any, line: int) -> None:
        for at, note in enumerate(NOTES, line):
            sheet.write_string(at, 0, note, self.plain)

    def _page(self, sheet: Any, frozen: Sequence[int], repeated: Sequence[int]) -> None:
        sheet.freeze_panes(*frozen)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(repeated[0], repeated[1])
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def _value(self, sheet: Any, line: int, column: int, row: Standing, item: Item) -> None:
        if row.now is None:
            sheet.write_string(line, column, words.value(row, item.indicator).zh, self.missing)
            return
        decimals = item.indicator.decimals if row.now.computed else decimals_of(row.now.shown)
        decimals = min(decimals, MOST_DECIMALS)
        sheet.write_number(line, column, float(rounded(row.now.value, decimals)), self.number(decimals))

    def _rank(self, sheet: Any, line: int, column: int, row: Standing) -> None:
        if row.rank is None:
            sheet.write_string(line, column, "—", self.centred)
        else:
            sheet.write_number(line, column, row.rank, self.centred)
