"""The ledgers are content: no line of the program names one of their registers, and the same ledger under other codes
works the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from halfsky.kernel.content import Content
from halfsky.kernel.field import Field, Kind, Stored
from halfsky.kernel.record import Record, complaints, computed, contributions, holds
from halfsky.kernel.register import Register
from halfsky.packs import join, read_pack, shipped

from .broken_registers import LESSON_FILE, SOUND
from .edits import files_of, teaching
from .renaming import KEPT
from .renaming import renamed as renamed_pack

SOURCE = Path(__file__).parents[2] / "src" / "halfsky"
EXAMPLES = {"demo.py", "demo_records.py", "demo_rounds.py"}
"""The invented house is content, too: it says which of its own registers it fills."""
TODAY = date(2026, 11, 22)
CODES = ("name", "kind", "held_on", "persons", "women", "session", "attended", "times", "planned", "held", "hold")
"""Codes of the lesson register that stand for themselves wherever they stand in it."""


@cache
def registers() -> frozenset[str]:
    return frozenset(
        entry.register for path in shipped() if path.name != "demo-city" for entry in read_pack(path).registers
    )


def named(file: Path) -> list[str]:
    """Codes of shipped registers that a source file spells as a text of its own: all that have two words, and any that
    is handed to `register(…)`."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "-" in node.value:
            found.append(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "register":
            found += [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return [code for code in found if code in registers()]


def test_no_line_of_the_program_names_a_register() -> None:
    files = [file for file in SOURCE.rglob("*.py") if "content" not in file.parts and file.name not in EXAMPLES]
    assert len(files) > 300 and len(registers()) > 30
    assert {str(file.relative_to(SOURCE)): found for file in files if (found := named(file))} == {}


def renamed(text: str) -> str:
    """The same page under other codes."""
    for code in CODES:
        text = re.sub(rf"(?<![\w\u4e00-\u9fff]){code}(?![\w\u4e00-\u9fff])", f"x_{code}", text)
    return text


def lessons(other: bool) -> tuple[Content, Register]:
    files = teaching(SOUND)
    if other:
        files = {**files, LESSON_FILE: renamed(files[LESSON_FILE].decode()).encode()}
    content = join([read_pack(files, "teaching")])
    return content, content.register("lesson")


def test_a_ledger_works_the_same_under_other_codes() -> None:
    said: list[tuple[object, ...]] = []
    for other in (False, True):
        content, register = lessons(other)
        mine = (lambda code: f"x_{code}") if other else (lambda code: code)
        values: dict[str, Stored] = {
            mine("name"): "示例课",
            mine("kind"): "night",
            mine("held_on"): "2026-03-08",
            mine("persons"): "20",
            mine("women"): "21",
        }
        rows = ({"date": "2026-03-09", mine("attended"): "18"}, {"date": "2026-03-16", mine("attended"): "15"})
        record = Record(values, {mine("session"): rows}, mine("held"), entered={mine("held"): TODAY})
        moves = {
            m.label.zh: [holds(register, record, TODAY, need) for need in m.needs] for m in register.workflow.moves
        }
        given = [
            (c.element, str(c.at), c.since, c.amount) for c in contributions(register, record, content.elements, TODAY)
        ]
        said.append(
            (
                [str(c.values.get("says", c)) for c in complaints(register, record, TODAY)],
                list(computed(register, record, TODAY).values()),
                moves,
                given,
                [f.label for f in register.fields if f.kind is not Kind.CHECKLIST],
                [register.label(code) for code in register.columns],
            )
        )
    assert said[0] == said[1]
    assert said[0][3], "nothing was given, so nothing was compared"


@cache
def both() -> tuple[Content, Content, dict[str, str]]:
    """All shipped packs, as they are and with every code of `fulian-work` changed; and the registers' new names."""
    files, names = renamed_pack(files_of("fulian-work"))
    packs = [path for path in shipped() if not path.name.startswith("demo")]
    plain = join([read_pack(path) for path in packs])
    other = join([read_pack(files, path.name) if path.name == "fulian-work" else read_pack(path) for path in packs])
    return plain, other, names


def filled(register: Register, salt: int) -> Record:
    """A record with something in every field that a text can fill, the same whatever the fields are called."""

    def value(field: Field, at: int) -> Stored | None:
        number = (salt * 31 + at * 7) % 23
        match field.kind:
            case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
                return str(number)
            case Kind.DATE:
                return str(date(2026, 1 + number % 10, 1 + number))
            case Kind.CHOICE:
                return field.of[number % len(field.of)][0]
            case Kind.YES:
                return "yes" if number % 2 else "no"
            case Kind.TEXT | Kind.LONG | Kind.PERSON:
                return f"示例{number}"
        return None

    def row(fields: Sequence[Field]) -> dict[str, Stored]:
        given = {field.code: value(field, at) for at, field in enumerate(fields) if (salt + at) % 5}
        return {code: found for code, found in given.items() if found is not None}

    states = register.workflow.states
    parts = {part.code: tuple(row(part.fields) for _ in range(salt % 3)) for part in register.parts}
    entered = {code: TODAY for code, _ in states}
    return Record(row(register.fields), parts, states[salt % len(states)][0], entered=entered)


def test_every_ledger_of_the_pack_works_the_same_with_every_code_changed() -> None:
    plain, other, names = both()
    assert len(names) > 45
    given = moved = 0
    for old, new in names.items():
        one, two = plain.register(old), other.register(new)
        assert {f.code for f in two.fields} & {f.code for f in one.fields} <= KEPT, old
        for salt in range(12):
            said = []
            for register, content in ((one, plain), (two, other)):
                record = filled(register, salt)
                said.append(
                    (
                        [(str(c.problem.number), c.values.get("says")) for c in complaints(register, record, TODAY)],
                        [x if isinstance(x, Fraction) else None for x in computed(register, record, TODAY).values()],
                        [[holds(register, record, TODAY, n) for n in m.needs] for m in register.workflow.moves],
                        [
                            (c.element, str(c.at).replace("=x_", "="), c.since, c.until, c.amount)
                            for c in contributions(register, record, content.elements, TODAY)
                        ],
                    )
                )
            assert said[0] == said[1], (old, salt)
            given, moved = given + len(said[0][3]), moved + sum(map(any, said[0][2]))
    print(given, moved)
    assert given > 300 and moved > 300, "little was given or could be moved, so little was compared"
