"""Units judged by a published scheme: points, ranks and the facts behind them.

Whoever writes documents or signs at the judging place sees all; the others see the best and their own row, a place that
is judged at its own page. The figures are those that everybody may see, so that the points are the same whoever looks;
they are therefore asked for in the name of the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from halfsky.kernel.access import SEE_FIGURES, SIGN, WRITE_DOCUMENTS, Viewer, demand, may
from halfsky.kernel.appraising import Score, ranks, score
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.period import year as period_year
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Agency
from halfsky.kernel.refusals import problem
from halfsky.kernel.scheme import Judges, Scheme
from halfsky.kernel.text import Text
from halfsky.queries import places, plans
from halfsky.queries.appraisal_facts import Facts, filed_in, of_agency, of_place
from halfsky.queries.assessments import assess
from halfsky.queries.given import Given
from halfsky.queries.hidden import Sight
from halfsky.queries.score_sheets import ScoreSheet, score_sheets
from halfsky.store.house import House
from halfsky.store.viewers import operator

NOT_HERE = problem(
    "404.1089",
    ("{place}{year}年不按《{scheme}》考核。", "{place} does not judge by {scheme} in {year}."),
    ("请换成办法适用的层级和年度。", "Take a level and a year for which the scheme holds."),
)
NO_UNIT = problem(
    "404.1090",
    (
        "《{scheme}》里没有这个单位，或者您不能查看它的得分。",
        "{scheme} has no such unit, or its points are not yours to see.",
    ),
    ("请回到考核页，从名单里选。", "Go back to the appraisal and choose from its list."),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One unit with its points; `mine` marks a row of the viewer's own, `sheet` is where people scored it."""

    code: str
    name: Text
    score: Score
    facts: Facts
    rank: int | None
    mine: bool
    sheet: ScoreSheet | None = None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A place's units by a scheme in a year. `units` are those that the viewer sees, the best first, those without a
    rank last; `judged` counts all of them. Nobody is judged by a scheme that is not published."""

    scheme: Scheme
    place: Place
    year: int
    units: tuple[Judged, ...]
    judged: int
    whole: bool
    public: bool
    snapshot: str


def schemes_at(house: House, viewer: Viewer, place: str, year: int) -> tuple[Scheme, ...]:
    """The schemes that concern a place in a year, the published ones first."""
    at, today = places.place(house, place), house.today()
    demand(viewer, SEE_FIGURES, at, today)
    found = [s for s in house.content.schemes.values() if _judging(house, s, at, year) is not None]
    return tuple(sorted(found, key=lambda s: (s.judges is Judges.PLACES, not s.is_public(today))))


def appraisal(house: House, viewer: Viewer, scheme: str, place: str, year: int) -> Appraisal:
    """The units of a place by a scheme in a year. Refuses (404.1089) where the scheme does not hold."""
    at, today, chosen = places.place(house, place), house.today(), house.content.scheme(scheme)
    demand(viewer, SEE_FIGURES, at, today)
    judging = _judging(house, chosen, at, year)
    if judging is None:
        raise NOT_HERE.at(place=at.name, year=year, scheme=chosen.title)
    at = judging
    whole = any(may(viewer, right, at, today) for right in (WRITE_DOCUMENTS, SIGN))
    public = chosen.is_public(today)
    every = _judged(house, viewer, chosen, at, year) if public else []
    shown = tuple(u for u in every if whole or u.mine or u.rank == 1)
    return Appraisal(chosen, at, year, shown, len(every), whole, public, house.snapshot())


def _judging(house: House, scheme: Scheme, at: Place, year: int) -> Place | None:
    """The place that judges by a scheme: the place itself, or of a scheme of places the one right above."""
    if scheme.concerns(at, _codes(house, at), year):
        return at
    above = places.trail(house, at)
    if scheme.judges is Judges.PLACES and above and scheme.concerns(above[-1], _codes(house, above[-1]), year):
        return above[-1]
    return None


def _codes(house: House, at: Place) -> frozenset[str]:
    return frozenset({at.code, *(p.code for p in places.trail(house, at))})


def _judged(house: House, viewer: Viewer, scheme: Scheme, at: Place, year: int) -> list[Judged]:
    units = _agencies if scheme.judges is Judges.AGENCIES else _places
    sheets = score_sheets(house, scheme.sheet, at, year)
    found = []
    for code, (name, facts, mine) in units(house, viewer, at, year).items():
        sheet = sheets.get(code if scheme.judges is Judges.AGENCIES else str(facts.place.id))
        given = score(scheme, facts, sheet.judged if sheet else {})
        found.append(Judged(code, name, given, facts, None, mine, sheet))
    ranked = [replace(u, rank=rank) for u, rank in zip(found, ranks([u.score for u in found]), strict=True)]
    return sorted(ranked, key=lambda u: (u.rank is None, u.rank or 0, u.code))


Units = Mapping[str, tuple[Text, Facts, bool]]


def _agencies(house: House, viewer: Viewer, at: Place, year: int) -> Units:
    """The agencies that lead a goal of a plan in force at the place."""
    sight, filed = Sight(house, None), filed_in(house, at, year)
    given = Given(house, at, sight)
    rows = [(a.plan.code, row) for a in _assessed(house, at, year, sight) for row in a.rows]
    leads: dict[str, Agency] = {row.lead.code: row.lead for _, row in rows if row.lead}
    own = {g.holder for g in viewer.holding(SEE_FIGURES, house.today()) if g.place.id == at.id}

    def facts(code: str) -> Facts:
        led = tuple((plan, row) for plan, row in rows if row.lead and row.lead.code == code)
        return Facts(led, of_agency(filed, code), given, at, year, sight)

    return {code: (agency.name, facts(code), code in own) for code, agency in leads.items()}


def _places(house: House, viewer: Viewer, at: Place, year: int) -> Units:
    """The places right below."""
    sight, filed, today = Sight(house, None), filed_in(house, at, year), house.today()
    found = {}
    for below in places.all_children(house, at, min(period_year(year).last_day(), today)):
        rows = tuple((a.plan.code, row) for a in _assessed(house, below, year, sight) for row in a.rows)
        facts = Facts(rows, of_place(filed, below), Given(house, below, sight), below, year, sight)
        held = any(below.id in g.place.path for g in viewer.holding(SEE_FIGURES, today))
        found[below.code] = (Text(below.name), facts, held)
    return found


def _assessed(house: House, at: Place, year: int, sight: Sight) -> list[Assessment]:
    judge = operator(house)
    in_force = [p for p in plans.in_force(house, judge, at.code, year) if p.duties]
    return [assess(house, judge, p.code, at.code, year, sight=sight) for p in in_force]
