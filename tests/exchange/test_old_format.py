"""The old format of .xls and .et: its errors and percent cells are told apart, however odd the file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from halfsky.exchange.biff import xls_marks
from halfsky.exchange.books import open_book
from halfsky.exchange.compound import stream
from tests.exchange.office import converted

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def old(path: Path, rows: int = 0) -> Path:
    """A workbook in the old format; with many `rows` it no longer fits into the file's small sectors."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "县区"
    for row in (["单位", "城市", "农村"], ["港北区", "=1/0", 0.35], ["平南县", 1, 2], ["港南区", 0.5, 0.25]):
        sheet.append(row)
    sheet["C2"].number_format = "0.0%"
    sheet["B4"].number_format = sheet["C4"].number_format = "0%"
    sheet["B3"].number_format = '0"%"'  # shows 1%, holds 1: the sign is mere text
    for n in range(rows):
        sheet.append([f"单位{n}", n, n])
    book.create_sheet("另一张")["A1"] = "x"
    book.save(path)
    return converted(path, "xls")


@pytest.mark.sheets
@pytest.mark.parametrize("rows", [0, 3000])
def test_errors_and_percent_are_told(tmp_path: Path, rows: int) -> None:
    tab = open_book(old(tmp_path / "own.xlsx", rows)).tabs[0]
    assert [tab.text((r, c)) for r in (1, 2, 3) for c in (1, 2)] == ["", "35%", "1", "2", "50%", "25%"]
    fault = tab.fault((1, 1))
    assert fault is not None
    assert (fault.number, fault.where) == ("400.771", "县区!B2")
    assert sum(tab.fault((r, c)) is not None for r in range(len(tab.rows)) for c in range(3)) == 1


@pytest.mark.parametrize("content", [b"", OLE, OLE + b"\1" * 4096, OLE + bytes(4096), OLE + b"\xff" * 4096])
def test_what_only_begins_like_it_says_nothing_of_its_cells(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.xls").write_bytes(content)
    assert xls_marks(tmp_path / "odd.xls") == {}


def test_a_chain_of_sectors_that_bites_its_tail_comes_to_an_end() -> None:
    header = bytearray(OLE + bytes(504))
    header[30:34] = (9).to_bytes(2, "little") + (6).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[60:64] = header[68:72] = b"\xfe\xff\xff\xff"
    header[76:512] = (0).to_bytes(4, "little") + b"\xff" * 432
    table = (0xFFFFFFFD).to_bytes(4, "little") + (1).to_bytes(4, "little") + b"\xff" * 504
    assert stream(bytes(header) + table + bytes(512), "Workbook") is None


@pytest.mark.sheets
def test_a_file_cut_anywhere_never_bursts(tmp_path: Path) -> None:
    content = old(tmp_path / "own.xlsx").read_bytes()
    for cut in range(0, len(content), 97):
        (tmp_path / "cut.xls").write_bytes(content[:cut])
        assert isinstance(xls_marks(tmp_path / "cut.xls"), dict)
