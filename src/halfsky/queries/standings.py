"""How the units of rounds stand: one query for the units, one for their newest revisions, one for extensions, one for
drafts, whether of one round or of many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from halfsky.kernel.filing import DRAFT, NONE, Way
from halfsky.kernel.place import Place
from halfsky.kernel.round import Round, Standing, Tally, standing, tally
from halfsky.queries.forms import round_of
from halfsky.store.house import House
from halfsky.store.models import Draft, Extension, PlaceVersion, RoundRow, Submission
from halfsky.store.models.place import SEEN, place_of, spelled


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a round: who it is, how it stands, what its newest revision is."""

    place: Place
    standing: Standing
    submission_id: int | None = None
    revision: int = 0
    way: Way | None = None
    handed_in_at: dt.datetime | None = None
    handed_in_by: str = ""
    handled_by: int | None = None
    explained: int = 0
    extended: dt.date | None = None
    reason: str = ""


class Came:
    """What has come in for rounds from units (all, or those that `at` holds), and the time that they were given."""

    def __init__(self, house: House, rounds: Sequence[int], at: Q | None = None) -> None:
        self.today, self.zone = house.today(), house.settings.zone
        wanted = Q(round__in=rounds) & (at or Q())
        self.newest: Mapping[int, dict[int, Submission]] = defaultdict(dict)
        self.extended: Mapping[int, dict[int, dt.date]] = defaultdict(dict)
        self.drafts: Mapping[int, set[int]] = defaultdict(set)
        for row in light(Submission.objects.filter(wanted)).order_by("place_id", "revision"):
            self.newest[row.round_id or 0][row.place_id] = row
        for number, place, until in Extension.objects.filter(wanted).values_list("round", "place", "until"):
            self.extended[number][place] = until
        for number, place in Draft.objects.filter(wanted).values_list("round", "place"):
            self.drafts[number].add(place)

    def unit(self, round_: Round, place: Place) -> Unit:
        """How a unit stands in a round."""
        given, until = self.newest[round_.id].get(place.id), self.extended[round_.id].get(place.id)
        if given is None:
            state = DRAFT if place.id in self.drafts[round_.id] else NONE
            return Unit(place, standing(round_, state, None, self.today, until), extended=until)
        came = given.handed_in_at.astimezone(self.zone) if given.handed_in_at else None
        return Unit(
            place=place,
            standing=standing(round_, given.state, came.date() if came else None, self.today, until),
            submission_id=given.pk,
            revision=given.revision,
            way=Way(given.way),
            handed_in_at=came,
            handed_in_by=given.handed_in_by.name if given.handed_in_by else "",
            handled_by=given.handled_by_id,
            explained=len(given.explained),
            extended=until,
            reason=given.reason,
        )


class Standings:
    """The units of a round, all of them or those under a place."""

    def __init__(self, house: House, row: RoundRow, under: Place | None = None) -> None:
        self.house, self.row = house, row
        self.round: Round = round_of(house, row)
        self.under = under or self.round.top

    @cached_property
    def places(self) -> list[Place]:
        """The places that fill in, in the tree of the period's last day."""
        return asked(self.round, units_below(self.under, [self.round]))

    @cached_property
    def units(self) -> list[Unit]:
        return list(self._units())

    def tally(self, under: Place | None = None) -> Tally:
        """The counts of a subtree."""
        inside = (u for u in self.units if under is None or under.id in u.place.path)
        return tally(u.standing for u in inside)

    def _units(self) -> Iterator[Unit]:
        came = Came(self.house, [self.row.pk])
        return (came.unit(self.round, place) for place in self.places)


def units_below(top: Place, rounds: Iterable[Round]) -> list[Place]:
    """The places below that fill in any of the rounds' forms, on any day, by code."""
    levels = {round_.form.level for round_ in rounds}
    rows = PlaceVersion.objects.under(spelled(top.path)).filter(level__in=levels, stand_in=False)
    return [place_of(*row) for row in rows.order_by("code", "pk").values_list(*SEEN)]


def asked(round_: Round, below: Iterable[Place]) -> list[Place]:
    """Those of the places that fill in the round's form, as the tree of its period's last day has them."""
    day, level, top = round_.period.last_day(), round_.form.level, round_.top.id
    return [p for p in below if p.level is level and top in p.path and p.stands_on(day)]


def light(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Revisions with the names of those who handed them in; what they say is left unread."""
    return rows.select_related("handed_in_by").defer("entries", "comments", "returned")
