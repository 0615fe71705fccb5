"""Registers as workbooks: what goes out comes in again; what is wrong is said at its cell and nothing is half kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from halfsky.kernel.refusals import Refused
from tests.ledgers import CARE, CASE, CITY, COUNTY, EVENT, TOWN, VILLAGE, add, numbers, see

if TYPE_CHECKING:
    from halfsky.actions.record_books import Imported
    from halfsky.store.house import House
    from tests.collecting import People

HEADS = ("名称", "类别", "日期", "人次（人次）", "其中妇女")
FIRST = 5
"""The first row of records below the headings of our own sheets."""


def csv(path: Path, *rows: Sequence[str], encoding: str = "utf-8") -> Path:
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding)
    return path


def sheet_of(path: Path, name: str = "") -> Any:
    book = openpyxl.load_workbook(path)
    return book[name] if name else book.worksheets[0]


def rows_of(path: Path, name: str = "") -> list[dict[str, Any]]:
    """The rows of one of our own sheets, by the labels of its headings."""
    sheet = sheet_of(path, name)
    heads = [str(cell.value).lstrip("*").partition("（")[0] for cell in sheet[3]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=FIRST, values_only=True)]


@pytest.fixture
def bring(books: House, staff: People) -> Callable[..., Imported]:
    """Import a file as somebody."""
    from halfsky.actions.record_books import import_file

    def go(path: Path, register: str = "event", who: str = "chair", place: str = VILLAGE, **how: Any) -> Imported:
        return import_file(books, staff[who], register, place, path, **how)

    return go


def told(done: Imported) -> list[tuple[str, str]]:
    return [(refusal.where.split()[0], refusal.number) for refusal in done.complaints]


def taken(house: House, viewer: Any, register: str, to: Path, place: str = CITY, **how: Any) -> Path:
    from halfsky.actions.record_books import export

    export(house, viewer, register, place, to, **how)
    return to


def test_the_template_is_filled_in_and_read(
    books: House, staff: People, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    from halfsky.actions.record_books import write_template

    path = tmp_path / "template.xlsx"
    write_template(books, staff["chair"], "event", path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["测试活动", "场次", "选项"]
    sheet, sessions = book["测试活动"], book["场次"]
    heads = [cell.value for cell in sheet[3]]
    assert heads == ["编号", "登记区划", "*名称", "*类别", "*日期", "人次（人次）", "其中妇女（人次）", "核实说明"]
    assert sheet["E3"].comment is not None and "2026-03-08" in sheet["E3"].comment.text
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["D5:D2004"]
    for row, cells in enumerate(
        (("新1", None, "三八座谈", "座谈", "2026年3月8日", 40, 38), (None, None, "拔河", "play", "2026/4/1"))
    ):
        for column, value in enumerate(cells, 1):
            sheet.cell(FIRST + row, column, value)
    for row, cells in enumerate((("新1", None, "2026-03-08", 25), ("新1", None, "2026-03-09", 15))):
        for column, value in enumerate(cells, 1):
            sessions.cell(FIRST + row, column, value)
    book.save(path)
    done = bring(path)
    assert (done.outcome.added, done.complaints, done.unknown) == (2, (), ())
    second, first = numbers(books, "chair", "event")
    record = see(books, "chair", first)
    assert record.values == EVENT
    assert [(s["day"], s["came"]) for s in record.parts["session"]] == [("2026-03-08", "25"), ("2026-03-09", "15")]
    assert see(books, "chair", second).values == {"name": "拔河", "sort": "play", "day": "2026-04-01"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_sheet_of_ones_own_is_read_by_its_headings(
    books: House, bring: Callable[..., Imported], tmp_path: Path, encoding: str
) -> None:
    title = ["2026年活动登记表", "", "", "", ""]
    total = ["合计", "", "", "40", "38"]
    path = csv(
        tmp_path / "own.csv",
        title,
        [*HEADS, "天气"],
        ["三八座谈", "座谈", "2026.3.8", "40", "38"],
        total,
        encoding=encoding,
    )
    done = bring(path)
    assert (done.outcome.added, done.unknown, done.left_out) == (1, ("天气",), ("own.csv!4",))
    assert see(books, "chair", numbers(books, "chair", "event")[0]).values == EVENT


def test_every_complaint_comes_with_its_cell_and_nothing_is_kept(
    books: House, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS)
    sheet.append(["三八座谈", "座谈", "2026-03-08", 40, 41])
    sheet.append(["座谈会", "舞蹈", "三月八日", 40, 3])
    sheet.append(["", "座谈", "2026-03-09", "#REF!", 3])
    sheet.append(["够了", "座谈", "2026-03-10", 5, 3])
    sheet["D4"] = "#REF!"
    sheet["D4"].data_type = "e"
    path, copy = tmp_path / "wrong.xlsx", tmp_path / "marked.xlsx"
    book.save(path)
    done = bring(path, copy=copy)
    assert sorted(told(done)) == [
        ("Sheet!A2", "400.881"),
        ("Sheet!A4", "400.880"),
        ("Sheet!B3", "400.872"),
        ("Sheet!C3", "400.871"),
        ("Sheet!D4", "400.771"),
    ]
    assert numbers(books, "chair", "event") == []
    marked = sheet_of(copy)
    red = {cell.coordinate for row in marked for cell in row if cell.fill.start_color.rgb == "FFFFC7CE"}
    assert red == {"A2", "A4", "B3", "C3", "D4"}
    assert "没有选项“舞蹈”" in marked["B3"].comment.text


def test_what_is_there_already_is_named_with_its_row(
    books: House, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    add(books, "chair", "event", VILLAGE, EVENT)
    rows = [["拔河", "游戏", "2026-04-01"], ["三八 座谈", "座谈", "2026-03-08"], ["拔河", "座谈", "2026-04-01"]]
    done = bring(csv(tmp_path / "twice.csv", HEADS[:3], *rows))
    assert sorted(told(done)) == [("twice.csv!A3", "409.920"), ("twice.csv!A4", "400.950")]
    assert "第2行" in next(r for r in done.complaints if r.number == "400.950").says.zh


def test_the_places_of_a_whole_township_come_in_one_file(
    books: House, staff: People, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    from halfsky.queries.places import place
    from halfsky.store.models import RecordRow

    name = place(books, VILLAGE).name
    heads = [*HEADS[:3], "所属区划"]
    rows = [["一", "座谈", "2026-03-08", name], ["二", "座谈", "2026-03-09", VILLAGE], ["三", "座谈", "2026-03-10", ""]]
    assert bring(csv(tmp_path / "a.csv", heads, *rows), who="town", place=TOWN).outcome.added == 3
    kept = [row.place_id for row in RecordRow.objects.order_by("pk")]
    assert kept == [place(books, code).id for code in (VILLAGE, VILLAGE, TOWN)]
    other = bring(csv(tmp_path / "b.csv", heads, ["四", "座谈", "2026-03-11", COUNTY]), who="town", place=TOWN)
    assert told(other) == [("b.csv!D2", "404.510")]


def test_columns_that_sort_persons_are_never_read(books: House, bring: Callable[..., Imported], tmp_path: Path) -> None:
    heads = ["姓名", "民族", "登记日期", "政治面貌"]
    path, copy = csv(tmp_path / "care.csv", heads, ["示例甲", "某族", "二月", "某某"]), tmp_path / "marked.xlsx"
    done = bring(path, "care", copy=copy)
    assert [(s.heading, s.what.zh) for s in done.skipped] == [("民族", "民族"), ("政治面貌", "政治面貌")]
    cells = [cell.value for row in sheet_of(copy) for cell in row]
    assert "示例甲" in cells and not {"民族", "某族", "政治面貌", "某某"} & set(cells)


def test_an_export_comes_back_unchanged_or_changed_where_it_was_changed(
    books: House, staff: People, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    one = add(books, "chair", "event", VILLAGE, EVENT, session=[{"day": "2026-03-08", "came": "40"}])
    two = add(books, "chair", "event", VILLAGE, EVENT | {"name": "=1+1", "sort": "play"})
    path = taken(books, staff["chair"], "event", tmp_path / "out.xlsx")
    first, second = rows_of(path)
    assert (first["编号"], first["状态"], first["到场合计"], first["日期"]) == (str(one.pk), "计划", 40, "2026-03-08")
    assert second["名称"] == "=1+1"
    assert sheet_of(path)["F6"].data_type == "s"
    assert bring(path).outcome.unchanged == 2
    book = openpyxl.load_workbook(path)
    sheet, sessions = book["测试活动"], book["场次"]
    column = {str(cell.value).lstrip("*").partition("（")[0]: cell.column_letter for cell in sheet[3]}
    sheet[f"{column['人次']}5"], sheet[f"{column['其中妇女']}5"] = 50, "清空"
    sheet[f"{column['其中妇女']}6"] = None
    sessions.append([str(one.pk), None, "2026-03-15", 10])
    book.save(path)
    done = bring(path)
    assert (done.outcome.added, done.outcome.changed, done.outcome.unchanged, told(done)) == (0, 1, 1, [])
    record = see(books, "chair", one.pk)
    assert record.values == {k: v for k, v in EVENT.items() if k != "women"} | {"guests": "50"}
    assert [s["came"] for s in record.parts["session"]] == ["40", "10"]
    assert see(books, "chair", two.pk).values["women"] == "38"
    assert told(bring(path)) == [("测试活动!A5", "409.921")]


def test_only_who_keeps_a_record_changes_it_by_a_file(
    books: House, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    row = add(books, "chair", "event", VILLAGE, EVENT)
    path = csv(tmp_path / "a.csv", ["编号", "人次"], [str(row.pk), "3"], ["99", "3"])
    assert told(bring(path, who="leader")) == [("a.csv!A2", "403.10"), ("a.csv!A3", "404.60")]
    assert see(books, "chair", row.pk).values == EVENT


def test_persons_leave_the_house_only_with_a_reason_and_are_noted_one_by_one(
    books: House, staff: People, tmp_path: Path
) -> None:
    from halfsky.store.models import LogEntry, Opening

    row = add(books, "chair", "care", VILLAGE, CARE)
    plain = taken(books, staff["chair"], "care", tmp_path / "plain.xlsx")
    assert "姓名" not in rows_of(plain)[0]
    assert "示例甲" not in str(rows_of(plain))
    assert not Opening.objects.exists()
    why = "核对春节慰问名单"
    whole = taken(books, staff["chair"], "care", tmp_path / "whole.xlsx", reason=why)
    found = rows_of(whole)[0]
    assert (found["姓名"], found["身份证号"]) == (CARE["name"], CARE["card"])
    sheet = sheet_of(whole)
    assert why in str(sheet["A2"].value) and "chair" in str(sheet["A2"].value)
    assert why in str(sheet.oddFooter.left.text)
    (opening,) = Opening.objects.all()
    assert (opening.record_id, opening.user.username, opening.reason) == (row.pk, "chair", why)
    entries = list(LogEntry.objects.filter(action="records.export").order_by("position"))
    details = [entry.detail for entry in entries]
    assert [(d["records"], d["persons"]) for d in details] == [(1, False), (1, True)]
    assert why not in str([e.detail for e in entries])


def test_cases_leave_the_house_only_with_those_in_charge(books: House, staff: People, tmp_path: Path) -> None:
    row = add(books, "worker", "case", COUNTY, CASE)
    for who, count in (("worker", 1), ("colleague", 0), ("head", 0), ("leader", 0)):
        path = taken(books, staff[who], "case", tmp_path / f"{who}.xlsx", reason="季度分析")
        found = rows_of(path)
        assert len(found) == count
        assert [r["编号"] for r in found] == [str(row.pk)] * count


def test_a_change_by_file_counts_as_an_opening_of_a_person(
    books: House, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    from halfsky.store.models import Opening, RecordEdition

    row = add(books, "chair", "care", VILLAGE, CARE)
    done = bring(csv(tmp_path / "a.csv", ["编号", "需求"], [str(row.pk), "接送"]), "care")
    assert done.outcome.changed == 1
    assert [o.record_id for o in Opening.objects.all()] == [row.pk]
    record = see(books, "chair", row.pk)
    assert record.values == CARE | {"need": "接送"}
    assert [e.deed for e in RecordEdition.objects.order_by("version")] == ["made", "changed"]


def test_imported_records_are_found_and_counted_like_entered_ones(
    books: House, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    from halfsky.store.models import Contribution, RecordKey, RecordMark, RecordRow

    entered = add(books, "chair", "care", VILLAGE, CARE)
    heads = ["姓名", "身份证号", "需求", "登记日期"]
    values = ["示例乙", "110105194912310038", "课后照看", "2026-02-01"]
    assert bring(csv(tmp_path / "a.csv", heads, values), "care").outcome.added == 1
    row = RecordRow.objects.exclude(pk=entered.pk).get()

    def following(of: RecordRow) -> Mapping[str, object]:
        given = (
            Contribution.objects.filter(record=of).order_by("element").values_list("element", "cell", "since", "amount")
        )
        marks = RecordMark.objects.filter(record=of).order_by("field").values_list("field", flat=True)
        return {"given": list(given), "marks": list(marks), "keys": RecordKey.objects.filter(record=of).count()}

    assert following(row) == following(entered)
    assert numbers(books, "chair", "care", text="示例乙") == [row.pk]
    assert "示例乙".encode() not in bytes(row.sealed or b"") and "示例乙" not in str(row.plain)


def test_what_a_killed_import_left_is_seen_by_nobody_and_swept(
    books: House, staff: People, bring: Callable[..., Imported], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import record_batches
    from halfsky.store.models import Contribution, RecordBatch, RecordRow

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    path = csv(tmp_path / "a.csv", HEADS[:3], ["一", "座谈", "2026-03-08"])
    with monkeypatch.context() as dies:
        dies.setattr(record_batches, "discard", killed)
        dies.setattr(record_batches._Import, "_publish", killed)
        with pytest.raises(KeyboardInterrupt):
            bring(path)
    assert RecordRow.staged.count() == Contribution.objects.count() + 1 == 1
    assert numbers(books, "chair", "event") == []
    record_batches.sweep(books)
    assert (RecordRow.staged.count(), RecordBatch.objects.count()) == (0, 0)
    assert bring(path).outcome.added == 1


def test_a_record_entered_while_the_file_is_read_stops_it(
    books: House, bring: Callable[..., Imported], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import record_batches

    publish = record_batches._Import._publish

    def late(job: Any, batch: Any) -> None:
        add(books, "second", "event", VILLAGE, EVENT)
        publish(job, batch)

    monkeypatch.setattr(record_batches._Import, "_publish", late)
    with pytest.raises(Refused) as caught:
        bring(csv(tmp_path / "a.csv", HEADS[:3], ["三八座谈", "座谈", "2026-03-08"]))
    assert caught.value.refusals[0].number == "409.920"
    assert len(numbers(books, "chair", "event")) == 1


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([["天气", "风"], ["晴", "大"]], "400.946"),
        ([HEADS[:2], ["一", "座谈"]], "400.953"),
        ([[*HEADS[:3], "活动名称", "名称"], ["一", "座谈", "2026-03-08", "", ""]], "400.947"),
        ([HEADS], "400.949"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    bring: Callable[..., Imported], tmp_path: Path, rows: Sequence[Sequence[str]], number: str
) -> None:
    with pytest.raises(Refused) as caught:
        bring(csv(tmp_path / "a.csv", *rows))
    assert [refusal.number for refusal in caught.value.refusals] == [number]


def test_the_workbook_of_another_register_is_refused(
    books: House, staff: People, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    from halfsky.actions.record_books import write_template

    write_template(books, staff["chair"], "care", tmp_path / "care.xlsx")
    with pytest.raises(Refused) as caught:
        bring(tmp_path / "care.xlsx")
    assert caught.value.refusals[0].number == "400.945"


def test_a_unit_in_a_heading_is_heeded(books: House, bring: Callable[..., Imported], tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", [*HEADS[:3], "人次（万人次）"], ["庙会", "座谈", "2026-03-08", "0.03"])
    assert bring(path).outcome.added == 1
    assert see(books, "chair", numbers(books, "chair", "event")[0]).values["guests"] == "300"
