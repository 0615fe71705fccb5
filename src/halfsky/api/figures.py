"""Indicators with their series, and verdicts: a plan judged at a place in a year."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.http import HttpRequest
from ninja import Schema

from halfsky.api.door import Part, asked
from halfsky.api.shapes import (
    Limit,
    PlaceShape,
    Said,
    Year,
    exactly_or_none,
    maybe,
    place_shape,
    said,
)
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.by_tree import ByTree
from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import exactly, printed
from halfsky.kernel.text import Text
from halfsky.queries import plans as plans_query
from halfsky.queries.assessments import assess
from halfsky.queries.observed import observed

part = Part(tags=["指标与判定 indicators and verdicts"])
DECIMALS = 4
"""Of what is estimated, not counted: forecasts, lines of progress."""


class IndicatorShape(Schema):
    """What is judged."""

    code: str
    name: Said
    unit: str
    decimals: int
    direction: str


class Indicators(Schema):
    """A page of the catalogue, by code."""

    items: list[IndicatorShape]
    next: str | None


class Point(Schema):
    """One point of a series: exact, as printed, and where it comes from."""

    period: str
    value: str
    shown: str
    source: str
    published: str | None
    computed: bool
    note: str
    footnotes: list[str]


class Line(Schema):
    """The points of one breakdown ("" is the total), in order; `uncomputed` are periods that have none by today's tree
    because a share is not known, `hidden` those whose figure rests on few cases."""

    breakdown: str
    points: list[Point]
    uncomputed: list[str]
    hidden: list[str]


class SeriesShape(Schema):
    """The series of an indicator at a place, by the tree of each year or by today's."""

    indicator: IndicatorShape
    place: PlaceShape
    tree: ByTree
    lines: list[Line]


class PlanShape(Schema):
    """A plan that is installed."""

    code: str
    title: Said
    base_year: int
    goals: int


class Plans(Schema):
    """All plans, the newest generation first."""

    items: list[PlanShape]


class SummaryShape(Schema):
    """Counts, and rates as shares of one; null while there is too little data (数据不足，暂不计算达标率)."""

    rows: int
    quantifiable: int
    reached: int
    rate: str | None
    rate_with_missing: str | None
    coverage: str | None
    withheld: bool
    missing: list[str]
    not_counted_here: list[str]


class BarShape(Schema):
    """The interval in which the value must lie; one side may be open."""

    low: str | None
    high: str | None


class ForecastShape(Schema):
    """内部研判: where the series tends; never in what is submitted."""

    year: int
    value: str
    low: str
    high: str


class VerdictShape(Schema):
    """One goal judged."""

    number: str
    indicator: str
    breakdown: str
    name: Said
    domain: str
    unit: str
    value: str | None
    shown: str | None
    period: str | None
    base: str | None
    base_year: int
    bar: BarShape | None
    target_shown: str | None
    target_year: int | None
    comparator: str | None
    quantifiable: bool
    verdict: str
    label: Said
    absent: str | None
    degree: str | None
    forecast: ForecastShape | None
    warning: str | None
    sentence: Said
    source: str | None
    computed: bool
    footnotes: list[str]
    needs_review: bool
    lead: Said | None


class Verdicts(Schema):
    """All goals of a plan judged at a place in a year."""

    plan: str
    place: PlaceShape
    year: int
    as_of: str
    tree: ByTree
    snapshot: str
    summary: SummaryShape
    rows: list[VerdictShape]


@part.reads("/indicators", Indicators, summary=Text("指标目录", "The catalogue of indicators"))
def indicators(request: HttpRequest, after: str = "", limit: Limit = 100) -> Indicators:
    house, _ = asked(request)
    codes = [code for code in sorted(house.content.indicators) if code > after]
    more = codes[limit - 1] if len(codes) > limit else None
    return Indicators(items=[_indicator(house.content.indicators[c]) for c in codes[:limit]], next=more)


