"""Workbooks of forms that come back, and tables of many units, through the actions: drafts, sheets, jobs, refusals."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from halfsky.kernel.refusals import Refused
from tests import sheets
from tests.houses import opened
from tests.sheets import CITY, COUNTY, who

if TYPE_CHECKING:
    from halfsky.queries.uploads import Upload
    from halfsky.store.house import House

pytestmark = pytest.mark.database
WIDE, SUMS = 1, 2
BIRTHS = "hospital_births|residence="
MANAGED = "managed_mothers|residence="
GOOD = {f"{BIRTHS}urban": "40", f"{BIRTHS}rural": "60", f"{MANAGED}urban": "39", f"{MANAGED}rural": "58"}
TITLES = [
    "单位",
    "住院分娩活产数（城镇）",
    "住院分娩活产数（农村）",
    "孕产妇系统管理人数·城市",
    "孕产妇系统管理人数·农村",
    "备注",
]


@pytest.fixture(scope="session")
def sheets_template(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "sheets"
    sheets.make_sheets(small_template, path)
    house = next(opened(path, tmp_path_factory.mktemp("upper") / "house"))
    from halfsky.actions.users import add_user
    from halfsky.store.tables import close
    from tests.houses import PASSWORD, admin_of

    add_user(house, admin_of(house), "above", PASSWORD, "liaison", CITY, agency="health")
    add_user(house, admin_of(house), "aside", PASSWORD, "liaison", CITY, agency="education")
    close()
    return house.folder.path


@pytest.fixture
def here(sheets_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(sheets_template, tmp_path / "house")


def pieces(content: bytes) -> Iterator[bytes]:
    return iter([content[:100], content[100:]])


def units(house: House) -> list[tuple[str, str]]:
    from halfsky.queries.uploads import below

    return below(house, who(house, "above"), SUMS, CITY).units


def table(rows: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def own_table(house: House, **changed: list[object]) -> bytes:
    rows: list[list[object]] = [["2024年妇幼情况"], TITLES]
    for _, name in units(house):
        rows.append([name, *changed.get(name, [40, 60, 39, 58]), ""])
    return table([*rows, ["合计", 1, 1, 1, 1, ""]])


def receive(house: House, content: bytes, name: str = "own.xlsx", user: str = "above", number: int = SUMS) -> Upload:
    from halfsky.actions.own_books import receive_units

    return receive_units(house, who(house, user), number, CITY, pieces(content), name)


def proposed(kept: Upload) -> dict[str, dict[str, str]]:
    """What is proposed for the labels of an upload, axis by axis."""
    return {side.axis: {label.text: label.key for label in side.labels} for side in kept.sides}


# The form of one unit


def test_a_form_that_is_taken_filled_in_and_sent_back_becomes_the_draft_and_can_be_handed_in(here: House) -> None:
    from halfsky.actions.sheet_files import fill_from_book, sheet_book
    from halfsky.actions.submissions import submit
    from halfsky.exchange.form_grid import Grid
    from halfsky.exchange.spots import address
    from halfsky.queries.sheets import sheet
    from halfsky.queries.uploads import asked_of
    from halfsky.store.models import LogEntry

    viewer = who(here, "health")
    name, content = sheet_book(here, viewer, SUMS, COUNTY)
    assert name.startswith("试填合计表") and name.endswith(".xlsx")
    assert LogEntry.objects.latest("position").action == "export.sheet"
    asked = asked_of(here, sheet(here, viewer, SUMS, COUNTY))
    grid, book, out = (
        Grid(asked.form, asked.elements, asked.rates),
        openpyxl.load_workbook(io.BytesIO(content)),
        io.BytesIO(),
    )
    for key, text in GOOD.items():
        book["填报"][address(grid.spots[key])] = int(text)
    book.save(out)
    filled = fill_from_book(here, viewer, SUMS, COUNTY, pieces(out.getvalue()), "form.xlsx")
    assert (filled.cells, filled.complaints) == (4, ())
    found = sheet(here, viewer, SUMS, COUNTY)
    assert (dict(found.raw), found.left) == (GOOD, 0)
    assert submit(here, viewer, SUMS, COUNTY, found.raw, version=found.version).state == "submitted"


def test_a_wrong_cell_is_complained_of_kept_in_the_draft_and_marked_in_a_copy(here: House) -> None:
    from halfsky.actions.sheet_files import fill_from_book, sheet_book
    from halfsky.queries.sheets import sheet
    from halfsky.queries.uploads import marked, upload

    viewer = who(here, "health")
    book, out = openpyxl.load_workbook(io.BytesIO(sheet_book(here, viewer, SUMS, COUNTY)[1])), io.BytesIO()
    tab = book["填报"]
    (spot,) = [c for row in tab.iter_rows() for c in row if c.value == "住院分娩活产数"][:1]
    tab.cell(spot.row, 5).value = "约40"
    book.save(out)
    filled = fill_from_book(here, viewer, SUMS, COUNTY, pieces(out.getvalue()), "form.xlsx")
    assert [c.where for c in filled.complaints] == [f"填报!E{spot.row}"]
    assert sheet(here, viewer, SUMS, COUNTY).raw == {f"{BIRTHS}urban": "约40"}
    copy = openpyxl.load_workbook(io.BytesIO(marked(upload(here, viewer, filled.token), "zh")))
    assert "不是数字" in copy["填报"].cell(spot.row, 5).comment.text


def test_the_form_of_another_unit_is_refused_and_leaves_the_draft_alone(here: House) -> None:
    from halfsky.actions.sheet_files import fill_from_book, sheet_book
    from halfsky.store.models import Draft

    _, content = sheet_book(here, who(here, "next-door"), SUMS, sheets.NEIGHBOUR)
    with pytest.raises(Refused) as caught:
        fill_from_book(here, who(here, "health"), SUMS, COUNTY, pieces(content), "form.xlsx")
    assert caught.value.refusals[0].number == "409.770"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("user", ["school", "office", "next-door"])
def test_who_may_not_fill_in_may_not_send_a_form(here: House, user: str) -> None:
    from halfsky.actions.sheet_files import fill_from_book, sheet_book

    _, content = sheet_book(here, who(here, "health"), SUMS, COUNTY)
    with pytest.raises(Refused) as caught:
        fill_from_book(here, who(here, user), SUMS, COUNTY, pieces(content), "form.xlsx")
    assert caught.value.status in (403, 409)


# Tables of many units


def test_headings_are_confirmed_once_and_every_later_file_of_the_layout_is_read_without_asking(here: House) -> None:
    from halfsky.actions.own_books import confirm_meaning
    from halfsky.store.models import HeaderMapping, LogEntry, Submission

    kept = receive(here, own_table(here))
    assert kept.state == "mapping" and kept.places == "单位"
    keys = proposed(kept)["columns"]
    assert [keys[title] for title in TITLES[1:]] == [*GOOD, ""]
    first, *_ = units(here)
    done = confirm_meaning(here, who(here, "above"), kept.token, {"columns": keys})
    assert (done.state, done.units, done.complaints) == ("done", len(units(here)), ())
    assert done.left_out and done.left_out[0].endswith("合计")
    assert Submission.objects.get(round=SUMS, place__versions__code=first[0]).entries == GOOD
    assert HeaderMapping.objects.count() == 1
    assert LogEntry.objects.latest("position").action == "sheets.submit_many"
    again = receive(here, own_table(here), "later.xlsx")
    assert again.state == "refused", "it was read without asking: all units have handed in already"
    assert again.wrong == len(units(here))
    assert again.complaints[0].number == "409.763"


def test_one_wrong_cell_keeps_every_unit_out_and_names_cell_unit_and_element(here: House) -> None:
    from halfsky.actions.own_books import confirm_meaning
    from halfsky.queries.uploads import marked
    from halfsky.store.models import Submission

    (_, first), *_ = units(here)
    kept = receive(here, own_table(here, **{first: [40, None, 39, 58]}))
    done = confirm_meaning(here, who(here, "above"), kept.token, proposed(kept))
    assert (done.state, done.wrong) == ("refused", 1)
    assert done.complaints[0].where == f"Sheet!C3 {first} 住院分娩活产数"
    assert not Submission.objects.filter(round=SUMS).exists()
    assert openpyxl.load_workbook(io.BytesIO(marked(done, "zh")))["Sheet"]["C3"].comment is not None


def test_the_sheet_for_all_units_comes_back_without_asking(here: House) -> None:
    from halfsky.actions.sheet_files import units_sheet

    _, content = units_sheet(here, who(here, "above"), SUMS, CITY)
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    tab = book["分县数"]
    keys = [cell.value for cell in tab[5]]
    for row in range(6, 6 + len(units(here))):
        for key, text in GOOD.items():
            tab.cell(row, keys.index(key) + 1).value = int(text)
    book.save(out)
    kept = receive(here, out.getvalue(), "分县数.xlsx")
    assert (kept.state, kept.units) == ("done", len(units(here)))


def test_a_pasted_chain_is_asked_about_and_then_read(here: House) -> None:
    lines = "\n".join(f"{n}. {name} 40" for n, (_, name) in enumerate(units(here), 1))
    kept = receive(here, lines.encode(), "接龙.txt")
    assert kept.state == "mapping"
    assert list(proposed(kept)["columns"]) == ["单位", "数1"]


def test_nothing_chosen_or_one_cell_twice_is_refused_and_not_remembered(here: House) -> None:
    from halfsky.actions.own_books import confirm_meaning
    from halfsky.store.models import HeaderMapping

    kept = receive(here, own_table(here))
    for keys, number in (
        ({}, "400.783"),
        ({"备注": "no_such|"}, "400.783"),
        ({TITLES[1]: f"{BIRTHS}urban", TITLES[2]: f"{BIRTHS}urban"}, "400.785"),
    ):
        with pytest.raises(Refused) as caught:
            confirm_meaning(here, who(here, "above"), kept.token, {"columns": keys})
        assert caught.value.refusals[0].number == number
    assert not HeaderMapping.objects.exists()


@pytest.mark.parametrize(("user", "status"), [("aside", 403), ("upper", 403), ("health", 403)])
def test_only_the_department_above_gives_the_figures_of_all_units(here: House, user: str, status: int) -> None:
    with pytest.raises(Refused) as caught:
        receive(here, own_table(here), user=user)
    assert caught.value.status == status


def test_an_upload_is_there_for_who_sent_it_alone(here: House) -> None:
    from halfsky.queries.uploads import upload

    kept = receive(here, own_table(here))
    for user, token in (("aside", kept.token), ("above", "0" * 32), ("above", "../../house.json")):
        with pytest.raises(Refused) as caught:
            upload(here, who(here, user), token)
        assert caught.value.refusals[0].number == "404.770"


def test_a_large_table_is_read_by_a_job_once_however_often_it_runs(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import own_books
    from halfsky.actions.follow import run_waiting
    from halfsky.queries.uploads import upload
    from halfsky.store import uploads
    from halfsky.store.models import LogEntry, Submission

    monkeypatch.setattr(own_books, "MOST_AT_ONCE", 2)
    kept = receive(here, own_table(here))
    viewer = who(here, "above")
    waiting = own_books.confirm_meaning(here, viewer, kept.token, proposed(kept))
    assert waiting.state == "waiting"
    assert not Submission.objects.filter(round=SUMS).exists()
    assert run_waiting(here) == 0
    done = upload(here, viewer, kept.token)
    assert (done.state, done.units) == ("done", len(units(here)))
    # Killed between handing in and noting it: the job begins again and finds that all is done.
    uploads.write(here.folder, kept.token, {**done.notes, "state": "reading", "count": 0})
    own_books.read_uploaded(here, LogEntry.objects.get(action="sheets.upload"))
    assert upload(here, viewer, kept.token).units == len(units(here))
    assert Submission.objects.filter(round=SUMS).count() == len(units(here))
