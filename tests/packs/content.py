"""The shipped packs as plain tables, read with the csv module alone: a second way beside the pack reader; and all that
people read of a register."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import yaml

from halfsky.kernel.register import Register
from halfsky.kernel.text import Text

CONTENT = Path(__file__).resolve().parents[2] / "src" / "halfsky" / "content"
CATALOGUE = "indicators-cn"
PLANS = ("women-2021", "children-2021", "women-2011", "children-2011")
LOCAL = ("fuzhou-children-2021", "guangdong-women-2011", "tongliao-women-2011")
NATION = "0" * 12

Row = dict[str, str]


@cache
def table(pack: str, name: str) -> list[Row]:
    """The rows of a table, none where the pack has no such table."""
    path = CONTENT / pack / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def manifest(pack: str) -> dict[str, object]:
    loaded = yaml.load((CONTENT / pack / "pack.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert isinstance(loaded, dict)
    return loaded


def reach(pack: str) -> list[str]:
    """The pack and all that it uses or extends."""
    found, waiting = [], [pack]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.append(name)
        uses = manifest(name).get("uses", [])
        waiting += list(uses) if isinstance(uses, list) else []
        waiting += [str(manifest(name)["extends"])] if "extends" in manifest(name) else []
    return found


def known(pack: str, name: str, key: str) -> dict[str, Row]:
    """The rows of one table in the pack and all that it reaches, by key."""
    return {row[key]: row for p in reach(pack) for row in table(p, name)}


PACKS = tuple(sorted(p.parent.name for p in CONTENT.glob("*/pack.yaml")))


def words_of(register: Register) -> list[Text]:
    """All that people read of a register."""
    said: list[Text] = [register.title, register.group, *(label for _, label in register.workflow.states)]
    said += [m.label for m in register.workflow.moves] + [c.label for c in register.cycles + register.computed]
    said += [r.says for r in register.rules] + [p.label for p in register.parts]
    for _, asked in register.all_fields():
        said += [asked.label, *(label for _, label in asked.of), *(item.label for item in asked.items)]
    return said
