"""What the verdicts lead to: warnings, league tables, evaluations."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Schema

from halfsky.api.door import Part, asked
from halfsky.api.shapes import PlaceShape, Said, Year, exactly_or_none, maybe, place_shape, said
from halfsky.kernel.by_tree import ByTree
from halfsky.kernel.evaluating import Tally, by_domain
from halfsky.kernel.league import Standing
from halfsky.kernel.numbers import exactly
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.evaluations import evaluate
from halfsky.queries.league import league as league_of
from halfsky.queries.warnings import Raised, raised

part = Part(tags=["预警、位次、评估 warnings, league tables, evaluations"])


class WarningShape(Schema):
    """A rule that holds for a row of a plan: its version, and the reason in words."""

    number: str
    indicator: str
    breakdown: str
    name: Said
    level: str
    rule: str
    version: str
    reason: Said
    lead: Said | None


class Warnings(Schema):
    """What the rules raise at a place in a year, the gravest first."""

    plan: str
    place: PlaceShape
    year: int
    snapshot: str
    items: list[WarningShape]


class RankShape(Schema):
    """One place: ties share a rank; null where it has no figure, and `absent` says why. `best` and `worst` are the
    ranks that one case more or fewer would give it."""

    place: PlaceShape
    rank: int | None
    value: str | None
    shown: str | None
    absent: str | None
    change: str | None
    distance: str | None
    improvement_rank: int | None
    small: bool
    best: int | None
    worst: int | None
    met: bool | None


class LeagueShape(Schema):
    """The places below ranked by an indicator, as far as the viewer may see them."""

    of: PlaceShape
    indicator: str
    name: Said
    unit: str
    breakdown: str
    period: str
    compared_with: str
    ranked: bool
    entered: int
    counted: int
    snapshot: str
    rows: list[RankShape]


class OutcomesShape(Schema):
    """The numbers of a plan's goals by outcome; `aside` are in no count."""

    counted: int
    reached: list[str]
    near: list[str]
    not_reached: list[str]
    no_data: list[str]
    aside: list[str]


class DomainTally(Schema):
    """The outcomes of one domain."""

    domain: str
    name: Said
    tally: OutcomesShape


class EvaluationShape(Schema):
    """A plan evaluated at a place in a year; `index` is the degree by the plan's method, null where it has none."""

    plan: str
    place: PlaceShape
    year: int
    stage: str
    as_of: str
    snapshot: str
    total: OutcomesShape
    domains: list[DomainTally]
    method: str
    index: str | None


@part.reads("/warnings", Warnings, "read", summary=Text("预警", "Warnings"))
def warnings(request: HttpRequest, plan: str, place: str, year: Year, as_of: dt.date | None = None) -> Warnings:
    house, viewer = asked(request)
    found = raised(house, viewer, plan, place, year, as_of)
    at = places.place(house, place)
    return Warnings(
        plan=plan, place=place_shape(at), year=year, snapshot=house.snapshot(), items=[_warning(one) for one in found]
    )


@part.reads("/league/{code}", LeagueShape, "read", summary=Text("位次表", "A league table"))
def league(
    request: HttpRequest,
    code: str,
    of: str,
    period: str,
    plan: str = "",
    level: Level | None = None,
    group: str = "",
    tree: ByTree = ByTree.YEAR,
) -> LeagueShape:
    house, viewer = asked(request)
    found = league_of(house, viewer, code, of, period, plan, level, group, tree.day(house.today()))
    subject, table = found.subject, found.league
    return LeagueShape(
        of=place_shape(found.of),
        indicator=subject.indicator.code,
        name=said(subject.name),
        unit=subject.indicator.unit,
        breakdown=str(subject.cell),
        period=str(found.when),
        compared_with=str(found.before),
        ranked=table.way is not None,
        entered=table.entered,
        counted=table.counted,
        snapshot=found.snapshot,
        rows=[_rank(row) for row in table.rows],
    )


@part.reads("/evaluations", EvaluationShape, "read", summary=Text("规划评价", "The evaluation of a plan"))
def evaluation(
    request: HttpRequest, plan: str, place: str, year: Year, as_of: dt.date | None = None
) -> EvaluationShape:
    house, viewer = asked(request)
    found = evaluate(house, viewer, plan, place, year, as_of)
    a = found.assessment
    return EvaluationShape(
        plan=a.plan.code,
        place=place_shape(a.place),
        year=a.year,
        stage=found.stage.value,
        as_of=a.as_of.isoformat(),
        snapshot=a.snapshot,
        total=_tally(found.tally),
        domains=[DomainTally(domain=d.code, name=said(d.name), tally=_tally(t)) for d, t in by_domain(a)],
        method=found.index.method.value,
        index=exactly_or_none(found.index.total),
    )


def _warning(one: Raised) -> WarningShape:
    row, found = one.row, one.row.warning
    assert found is not None
    return WarningShape(
        number=row.number,
        indicator=row.indicator.code,
        breakdown=str(row.goal.cell),
        name=said(row.name),
        level=found.level.value,
        rule=found.rule,
        version=found.version,
        reason=said(found.reason),
        lead=maybe(row.lead.name if row.lead else None),
    )


def _rank(row: Standing) -> RankShape:
    now, absent = row.now, row.entrant.absence
    return RankShape(
        place=place_shape(row.place),
        rank=row.rank,
        value=exactly(now.value) if now else None,
        shown=now.shown if now else None,
        absent=absent.value if absent else None,
        change=exactly_or_none(row.change),
        distance=exactly_or_none(row.distance),
        improvement_rank=row.gain_rank,
        small=row.small,
        best=row.span[0] if row.span else row.rank,
        worst=row.span[1] if row.span else row.rank,
        met=row.met,
    )


def _tally(found: Tally) -> OutcomesShape:
    by = {outcome.value: [row.number for row in rows] for outcome, rows in found.groups}
    return OutcomesShape(
        counted=found.counted,
        reached=by["reached"],
        near=by["near"],
        not_reached=by["not_reached"],
        no_data=by["no_data"],
        aside=[row.number for row in found.aside],
    )
