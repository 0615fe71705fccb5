"""The JSON shape of a league table: the same for the command line, the page's data and what a dispatch freezes."""

from __future__ import annotations

from halfsky.kernel import league_words as words
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.league import NEITHER, Standing
from halfsky.kernel.numbers import exactly
from halfsky.queries.league import Table
from halfsky.queries.shapes import Json, number


def table_shape(table: Table, lang: str = "zh") -> Json:
    """`halfsky league --json`."""
    subject, found = table.subject, table.league
    return {
        "of": table.of.code,
        "indicator": subject.indicator.code,
        "plan": subject.plan.code if subject.plan else None,
        "code": subject.number,
        "name": subject.name.in_(lang),
        "unit": subject.indicator.unit,
        "breakdown": str(subject.cell),
        "period": str(table.when),
        "compared_with": str(table.before),
        "level": table.level.value if table.level else None,
        "group": table.group.code if table.group else None,
        "direction": subject.indicator.direction.value,
        "ranked": found.way is not None,
        "reason": None if found.way else NEITHER.in_(lang),
        "places": found.entered,
        "with_figure": found.counted,
        "whole": found.whole,
        "snapshot": table.snapshot,
        "demo": table.demo,
        "rows": [row_shape(row, subject.indicator, lang) for row in found.rows],
    }


def row_shape(row: Standing, indicator: Indicator, lang: str = "zh") -> Json:
    """One place: numbers as JSON numbers, `exact` as a text that loses nothing, and the texts as printed."""
    now, target = row.now, row.entrant.target
    return {
        "place": row.place.code,
        "name": row.place.name,
        "value": number(now.value) if now else None,
        "exact": exactly(now.value) if now else None,
        "value_shown": words.value(row, indicator).in_(lang),
        "missing": row.entrant.absence.value if row.entrant.absence else None,
        "rank": row.rank,
        "rank_from": row.span[0] if row.span else row.rank,
        "rank_to": row.span[1] if row.span else row.rank,
        "small": row.small,
        "change": number(row.change),
        "change_shown": words.moved(row, indicator).in_(lang),
        "improvement_rank": row.gain_rank,
        "distance": number(row.distance),
        "distance_shown": words.behind(row, indicator).in_(lang),
        "target": number(target.value) if target else None,
        "target_shown": words.asked(row, indicator).in_(lang),
        "target_year": target.year if target else None,
        "target_group": (target.group or None) if target else None,
        "met": row.met,
        "met_shown": words.met(row).in_(lang),
        "remarks": words.remarks(row, indicator).in_(lang),
    }
