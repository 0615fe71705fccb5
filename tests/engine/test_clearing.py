"""Sheets that columns clear are those in which the reference finds no failed check, for any rules and any rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from halfsky.engine.clearing import LARGEST, STRANGE, Before, Clearing
from halfsky.kernel.checking import Among, Around, Check, Checks, Kind, Severity
from halfsky.kernel.fact import Absence, Missing, Reading
from halfsky.kernel.form import Totals
from halfsky.kernel.grammar import Node, Shift, read
from halfsky.kernel.grammar.nodes import Call
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.rollup import Entries, Key
from halfsky.kernel.rollup import read as cell_of
from halfsky.kernel.text import Text
from tests.kernel import sheets
from tests.kernel.sheets import form
from tests.kernel.test_quick import MANY, SCOPE

PEOPLE = ("births", "hospital", "deaths", "crowd")
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
SHARES = ("0%", "10%", "30%", "100%", "250%", "3‰")
SMALL = (0, 0, 1, 2, 3, 5, 7, 10, 30, 100, 999)
NODES = {"Compare", "Logic", "Unary", "Binary", "Call", "Name", "Part", "Number"}
CALLS = {"abs", "change", "previous", "same_period_last_year", "if"}
ROWS = 60


def value(dice: Random, depth: int, shifted: bool = False) -> str:
    """A quantity of people."""
    kinds = (
        ["name", "number", "part"] if depth == 0 else ["+", "-", "*", "abs", "if", "previous", "last", "name", "part"]
    )
    match dice.choice(kinds):
        case "number":
            return f"{dice.choice(SMALL)}人"
        case "part":
            return f"births[residence={dice.choice(('urban', 'rural'))}]"
        case "+" | "-" as sign:
            return f"({value(dice, depth - 1, shifted)} {sign} {value(dice, depth - 1, shifted)})"
        case "*":
            return f"({dice.choice(SHARES)} * {value(dice, depth - 1, shifted)})"
        case "abs":
            return f"abs({value(dice, depth - 1, shifted)})"
        case "if":
            one, other = value(dice, depth - 1, shifted), value(dice, depth - 1, shifted)
            return f"if({truth(dice, depth - 1, shifted)}, {one}, {other})"
        case "previous" if not shifted:
            return f"previous({value(dice, depth - 1, True)})"
        case "last" if not shifted:
            return f"same_period_last_year({value(dice, depth - 1, True)})"
        case _:
            return dice.choice(PEOPLE)


def truth(dice: Random, depth: int, shifted: bool = False) -> str:
    kinds = ["compare"] if depth == 0 else ["compare", "share", "change", "and", "or", "not"]
    match dice.choice(kinds):
        case "share":
            one, other = value(dice, depth - 1, shifted), value(dice, depth - 1, shifted)
            return f"{one} / {other} {dice.choice(SIGNS)} {dice.choice(SHARES)}"
        case "change" if not shifted:
            return f"abs(change({dice.choice(PEOPLE)})) {dice.choice(SIGNS)} {dice.choice(SHARES)}"
        case "and" | "or" as sign:
            return f"({truth(dice, depth - 1, shifted)} {sign} {truth(dice, depth - 1, shifted)})"
        case "not":
            return f"not ({truth(dice, depth - 1, shifted)})"
        case _:
            return f"{value(dice, depth, shifted)} {dice.choice(SIGNS)} {value(dice, depth, shifted)}"


def before(dice: Random) -> dict[Key, Reading]:
    """What a unit gave in another period: nothing, whole numbers with gaps, or anything."""
    way = dice.choice(("nothing", "whole", "whole", "any"))
    found: dict[Key, Reading] = {}
    for key in form().keys(MANY) if way != "nothing" else ():
        if dice.random() < 0.9:
            odd = way == "any" and dice.random() < 0.2
            found[key] = (
                dice.choice((Missing(Absence.NOT_PROVIDED), Fraction(3, 2))) if odd else Fraction(dice.choice(SMALL))
            )
    return found


def looked(every: Sequence[Around]) -> Before:
    def look(shift: Shift, key: Key) -> Sequence[Reading]:
        given = [a.previous if shift is Shift.PREVIOUS else a.last_year for a in every]
        return [cell_of(MANY[key[0]], key[1], entries) for entries in given]

    return look


def numbers(dice: Random, width: int) -> list[list[int]]:
    def one() -> int:
        return dice.choice(SMALL) if dice.random() < 0.999 else LARGEST + 1

    rows = [[one() for _ in range(width)] for _ in range(ROWS)]
    return [[row[0]] * width if dice.random() < 0.2 else row for row in rows]


def plain(entries: Entries) -> bool:
    return all(isinstance(x, Missing) or x.denominator == 1 for x in entries.values())


def test_what_is_cleared_is_what_the_reference_finds_nothing_wrong_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ELEMENTS", MANY)
    dice, seen, left, apart, verdicts = Random(7), Counter[str](), 0, 0, Counter[bool]()
    for turn in range(80):
        trees = [read(truth(dice, 3), SCOPE) for _ in range(dice.randint(1, 3))]
        totals = dice.choice(list(Totals))
        rules = [rule(str(i), tree) for i, tree in enumerate(trees)]
        compared = dice.random() < 0.3
        if compared:
            share = read(f"{dice.choice(PEOPLE)} / {dice.choice(PEOPLE)}", SCOPE)
            rules.append(Check("beside", Severity.SOFT, Text("离群"), Kind.SIBLINGS, share, times=Fraction(2)))
        asked = form(*rules, totals=totals)
        checks = Checks(asked, MANY)
        keys = asked.keys(MANY)
        matrix = numbers(dice, len(keys))
        groups = [dice.choice((1, 2, 3, STRANGE)) for _ in matrix]
        entries = [{k: Fraction(n) for k, n in zip(keys, row, strict=True)} for row in matrix]
        among = {g: Among([s for s, at in zip(entries, groups, strict=True) if at == g]) for g in groups}
        arounds = [Around(previous=before(dice), last_year=before(dice), among=among[g]) for g in groups]
        every = [checks.findings(now, around) for now, around in zip(entries, arounds, strict=True)]
        sound = [not any(f.failed for f in found) for found in every]
        apart += sum(f.check == "beside" for found in every for f in found)
        same = np.array([bool(a.last_year) for a in arounds])
        cleared = (
            Clearing(checks, keys).clear(np.array(matrix, np.int64), looked(arounds), same, np.array(groups)).tolist()
        )
        assert all(ok for ok, clear in zip(sound, cleared, strict=True) if clear), (turn, trees)
        if any(sound) and not any(cleared):
            left += 1
            continue
        unsure = {STRANGE, *(at for row, at in zip(matrix, groups, strict=True) if max(row) > LARGEST)}
        simple = [
            max(row) <= LARGEST and plain(a.previous) and plain(a.last_year) and not (compared and at in unsure)
            for row, a, at in zip(matrix, arounds, groups, strict=True)
        ]
        both = [(ok, clear) for ok, clear, known in zip(sound, cleared, simple, strict=True) if known]
        assert [ok for ok, _ in both] == [clear for _, clear in both], (turn, trees)
        verdicts.update(clear for _, clear in both)
        seen.update(name for tree in trees for name in said(tree))
    assert left < 8 and apart > 50, "the reference is needed for few"
    assert min(verdicts.values()) > 300 and set(seen) >= NODES | CALLS


def rule(code: str, tree: Node) -> Check:
    return Check(code, Severity.HARD, Text("不对"), Kind.CONDITION, tree)


def said(tree: Node) -> Iterable[str]:
    for node, _ in walk(tree):
        yield type(node).__name__
        if isinstance(node, Call):
            yield node.function
