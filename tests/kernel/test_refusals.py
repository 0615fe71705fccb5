"""The catalogue of refusals: every one in both languages with the same details, under a number of its own.

The declarations are read from the source, so that those of layers that need a house to be imported are seen, too.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

import halfsky.kernel
from halfsky.kernel.refusals import CATALOGUE, Problem, Refusal, Refused, problem
from halfsky.kernel.text import Text

PACKAGE = Path(halfsky.kernel.__file__).parents[1]
FAMILIES = {400, 401, 403, 404, 405, 409, 410, 413, 429, 502, 503}


@dataclass(frozen=True)
class Declared:
    """One call of `problem(...)` in the source."""

    where: str
    number: str
    says: tuple[str, str]
    todo: tuple[str, str]


def declared() -> list[Declared]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "problem" in text else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "problem":
                where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                number, says, todo = (ast.literal_eval(argument) for argument in node.args)
                found.append(Declared(where, number, says, todo))
    return found


DECLARED = declared()


def fields(text: str) -> set[str]:
    """The placeholders of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def own_words(text: str) -> str:
    """A text without its placeholders."""
    return "".join(literal for literal, *_ in Formatter().parse(text)).strip()


def test_no_number_is_given_twice() -> None:
    times = Counter(d.number for d in DECLARED)
    assert [(d.number, d.where) for d in DECLARED if times[d.number] > 1] == []


@pytest.mark.parametrize("one", DECLARED, ids=lambda d: d.number)
def test_a_refusal_is_said_in_both_languages_with_the_same_details(one: Declared) -> None:
    for zh, en in (one.says, one.todo):
        assert fields(zh) == fields(en)
        assert all(name.isidentifier() for name in fields(zh))
        if not own_words(zh):
            continue  # a text that only hands on another one
        assert any("一" <= sign <= "鿿" for sign in own_words(zh)), f"{one.where}: no Chinese in {zh!r}"
        assert any(sign.isascii() and sign.isalpha() for sign in own_words(en)), f"{one.where}: no English in {en!r}"
        assert zh[-1] in "。？！}", f"{one.where}: {zh!r} is no whole sentence"
        assert en[-1] in ".?!}" or ": halfsky " in en, f"{one.where}: {en!r} is no whole sentence"


@pytest.mark.parametrize("one", DECLARED, ids=lambda d: d.number)
def test_the_number_begins_with_a_family(one: Declared) -> None:
    family, dot, case = one.number.partition(".")
    assert dot and int(family) in FAMILIES and case.isdigit() and not case.startswith("0")


def test_every_problem_of_the_kernel_is_in_the_catalogue() -> None:
    for module in pkgutil.walk_packages(halfsky.kernel.__path__, "halfsky.kernel."):
        importlib.import_module(module.name)
    kernel = {d.number: d for d in DECLARED if d.where.startswith("kernel/")}
    assert len(kernel) > 40
    for number, one in kernel.items():
        known = CATALOGUE[number]
        assert ((known.says.zh, known.says.en), (known.todo.zh, known.todo.en)) == (one.says, one.todo)


def test_a_number_that_is_taken_is_not_given_again() -> None:
    taken = next(iter(CATALOGUE))
    with pytest.raises(ValueError, match=taken):
        problem(taken, ("再来一次。", "Once more."), ("不行。", "No."))


ODD = Problem("400.999", Text("“{came}”不对。", "“{came}” is wrong."), Text("写成{example}。", "Write {example}."))


def test_a_refusal_speaks_both_languages_and_names_the_place() -> None:
    one = ODD.at("表1!B7", came="{x}", example=Text("数字", "a number"))
    assert one.in_("zh") == str(one) == "表1!B7：“{x}”不对。写成数字。"
    assert one.in_("en") == "表1!B7: “{x}” is wrong. Write a number."
    assert ODD.at(came="x", example="y").in_("zh") == "“x”不对。写成y。"
    assert (one.number, one.status) == ("400.999", 400)


def test_the_one_json_shape() -> None:
    assert ODD.at("B7", came="x", example=Text("数字", "a number")).as_json() == {
        "number": "400.999",
        "where": "B7",
        "says": {"zh": "“x”不对。", "en": "“x” is wrong."},
        "todo": {"zh": "写成数字。", "en": "Write a number."},
    }


def test_a_refusal_met_further_out_names_the_whole_way() -> None:
    inner = ODD.at("第3行", came="x", example="y")
    outer = inner.placed("values.csv")
    assert (outer.where, inner.where) == ("values.csv 第3行", "第3行")
    assert outer.values == inner.values
    assert ODD.at(came="x", example="y").placed("values.csv").where == "values.csv"


def test_several_refusals_travel_together() -> None:
    first, second = ODD.at("A1", came="x", example="y"), ODD.at("A2", came="z", example="y")
    both = Refused([first, second])
    assert both.refusals == (first, second)
    assert str(both) == f"{first}\n{second}"
    assert both.status == 400
    with pytest.raises(Refused) as caught:
        raise first
    assert caught.value.refusals == (first,)


def test_refusals_of_one_case_are_equal_and_can_be_collected() -> None:
    one, same, other = (ODD.at(where, came="x", example="y") for where in ("A1", "A1", "A2"))
    assert one == same != other
    assert len({one, same, other}) == 2
    assert isinstance(one, Refusal)
