"""A plan evaluated at a place in a year, and how the places right below stand in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel import access
from halfsky.kernel.archive import Behind, RowKey
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.evaluating import Tally, due, tally
from halfsky.kernel.evaluation import Background, Evaluation, Words
from halfsky.kernel.fact import Missing
from halfsky.kernel.period import year as period_year
from halfsky.kernel.place import Place
from halfsky.kernel.scoring import Method
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.assessments import assess, figures, judged
from halfsky.queries.explained import words_for
from halfsky.queries.given import Given, accepted_below
from halfsky.queries.hidden import Sight
from halfsky.queries.warnings import Follow, followers, series_of
from halfsky.store.house import House
from halfsky.store.models import Contribution, Value

AT_ONCE = 12
"""So many places below are judged for one page."""


def evaluate(
    house: House,
    viewer: access.Viewer,
    plan: str,
    place: str,
    year: int,
    as_of: dt.date | None = None,
    sight: Sight | None = None,
    method: Method | None = None,
    words: Words | None = None,
) -> Evaluation:
    """The evaluation by the plan's method, or by another that is asked for; at mid-term interim targets judge. `sight`
    says what of small counts is shown, where it is not what the viewer sees; `words` are persons' texts, where they are
    not those that the house keeps."""
    chosen = house.content.plan(plan)
    seen = sight or Sight(house, viewer)
    found = assess(house, viewer, plan, place, year, as_of, None, seen, until=due(chosen, year))
    given = Given(house, found.place, seen)
    about = _followed(house, viewer, found)
    said = words if words is not None else words_for(house, viewer, found)
    return Evaluation(found, method, said, _behind(given, found), _background(given, found, seen), about)


def _followed(house: House, viewer: access.Viewer, a: Assessment) -> Mapping[RowKey, tuple[Text, ...]]:
    """What is done about the rows under supervision, as far as the viewer reads it, the newest first."""
    known = followers(house, viewer, a.place)
    found = {(r.number, r.goal.cell): known.get(series_of(r), ()) for r in a.rows} if known else {}
    return {key: tuple(_told(f) for f in follow) for key, follow in found.items() if follow}


def _told(follow: Follow) -> Text:
    """督办单：督办中，期限2026-12-01，已逾期"""
    title, state = follow.register.title, follow.state
    said = Text(f"{title.zh}：{state.zh}", f"{title.in_('en')}: {state.in_('en')}")
    if follow.due is None or follow.ended:
        return said
    late = Text("，已逾期", ", overdue") if follow.late else Text("")
    return Text(f"{said.zh}，期限{follow.due}{late.zh}", f"{said.en}, due {follow.due}{late.en}")


def _background(given: Given, a: Assessment, sight: Sight) -> tuple[Background, ...]:
    """What the house knows of the place itself in the year, as the viewer is shown it; what it does not know is left
    out."""

    def known(code: str, year: int) -> Fraction | None:
        at = period_year(year)
        value = sight.seen((code, TOTAL), a.place, at, given.sum(a.place, (code, TOTAL), at))
        return None if isinstance(value, Missing) else value

    elements = [given.content.elements[code] for code in given.content.background]
    found = [(e, known(e.code, a.year), known(e.code, a.year - 1)) for e in elements]
    return tuple(Background(e, now, before) for e, now, before in found if now is not None)


def _behind(given: Given, a: Assessment) -> Mapping[RowKey, Behind]:
    """What the computed figures of an assessment stand on."""
    rows = [(r, o) for r in a.rows if (o := r.verdict.observation) is not None and o.computed]
    found = {(r.number, r.goal.cell): given.behind(a.place, r.indicator, r.goal.cell, o.period) for r, o in rows}
    return {key: Behind(*counts) for key, counts in found.items()}


@dataclass(frozen=True, slots=True)
class Child:
    """A place below with the counts of its own targets."""

    place: Place
    tally: Tally


@dataclass(frozen=True, slots=True)
class Children:
    """The places right below that have any data: some of them judged, `after` naming the last where more follow.

    `total` counts those with data, `silent` those without.
    """

    shown: tuple[Child, ...]
    total: int
    silent: int
    after: str


def children(
    house: House, viewer: access.Viewer, plan: str, place: str, year: int, after: str = "", as_of: dt.date | None = None
) -> Children:
    """The places right below by code, from the one that follows `after` on; each judged by its own targets."""
    at, chosen = places.place(house, place), house.content.plan(plan)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    chosen.demand(year)
    day = as_of or house.today()
    below = places.all_children(house, at, min(period_year(year).last_day(), house.today()))
    seen = [p for p in below if access.may(viewer, access.SEE_FIGURES, p, house.today())]
    valued = set(
        Value.objects.filter(current=True, place_id__in=[p.id for p in seen]).values_list("place_id", flat=True)
    )
    known = [p for p in seen if p.id in valued or _given(p)]
    coming = [p for p in known if p.code > after]
    sight = Sight(house, viewer)

    def counted(child: Place) -> Child:
        series = figures(house, [chosen], child, sight)
        found = judged(house, chosen, child, year, day, series, sight, until=due(chosen, year))
        return Child(child, tally(found.rows))

    shown = tuple(counted(p) for p in coming[:AT_ONCE])
    more = shown[-1].place.code if len(coming) > AT_ONCE else ""
    return Children(shown, len(known), len(seen) - len(known), more)


def _given(place: Place) -> bool:
    """Whether a sheet of the place or below was accepted, or a record of it counts."""
    return accepted_below(place).exists() or Contribution.objects.filter(place=place.id).exists()
