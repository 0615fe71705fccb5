"""The columns in which accounts come: one row a role, headings in Chinese or English; and the workbooks that go out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from halfsky.exchange.harmless import WORKBOOK
from halfsky.exchange.tables import Table, fold, read_table

COLUMNS = {
    "username": ("用户名", "user_name", "username", "账号"),
    "name": ("姓名", "name"),
    "role": ("角色", "role"),
    "agency": ("单位", "agency", "部门"),
    "place": ("区划", "place", "区划代码", "area_code"),
    "term": ("任期", "term"),
    "phone": ("电话", "phone", "手机"),
}
REQUIRED = ("username", "name", "role", "place")
HEADINGS = ("用户名", "姓名", "角色", "单位", "区划", "任期", "电话")
EXAMPLE = ("wei.ming", "韦明", "成员单位联络员", "卫生健康", "450800000000", "2026-01-01至2027-12-31", "")
CAUTION = "请逐人告知，不要在群里转发，发完即删。"
ROWS = 2000
"""So many rows of the template have a drop-down."""


def read_accounts(path: Path) -> Table:
    """The table of accounts."""
    return read_table(path, {fold(h): name for name, headings in COLUMNS.items() for h in headings}, REQUIRED)


def template(roles: Sequence[str], agencies: Sequence[str]) -> bytes:
    """An empty workbook with headings, drop-downs and a sheet that says how it is filled in."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **WORKBOOK}) as book:
        sheet, lists = book.add_worksheet("账号"), book.add_worksheet("说明")
        head = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        for at, (heading, width) in enumerate(zip(HEADINGS, (16, 12, 18, 16, 18, 26, 16), strict=True)):
            sheet.write_string(0, at, heading, head)
            sheet.set_column(at, at, width, text)
        for row, (label, content) in enumerate(_notes()):
            lists.write_string(row, 0, label, head)
            lists.write_string(row, 1, content)
        lists.write_string(10, 0, "角色", head)
        lists.write_string(10, 1, "单位", head)
        for column, words in ((0, roles), (1, agencies)):
            for row, word in enumerate(words, 11):
                lists.write_string(row, column, word)
        lists.set_column(0, 0, 20)
        lists.set_column(1, 1, 70)
        for column, letter, words in ((2, "A", roles), (3, "B", agencies)):
            source = f"=说明!${letter}$12:${letter}${11 + len(words)}"
            sheet.data_validation(1, column, ROWS, column, {"validate": "list", "source": source})
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _notes() -> Iterable[tuple[str, str]]:
    yield "用户名", "登录用，2—80个汉字、字母、数字或 . - _ @；同一人有几个角色的写几行"
    yield "姓名", "同一用户名各行的姓名应一致"
    yield "角色", "从下拉列表选择"
    yield "单位", "成员单位联络员必填；其他角色可空"
    yield "区划", "12位代码，或在您管理范围内不重名的区划名称"
    yield "任期", "2026-01-01至2027-12-31、至2027-12-31、2026-01-01起；长期任职留空"
    yield "电话", "可不填，加密保存"
    yield "示例", "，".join(word for word in EXAMPLE if word)


def passwords(rows: Iterable[Sequence[str]], until: str) -> bytes:
    """The workbook that is handed out once: user name, name, one-time password, roles."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **WORKBOOK}) as book:
        sheet = book.add_worksheet("一次性密码")
        bold = book.add_format({"bold": True, "bottom": 1})
        mono = book.add_format({"font_name": "Consolas"})
        sheet.write_string(
            0, 0, f"一次性密码，{until}前有效；首次登录后必须修改。请逐人告知，不要在群里转发，发完即删。"
        )
        for at, (heading, width) in enumerate((("用户名", 18), ("姓名", 12), ("一次性密码", 24), ("角色", 50))):
            sheet.write_string(1, at, heading, bold)
            sheet.set_column(at, at, width)
        for line, row in enumerate(rows, 2):
            for at, cell in enumerate(row):
                sheet.write_string(line, at, cell, mono if at == 2 else None)
        sheet.freeze_panes(2, 0)
    return out.getvalue()
