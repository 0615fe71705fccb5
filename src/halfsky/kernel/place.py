"""Places: the six-level tree, dated. A place keeps its id; code, name, parent and level hold from a day until a day.

A code scheme says how a code is read: its groups of digits give the level, its parent has the last group zeroed. The
scheme knows nothing of China; `SIX_LEVELS` is the shape that the shipped content uses (2 + 2 + 2 + 3 + 3 digits).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.numbers import code as read_code
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

BAD_CODE = problem(
    "400.40",
    ("区划代码“{came}”不对：应为{digits}位数字。", "The place code “{came}” is wrong: {digits} digits are expected."),
    ("请检查该代码，如 450800000000（贵港市）。", "Check the code, such as 450800000000."),
)
GAP_IN_CODE = problem(
    "400.41",
    (
        "区划代码“{came}”不对：上级一段为零，下级一段不为零。",
        "The place code “{came}” is wrong: a lower group is set below an empty one.",
    ),
    (
        "请核对该代码的每一段（省2位、市2位、县2位、乡3位、村3位）。",
        "Check each group of the code (2, 2, 2, 3 and 3 digits).",
    ),
)
NO_PARENT = problem(
    "400.42",
    ("{code}（{name}）的上级 {parent} 不存在。", "The parent {parent} of {code} ({name}) does not exist."),
    (
        "请先导入上级区划，或在 parent 列写明实际的上级代码。",
        "Import the upper place first, or name the real parent in the column parent.",
    ),
)


class Level(StrEnum):
    """The levels from the nation down; stored by code, shown by label."""

    NATION = "nation"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def depth(self) -> int:
        """0 for the nation … 5 for a village."""
        return LEVELS.index(self)

    @property
    def label(self) -> Text:
        return LEVEL_NAMES[self]


LEVELS: tuple[Level, ...] = tuple(Level)
LEVEL_NAMES: dict[Level, Text] = {
    Level.NATION: Text("国家级", "nation"),
    Level.PROVINCE: Text("省级", "province"),
    Level.PREFECTURE: Text("市级", "prefecture"),
    Level.COUNTY: Text("县级", "county"),
    Level.TOWNSHIP: Text("乡镇级", "township"),
    Level.VILLAGE: Text("村级", "village"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it stood on a day: `path` holds the ids from the root down to itself.

    `answers` is, of a place that has ended, the path of the one that answers for it (see `handing_on.py`).
    """

    id: int
    code: str
    name: str
    level: Level
    path: tuple[int, ...]
    since: dt.date | None = None
    until: dt.date | None = None
    stand_in: bool = False
    demo: bool = False
    answers: tuple[int, ...] = ()

    def stands_on(self, day: dt.date) -> bool:
        """Whether this is how the place stood on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def under(self, other: Place) -> bool:
        """Whether this place is `other` or lies below it."""
        return other.id in self.path

    @property
    def parent_id(self) -> int | None:
        return self.path[-2] if len(self.path) > 1 else None


def common(found: Iterable[Place]) -> int | None:
    """The id of the lowest place that holds all of these; None for none, and for places of different trees."""
    held = None
    for numbers in zip(*{place.path for place in found}, strict=False):
        if len(set(numbers)) > 1:
            break
        held = numbers[0]
    return held


@dataclass(frozen=True, slots=True)
class CodeScheme:
    """Codes made of groups of digits, one group a level below the root; the root is all zeros."""

    widths: tuple[int, ...]

    @property
    def digits(self) -> int:
        return sum(self.widths)

    @property
    def root(self) -> str:
        return "0" * self.digits

    def full(self, text: str, where: str = "") -> str:
        """A whole code from a whole or shortened one ("4508" → "450800000000"); refuses damaged and odd ones."""
        plain = read_code(text, where)
        ends = [sum(self.widths[:i]) for i in range(1, len(self.widths) + 1)]
        if not plain.isascii() or not plain.isdigit() or len(plain) not in ends:
            raise BAD_CODE.at(where, came=text, digits=self.digits)
        whole = plain.ljust(self.digits, "0")
        groups = self.groups(whole)
        used = [bool(int(g)) for g in groups]
        # A place may lack middle levels (a city without counties has townships right below), but never the first.
        if any(used) and not used[0]:
            raise GAP_IN_CODE.at(where, came=text)
        return whole

    def groups(self, whole: str) -> list[str]:
        """The groups of a whole code."""
        out, at = [], 0
        for width in self.widths:
            out.append(whole[at : at + width])
            at += width
        return out

    def used(self, whole: str) -> str:
        """The digits of a whole code that say something: "450881000000" → "450881"; codes below begin with them."""
        return whole[: sum(self.widths[: self.level(whole).depth])]

    def level(self, whole: str) -> Level:
        """The level that the last group in use stands for."""
        used = [i for i, group in enumerate(self.groups(whole), 1) if int(group)]
        return LEVELS[used[-1]] if used else LEVELS[0]

    def ancestors(self, whole: str) -> list[str]:
        """The codes above, nearest first, the root last: the parent is the nearest one that exists."""
        out, at = [], 0
        for width in self.widths:
            out.append(whole[:at].ljust(self.digits, "0"))
            at += width
        depth = self.level(whole).depth
        return [c for c in dict.fromkeys(reversed(out[:depth])) if c != whole]

    def parents(self, whole: str) -> list[str]:
        """The codes that may be the parent's: the next above; a county may hang right below its province, too."""
        return self.ancestors(whole)[: 2 if self.level(whole) is Level.COUNTY else 1]


SIX_LEVELS = CodeScheme((2, 2, 2, 3, 3))
