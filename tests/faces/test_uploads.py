"""Workbooks on the pages: a form taken and sent back, a table whose headings are confirmed, what is too large."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.actions.test_own_books import book, grid
from tests.actions.test_sheet_files import GOOD, SUMS, own_table, sheets_template, units
from tests.faces.conftest import Cast, opened
from tests.faces.reading import main
from tests.sheets import CITY, COUNTY

if TYPE_CHECKING:
    from halfsky.store.house import House

__all__ = ["sheets_template"]
SHEET = f"/rounds/{SUMS}/{COUNTY}"


@pytest.fixture
def town(sheets_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(sheets_template, tmp_path / "house")


def file(content: bytes, name: str = "表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def taken(cast: Cast, change: str = "40") -> bytes:
    """The form as one downloads it, with one cell filled in."""
    answer = cast("health").post(f"{SHEET}/book")
    assert "attachment" in answer["Content-Disposition"]
    book, out = openpyxl.load_workbook(io.BytesIO(b"".join(answer))), io.BytesIO()
    sheet = book["填报"]
    row = next(c.row for c in sheet["A"] if c.value == "住院分娩活产数")
    sheet.cell(row, 5).value = change
    book.save(out)
    return out.getvalue()


def test_a_form_sent_back_fills_the_sheet(cast: Cast) -> None:
    client = cast("health")
    answer = client.post(f"{SHEET}/upload", {"file": file(taken(cast))})
    assert (answer.status_code, answer["Location"]) == (302, SHEET)
    page = main(client.get(SHEET))
    assert "已读入1个数" in page


def test_a_wrong_cell_is_listed_with_its_address_and_marked_in_a_copy(cast: Cast) -> None:
    client = cast("health")
    answer = client.post(f"{SHEET}/upload", {"file": file(taken(cast, "约40"))})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "填报!E" in page and "不是数字" in page
    address = next(a for a in page.split('"') if a.endswith("/marked"))
    copy = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(address))))
    assert any(c.comment and "不是数字" in c.comment.text for row in copy["填报"].iter_rows() for c in row)


@pytest.mark.parametrize(
    ("content", "number"),
    [(b"PK\x03\x04 cut in half", "400.502"), (b"\x00\x01\x02", "400.501"), (b"a,b\n1,2\n", "400.774")],
)
def test_what_is_no_form_gets_one_refusal_and_the_way_on(cast: Cast, content: bytes, number: str) -> None:
    answer = cast("health").post(f"{SHEET}/upload", {"file": file(content)})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert page.count(f">{number}<") == 1
    assert "第二步：传回" in page


def test_a_request_larger_than_any_file_is_refused_and_nothing_of_it_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.web import uploading

    monkeypatch.setattr(uploading, "MOST_MB", 0)
    answer = cast("health").post(f"{SHEET}/upload", {"file": file(b"x" * (2 << 20))})
    assert answer.status_code == 413
    assert "413.500" in answer.content.decode()
    assert not list((cast.house.folder.run).glob("uploads/*"))


def test_headings_are_proposed_confirmed_and_all_units_handed_in(cast: Cast) -> None:
    client = cast("above")
    address = f"/rounds/{SUMS}/upload"
    assert client.get(f"{address}?under={CITY}").status_code == 200
    sent = client.post(address, {"under": CITY, "file": file(own_table(cast.house), "妇幼情况.xlsx")})
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    html = page.content.decode()
    assert page.status_code == 200
    for key in GOOD:
        assert f'<option value="{key}" selected>' in html
    fields = {f"columns{n}": key for n, key in enumerate(["", *GOOD])}
    done = client.post(sent["Location"], fields, follow=True)
    assert f"已上报{len(units(cast.house))}个单位" in done.content.decode()


def test_a_unit_s_own_table_is_matched_on_two_sides_and_read_into_the_draft(cast: Cast) -> None:
    client = cast("health")
    sent = client.post(f"{SHEET}/upload", {"file": file(book({"Sheet1": grid("妇幼情况")}), "我们的表.xlsx")})
    assert (sent.status_code, sent["Location"].startswith("/uploads/")) == (302, True)
    html = client.get(sent["Location"]).content.decode()
    for key in ("hospital_births|", "managed_mothers|", "|residence=urban", "|residence=rural"):
        assert f'<option value="{key}" selected>' in html
    rows = {"rows0": "hospital_births|", "rows0b": "|residence=urban"}
    again = client.post(sent["Location"], {**rows, "columns1": "|residence=rural"})
    assert (again.status_code, "400.783" in again.content.decode()) == (400, True), "urban and rural together are none"
    assert '<option value="|residence=rural" selected>' in again.content.decode(), "what was chosen is still there"
    done = client.post(sent["Location"], {**rows, "columns0": "|"}, follow=True)
    assert "已读入1个数" in done.content.decode()
    assert 'value="100"' in client.get(SHEET).content.decode()
    known = client.post(f"{SHEET}/upload", {"file": file(book({"Sheet1": grid("妇幼情况", 7)}))})
    assert (known.status_code, known["Location"]) == (302, SHEET), "read without asking"


def test_what_is_neither_form_nor_table_gets_both_reasons(cast: Cast) -> None:
    answer = cast("health").post(f"{SHEET}/upload", {"file": file("说明,无\n".encode(), "a.csv")})
    html = answer.content.decode()
    assert (answer.status_code, "400.774" in html, "400.778" in html) == (400, True, True)


def test_a_chain_may_be_pasted(cast: Cast) -> None:
    client, lines = cast("above"), "\n".join(f"{n}. {name} 40" for n, (_, name) in enumerate(units(cast.house), 1))
    sent = client.post(f"/rounds/{SUMS}/upload", {"under": CITY, "pasted": lines})
    assert "数1" in client.get(sent["Location"]).content.decode()


def test_nothing_sent_is_refused(cast: Cast) -> None:
    answer = cast("above").post(f"/rounds/{SUMS}/upload", {"under": CITY})
    assert (answer.status_code, "400.784" in answer.content.decode()) == (400, True)


def test_another_s_upload_is_not_there(cast: Cast) -> None:
    sent = cast("above").post(f"/rounds/{SUMS}/upload", {"under": CITY, "file": file(own_table(cast.house))})
    assert cast("aside").get(sent["Location"]).status_code == 404


def test_the_ways_to_excel_stand_where_they_can_be_gone(cast: Cast) -> None:
    assert f'href="{SHEET}/upload"' in cast("health").get(SHEET).content.decode()
    way = f'href="/rounds/{SUMS}/upload?under={CITY}"'
    assert way in cast("above").get(f"/rounds/{SUMS}?at={CITY}").content.decode()
    assert way not in cast("upper").get(f"/rounds/{SUMS}?at={CITY}").content.decode()
