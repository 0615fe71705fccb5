"""A broken pack for every kind of mistake: the right gate refuses it, names the place and says what to do."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

import halfsky.packs
from halfsky.kernel.refusals import Problem, Refused
from halfsky.packs import check_examples, join, read_pack

from . import broken, broken_forms, broken_registers, broken_schemes, broken_templates
from .broken import EXAMPLES, Broken
from .content import PACKS
from .edits import add, change, teaching

SHAPE = [*broken.SHAPE, *broken_forms.SHAPE, *broken_registers.SHAPE, *broken_schemes.SHAPE, *broken_templates.SHAPE]
NAMES = [*broken.NAMES, *broken_forms.NAMES, *broken_registers.NAMES, *broken_schemes.NAMES]
MEANING = [
    *broken.MEANING,
    *broken_forms.MEANING,
    *broken_registers.MEANING,
    *broken_schemes.MEANING,
    *broken_templates.MEANING,
]
# Refusals that need more than one broken pack; each has a test of its own elsewhere.
ELSEWHERE = {
    "400.201": "test_files.py",
    "400.251": "test_joining.py",
    "400.252": "test_joining.py",
    "400.254": "test_joining.py",
    "400.293": "test_joining.py",
    "400.295": "test_joining.py",
    "400.1023": "test_joining.py",
    "400.302": "test_joining.py",
    "400.357": "test_forms.py",
    "400.1050": "test_cloning.py",
    "400.1051": "test_cloning.py",
    "400.1053": "test_cloning.py",
    "409.1052": "test_cloning.py",
    "409.31": "test_upgrade.py",
    "400.1087": "test_schemes.py",
    **{f"400.{number}": "test_occasions.py" for number in range(1150, 1155)},
}


def refusals(broken: Broken, gate: str) -> Refused:
    """What the gate says; the gates before it must have let the pack through."""
    files = teaching(broken.edit)
    if gate == "shape":
        with pytest.raises(Refused) as shape:
            read_pack(files, "teaching")
        return shape.value
    pack = read_pack(files, "teaching")
    if gate == "examples":
        content = join([pack])
        with pytest.raises(Refused) as wrong:
            check_examples([pack], content)
        return wrong.value
    with pytest.raises(Refused) as unsound:
        join([pack])
    return unsound.value


def named(refused: Refused, broken: Broken) -> None:
    """Among the refusals there is the one, in its place, with its words, in both languages."""
    fitting = [r for r in refused.refusals if r.number == broken.number and r.where.startswith(broken.where)]
    assert fitting, str(refused)
    said = fitting[0].in_("zh")
    assert [word for word in broken.words if word not in said] == [], said
    for lang in ("zh", "en"):
        assert not re.search(r"\{(?!nam\}|name\}|名称\}|地区\}|年度\}|value\})\w+\}", fitting[0].in_(lang))
    assert fitting[0].in_("en") != said


@pytest.mark.parametrize("broken", SHAPE, ids=str)
def test_the_first_gate_refuses_what_is_out_of_shape(broken: Broken) -> None:
    named(refusals(broken, "shape"), broken)


@pytest.mark.parametrize("broken", NAMES, ids=str)
def test_the_second_gate_refuses_names_that_point_at_nothing(broken: Broken) -> None:
    named(refusals(broken, "names"), broken)


@pytest.mark.parametrize("broken", MEANING, ids=str)
def test_the_third_gate_refuses_what_cannot_be_meant(broken: Broken) -> None:
    named(refusals(broken, "meaning"), broken)


@pytest.mark.parametrize("broken", EXAMPLES, ids=str)
def test_the_fourth_gate_refuses_answers_that_differ(broken: Broken) -> None:
    named(refusals(broken, "examples"), broken)


@pytest.mark.parametrize("broken", [*SHAPE, *NAMES, *MEANING, *EXAMPLES], ids=str)
def test_one_mistake_is_not_said_twice(broken: Broken) -> None:
    """A mistake may draw others after it, but the same complaint about the same place comes once."""
    gate = next(g for g, cases in GATES.items() if broken in cases)
    said = [str(r) for r in refusals(broken, gate).refusals]
    assert len(said) == len(set(said))


GATES = {"shape": SHAPE, "names": NAMES, "meaning": MEANING, "examples": EXAMPLES}


def test_every_refusal_of_the_packs_has_a_broken_pack() -> None:
    declared = {
        found.number
        for module in pkgutil.iter_modules(halfsky.packs.__path__)
        for found in vars(import_module(f"halfsky.packs.{module.name}")).values()
        if isinstance(found, Problem)
    }
    tried = {case.number for cases in GATES.values() for case in cases} | set(ELSEWHERE)
    assert declared - tried == set()


def test_all_complaints_of_a_gate_come_at_once() -> None:
    files = teaching(
        change("elements.csv", "teaching_births,", "Births,"),
        change("goals.csv", ",2020,8,", ",二〇二〇,八,"),
        add("extra.csv", "code\n"),
    )
    with pytest.raises(Refused) as refused:
        read_pack(files, "teaching")
    assert sorted(r.where for r in refused.value.refusals) == [
        "teaching/elements.csv:2 (code)",
        "teaching/extra.csv",
        "teaching/goals.csv:3 (base)",
        "teaching/goals.csv:3 (base_year)",
    ]


def test_an_unknown_name_is_said_for_every_row_that_has_it() -> None:
    pack = read_pack(teaching(change("duties.csv", "lead,teaching_health", "lead,health")), "teaching")
    with pytest.raises(Refused) as refused:
        join([pack])
    assert [r.where for r in refused.value.refusals] == [
        "teaching/duties.csv:2 (agency)",
        "teaching/duties.csv:3 (agency)",
    ]


def test_every_shipped_pack_passes_all_four_gates() -> None:
    packs = [read_pack(path) for path in halfsky.packs.shipped()]
    assert sorted(pack.code for pack in packs) == sorted(PACKS)
    check_examples(packs, join(packs))
