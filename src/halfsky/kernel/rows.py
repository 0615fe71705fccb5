"""Rows that a pack brings along: what a house keeps as rows and not as text.

A pack declares what figures mean (`content.py`) and may also bring figures. They are written down here as the pack
prints them, so that the store, which keeps them, and the packs, which read them, need not know each other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.fact import Absence
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.target import Target


@dataclass(frozen=True, slots=True)
class PackValue:
    """A published value of an indicator. `value` is printed as in its source ("30.0"), in the indicator's unit;
    `place` is a whole code; `published` is the day from which it may be used (None: always)."""

    indicator: str
    place: str
    period: Period
    value: str
    unit: str
    source: str
    cell: Cell = TOTAL
    published: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PackFact:
    """What was counted: an element's exact value as printed, in the element's unit, or the reason why there is none."""

    element: str
    place: str
    period: Period
    value: str | Absence
    cell: Cell = TOTAL


@dataclass(frozen=True, slots=True)
class PackPlace:
    """A place: whole code, name, level; `parent` is empty where the code itself tells it; `demo`: it is invented."""

    code: str
    name: str
    level: Level
    parent: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class PackRows:
    """Everything of one pack that is kept as rows, in the order of its tables. Targets name places by whole codes."""

    targets: tuple[Target, ...] = ()
    values: tuple[PackValue, ...] = ()
    facts: tuple[PackFact, ...] = ()
    places: tuple[PackPlace, ...] = ()
