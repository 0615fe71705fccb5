"""Registers come out of a pack as they are written, with the defaults of the guide."""

from __future__ import annotations

import datetime as dt
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.content import Content
from halfsky.kernel.field import Field, Item, Kind
from halfsky.kernel.form import Due
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record, contributions, holds
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Cycle, Gathering, Letter, Register, Retention, Secrecy
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import KEEPER, Move, Passing
from halfsky.packs import join, read_pack
from halfsky.packs.reading import notation
from halfsky.packs.register_notation import (
    ComputedEntry,
    CycleEntry,
    FeedEntry,
    FieldEntry,
    ItemEntry,
    LetterEntry,
    OtherEntry,
    RegisterEntry,
    RuleEntry,
    StepEntry,
)
from halfsky.packs.schema import schemas

from .broken_registers import CARE_FILE, SOUND, care, lesson
from .content import CONTENT
from .edits import Edit, change, files_of, teaching
from .test_schema import faults

DOCS = CONTENT.parents[2] / "docs"
DAY = dt.date(2026, 3, 8)
SHIPPED = sorted((CONTENT / "fulian-work" / "registers").glob("*.yaml"))


def content(*edits: Edit) -> Content:
    return join([read_pack(teaching(*edits), "teaching")])


def lessons(*edits: Edit) -> Register:
    return content(*edits).register("lesson")


