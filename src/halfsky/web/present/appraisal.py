"""The appraisal in words: units in a table, the items of one unit with their working, the same as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from halfsky.exchange.plan_book import COMPILED, INVENTED
from halfsky.kernel.appraising import Point, SectionScore
from halfsky.kernel.appraising_words import missing_words, points, worked
from halfsky.kernel.content import Content
from halfsky.kernel.grammar import uses
from halfsky.kernel.text import Text
from halfsky.queries.appraisal_facts import RATES, SHEETS
from halfsky.queries.appraisals import Appraisal, Judged
from halfsky.web.present.listing import Cell, Listing

COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("位次", "rank"), 6),
    (Text("单位", "unit"), 22),
    (Text("组", "group"), 14),
    (Text("项目", "item"), 24),
    (Text("计分方式", "kind"), 12),
    (Text("满分或每件扣分", "points"), 10),
    (Text("得分", "earned"), 10),
    (Text("暂无得分的原因", "why none"), 14),
    (Text("依据", "working"), 50),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in the table: the points of each section as printed ("" for a section without any)."""

    unit: Judged
    sections: tuple[tuple[SectionScore, str], ...]
    earned: str
    full: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a unit: its points as printed, else why there are none; how they came; where the facts stand."""

    point: Point
    full: str
    earned: str
    why: Text | None
    steps: tuple[str, ...]
    rows: bool
    sheets: bool
    own: str
    checked: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A section of a unit."""

    score: SectionScore
    earned: str
    full: str
    entries: tuple[Entry, ...]


def lines(found: Appraisal) -> list[Line]:
    return [
        Line(
            unit,
            tuple((s, points(s.earned) if s.full else "") for s in unit.score.sections),
            points(unit.score.earned),
            points(unit.score.full),
        )
        for unit in found.units
    ]


def paragraphs(unit: Judged, content: Content, lang: str) -> list[Paragraph]:
    return [
        Paragraph(s, points(s.earned), points(s.full), tuple(_entry(p, unit, content, lang) for p in s.points))
        for s in unit.score.sections
    ]


def _entry(point: Point, unit: Judged, content: Content, lang: str) -> Entry:
    named = uses(point.item.formula) if point.item.formula else frozenset()
    return Entry(
        point,
        points(point.item.points),
        "" if point.earned is None else points(point.earned),
        missing_words(point),
        tuple(worked(point, unit.facts, content, lang)),
        any(code in RATES for code in named),
        any(code in SHEETS for code in named),
        _said(unit.sheet.own if unit.sheet else {}, point),
        _said(unit.sheet.checked if unit.sheet else {}, point),
    )


def _said(given: Mapping[str, Fraction], point: Point) -> str:
    """What people gave for an item, as printed."""
    found = given.get(point.item.code)
    return "" if found is None else points(found)


def listing(found: Appraisal, content: Content, lang: str) -> Listing:
    """A line an item of a unit."""
    scheme = found.scheme
    title = " · ".join([scheme.title.in_(lang), found.place.name, str(found.year)])
    note = Text(
        f"{scheme.number}，{scheme.published}印发。数据版本{found.snapshot}。",
        f"{scheme.number}, published on {scheme.published}; snapshot {found.snapshot}.",
    )
    rows = [_cells(unit, s, p, content, lang) for unit in found.units for s in unit.score.sections for p in s.points]
    return Listing(title, note.in_(lang) + (INVENTED if found.place.demo else COMPILED).in_(lang), COLUMNS, rows)


def _cells(unit: Judged, section: SectionScore, point: Point, content: Content, lang: str) -> list[Cell]:
    why = missing_words(point)
    return [
        unit.rank,
        unit.name.in_(lang),
        section.section.label.in_(lang),
        point.item.label.in_(lang),
        point.item.way.label.in_(lang),
        float(point.item.points),
        None if point.earned is None else float(point.earned),
        why.in_(lang) if why else None,
        "；".join(worked(point, unit.facts, content, lang)) or None,
    ]
