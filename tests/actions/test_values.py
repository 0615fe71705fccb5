"""Importing values: what is sound is kept as revisions, what is not is named row by row, and then nothing is kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.houses import viewer

if TYPE_CHECKING:
    from halfsky.actions.values import Outcome
    from halfsky.store.models import Value

ENGLISH = "indicator_code,area_code,area_name,year,sex,urban_rural,value,unit,source\n"
CHINESE = "指标编码,区划代码,区划名称,年份,性别,城乡,数值,单位,来源\n"
GOOD = "W1.02,450800000000,贵港市,2019,total,total,9.8,1/10万,贵港市统计公报\n"


def bring(
    house: House,
    who: Viewer,
    tmp_path: Path,
    rows: str,
    head: str = ENGLISH,
    check: bool = False,
    encoding: str = "utf-8",
) -> Outcome:
    from halfsky.actions.values import import_values

    path = tmp_path / "values.csv"
    path.write_bytes((head + rows).encode(encoding))
    return import_values(house, who, path, check)


def counted(done: Outcome) -> tuple[int, int, int]:
    return len(done.of("added")), len(done.of("changed")), len(done.of("unchanged"))


def complaints(house: House, who: Viewer, tmp_path: Path, rows: str, head: str = ENGLISH) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        bring(house, who, tmp_path, rows, head)
    return [(r.number, r.where) for r in refused.value.refusals]


def revisions(indicator: str, place: str, period: str, cell: str = "") -> list[Value]:
    from halfsky.store.models import PlaceVersion, Value

    number = PlaceVersion.objects.get(code=place).place_id
    return list(Value.objects.filter(indicator=indicator, place=number, period=period, cell=cell).order_by("revision"))


# What is kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("head", [ENGLISH, CHINESE])
def test_a_row_is_kept_as_it_is_printed(house: House, admin: Viewer, tmp_path: Path, head: str, encoding: str) -> None:
    assert counted(bring(house, admin, tmp_path, GOOD, head, encoding=encoding)) == (1, 0, 0)
    (value,) = revisions("mmr", "450800000000", "2019")
    assert (value.value, value.unit, value.source, value.origin) == ("9.8", "1/10万", "贵港市统计公报", "house")
    assert (value.revision, value.current, value.year) == (1, True, 2019)


def test_the_log_names_the_file_by_its_digest_and_the_rows_name_the_log(
    house: House, admin: Viewer, tmp_path: Path
) -> None:
    from halfsky.store.models import LogEntry

    done = bring(house, admin, tmp_path, GOOD)
    entry = LogEntry.objects.order_by("-position")[0]
    assert (entry.position, entry.action, entry.subject) == (done.position, "values.import", "450800000000 values.csv")
    assert entry.detail["sha256"] == hashlib.sha256((ENGLISH + GOOD).encode()).hexdigest() == done.sha256
    assert (entry.detail["added"], entry.detail["places"]) == (1, ["450800000000"])
    assert revisions("mmr", "450800000000", "2019")[0].position == done.position


def test_the_same_file_twice_changes_nothing_and_is_not_logged(house: House, admin: Viewer, tmp_path: Path) -> None:
    bring(house, admin, tmp_path, GOOD)
    before = house.snapshot()
    assert counted(bring(house, admin, tmp_path, GOOD)) == (0, 0, 1)
    assert house.snapshot() == before


def test_a_changed_value_is_a_new_revision(house: House, admin: Viewer, tmp_path: Path) -> None:
    bring(house, admin, tmp_path, GOOD)
    done = bring(house, admin, tmp_path, GOOD.replace("9.8", "10.1"))
    assert [(c.before, c.value, c.before_origin) for c in done.of("changed")] == [("9.8", "10.1", "house")]
    assert [(v.value, v.current) for v in revisions("mmr", "450800000000", "2019")] == [("9.8", False), ("10.1", True)]


def test_the_house_overrides_a_pack_visibly_and_the_pack_s_value_stays_beside(
    house: House, admin: Viewer, tmp_path: Path
) -> None:
    done = bring(house, admin, tmp_path, "W1.02,450800000000,贵港市,2015,,,9.5,1/10万,更正\n")
    assert [(c.before, c.before_origin) for c in done.of("changed")] == [("9.4", "pack:guigang-2015")]
    kept = [(v.value, v.origin, v.current) for v in revisions("mmr", "450800000000", "2015")]
    assert kept == [("9.4", "pack:guigang-2015", False), ("9.5", "house", True)]


def test_a_row_without_source_and_date_leaves_those_of_an_equal_value(
    house: House, admin: Viewer, tmp_path: Path
) -> None:
    # The catalogue has 14.3 for 2024 from NBS-W-2024, published on 2025-12-31.
    assert counted(bring(house, admin, tmp_path, "W1.02,000000000000,全国,2024,total,total,14.3,1/10万,\n")) == (
        0,
        0,
        1,
    )
    bring(house, admin, tmp_path, "W1.02,000000000000,全国,2024,total,total,14.2,1/10万,\n")
    old, new = revisions("mmr", "000000000000", "2024")
    assert (old.source, str(old.published)) == ("NBS-W-2024", "2025-12-31")
    assert (new.source, new.published) == ("values.csv", None)


def test_a_plan_s_number_implies_its_breakdown_unless_the_row_says_otherwise(
    house: House, admin: Viewer, tmp_path: Path
) -> None:
    # W1.01 is the life expectancy of women; its series is the catalogue's female_life_expectancy, cell sex=female.
    rows = "".join(
        f"W1.01,450800000000,贵港市,{year},{sex},,{value},岁,\n"
        for year, sex, value in ((2020, "", "78.1"), (2021, "女", "78.2"), (2022, "合计", "75.0"))
    )
    bring(house, admin, tmp_path, rows)
    for year, cell, value in ((2020, "sex=female", "78.1"), (2021, "sex=female", "78.2"), (2022, "", "75.0")):
        assert [v.value for v in revisions("female_life_expectancy", "450800000000", str(year), cell)] == [value]


@pytest.mark.parametrize(
    ("said", "cell"), [("urban", "urban"), ("城市", "urban"), ("城镇", "urban"), ("农村", "rural")]
)
def test_breakdowns_are_read_by_code_and_by_name(
    house: House, admin: Viewer, tmp_path: Path, said: str, cell: str
) -> None:
    bring(house, admin, tmp_path, f"mmr,450800000000,贵港市,2019,,{said},9.8,1/10万,\n")
    assert [v.value for v in revisions("mmr", "450800000000", "2019", f"residence={cell}")] == ["9.8"]


def test_a_series_of_two_plans_may_come_under_both_numbers(house: House, admin: Viewer, tmp_path: Path) -> None:
    # W2.01 and C3.02 are one series (九年义务教育巩固率) in the two plans.
    rows = "{0},450800000000,贵港市,2019,,,{1},%,甲\n"
    done = bring(house, admin, tmp_path, rows.format("W2.01", "95.5") + rows.format("C3.02", "95.5"))
    assert (counted(done), done.repeats) == ((1, 0, 0), 1)
    found = complaints(house, admin, tmp_path, rows.format("W2.01", "95.5") + rows.format("C3.02", "95.6"))
    assert found == [("400.547", "values.csv:3 (value)")]


def test_dates_notes_and_short_codes(house: House, admin: Viewer, tmp_path: Path) -> None:
    head = "指标编码,区划代码,年份,数值,单位,发布日期,备注\n"
    bring(house, admin, tmp_path, "mmr,4508,2019年,9.8,/10万,2020年3月1日,初步数\n", head)
    (value,) = revisions("mmr", "450800000000", "2019")
    assert (str(value.published), value.note, value.unit) == ("2020-03-01", "初步数", "1/10万")


def test_numbers_of_a_workbook_get_back_the_zeros_that_were_typed(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.values import import_values

    path = tmp_path / "values.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["附表：监测数据"])
        sheet.write_row(1, 0, ["指标编码", "区划代码", "区划名称", "年份", "数值", "单位"])
        sheet.write_row(2, 0, ["mmr", 450800000000, "贵港市", 2019, 10, "1/10万"])
        sheet.write_row(3, 0, ["mmr", "450800000000", "贵港市", "2018", "9.85", "1/10万"])
    assert counted(import_values(house, admin, path)) == (2, 0, 0)
    # The indicator is printed with one decimal: the number 10 was shown as 10.0; a text stays as it is.
    assert [v.value for v in revisions("mmr", "450800000000", "2019")] == ["10.0"]
    assert [v.value for v in revisions("mmr", "450800000000", "2018")] == ["9.85"]


def test_columns_about_persons_are_not_read(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.store.models import LogEntry, Value

    done = bring(house, admin, tmp_path, GOOD.replace("\n", ",苗族\n"), ENGLISH.replace("\n", ",民族\n"))
    assert done.left_out == ("民族",)
    assert not Value.objects.filter(note__contains="苗").exists()
    assert "苗" not in LogEntry.objects.order_by("-position")[0].detail_json


# A dry run


def test_a_check_says_what_would_be_done_and_does_nothing(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.store.models import Value

    before = house.snapshot(), Value.objects.count()
    rows = GOOD + "W1.02,450800000000,贵港市,2015,,,9.5,1/10万,更正\nmmr,000000000000,全国,2024,,,14.3,1/10万,\n"
    done = bring(house, admin, tmp_path, rows, check=True)
    assert (counted(done), done.position) == ((1, 1, 1), None)
    assert (house.snapshot(), Value.objects.count()) == before


# What is refused


@pytest.mark.parametrize(
    ("row", "number", "column"),
    [
        ("W9.99,450800000000,贵港市,2019,,,9.8,1/10万,", "404.11", "indicator_code"),
        ("W1.02,459900000000,某市,2019,,,9.8,1/10万,", "400.541", "area_code"),
        ("W1.02,4.508E+11,贵港市,2019,,,9.8,1/10万,", "400.11", "area_code"),
        ("W1.02,45080000000,贵港市,2019,,,9.8,1/10万,", "400.40", "area_code"),
        ("W1.02,450800000000,桂林市,2019,,,9.8,1/10万,", "400.542", "area_name"),
        ("W1.02,450800000000,贵港市,二〇一九,,,9.8,1/10万,", "400.543", "year"),
        ("W1.02,450800000000,贵港市,20199,,,9.8,1/10万,", "400.543", "year"),
        ("W1.02,450800000000,贵港市,1789,,,9.8,1/10万,", "400.543", "year"),
        ("W1.02,450800000000,贵港市,2027,,,9.8,1/10万,", "400.543", "year"),
        ("W1.02,450800000000,贵港市,2019,未知,,9.8,1/10万,", "400.546", "sex"),
        ("W1.02,450800000000,贵港市,2019,,,未报,1/10万,", "400.10", "value"),
        ("W1.02,450800000000,贵港市,2019,,,9.8/10万,1/10万,", "400.10", "value"),
        ("W1.02,450800000000,贵港市,2019,,,-1,1/10万,", "400.544", "value"),
        ("W1.03,450800000000,贵港市,2019,,,104.2,%,", "400.544", "value"),
        ("W1.02,450800000000,贵港市,2019,,,9.8,%,", "400.545", "unit"),
        ("W1.02,450800000000,贵港市,2019,,,9.8,十万分之,", "400.545", "unit"),
        ("W1.02,450800000000,贵港市,2019,,,9.8,,", "400.540", "unit"),
        (",450800000000,贵港市,2019,,,9.8,1/10万,", "400.540", "indicator_code"),
    ],
)
def test_every_kind_of_fault_is_named_with_its_cell(
    house: House, admin: Viewer, tmp_path: Path, row: str, number: str, column: str
) -> None:
    before = house.snapshot()
    assert complaints(house, admin, tmp_path, GOOD + row + "\n") == [(number, f"values.csv:3 ({column})")]
    assert house.snapshot() == before
    assert revisions("mmr", "450800000000", "2019") == []


def test_all_faults_of_all_rows_are_said_at_once(house: House, admin: Viewer, tmp_path: Path) -> None:
    rows = "W9.99,459900000000,某市,2019,,,x,%,\n" + GOOD + "W1.02,450800000000,桂林市,2031,,,x,%,\n"
    found = complaints(house, admin, tmp_path, rows)
    assert [where for _, where in found] == [
        "values.csv:2 (area_code)",
        "values.csv:2 (indicator_code)",
        "values.csv:4 (year)",
        "values.csv:4 (area_name)",
        "values.csv:4 (value)",
        "values.csv:4 (unit)",
    ]


def test_a_doubled_row_names_the_first(house: House, admin: Viewer, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        bring(house, admin, tmp_path, GOOD + "mmr,450800000000,贵港市,2018,,,9,1/10万,\n" + GOOD)
    (refusal,) = refused.value.refusals
    assert (refusal.number, refusal.where) == ("400.548", "values.csv:4")
    assert "第2行" in str(refusal)


def test_unknown_names_come_with_near_ones(house: House, admin: Viewer, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        bring(house, admin, tmp_path, "W1.2,459900000000,贵港市,2019,,,9.8,1/10万,\n")
    place, indicator = refused.value.refusals
    assert "450800000000（贵港市）" in str(place)
    assert "W1.02" in str(indicator)


def test_a_table_without_rows_is_refused(house: House, admin: Viewer, tmp_path: Path) -> None:
    assert complaints(house, admin, tmp_path, "") == [("400.550", "values.csv")]


def test_very_many_faults_are_cut_off_with_their_number(house: House, admin: Viewer, tmp_path: Path) -> None:
    rows = "".join(f"W9.99,450800000000,,2019,,,{n},1/10万,\n" for n in range(1003))
    found = complaints(house, admin, tmp_path, rows)
    assert len(found) == 1001
    assert found[-1][0] == "400.551"


# Who may


def test_each_imports_where_she_may(house: House, tmp_path: Path) -> None:
    here, beside = "450800000000,贵港市", "450100000000,南宁市"
    office = viewer(house, "gg", "office", "450800000000")
    leader = viewer(house, "leader", "leader", "450800000000")
    row = "W1.02,{},2019,,,9.8,1/10万,\n"
    assert counted(bring(house, office, tmp_path, row.format(here))) == (1, 0, 0)
    assert complaints(house, office, tmp_path, row.format(here) + row.format(beside)) == [
        ("403.10", "values.csv:3 (area_code)")
    ]
    assert complaints(house, leader, tmp_path, row.format(here)) == [("403.10", "")]
    assert complaints(house, Viewer(), tmp_path, row.format(here)) == [("401.10", "")]


# Any sequence of imports


numbers = st.sampled_from(["9.8", "10.1", "10.10", "12"])
steps = st.lists(st.dictionaries(st.sampled_from([2018, 2019, 2020]), numbers, min_size=1), min_size=1, max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(steps=steps)
def test_what_is_current_is_what_came_last_and_nothing_is_ever_lost(
    house: House, admin: Viewer, tmp_path: Path, steps: list[dict[int, str]]
) -> None:
    from django.db import transaction

    from halfsky.store.models import Value

    with transaction.atomic():
        said: dict[int, list[str]] = {}
        for step in steps:
            bring(house, admin, tmp_path, "".join(f"mmr,450800000000,,{y},,,{v},1/10万,甲\n" for y, v in step.items()))
            for year, value in step.items():
                if said.setdefault(year, [""])[-1] != value:
                    said[year].append(value)
        for year, values in said.items():
            kept = revisions("mmr", "450800000000", str(year))
            assert [v.value for v in kept] == values[1:]
            assert [v.current for v in kept] == [False] * (len(kept) - 1) + [True]
        transaction.set_rollback(True)
    assert not Value.objects.filter(origin="house").exists()
