"""The JSON shape of an appraisal: the same for the command line and the pages' data."""

from __future__ import annotations

from halfsky.kernel.appraising import Point
from halfsky.kernel.appraising_words import missing_words, worked
from halfsky.kernel.content import Content
from halfsky.kernel.numbers import exactly
from halfsky.queries.appraisals import Appraisal, Judged
from halfsky.queries.score_sheets import ScoreSheet
from halfsky.queries.shapes import Json, number


def appraisal_shape(found: Appraisal, content: Content, lang: str = "zh") -> Json:
    """`halfsky appraise --json`."""
    scheme = found.scheme
    return {
        "scheme": scheme.code,
        "title": scheme.title.in_(lang),
        "number": scheme.number,
        "published": scheme.published.isoformat() if scheme.published else None,
        "version": scheme.version,
        "place": found.place.code,
        "year": found.year,
        "judges": scheme.judges.value,
        "full": number(scheme.full),
        "judged": found.judged,
        "whole": found.whole,
        "snapshot": found.snapshot,
        "demo": found.place.demo,
        "units": [_unit(unit, content, lang) for unit in found.units],
    }


def _unit(unit: Judged, content: Content, lang: str) -> Json:
    score = unit.score
    return {
        "unit": unit.code,
        "name": unit.name.in_(lang),
        "rank": unit.rank,
        "earned": number(score.earned),
        "full": number(score.full),
        "share": number(score.share),
        "not_computed": [p.item.code for p in score.missing],
        "waiting": [p.item.code for p in score.waiting],
        "sheet": _sheet(unit.sheet) if unit.sheet else None,
        "groups": [
            {
                "group": s.section.code,
                "label": s.section.label.in_(lang),
                "earned": number(s.earned),
                "full": number(s.full),
                "items": [_item(p, unit, content, lang) for p in s.points],
            }
            for s in score.sections
        ],
    }


def _sheet(sheet: ScoreSheet) -> Json:
    """Where people scored the unit: claimed and checked points by item."""
    return {
        "record": sheet.record,
        "counts": sheet.counts,
        "own": {code: number(points) for code, points in sheet.own.items()},
        "checked": {code: number(points) for code, points in sheet.checked.items()},
    }


def _item(point: Point, unit: Judged, content: Content, lang: str) -> Json:
    why = missing_words(point)
    return {
        "item": point.item.code,
        "label": point.item.label.in_(lang),
        "kind": point.item.way.value,
        "points": number(point.item.points),
        "earned": number(point.earned),
        "exactly": None if point.earned is None else exactly(point.earned),
        "why_none": why.in_(lang) if why else None,
        "working": worked(point, unit.facts, content, lang),
    }
