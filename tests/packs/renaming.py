"""A shipped pack of registers with every code of its own changed: registers, fields, parts, states, moves, choices.

Which texts are codes is told by where they stand on the page; words of people (titles, labels, notes) stay.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from halfsky.kernel.access import PERMISSIONS
from halfsky.kernel.grammar.words import FUNCTIONS, SIGNS
from halfsky.kernel.place import Level

from .edits import Files

KEYED = ("fields", "parts", "others", "computed", "states", "moves", "cycles", "letters", "of", "items")
"""Keys below which each key is a code of the page's own."""
PLAIN = (
    "type",
    "unit",
    "agency",
    "kept_by",
    "group",
    "secrecy",
    "about",
    "every",
    "passes",
    "days",
    "decimals",
    "draft",
)
"""Keys whose text is of the notation, never a code."""
PEOPLES = ("zh", "en")
KEPT = {
    *FUNCTIONS, *SIGNS, *PERMISSIONS, *Level, "records", "years", "after", "place", "state", "agency", "keeper", "desk",
    "assigned", "house", "person", "date", "year", "filled", "today", "days", "period", "female", "male",
}  # fmt: skip
"""Words of the grammar and of the house that may stand where a code stands; a code of that name keeps it."""


def renamed(files: Files) -> tuple[Files, dict[str, str]]:
    """The files under other codes, and the new names of registers by the old ones."""
    pages = {name: _page(text) for name, text in files.items() if name.startswith("registers/")}
    words = {code for page in pages.values() for code in _codes(page)} - KEPT
    registers = {page["register"]: f"x-{page['register']}" for page in pages.values()}
    made = {name: text for name, text in files.items() if name not in pages}
    for page in pages.values():
        made[f"registers/{registers[page['register']]}.yaml"] = yaml.safe_dump(
            _walk(page, words, registers), allow_unicode=True, sort_keys=False
        ).encode()
    for name, change in TABLES.items():
        made[name] = _table(files[name], lambda row, change=change: change(row, words, registers))  # type: ignore[misc]
    return made, registers


def _page(text: bytes) -> Any:
    return yaml.load(text.decode(), yaml.BaseLoader)


def _codes(node: Any) -> Iterator[str]:
    """The codes that a page declares."""
    if isinstance(node, dict):
        for key, below in node.items():
            if key in KEYED and isinstance(below, dict) and not set(below) <= set(PEOPLES):
                yield from below
            yield from _codes(below)
    elif isinstance(node, list):
        for one in node:
            yield from _codes(one)


def _walk(node: Any, words: set[str], registers: dict[str, str], key: str = "") -> Any:
    if key in ("presets", "from_text") and isinstance(node, dict):
        return {_word(name, words): told for name, told in node.items()}
    if isinstance(node, dict):
        codes = key in (*KEYED, "same")
        return {
            _word(name, words) if codes else name: _walk(below, words, registers, "" if key in KEYED else name)
            for name, below in node.items()
        }
    if isinstance(node, list):
        return [_walk(one, words, registers, key) for one in node]
    if key == "register":
        return registers.get(node, node)
    if key in PLAIN or node is None:
        return node
    if key in PEOPLES or not re.search(r"[a-z]", node):
        return re.sub(r"\{[^}]*\}", lambda hole: _word(hole[0], words), node)
    return re.sub(r"\{[^}]*\}", lambda hole: _word(hole[0], words), node) if "{" in node else _word(node, words)


def _word(text: str, words: set[str]) -> str:
    return re.sub(r"(?<![\w-])[a-z][a-z0-9_]*(?![\w-]|\()", lambda w: f"x_{w[0]}" if w[0] in words else w[0], text)


def _occasions(row: dict[str, str], words: set[str], registers: dict[str, str]) -> dict[str, str]:
    presets = [part.partition("=") for part in row["presets"].split(";") if part]
    spelled = ";".join(f"{_word(code, words)}={_word(value, words)}" for code, _, value in presets)
    return {**row, "register": registers.get(row["register"], row["register"]), "presets": spelled}


def _breakdowns(row: dict[str, str], words: set[str], _: dict[str, str]) -> dict[str, str]:
    """`kind:skill|home;sex:female`: the categories, which are the choices of a field; dimensions keep their names."""
    parts = [part.partition(":") for part in row["breakdowns"].split(";") if part]
    return {**row, "breakdowns": ";".join(f"{name}:{_word(codes, words)}" for name, _, codes in parts)}


def _categories(row: dict[str, str], words: set[str], _: dict[str, str]) -> dict[str, str]:
    return {**row, "code": _word(row["code"], words)}


def _formula(row: dict[str, str], words: set[str], _: dict[str, str]) -> dict[str, str]:
    return {**row, "formula": re.sub(r"=[^\]]*\]", lambda cell: _word(cell[0], words), row["formula"])}


TABLES = {
    "indicators.csv": _formula,
    "occasions.csv": _occasions,
    "elements.csv": _breakdowns,
    "dimensions.csv": _categories,
}


def _table(text: bytes, change: Callable[[dict[str, str]], dict[str, str]]) -> bytes:
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    made = io.StringIO()
    writer = csv.DictWriter(made, rows[0].keys())
    writer.writeheader()
    writer.writerows(map(change, rows))
    return made.getvalue().encode()
