"""The chart of an indicator as plain data: the script draws it and knows no rule.

Floats appear here alone, for drawing; what a reader sees beside a point is the text as printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from halfsky.kernel.assessment import Row
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Observation
from halfsky.kernel.text import Text
from halfsky.kernel.words import quantity, shown, value_of, wanted

Json = dict[str, Any]
MOST_SERIES = 5


def chart(row: Row, lang: str) -> Json:
    """Series, base, progress line, target and forecast of a row."""
    q, v = row.question, row.verdict
    return {
        "unit": row.indicator.unit,
        "name": row.name.in_(lang),
        "year": q.judged,
        "points": points(row, row.series, lang),
        "base": _base(row, lang),
        "target": _target(row, lang),
        "progress": _progress(row),
        "forecast": _forecast(row, lang),
        "breaks": [{"year": b.year, "says": b.reason.in_(lang)} for b in row.indicator.breaks],
        "words": {key: text.in_(lang) for key, text in WORDS.items()},
        "judging": v.observation.year if v.observation else None,
    }


WORDS = {
    "progress": Text("序时进度", "progress line"),
    "forecast": Text("预测（内部研判）", "forecast (internal)"),
    "band": Text("按以往速度", "by past pace"),
    "base": Text("基期", "base"),
    "target": Text("目标", "target"),
    "break": Text("口径调整", "definition changed"),
}


def breakdowns(row: Row, cells: Sequence[tuple[Cell, Text, tuple[Observation, ...]]], lang: str) -> Json | None:
    """The parts by sex, residence …, at most five lines; None where there are none."""
    lines = [{"name": label.in_(lang), "points": points(row, series, lang)} for _, label, series in cells if series][
        :MOST_SERIES
    ]
    return {"unit": row.indicator.unit, "series": lines} if lines else None


def points(row: Row, series: Sequence[Observation], lang: str) -> list[Json]:
    """The points of a series as [year, height, text]."""
    return [
        {"year": o.year, "value": float(o.value), "shown": value_of(o, row.indicator).in_(lang), "note": o.note}
        for o in series
    ]


def _base(row: Row, lang: str) -> Json | None:
    base = row.verdict.base
    if base is None:
        return None
    return {"year": base.year, "value": float(base.value), "shown": value_of(base, row.indicator).in_(lang)}


def _target(row: Row, lang: str) -> Json | None:
    """The bar's bounds; a goal of 左右 without an issued tolerance is drawn at its printed number."""
    bar, target = row.verdict.bar, row.target
    if target is None or (bar is None and target.comparator.relative):
        return None
    low, high = (bar.low, bar.high) if bar else (target.value, None)
    shown = wanted(target, row.indicator, bar).in_(lang)
    return {"year": target.year, "low": _height(low), "high": _height(high), "shown": shown}


def _progress(row: Row) -> list[list[float]] | None:
    """The straight line's two ends, where the verdict has one."""
    base, bar, target = row.verdict.base, row.verdict.bar, row.target
    if row.verdict.progress is None or base is None or bar is None or target is None:
        return None
    return [[base.year, float(base.value)], [target.year, float(bar.edge(base.value))]]


def _forecast(row: Row, lang: str) -> Json | None:
    f, now = row.verdict.forecast, row.verdict.observation
    if f is None or now is None:
        return None
    amount = [
        quantity(shown(x, row.indicator.decimals), row.indicator.unit).in_(lang) for x in (f.value, f.low, f.high)
    ]
    start = f.line(now.year)
    return {
        "line": [[now.year, float(start)], [f.year, float(f.value)]],
        "low": [[now.year, float(start)], [f.year, float(f.low)]],
        "high": [[now.year, float(start)], [f.year, float(f.high)]],
        "shown": amount[0],
        "between": amount[1:],
    }


def _height(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
