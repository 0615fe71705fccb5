"""How the workbook of a form looks: like the paper table, in grey where nothing is to be written."""

from __future__ import annotations

from functools import cached_property
from typing import Any

GREY, WASH = "#595959", "#F2F2F2"
RED, AMBER = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}, {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
DIAGONAL = 14
"""Excel's pattern of thin diagonal lines."""


class Styles:
    """The formats of one workbook, made when they are first needed."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.kept: dict[tuple[str, int, bool], Any] = {}

    def _made(self, **how: Any) -> Any:
        return self.book.add_format({"valign": "vcenter", **how})

    @cached_property
    def title(self) -> Any:
        return self._made(bold=True, font_size=16, align="center")

    @cached_property
    def printed(self) -> Any:
        return self._made(align="right", font_size=9)

    @cached_property
    def plain(self) -> Any:
        return self._made()

    @cached_property
    def small(self) -> Any:
        return self._made(font_size=9, font_color=GREY)

    @cached_property
    def head(self) -> Any:
        return self._made(bold=True, align="center", border=1, text_wrap=True)

    @cached_property
    def section(self) -> Any:
        return self._made(bold=True, border=1, bg_color=WASH)

    @cached_property
    def label(self) -> Any:
        return self._made(border=1, text_wrap=True)

    @cached_property
    def centre(self) -> Any:
        return self._made(border=1, align="center")

    @cached_property
    def hatched(self) -> Any:
        return self._made(border=1, pattern=DIAGONAL, fg_color="#A6A6A6", bg_color="#FFFFFF")

    @cached_property
    def reason(self) -> Any:
        return self._made(border=1, locked=False)

    @cached_property
    def grey(self) -> Any:
        return self._made(border=1, font_color=GREY, bg_color=WASH)

    @cached_property
    def wrong(self) -> Any:
        return self.book.add_format(RED)

    @cached_property
    def doubtful(self) -> Any:
        return self.book.add_format(AMBER)

    def answer(self, decimals: int, returned: bool = False) -> Any:
        """A cell to be filled in; one that came back is framed in red."""
        frame = {"border": 2, "border_color": "#9C0006"} if returned else {"border": 1}
        return self._number("answer", decimals, returned, locked=False, **frame)

    def total(self, decimals: int) -> Any:
        """A cell that the sheet adds up."""
        return self._number("total", decimals, False, border=1, bg_color=WASH)

    def _number(self, kind: str, decimals: int, marked: bool, **how: Any) -> Any:
        shown = "#,##0" + ("." + "0" * decimals if decimals else "")
        key = (kind, decimals, marked)
        if key not in self.kept:
            self.kept[key] = self._made(num_format=shown, **how)
        return self.kept[key]
