"""One sheet for all units below (分县数): a row for each, a column for each cell of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.form_book import OPEN_TO, number_rule
from halfsky.exchange.form_grid import FIRST, Asked, Grid
from halfsky.exchange.form_styles import Styles
from halfsky.exchange.harmless import WORKBOOK
from halfsky.exchange.meaning import EXPLAINED
from halfsky.exchange.spots import address
from halfsky.kernel.answer import REASONS
from halfsky.kernel.text import Text

SHEET = "分县数"
REASON_SHEET = "缺数原因"
LEAST_FOR_STREAM = 2_000
"""From so many units on rows are written as they come, so that the book takes little memory."""
HEADS, KEYS = 2, 4


def units_book(
    asked: Asked, units: Sequence[tuple[str, str]], raw: Mapping[str, Mapping[str, str]] | None = None, lang: str = "zh"
) -> bytes:
    """The sheet for units (code and name); `asked.place` is the place above them; `raw` what is there already."""
    out = BytesIO()
    grid = Grid(asked.form, asked.elements, asked.rates)
    large = len(units) >= LEAST_FOR_STREAM
    options = {"constant_memory": True} if large else {"in_memory": True}
    with xlsxwriter.Workbook(out, {**options, **WORKBOOK}) as book:
        styles, sheet = Styles(book), book.add_worksheet(SHEET)
        title = Text(f"{asked.form.title.zh}　{asked.place_name}　{asked.period.label.zh}", "")
        if lang == "en":
            title = Text("", f"{asked.form.title.in_('en')} · {asked.place_name} · {asked.period.label.in_('en')}")
        sheet.write_string(0, 0, title.in_(lang), styles.title)
        _headings(sheet, grid, styles, lang)
        keys = list(grid.asked)
        for row, (code, name) in enumerate(units, KEYS + 1):
            sheet.write_string(row, 0, code, styles.label)
            sheet.write_string(row, 1, name, styles.label)
            for column, key in enumerate(keys, 2):
                placed, _ = grid.asked[key]
                style = styles.answer(placed.element.decimals)
                text = (raw or {}).get(code, {}).get(key, "")
                if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= 15:
                    sheet.write_number(row, column, float(text), style)
                else:
                    sheet.write_string(row, column, text, style) if text else sheet.write_blank(
                        row, column, None, style
                    )
        _rules(book, sheet, grid, len(units), lang)
    return out.getvalue()


def _headings(sheet: Any, grid: Grid, styles: Styles, lang: str) -> None:
    """Two rows of headings, the element above and its column below, and the hidden row with the cells' names.

    Row after row: a book that is streamed takes them in no other order."""
    labels = [Text("区划代码", "code").in_(lang), Text("单位", "unit").in_(lang)]
    columns = dict(enumerate(grid.form.columns, FIRST))
    above, below = list(labels), list(labels)
    for placed, column in grid.asked.values():
        unit = f"（{placed.element.unit}）" if placed.element.unit else ""
        heads = columns[column].heads if placed.line is not None else (Text("比率", "rate"),)
        above.append(placed.element.name.in_(lang) + unit)
        below.append("·".join(h.in_(lang) for h in heads))
    sheet.set_row(KEYS, None, None, {"hidden": True})
    above.append(Text("核实说明", "explanation").in_(lang))
    below.append(above[-1])
    sheet.set_column(0, 1 + len(grid.asked), 14)
    sheet.set_column(2 + len(grid.asked), 2 + len(grid.asked), 40)
    sheet.freeze_panes(KEYS + 1, 2)
    for row, texts in ((HEADS, above), (HEADS + 1, below)):
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text, styles.head)
    for at, key in enumerate(grid.asked, 2):
        sheet.write_string(KEYS, at, key)
    sheet.write_string(KEYS, 2 + len(grid.asked), EXPLAINED)


def _rules(book: Any, sheet: Any, grid: Grid, count: int, lang: str) -> None:
    """What the columns may hold, and the reasons for none; codes and headings are locked."""
    reasons = book.add_worksheet(REASON_SHEET)
    for row, reason in enumerate(REASONS):
        reasons.write_string(row, 0, reason.label.in_(lang))
    reasons.hide()
    book.define_name("halfsky.reasons", f"='{REASON_SHEET}'!$A$1:$A${len(REASONS)}")
    for at, (placed, _) in enumerate(grid.asked.values(), 2):
        first = (KEYS + 1, at)
        rule = {"validate": "custom", "value": f"={number_rule(address(first), placed.element)}", "ignore_blank": True}
        sheet.data_validation(*first, KEYS + count, at, rule)
    sheet.protect("", OPEN_TO)
