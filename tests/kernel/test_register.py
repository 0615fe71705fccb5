"""What a formula of a register may use, and what it may not; how a register answers to names."""

from __future__ import annotations

import pytest

from halfsky.kernel.grammar import Choice, Plain, check, parse, quantity, resolve
from halfsky.kernel.grammar.types import Nature, Quantity
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Secrecy
from halfsky.kernel.text import Text

from .ledgers import COURSES, SCOPE


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("women <= persons", Plain.BOOLEAN),
        ("妇女人数 <= 人数", Plain.BOOLEAN),
        ("总人次", quantity("人次")),
        ("women / persons", Nature.RATIO),
        ("checklist(room)", Nature.RATE),
        ("meets(场地)", Plain.BOOLEAN),
        ("filled(host)", Plain.BOOLEAN),
        ("filled(session.attended)", Plain.BOOLEAN),
        ("since(held)", Plain.DATE),
        ("进入日期(已办)", Plain.DATE),
        ("days(held_on, today) <= 30天", Plain.BOOLEAN),
        ("months(held_on, today) < 3", Plain.BOOLEAN),
        ("marked(需要, 经济)", Plain.BOOLEAN),
        ("kind = night", Plain.BOOLEAN),
        ("kind in (日班, 夜班)", Plain.BOOLEAN),
        ("level = village", Plain.BOOLEAN),
        ("state != planned", Plain.BOOLEAN),
        ("count(session) >= 1", Plain.BOOLEAN),
        ("count(session.attended > 0) = 0", Plain.BOOLEAN),
        ("min(session.date)", Plain.DATE),
        ("if(kind = day, persons, women)", quantity("人")),
    ],
)
def test_formulas_use_fields_and_what_a_register_adds(text: str, gives: object) -> None:
    found = check(resolve(parse(text), SCOPE), SCOPE)
    assert (found.nature if isinstance(gives, Nature) and isinstance(found, Quantity) else found) == gives


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("women <= session.attended", "400.95"),
        ("sum(session.attended) > persons", "400.80"),
        ("room", "400.75"),
        ("needs = study", "400.75"),
        ("meets(name)", "400.86"),
        ("since(done)", "400.75"),
        ("kind > day", "400.92"),
        ("kind = law", "400.75"),
        ("women / persons + checklist(room)", "400.83"),
        ("filled(session.hours)", "400.75"),
    ],
)
def test_formulas_that_mean_nothing_are_refused(text: str, number: str) -> None:
    with pytest.raises(Refused) as refused:
        check(resolve(parse(text), SCOPE), SCOPE)
    assert refused.value.refusals[0].number == number


def test_of_each_child_record_its_own_fields_have_one_value_and_no_others() -> None:
    tree = resolve(parse("session.attended"), SCOPE)
    assert check(tree, SCOPE, quantity("人次"), "session") == quantity("人次")
    for each in ("", "review"):
        with pytest.raises(Refused) as refused:
            check(tree, SCOPE, quantity("人次"), each)
        assert refused.value.refusals[0].number == "400.95"


def test_a_register_knows_its_fields_by_their_full_names() -> None:
    assert COURSES.field("session.attended") is not None
    assert COURSES.field("session.hours") is None and COURSES.field("lesson.date") is None
    assert [name for name, _ in COURSES.all_fields()][-3:] == ["session.date", "session.attended", "review.period"]
    labels = {code: COURSES.label(code).zh for code in ("name", "times", "state", "place", "session.date", "gone")}
    assert labels == {
        "name": "课程", "times": "总人次", "state": "状态", "place": "所在区划",
        "session.date": "上课日期", "gone": "gone",
    }  # fmt: skip


def test_secrecy_has_words() -> None:
    assert [s.label for s in Secrecy] == [Text("公开", "open"), Text("内部", "office"), Text("需知", "need to know")]


def test_a_state_is_a_choice_of_its_own() -> None:
    assert SCOPE.term["state"].type == Choice("state")
