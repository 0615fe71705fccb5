"""The notation of appraisal schemes: `schemes/NAME.yaml`. What it means once it is read is `kernel/scheme.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.scheme import Judges, Way
from halfsky.kernel.text import NOTHING, Text
from halfsky.packs.kinds import Code, Day, FormCode, Name, Number, PlaceCode, Years, options
from halfsky.packs.notation import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry(Row):
    """One item: its full points, or what one case costs, and how they are got."""

    label: Text
    points: Number
    says: Text
    kind: Annotated[Way, options(Way)] = Way.JUDGED
    formula: Name = field(default="", metadata={"as": "by"})
    most: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionEntry(Row):
    """Items that belong together."""

    label: Text
    items: Mapping[Code, ItemEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEntry(Row):
    """The register in which units score themselves and are checked, and which of its fields say what."""

    register: FormCode
    unit: Code
    year: Code
    own: Code
    checked: Code
    item: Code
    points: Code
    counts: tuple[Code, ...] = field(metadata={"lone": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeEntry(Row):
    """One scheme, written out with its groups, or one that adopts another under a number and a day of its own."""

    scheme: FormCode
    title: Text = NOTHING
    adopts: FormCode = ""
    years: Years | None = None
    judges: Annotated[Judges, options(Judges)] = Judges.AGENCIES
    levels: tuple[Annotated[Level, options(Level)], ...] = field(default=(), metadata={"as": "at", "lone": True})
    place: PlaceCode = ""
    number: Name = ""
    published: Day | None = None
    note: Text = NOTHING
    groups: Mapping[Code, SectionEntry] = field(default_factory=dict)
    sheet: SheetEntry | None = None


def span(entry: SchemeEntry) -> Period:
    """The years of a scheme that has passed the first gate."""
    assert entry.years is not None
    return entry.years