def test_a_register_says_who_keeps_it_and_who_reads_it() -> None:
    made = lessons(SOUND)
    assert (made.code, made.title, made.agency, made.pack) == (
        "lesson",
        Text("教学课程", "Lessons"),
        "teaching_health",
        "teaching",
    )
    assert made.levels == (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
    assert (made.secrecy, made.about_person, made.retention) == (Secrecy.OFFICE, False, None)
    cared = content(SOUND).register("care")
    assert (cared.secrecy, cared.about_person, cared.levels) == (Secrecy.NEED, True, (Level.VILLAGE,))
    assert cared.retention == Retention(10, ("left",))


def test_a_field_may_be_its_label_alone() -> None:
    made = lessons(
        lesson("{label: 课程, required: yes}", "课程"), change("registers/lesson.yaml", "quick: [name,", "quick: [")
    )
    assert made.field("name") == Field("name", Text("课程"))
    both = lessons(
        lesson("  women: {label: 妇女人数,", "  host2: {zh: 助教, en: assistant}\n  women: {label: 妇女人数,")
    )
    assert both.field("host2") == Field("host2", Text("助教", "assistant"))


def test_items_may_be_labels_or_ask_a_number() -> None:
    room = lessons(SOUND).field("room")
    assert room is not None
    assert room.items == (
        Item("sign", Text("有标牌")),
        Item("space", Text("面积"), unit="平方米", at_least=Fraction(10)),
    )


def test_money_is_in_yuan_with_two_decimals_unless_said_otherwise() -> None:
    made = lessons(
        lesson(
            "{label: 人数, type: count, unit: 人}",
            "{label: 人数, type: count, unit: 人}\n  fee: {label: 费用, type: money}",
        )
    )
    fee = made.field("fee")
    assert fee is not None and (fee.unit, fee.decimals) == ("元", 2)


def test_names_are_sealed_everywhere_and_everything_about_a_person_unless_it_says_open() -> None:
    both = content(SOUND)
    assert [name for name, f in both.register("lesson").all_fields() if f.sealed] == ["host"]
    sealed = [name for name, f in both.register("care").all_fields() if f.sealed]
    assert sealed == ["child", "story", "carer"]


def test_moves_belong_to_the_keeper_unless_they_say_whose_they_are() -> None:
    made = lessons(SOUND)
    assert made.workflow.states == (("planned", Text("计划")), ("held", Text("已办")), ("filed", Text("已归档")))
    hold = Move(
        "hold", Text("办结"), ("planned",), "held", (KEEPER,), ("persons", "meets(room)"), days=20, lapse="file"
    )
    assert made.workflow.moves == (hold, Move("file", Text("归档"), ("planned", "held"), "filed", (KEEPER,)))


def test_a_letter_comes_with_the_defaults_of_the_guide() -> None:
    made = lessons(lesson("unique:", "letters:\n  invite: {label: 邀请函, text: 请参加。}\nunique:")).letter("invite")
    assert made == Letter(
        "invite", Text("邀请函"), ("planned", "held", "filed"), ("planned", "held", "filed"), "关于{name}的邀请函",
        "{place}妇女儿童工作委员会办公室", ("请参加。",), draft="拟稿",
    )  # fmt: skip


UP = "{label: 上报, from: active, to: active, passes: up, until: county, for: 5 workdays}"


def test_a_move_passes_up_to_a_level() -> None:
    up = content(care("  leave: {", f"  up: {UP}\n  leave: {{")).register("care").workflow.moves[0]
    assert (up.passes, up.until, up.until_by, up.stay, up.workdays) == (Passing.UP, Level.COUNTY, "", 5, True)


def test_a_condition_is_called_by_what_people_read() -> None:
    made = lessons(SOUND)
    assert set(made.conditions) == {"meets(room)"}
    assert made.label("meets(room)").zh == "清单全部达标(场地)"
    assert made.label("persons") == Text("人数")


def test_a_cycle_is_done_by_a_child_record_of_its_part() -> None:
    assert lessons(SOUND).cycles == (
        Cycle("visit", Text("季访"), "quarter", ("held",), "review", Due(10, True), "file"),
    )


def test_without_states_there_is_one_and_without_columns_the_first_open_four() -> None:
    plain = lesson("states: {planned: 计划, held: 已办, filed: 已归档}\n", "")
    cut = [
        change("registers/lesson.yaml", text, "")
        for text in ("columns: [name, kind, times]\n", ", where: state != planned", ", until: since(filed)")
    ]
    text = teaching(plain)["registers/lesson.yaml"].decode()
    moves = text[text.index("moves:") : text.index("feeds:")]
    made = lessons(plain, *cut, change("registers/lesson.yaml", moves, ""))
    assert made.workflow.states == (("kept", Text("在册", "on the register")),)
    assert made.columns == ("name", "kind", "held_on", "persons")


def test_feeds_count_on_their_day_at_their_place_by_their_cells() -> None:
    both = content(SOUND)
    made, feeds = both.register("lesson"), {f.element: f for f in both.register("lesson").feeds}
    assert (feeds["lessons"].gathering, feeds["lessons"].cells) == (Gathering.COUNT, (("shift", "kind"),))
    assert (feeds["lesson_times"].gathering, feeds["lesson_times"].part) == (Gathering.SUM, "session")
    assert (feeds["lesson_hosts"].field, feeds["lesson_hosts"].at) == ("host", "where")
    record = Record(
        {"name": "刺绣", "kind": "night", "held_on": "2026-03-08", "host": "甲", "where": "7"},
        {"session": ({"date": "2026-03-08", "attended": "12"}, {"date": "2026-04-01"})},
        "held",
        entered={"planned": DAY, "held": DAY},
    )
    given = list(contributions(made, record, both.elements, DAY))
    night = cell({"shift": "night"})
    assert [(c.element, c.at, c.since, c.amount) for c in given[:2]] == [
        ("lessons", TOTAL, DAY, 1),
        ("lessons", night, DAY, 1),
    ]
    assert [(c.since, c.amount) for c in given if c.element == "lesson_times"] == [
        (DAY, 12),
        (dt.date(2026, 4, 1), None),
    ]
    hosts = [c for c in given if c.element == "lesson_hosts"]
    assert [(c.distinct, c.place, c.until) for c in hosts] == [("甲", "7", None)]


def test_a_planned_lesson_counts_nowhere_and_one_without_a_teacher_is_no_other_teacher() -> None:
    both = content(SOUND)
    record = Record({"held_on": "2026-03-08"}, state="planned", entered={"planned": DAY})
    assert list(contributions(both.register("lesson"), record, both.elements, DAY)) == []


def test_a_need_is_a_field_that_is_filled_or_a_condition_that_holds() -> None:
    made = lessons(SOUND)
    bare = Record({"persons": "3"}, state="planned")
    assert holds(made, bare, DAY, "persons") and not holds(made, bare, DAY, "meets(room)")
    met = Record({"room": {"sign": "yes", "space": "10"}}, state="planned")
    assert holds(made, met, DAY, "meets(room)") and not holds(made, met, DAY, "persons")


def test_filled_asks_about_fields_of_child_records_too() -> None:
    made = lessons(lesson("meets(room)]", "filled(session.attended)]"))
    assert made.label("filled(session.attended)").zh == "已填(到课人次)"
    full = Record(parts={"session": ({"attended": "1"}, {"attended": "0"})})
    assert holds(made, full, DAY, "filled(session.attended)")
    assert not holds(made, Record(parts={"session": ({"attended": "1"}, {})}), DAY, "filled(session.attended)")


def test_a_pack_that_declares_registers_of_the_same_code_is_refused() -> None:
    other = {"pack.yaml": b"pack: town\nversion: 1.0.0\nkind: registers\ntitle: x\nuses: [teaching]\n"}
    other["registers/care.yaml"] = teaching(SOUND)[CARE_FILE]
    with pytest.raises(Refused) as refused:
        join([read_pack(teaching(SOUND), "teaching"), read_pack(other, "town")])
    assert [(r.number, r.where) for r in refused.value.refusals] == [
        ("400.255", "town/registers/care.yaml:1:1 (register)")
    ]


def test_a_register_names_what_its_pack_uses_and_nothing_else() -> None:
    other = {"pack.yaml": b"pack: town\nversion: 1.0.0\nkind: registers\ntitle: x\n"}
    other["registers/care.yaml"] = teaching(SOUND)[CARE_FILE].replace(b"kept_by", b"agency: teaching_health\nkept_by")
    with pytest.raises(Refused) as refused:
        join([read_pack(teaching(), "teaching"), read_pack(other, "town")])
    assert [r.number for r in refused.value.refusals] == ["400.254"]


def test_the_page_of_the_guide_is_a_register() -> None:
    """Copied as it is printed, with its elements, beside the shipped ones."""
    guide = (DOCS / "registers.md").read_text("utf-8")
    page = re.search(r"^```yaml\n(register: .*?)^```$", guide, re.M | re.S)
    table = re.search(r"^```\n(code,name.*?)^```$", guide, re.M | re.S)
    assert page and table
    kinds = ["family", "law", "care", "other"]
    files = {
        "pack.yaml": b"pack: mine\nversion: 1.0.0\nkind: registers\ntitle: x\n",
        "registers/volunteer-team.yaml": page[1].encode(),
        "elements.csv": table[1].encode(),
        "dimensions.csv": ("dimension,code,zh\n" + "".join(f"volunteer_kind,{k},{k}\n" for k in kinds)).encode(),
    }
    found = join([read_pack(files, "mine")])
    made = found.register("volunteer-team")
    record = Record(
        {"name": "甲队", "kind": "law", "founded": "2026-01-02"},
        {"service": ({"date": "2026-03-08", "persons": "4", "hours": "2.5"},)},
        "active",
        entered={"active": DAY},
    )
    given = [(c.element, str(c.at), c.amount) for c in contributions(made, record, found.elements, DAY)]
    assert given == [
        ("volunteer_teams", "", 1),
        ("volunteer_teams", "volunteer_kind=law", 1),
        ("volunteer_hours", "", 10),  # 4 persons for 2.5 hours each
    ]


def test_the_guide_names_every_key_and_type() -> None:
    guide = (DOCS / "registers.md").read_text("utf-8")
    said = set(re.findall(r"`([a-z_]+)`", guide))
    entries = (
        FieldEntry,
        ItemEntry,
        ComputedEntry,
        RuleEntry,
        StepEntry,
        CycleEntry,
        FeedEntry,
        LetterEntry,
        OtherEntry,
    )
    for cls in (RegisterEntry, *entries):
        assert {f.name for f in notation(cls)} <= said, cls.__name__
    assert {kind.value for kind in Kind} <= said


def test_the_schema_in_docs_is_the_one_that_the_code_derives() -> None:
    printed = json.dumps(schemas()["register"], ensure_ascii=False, indent=2) + "\n"
    assert (DOCS / "schema" / "register.json").read_text("utf-8") == printed


class Editor(yaml.SafeLoader):
    """YAML 1.2, as editors read it: `on` and `yes` are words."""


Editor.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or sign in "tTfF"]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_register_fits_the_schema(path: Path) -> None:
    assert faults(yaml.load(path.read_text("utf-8"), Editor), schemas()["register"]) == []


def test_what_the_reader_refuses_breaks_the_schema() -> None:
    page = yaml.safe_load(teaching(SOUND)[CARE_FILE])
    schema = schemas()["register"]
    assert faults(page, schema) == []
    assert faults({**page, "secrecy": "secret"}, schema)
    assert faults({**page, "kept_by": "world"}, schema)
    assert faults({**page, "moves": {"leave": {"label": "退出", "from": "active"}}}, schema)
    assert faults({**page, "colour": "red"}, schema)


def test_the_shipped_pack_brings_all_its_registers() -> None:
    assert {path.name for path in SHIPPED} == {
        name.partition("/")[2] for name in files_of("fulian-work") if name.startswith("registers/")
    }
