"""Tables of units' own with headings on two sides: mapped once, read without asking, into sheets or into a draft."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from halfsky.kernel.refusals import Refused
from tests.actions.test_sheet_files import GOOD, SUMS, own_table, pieces, proposed, receive, sheets_template, units
from tests.houses import opened
from tests.sheets import COUNTY, who

if TYPE_CHECKING:
    from halfsky.queries.uploads import Upload
    from halfsky.store.house import House

__all__ = ["sheets_template"]
pytestmark = pytest.mark.database


@pytest.fixture
def here(sheets_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(sheets_template, tmp_path / "house")


def grid(title: str, births: object = 40) -> list[list[object]]:
    return [
        [title],
        ["指标", "单位", "合计", "按城乡分", None],
        [None, None, None, "城镇", "农村"],
        ["住院分娩活产数", "人", 100, births, 60],
        ["孕产妇系统管理人数", "人", 97, 39, 58],
        ["注：表内数均为常住人口"],
    ]


def book(sheets: dict[str, list[list[object]]]) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.remove(made.active)
    for name, rows in sheets.items():
        tab = made.create_sheet(name)
        for row in rows:
            tab.append(row)
        tab.merge_cells("D2:E2")
    made.save(out)
    return out.getvalue()


def confirm(house: House, kept: Upload, user: str = "above", codes: list[str] | None = None) -> Upload:
    from halfsky.actions.own_books import confirm_meaning

    chosen = codes if codes is not None else [table.unit for table in kept.tables]
    return confirm_meaning(house, who(house, user), kept.token, proposed(kept), chosen)


def fill(house: House, content: bytes, name: str = "own.xlsx", again: bool = False) -> Upload:
    from halfsky.actions.sheet_files import fill_from_book

    filled = fill_from_book(house, who(house, "health"), SUMS, COUNTY, pieces(content), name, again)
    assert filled.own is not None
    return filled.own


# Many units, a sheet each


def test_a_sheet_for_each_unit_is_confirmed_once_and_all_are_handed_in(here: House) -> None:
    from halfsky.store.models import HeaderMapping, Submission

    every = units(here)
    content = book({"汇总": grid("全市情况"), **{name: grid(f"{name}卫生健康局") for _, name in every}})
    kept = receive(here, content)
    assert (kept.state, [t.unit for t in kept.tables]) == ("mapping", ["", *(code for code, _ in every)])
    assert [(side.axis, side.what, side.matched) for side in kept.sides] == [
        ("rows", "elements", 2), ("columns", "breakdowns", 3),
    ]  # fmt: skip
    done = confirm(here, kept)
    assert (done.state, done.units, done.left_out) == ("done", len(every), ("汇总",))
    assert done.unasked == 2 * len(every), "the totals, which the form adds up"
    assert Submission.objects.get(round=SUMS, place__versions__code=every[0][0]).entries == GOOD
    again = receive(here, content, "later.xlsx")
    assert (again.state, {c.number for c in again.complaints}) == ("refused", {"409.763"}), "read without asking"
    assert HeaderMapping.objects.count() == 1


def test_one_wrong_cell_keeps_every_unit_out_and_is_marked_in_its_sheet(here: House) -> None:
    from halfsky.queries.uploads import marked
    from halfsky.store.models import Submission

    (_, first), *rest = units(here)
    content = book({name: grid(name) for _, name in rest} | {first: grid(first, "约40")})
    done = confirm(here, receive(here, content))
    assert [(c.where, c.number) for c in done.complaints] == [(f"{first}!D4", "400.10")]
    assert not Submission.objects.filter(round=SUMS).exists()
    copy = openpyxl.load_workbook(io.BytesIO(marked(done, "zh")))
    assert copy.active.title == first
    assert "不是数字" in copy[first]["D4"].comment.text


def test_what_is_checked_after_reading_is_complained_of_with_unit_sheet_and_cell(here: House) -> None:
    (_, first), *rest = units(here)
    sheets = {name: grid(name) for _, name in rest} | {first: grid(first, None)}
    done = confirm(here, receive(here, book(sheets)))
    assert [c.where for c in done.complaints] == [f"{first}!D4 {first} 住院分娩活产数"]


def test_a_table_whose_unit_nobody_can_tell_is_asked_about_each_time_with_its_labels_filled_in(here: House) -> None:
    (code, first), *_ = units(here)
    unsaid = book({"Sheet1": grid("妇幼情况")})
    confirm(here, receive(here, book({first: grid(first, "x")})))
    kept = receive(here, unsaid, "上报.xlsx")
    assert (kept.state, [t.unit for t in kept.tables]) == ("mapping", [""])
    assert {label.confidence for side in kept.sides for label in side.labels if label.key} == {100}
    with pytest.raises(Refused) as caught:
        confirm(here, kept)
    assert caught.value.refusals[0].number == "400.824"
    assert (confirm(here, kept, codes=[code]).units, receive(here, unsaid, "上报.xlsx").state) == (1, "mapping")


def test_the_same_cell_from_two_lines_is_refused_and_not_remembered(here: House) -> None:
    from halfsky.actions.own_books import confirm_meaning
    from halfsky.store.models import HeaderMapping

    (code, first), *_ = units(here)
    kept = receive(here, book({first: grid(first)}))
    said = proposed(kept)
    said["rows"] = dict.fromkeys(said["rows"], "hospital_births|")
    for chosen, number in ((said, "400.785"), ({"rows": said["rows"]}, "400.783")):
        with pytest.raises(Refused) as caught:
            confirm_meaning(here, who(here, "above"), kept.token, chosen, [code])
        assert caught.value.refusals[0].number == number
    assert not HeaderMapping.objects.exists()


def test_two_layouts_are_asked_about_one_after_the_other_and_one_may_be_left_out(here: House) -> None:
    from halfsky.actions.own_books import confirm_meaning

    (_, first), *_ = units(here)
    other = [["指标", "城镇"], ["住院分娩活产数", 7], ["其他", 8]]
    kept = receive(here, book({first: grid(first), f"{first}附表": other}))
    assert (kept.layouts, kept.more) == (2, 1)
    second = confirm(here, kept)
    assert (second.state, second.more, [label.text for label in second.sides[1].labels]) == ("mapping", 0, ["城镇"])
    done = confirm_meaning(here, who(here, "above"), second.token, {}, leave_out=True)
    assert (done.state, done.units) == ("done", 1)


def test_sheets_may_say_elements_and_a_sheet_that_was_not_there_before_is_asked_about(here: House) -> None:
    from halfsky.store.models import Submission

    every = units(here)

    def of_element(*figures: int) -> list[list[object]]:
        return [["单位", "城镇", "农村"], *([name, *figures] for _, name in every)]

    sheets = {"住院分娩活产数": of_element(40, 60), "孕产妇系统管理人数": of_element(39, 58)}
    kept = receive(here, book(sheets))
    assert [(side.axis, [label.key for label in side.labels]) for side in kept.sides] == [
        ("sheets", ["hospital_births|", "managed_mothers|"]),
        ("columns", ["", "|residence=urban", "|residence=rural"]),
    ]
    done = confirm(here, kept)
    assert (done.state, done.units) == ("done", len(every))
    assert Submission.objects.get(round=SUMS, place__versions__code=every[0][0]).entries == GOOD
    assert receive(here, book(sheets)).state == "refused", "read without asking: all have handed in"
    more = receive(here, book({**sheets, "上年住院分娩活产数": of_element(1, 2)}))
    assert (more.state, [label.key for label in more.sides[0].labels][-1]) == ("mapping", "")


def test_a_mapping_of_earlier_days_is_still_read_by(here: House) -> None:
    """As it was kept when units stood in rows or columns alone."""
    from halfsky.store.models import HeaderMapping

    kept = receive(here, own_table(here))
    keys = {text: key for text, key in proposed(kept)["columns"].items() if key}
    confirm(here, kept)
    HeaderMapping.objects.update(columns={"way": "down", "places": "单位", "keys": keys})
    again = receive(here, own_table(here), "later.xlsx")
    assert (again.state, {c.number for c in again.complaints}) == ("refused", {"409.763"})


# One unit, into its draft


def test_a_unit_s_own_table_goes_into_its_draft_beside_what_was_typed(here: House) -> None:
    from halfsky.actions.drafts import save_draft
    from halfsky.queries.sheets import sheet
    from halfsky.store.models import LogEntry

    viewer = who(here, "health")
    rows = grid("某某卫生健康局")
    typed = "managed_mothers|residence=rural"
    save_draft(here, viewer, SUMS, COUNTY, {typed: "77", "hospital_births|residence=rural": "1"})
    kept = fill(here, book({"Sheet1": [*rows[:4], [*rows[4][:4], None]]}))
    assert (kept.state, kept.alone, kept.tables) == ("mapping", True, ())
    done = confirm(here, kept, "health")
    assert (done.state, done.cells) == ("done", 3)
    assert dict(sheet(here, viewer, SUMS, COUNTY).raw) == {**GOOD, typed: "77"}
    assert LogEntry.objects.latest("position").action == "mappings.keep", "a draft says nothing to anybody"
    assert fill(here, book({"Sheet1": [*rows[:4], [*rows[4][:4], 9]]})).state == "done", "read without asking"
    assert sheet(here, viewer, SUMS, COUNTY).raw[typed] == "9"
    assert fill(here, book({"Sheet1": grid("x")}), again=True).state == "mapping"


def test_a_wrong_cell_of_a_unit_s_own_table_is_kept_in_the_draft_and_complained_of(here: House) -> None:
    from halfsky.queries.sheets import sheet

    done = confirm(here, fill(here, book({"Sheet1": grid("x", "约40")})), "health")
    assert (done.state, done.cells, [c.where for c in done.complaints]) == ("refused", 4, ["Sheet1!D4"])
    assert sheet(here, who(here, "health"), SUMS, COUNTY).raw["hospital_births|residence=urban"] == "约40"


def test_the_unit_s_line_is_taken_out_of_a_list_of_many(here: House) -> None:
    from halfsky.queries.sheets import sheet

    done = confirm(here, fill(here, own_table(here)), "health")
    assert (done.state, done.cells) == ("done", 4)
    assert dict(sheet(here, who(here, "health"), SUMS, COUNTY).raw) == GOOD


def test_what_is_neither_form_nor_table_gets_both_reasons(here: House) -> None:
    with pytest.raises(Refused) as caught:
        fill(here, "说明\n本表无数据\n".encode("gbk"), "own.csv")
    assert [r.number for r in caught.value.refusals] == ["400.774", "400.778"]


def test_a_table_without_a_figure_where_the_labels_meet_is_refused(here: House) -> None:
    rows = [["指标", "城镇", "其他"], ["住院分娩活产数", None, 5], ["孕产妇系统管理人数", None, 6]]
    with pytest.raises(Refused) as caught:
        confirm(here, fill(here, book({"Sheet1": rows})), "health")
    assert caught.value.refusals[0].number == "400.825"


@pytest.mark.parametrize("user", ["school", "next-door", "office"])
def test_another_s_upload_is_not_confirmed(here: House, user: str) -> None:
    kept = fill(here, book({"Sheet1": grid("x")}))
    with pytest.raises(Refused) as caught:
        confirm(here, kept, user)
    assert caught.value.refusals[0].number == "404.770"


def test_who_lost_the_right_meanwhile_confirms_nothing(here: House) -> None:
    from halfsky.store.models import Draft, GrantRow

    kept = fill(here, book({"Sheet1": grid("x")}))
    GrantRow.objects.filter(user__username="health").delete()
    with pytest.raises(Refused) as caught:
        confirm(here, kept, "health")
    assert caught.value.status == 403
    assert not Draft.objects.exists()


def test_many_units_below_may_not_be_given_by_who_fills_in_one(here: House) -> None:
    with pytest.raises(Refused) as caught:
        receive(here, book({"Sheet1": grid("x")}), user="health")
    assert caught.value.status == 403
