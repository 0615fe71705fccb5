"""A form as a workbook laid out like the paper table, to be filled in offline and sent back.

Labels are locked and answers are not; totals are formulas; cells that do not exist are hatched. What is typed is
checked as it is typed, the checks of the form light up on their cells and are listed on a sheet of their own. A very
hidden sheet names every cell, so the reader finds them whatever was moved.
"""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.form_audit import Audit, audits
from halfsky.exchange.form_expressions import BEFORE, Expressions
from halfsky.exchange.form_grid import CODE, FIRST, HEADS, LETTERS, NAME, UNIT, Asked, Grid, Placed, named
from halfsky.exchange.form_manifest import HIDDEN, Manifest, manifest_of
from halfsky.exchange.form_styles import Styles
from halfsky.exchange.harmless import WORKBOOK
from halfsky.exchange.spots import Spot, address
from halfsky.kernel.answer import REASONS
from halfsky.kernel.checking import Severity
from halfsky.kernel.fact import Absence, Element
from halfsky.kernel.form import SIGNATURES
from halfsky.kernel.numbers import needed
from halfsky.kernel.text import Text, listed

ANSWERS = "填报"
CHECKS = "审核"
REASON_LIST = "halfsky.reasons"
MOST_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; a longer one is written as text."""
OPEN_TO = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True}
"""What a protected sheet still lets people do; there is no password."""


def form_book(asked: Asked, lang: str = "zh") -> bytes:
    """The workbook of a form for one unit."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **WORKBOOK}) as book:
        _Writer(book, asked, lang).write()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, asked: Asked, lang: str) -> None:
        self.book, self.asked, self.lang = book, asked, lang
        self.form = asked.form
        self.grid = Grid(asked.form, asked.elements, asked.rates)
        self.styles = Styles(book)
        self.manifest = manifest_of(asked, self.grid)
        self.cells = Expressions(self.grid, asked.elements)

    def write(self) -> None:
        sheet = self.book.add_worksheet(ANSWERS)
        self._frame(sheet)
        self._answers(sheet)
        self._totals(sheet)
        self._foot(sheet)
        self._before()
        self._checks(sheet)
        self._hidden()
        sheet.protect("", OPEN_TO)
        sheet.activate()

    def said(self, text: Text) -> str:
        return text.in_(self.lang)

    def _frame(self, sheet: Any) -> None:
        """Title, what is printed about the form, place and period, headings, labels: all that is locked."""
        form, styles, last = self.form, self.styles, self.grid.reasons
        sheet.merge_range(0, 0, 0, last, self.said(form.title), styles.title)
        for row, line in enumerate(self._printed(), 1):
            sheet.merge_range(row, max(last - 2, 0), row, last, line, styles.printed)
        where = Text(f"填报单位：{self.asked.place_name}{self.asked.agency.zh}", "")
        if self.asked.agency:
            where = Text(where.zh, f"Filled in by: {self.asked.place_name}, {self.asked.agency.in_('en')}")
        sheet.write_string(HEADS - 1, 0, self.said(where), styles.plain)
        period = self.asked.period.label
        sheet.write_string(HEADS - 1, last, self.said(period), styles.printed)
        self._headings(sheet)
        for row, section in self.grid.sections:
            sheet.merge_range(row, 0, row, last, self.said(section), styles.section)
        for placed in self.grid.placed:
            self._label(sheet, placed)
        sheet.set_column(NAME, NAME, 34)
        sheet.set_column(UNIT, UNIT, 8)
        sheet.set_column(CODE, CODE, 6)
        sheet.set_column(FIRST, last - 1, 12)
        sheet.set_column(last, last, 18)
        sheet.freeze_panes(self.grid.numbers + 1, FIRST)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADS, self.grid.numbers)

    def _printed(self) -> list[str]:
        """表号、制定机关、批准（备案）机关、文号、有效期至."""
        p = self.form.printed
        until = p.until.isoformat() if p.until else ""
        lines = (
            (Text("表　　号：", "Form: "), p.number),
            (Text("制定机关：", "Issued by: "), p.issued_by),
            (Text("批准机关：", "Approved by: "), p.approved_by),
            (Text("文　　号：", "Document: "), p.document),
            (Text("有效期至：", "Valid until: "), until),
        )
        return [self.said(label) + value for label, value in lines]

    def _headings(self, sheet: Any) -> None:
        head, top, bottom = self.styles.head, HEADS, self.grid.numbers - 1
        labels = (Text("指标名称", "item"), Text("计量单位", "unit"), Text("代码", "code"))
        for column, label in enumerate(labels):
            self._span(sheet, (top, column), (bottom, column), self.said(label))
        self._span(sheet, (top, self.grid.reasons), (bottom, self.grid.reasons), self.said(REASON_HEAD))
        taken: set[Spot] = set()
        for row, heads in enumerate(self.form.headings(), top):
            column = FIRST
            for text, across, down in ((h.text, h.across, h.down) for h in heads):
                while (row, column) in taken:
                    column += 1
                taken |= {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
                self._span(sheet, (row, column), (row + down - 1, column + across - 1), self.said(text))
                column += across
        for column, letter in enumerate(LETTERS):
            sheet.write_string(self.grid.numbers, column, letter, head)
        for column in range(FIRST, self.grid.reasons):
            sheet.write_number(self.grid.numbers, column, column - CODE, head)
        sheet.write_blank(self.grid.numbers, self.grid.reasons, None, head)

    def _span(self, sheet: Any, first: Spot, last: Spot, text: str) -> None:
        if first == last:
            sheet.write_string(*first, text, self.styles.head)
        else:
            sheet.merge_range(*first, *last, text, self.styles.head)

    def _label(self, sheet: Any, placed: Placed) -> None:
        styles, row, element = self.styles, placed.row, placed.element
        sheet.write_string(row, NAME, self.said(element.name), styles.label)
        sheet.write_string(row, UNIT, element.unit, styles.centre)
        sheet.write_string(row, CODE, placed.code, styles.centre)
        if placed.line is not None and placed.line.note.zh:
            sheet.write_comment(row, NAME, self.said(placed.line.note))
        if placed.line is None:
            for column in range(FIRST + 1, self.grid.reasons):
                sheet.write_blank(row, column, None, styles.hatched)
            sheet.write_blank(row, self.grid.reasons, None, styles.hatched)

    def _answers(self, sheet: Any) -> None:
        """The cells that are asked, with what was typed so far, and the reason that holds for a whole line."""
        for key, (placed, column) in self.grid.asked.items():
            spot = (placed.row, column)
            style = self.styles.answer(placed.element.decimals, bool(self.asked.returned.get(key)))
            self._value(sheet, spot, self.asked.raw.get(key, ""), style)
            rule = number_rule(address(spot), placed.element)
            sheet.data_validation(*spot, *spot, {**self._wanted(placed.element), "value": f"={rule}"})
            wrong = {"type": "formula", "criteria": f'=AND({address(spot)}<>"",NOT({rule}))'}
            sheet.conditional_format(*spot, *spot, {**wrong, "format": self.styles.wrong})
            if note := self._note(key):
                sheet.write_comment(*spot, note)
        for spot in self.grid.hatched:
            sheet.write_blank(*spot, None, self.styles.hatched)
        for placed in self.grid.lines:
            spot = (placed.row, self.grid.reasons)
            sheet.write_blank(*spot, None, self.styles.reason)
            choice = {"validate": "list", "source": f"={REASON_LIST}", "ignore_blank": True}
            sheet.data_validation(*spot, *spot, choice)

    def _note(self, key: str) -> str:
        """What stands in the comment of a cell: what is wrong with it, then its note."""
        notes = {named(*k): note for k, note in self.form.notes.items()}
        returned = self.asked.returned.get(key, "")
        back = self.said(Text(f"退回意见：{returned}", f"Returned: {returned}")) if returned else ""
        return "\n".join(filter(None, (back, self.said(notes[key]) if key in notes else "")))

    def _wanted(self, element: Element) -> dict[str, Any]:
        """What Excel says when a cell is chosen, and when something else is typed."""
        whole = Text("整数", "whole numbers") if not element.decimals else Text("数字", "numbers")
        reasons = listed([r.label for r in REASONS])
        says = Text(
            "填{whole}（{unit}），没有填0；确无数据填：{reasons}", "{whole} ({unit}); 0 for none; else {reasons}"
        )
        text = self.said(says.format(whole=whole, unit=element.unit or "—", reasons=reasons))
        return {
            "validate": "custom",
            "ignore_blank": True,
            "input_message": text[:250],
            "error_title": self.said(Text("填写有误", "Not accepted")),
            "error_message": text[:250],
        }

    def _value(self, sheet: Any, spot: Spot, raw: str, style: Any) -> None:
        """What was typed, a number as a number."""
        text = Absence(raw).label.zh if raw in {r.value for r in REASONS} else raw
        if not text:
            sheet.write_blank(*spot, None, style)
        elif text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit() and len(text) <= MOST_DIGITS:
            sheet.write_number(*spot, float(text), style)
        else:
            sheet.write_string(*spot, text, style)

    def _totals(self, sheet: Any) -> None:
        for (code, at), spot in self.grid.totals.items():
            summed = self.cells.parts(self.asked.elements[code], at)
            style = self.styles.total(self.asked.elements[code].decimals)
            sheet.write_formula(*spot, f'=IFERROR({summed},"")', style, "")

    def _foot(self, sheet: Any) -> None:
        row = self.grid.foot + 1
        signed = "　　".join(f"{self.said(s)}：" for s in SIGNATURES)
        sheet.write_string(row, 0, signed, self.styles.plain)
        for at, text in enumerate(FOOTNOTES, row + 1):
            sheet.write_string(at, 0, self.said(text), self.styles.small)
        number = "-".join(self.manifest.checksum[i : i + 4] for i in range(0, 16, 4))
        text = Text(f"校验码：{number}", f"Checksum: {number}")
        sheet.write_string(row + 1 + len(FOOTNOTES), 0, self.said(text), self.styles.small)
        sheet.set_footer(f"&L{number}&R&P/&N")

    def _before(self) -> None:
        """Last period's figures in grey, where the cells stand on the form's own sheet."""
        sheet = self.book.add_worksheet(BEFORE)
        self._frame(sheet)
        period = self.asked.period.previous().label
        sheet.write_string(HEADS - 1, self.grid.reasons, self.said(period), self.styles.printed)
        spots = {**self.grid.spots, **{named(*key): spot for key, spot in self.grid.totals.items()}}
        before = {named(*key): reading for key, reading in self.asked.before.items()}
        for key, spot in spots.items():
            reading = before.get(key)
            if reading is None:
                sheet.write_blank(*spot, None, self.styles.grey)
            elif isinstance(reading, Fraction):
                sheet.write_number(*spot, float(needed(reading, 0)), self.styles.grey)
            else:
                sheet.write_string(*spot, self.said(reading.reason.label), self.styles.grey)
        for (code, at), spot in self.grid.totals.items():
            if named(code, at) not in before:
                summed = self.cells.parts(self.asked.elements[code], at)
                sheet.write_formula(*spot, f'=IFERROR({summed},"")', self.styles.grey, "")
        for spot in self.grid.hatched:
            sheet.write_blank(*spot, None, self.styles.hatched)
        sheet.protect("", OPEN_TO)

    def _checks(self, answers: Any) -> None:
        """The sheet of checks: each with its state, its words and its cells; failed ones light up on their cells."""
        sheet = self.book.add_worksheet(CHECKS)
        heads = (Text("状态", "state"), Text("性质", "kind"), Text("列", "column"), Text("要求", "what must hold"))
        for column, text in enumerate((*heads, Text("单元格", "cells"))):
            sheet.write_string(0, column, self.said(text), self.styles.head)
        every = audits(self.form, self.asked.elements, Expressions(self.grid, self.asked.elements, ANSWERS))
        for row, audit in enumerate(every, 1):
            self._check(sheet, row, audit)
            if audit.formula:
                self.book.define_name(f"halfsky.k{row:04}", f"='{CHECKS}'!{address((row, RESULT), fixed=True)}")
                self._light(answers, row, audit)
        for column, width in ((0, 10), (1, 14), (2, 20), (3, 60), (4, 24)):
            sheet.set_column(column, column, width)
        sheet.set_column(RESULT, RESULT, None, None, {"hidden": True})
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.protect("", OPEN_TO)

    def _check(self, sheet: Any, row: int, audit: Audit) -> None:
        spots = {**self.grid.spots, **{named(*key): spot for key, spot in self.grid.totals.items()}}
        at = "、".join(address(spots[named(*k)]) for k in audit.keys if named(*k) in spots)
        texts = (self.said(audit.severity.label), self.said(audit.column), self.said(audit.says), at)
        for column, text in enumerate(texts, 1):
            sheet.write_string(row, column, text, self.styles.label)
        if not audit.formula:
            sheet.write_string(row, 0, self.said(ON_SERVER), self.styles.label)
            return
        sheet.write_formula(row, RESULT, f"={audit.formula}", None, "")
        states = ",".join(f'"{self.said(state)}"' for state in (PASSED, FAILED))
        result = address((row, RESULT))
        state = f'=IFERROR(IF({result},{states}),"{self.said(NOT_RUN)}")'
        sheet.write_formula(row, 0, state, self.styles.label, "")

    def _light(self, answers: Any, row: int, audit: Audit) -> None:
        style = self.styles.wrong if audit.severity is Severity.HARD else self.styles.doubtful
        rule = {"type": "formula", "criteria": f"=halfsky.k{row:04}=FALSE", "format": style}
        for key in audit.keys:
            spot = self.grid.spots.get(named(*key)) or self.grid.totals.get(key)
            if spot is not None:
                answers.conditional_format(*spot, *spot, rule)

    def _hidden(self) -> None:
        """The sheet that tells the reader what is what, and the names that move with the cells."""
        sheet = self.book.add_worksheet(HIDDEN)
        rows = _with_checksum(self.manifest)
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
        for row, reason in enumerate(REASONS):
            sheet.write_string(row, 6, self.said(reason.label))
        last = address((len(REASONS) - 1, 6), fixed=True)
        self.book.define_name(REASON_LIST, f"='{HIDDEN}'!$G$1:{last}")
        for cell in self.manifest.cells:
            self.book.define_name(cell.name, f"='{ANSWERS}'!{address(cell.spot, fixed=True)}")
        sheet.very_hidden()


def number_rule(at: str, element: Element) -> str:
    """What a cell may hold, as Excel says it: a number as the element takes it, or one of the reasons."""
    digits = f"{at}=ROUND({at},{element.decimals})"
    return f"IF(ISNUMBER({at}),AND({at}>=0,{digits}),COUNTIF({REASON_LIST},{at})>0)"


def _with_checksum(manifest: Manifest) -> list[list[str]]:
    head, cells = manifest.rows()[:6], manifest.rows()[6:]
    return [*head, ["checksum", manifest.checksum], *cells]


RESULT = 5
REASON_HEAD = Text("本行空格的缺数原因", "why the empty cells of the line have no figure")
ON_SERVER = Text("上传后审核", "checked when sent")
PASSED = Text("通过", "passed")
FAILED = Text("未通过", "failed")
NOT_RUN = Text("未运行", "not run")
FOOTNOTES = (
    Text("说明：没有发生的填0；还没有数的留空；确无数据的，在单元格或行末选择缺数原因。斜线格不填，灰底为自动合计。",
         "Write 0 for none, leave unknown cells empty, choose a reason where there is no figure. Grey cells add up."),
    Text("红色：必须改正；黄色：核实后在系统中写明情况。审核结果见“审核”表。",
         "Red must be mended; yellow must be explained. The sheet of checks lists them."),
)  # fmt: skip
