"""The JSON shapes of what is seen: one for the command line, the pages' data and the API."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.explanation import Step
from halfsky.kernel.fact import Observation
from halfsky.kernel.numbers import rounded
from halfsky.kernel.rates import Summary
from halfsky.kernel.verdict import Verdict

Json = dict[str, Any]
COMPUTED = "computed"
"""The source of a value that the house worked out itself."""


def assessment_shape(assessment: Assessment, lang: str = "zh") -> Json:
    """`halfsky assess --json`."""
    return {
        "plan": assessment.plan.code,
        "place": assessment.place.code,
        "year": assessment.year,
        "as_of": assessment.as_of.isoformat(),
        "tree": assessment.by_tree.value,
        "snapshot": assessment.snapshot,
        "demo": assessment.demo,
        "summary": summary_shape(assessment.summary),
        "rows": [row_shape(row, lang) for row in assessment.rows],
    }


def summary_shape(summary: Summary) -> Json:
    """Counts, and rates as shares of one (null while 数据不足，暂不计算达标率)."""
    return {
        "reached": summary.reached,
        "quantifiable": summary.quantifiable,
        "rate": number(summary.rate),
        "rate_with_missing": number(summary.rate_with_missing),
        "coverage": number(summary.coverage),
        "withheld": summary.withheld,
        "with_data": summary.with_data,
        "missing": list(summary.missing),
        "not_counted_here": list(summary.not_counted_here),
        "early_or_expected_rate": number(summary.hopeful_rate),
        "progress_rate": number(summary.progress_rate),
        "earlier_values": summary.earlier_values,
        "rows": summary.rows,
        "by_verdict": {class_.label.zh: count for class_, count in summary.by_class},
    }


def row_shape(row: Row, lang: str = "zh") -> Json:
    """One row: numbers as JSON numbers, and beside them the texts as printed."""
    v, target, now = row.verdict, row.target, row.verdict.observation
    return {
        "code": row.number,
        "indicator": row.indicator.code,
        "name": row.name.in_(lang),
        "domain": row.goal.domain,
        "unit": row.indicator.unit,
        "breakdown": str(row.goal.cell),
        "value": number(now.value) if now else None,
        "value_shown": now.shown if now else None,
        "value_year": now.year if now else None,
        "base": number(v.base.value) if v.base else None,
        "base_year": row.question.base_year,
        "target": _wanted(row),
        "target_shown": target.shown if target else None,
        "target_year": target.year if target else None,
        "comparator": target.comparator.value if target else None,
        "direction": row.indicator.direction.value,
        "quantifiable": v.quantifiable,
        "verdict": v.class_.label.in_(lang),
        "verdict_code": v.class_.value,
        "reason": v.reason.label.in_(lang) if v.reason else None,
        "degree": number(v.degree, 2),
        "forecast": forecast_shape(v),
        "progress": progress_shape(v),
        "warning": row.warning.level.value if row.warning else None,
        "sentence": row.sentence.in_(lang),
        "source": (now.source or COMPUTED) if now else None,
        "target_source": target.source if target else None,
        "needs_review": row.needs_review,
        "lead": row.lead.name.in_(lang) if row.lead else None,
    }


def _wanted(row: Row) -> float | list[float | None] | None:
    """The bar as numbers: one bound, both of a band, the printed number of 左右, null where it cannot be computed."""
    bar, target = row.verdict.bar, row.target
    if target is None:
        return None
    if bar is None:
        return None if target.comparator.relative else number(target.value)
    if bar.low is not None and bar.high is not None and bar.low != bar.high:
        return [number(bar.low), number(bar.high)]
    return number(bar.low if bar.low is not None else bar.high)


def forecast_shape(verdict: Verdict) -> Json | None:
    f = verdict.forecast
    if f is None:
        return None
    return {
        "year": f.year,
        "value": number(f.value, 4),
        "low": number(f.low, 4),
        "high": number(f.high, 4),
        "slope": number(f.slope, 6),
        "since": f.since,
        "points": f.points,
    }


def progress_shape(verdict: Verdict) -> Json | None:
    p = verdict.progress
    if p is None:
        return None
    return {
        "year": p.year,
        "expected": number(p.expected, 4),
        "behind": number(p.behind, 4),
        "share": number(p.share, 4),
    }


def observation_shape(o: Observation) -> Json:
    """One point of a series."""
    return {
        "period": str(o.period),
        "value": number(o.value),
        "shown": o.shown,
        "source": o.source,
        "published": o.published.isoformat() if o.published else None,
        "computed": o.computed,
        "note": o.note,
        "footnotes": list(o.footnotes),
    }


def step_shape(step: Step, lang: str = "zh") -> Json:
    """One step of the working."""
    return {
        "code": step.code,
        "title": step.title.in_(lang),
        "says": step.says.in_(lang),
        "lines": [{"label": a.in_(lang), "figure": b.in_(lang), "from": source} for a, b, source in step.lines],
    }


def number(value: Fraction | None, decimals: int | None = None) -> float | None:
    """An exact value as a JSON number, rounded half away from zero where asked."""
    if value is None:
        return None
    return float(value if decimals is None else rounded(value, decimals))