@part.reads(
    "/indicators/{code}/series", SeriesShape, "read", summary=Text("一个指标的数列", "The series of an indicator")
)
def series(request: HttpRequest, code: str, place: str, tree: ByTree = ByTree.YEAR) -> SeriesShape:
    house, viewer = asked(request)
    found = observed(house, viewer, code, place, tree.day(house.today()))
    return SeriesShape(
        indicator=_indicator(found.indicator),
        place=place_shape(found.place),
        tree=tree,
        lines=[
            Line(
                breakdown=str(at),
                points=[_point(o) for o in points],
                uncomputed=[str(p) for p in found.uncomputed.get(at, ())],
                hidden=[str(p) for p in found.hidden.get(at, ())],
            )
            for at, points in found.lines
        ],
    )


@part.reads("/plans", Plans, summary=Text("已安装的规划", "The plans that are installed"))
def plans(request: HttpRequest) -> Plans:
    house, viewer = asked(request)
    found = plans_query.installed(house, viewer)
    return Plans(
        items=[PlanShape(code=p.code, title=said(p.title), base_year=p.base_year, goals=len(p.goals)) for p in found]
    )


@part.reads("/verdicts", Verdicts, "read", summary=Text("规划评估", "The assessment of a plan"))
def verdicts(
    request: HttpRequest,
    plan: str,
    place: str,
    year: Year,
    as_of: dt.date | None = None,
    tree: ByTree = ByTree.YEAR,
) -> Verdicts:
    house, viewer = asked(request)
    return _verdicts(assess(house, viewer, plan, place, year, as_of, tree.day(house.today())))


def _indicator(of: Indicator) -> IndicatorShape:
    return IndicatorShape(
        code=of.code, name=said(of.name), unit=of.unit, decimals=of.decimals, direction=of.direction.value
    )


def _point(of: Observation) -> Point:
    return Point(
        period=str(of.period),
        value=exactly(of.value),
        shown=of.shown,
        source=of.source,
        published=of.published.isoformat() if of.published else None,
        computed=of.computed,
        note=of.note,
        footnotes=list(of.footnotes),
    )


def _verdicts(of: Assessment) -> Verdicts:
    s = of.summary
    return Verdicts(
        plan=of.plan.code,
        place=place_shape(of.place),
        year=of.year,
        as_of=of.as_of.isoformat(),
        tree=of.by_tree,
        snapshot=of.snapshot,
        summary=SummaryShape(
            rows=s.rows,
            quantifiable=s.quantifiable,
            reached=s.reached,
            rate=exactly_or_none(s.rate),
            rate_with_missing=exactly_or_none(s.rate_with_missing),
            coverage=exactly_or_none(s.coverage),
            withheld=s.withheld,
            missing=list(s.missing),
            not_counted_here=list(s.not_counted_here),
        ),
        rows=[_verdict(row) for row in of.rows],
    )


def _verdict(of: Row) -> VerdictShape:
    v, target, now = of.verdict, of.target, of.verdict.observation
    return VerdictShape(
        number=of.number,
        indicator=of.indicator.code,
        breakdown=str(of.goal.cell),
        name=said(of.name),
        domain=of.goal.domain,
        unit=of.indicator.unit,
        value=exactly(now.value) if now else None,
        shown=now.shown if now else None,
        period=str(now.period) if now else None,
        base=exactly(v.base.value) if v.base else None,
        base_year=of.question.base_year,
        bar=BarShape(low=exactly_or_none(v.bar.low), high=exactly_or_none(v.bar.high)) if v.bar else None,
        target_shown=target.shown if target else None,
        target_year=target.year if target else None,
        comparator=target.comparator.value if target else None,
        quantifiable=v.quantifiable,
        verdict=v.class_.value,
        label=said(v.class_.label),
        absent=v.reason.value if v.reason else None,
        degree=_rounded(v.degree),
        forecast=_forecast(of),
        warning=of.warning.level.value if of.warning else None,
        sentence=said(of.sentence),
        source=now.source or None if now else None,
        computed=bool(now and now.computed),
        footnotes=list(now.footnotes) if now else [],
        needs_review=of.needs_review,
        lead=maybe(of.lead.name if of.lead else None),
    )


def _forecast(of: Row) -> ForecastShape | None:
    f = of.verdict.forecast
    if f is None:
        return None
    value, low, high = (printed(x, DECIMALS) for x in (f.value, f.low, f.high))
    return ForecastShape(year=f.year, value=value, low=low, high=high)


def _rounded(value: Fraction | None) -> str | None:
    return None if value is None else printed(value, DECIMALS)
