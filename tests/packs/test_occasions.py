"""Occasions come out of a pack as they are written, and what cannot be meant is refused where it stands."""

from __future__ import annotations

import pytest

from halfsky.kernel.field import Kind
from halfsky.kernel.refusals import Refused
from halfsky.packs import join, read_pack, shipped

from .content import CONTENT, table
from .edits import Files, add, teaching

REGISTER = """register: drive
title: 活动
kept_by: [county]
fields:
  name: {label: 名称, required: yes}
  kind: {label: 类别, type: choice, of: {day: 节日}}
  on: {label: 日期, type: date}
  who: {label: 负责人, type: person}
"""
HEAD = "code,from,until,zh,register,presets,lead,note\n"
SOUND = "womens-day,03-08,,妇女节,drive,name={year}年妇女节;kind=day;on={from},30,\n"


def pack(*rows: str) -> Files:
    return teaching(add("registers/drive.yaml", REGISTER), add("occasions.csv", HEAD + "".join(rows)))


def test_an_occasion_is_read_as_it_is_written() -> None:
    content = join([read_pack(pack(SOUND, "month,03-01,03-31,维权月,,,,做什么\n"), "teaching")])
    day, month = content.occasions
    assert (day.code, day.begins, day.ends, day.lead, day.register) == ("womens-day", (3, 8), (3, 8), 30, "drive")
    assert day.given(2026) == {"name": "2026年妇女节", "kind": "day", "on": "2026-03-08"}
    assert day.tells(content.register("drive"), 2026) == {"name": "2026年妇女节", "kind": "day"}
    assert (month.ends, month.register, month.note.zh) == ((3, 31), "", "做什么")


@pytest.mark.parametrize(
    ("row", "number", "column"),
    [
        (SOUND.replace("03-08", "3-8"), "400.1150", "from"),
        (SOUND.replace("03-08", "02-30"), "400.1150", "from"),
        (SOUND.replace("kind=day", "day"), "400.1151", "presets"),
        (SOUND.replace("drive", "drives"), "400.253", "register"),
        (SOUND.replace("kind=day", "sort=day"), "400.253", "presets"),
        (SOUND.replace("{from}", "{begin}"), "400.1152", "presets"),
        (SOUND.replace("{year}年", "{year年"), "400.1152", "presets"),
        (SOUND.replace("kind=day", "kind=week"), "400.1153", "presets"),
        (SOUND.replace("kind=day", "who=甲"), "400.1153", "presets"),
        (SOUND.replace("{from}", "明天"), "400.1153", "presets"),
        (SOUND.replace("{year}年", ""), "400.1154", "presets"),
        (SOUND.replace(",drive,", ",,"), "400.1154", "presets"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_its_cell(row: str, number: str, column: str) -> None:
    with pytest.raises(Refused) as refused:
        join([read_pack(pack(row), "teaching")])
    assert (number, f"teaching/occasions.csv:2 ({column})") in [
        (r.problem.number, r.where) for r in refused.value.refusals
    ]


def test_an_occasion_is_declared_once_in_all_packs() -> None:
    with pytest.raises(Refused) as refused:
        read_pack(pack(SOUND, SOUND), "teaching")
    assert [r.problem.number for r in refused.value.refusals] == ["400.248"]


def test_the_shipped_year_holds_the_days_of_the_work() -> None:
    packs = [read_pack(p) for p in shipped() if p.name in ("indicators-cn", "fulian-work", "supervision-cn")]
    content = join(packs)
    days = {o.begins for o in content.occasions if o.begins == o.ends}
    assert days >= {(3, 8), (5, 15), (6, 1), (10, 11), (11, 20), (11, 25), (12, 4)}
    rows = [row for code in ("fulian-work", "supervision-cn") for row in table(code, "occasions.csv")]
    assert len(rows) == len(content.occasions) and all(row["zh"] and row["en"] for row in rows)
    assert all(bool(row["note"]) == bool(row["note_en"]) for row in rows)
    assert (CONTENT / "fulian-work" / "occasions.csv").exists()


def test_what_the_shipped_year_presets_leaves_nothing_open_that_it_could_say() -> None:
    """A form that begins with an occasion lacks nothing but what only the day of the work can tell."""
    packs = [read_pack(p) for p in shipped() if p.name in ("indicators-cn", "fulian-work", "supervision-cn")]
    content = join(packs)
    for one in (o for o in content.occasions if o.register):
        register = content.register(one.register)
        lacking = [f for f in register.fields if f.required and f.code not in one.given(2026)]
        assert all(f.kind in (Kind.DATE, Kind.AGENCY, Kind.PLACE) for f in lacking), one.code
