"""How the units of a round stand: one query for the units, one for their newest revisions, one for extensions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from halfsky.kernel.filing import DRAFT, NONE, Way
from halfsky.kernel.place import Place
from halfsky.kernel.round import Round, Standing, Tally, standing, tally
from halfsky.queries.forms import round_of
from halfsky.store.house import House
from halfsky.store.models import Draft, Extension, PlaceVersion, RoundRow, Submission
from halfsky.store.models.place import spelled


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


class Standings:
    """The units of a round, all of them or those under a place."""

    def __init__(self, house: House, row: RoundRow, under: Place | None = None) -> None:
        self.house, self.row = house, row
        self.round: Round = round_of(house, row)
        self.under = under or self.round.top

    @cached_property
    def places(self) -> list[Place]:
        """The places that fill in, in the tree of the period's last day."""
        day = self.round.period.last_day()
        rows = PlaceVersion.objects.on(day).under(spelled(self.under.path)).filter(level=self.round.form.level)
        inside = rows.filter(stand_in=False).order_by("code")
        return [v.as_place() for v in inside if self.round.top.id in v.as_place().path]

    @cached_property
    def units(self) -> list[Unit]:
        return list(self._units())

    def tally(self, under: Place | None = None) -> Tally:
        """The counts of a subtree."""
        inside = (u for u in self.units if under is None or under.id in u.place.path)
        return tally(u.standing for u in inside)

    def _units(self) -> Iterator[Unit]:
        wanted = self.places
        newest = self._newest()
        extended = dict(Extension.objects.filter(round=self.row).values_list("place_id", "until"))
        drafts = set(Draft.objects.filter(round=self.row).values_list("place_id", flat=True))
        today = self.house.today()
        for place in wanted:
            given = newest.get(place.id)
            more_time = extended.get(place.id)
            if given is None:
                state = DRAFT if place.id in drafts else NONE
                yield Unit(place, standing(self.round, state, None, today, more_time), extended=more_time)
                continue
            came = given.handed_in_at.astimezone(self.house.settings.zone) if given.handed_in_at else None
            yield Unit(
                place=place,
                standing=standing(self.round, given.state, came.date() if came else None, today, more_time),
                submission_id=given.pk,
                revision=given.revision,
                way=Way(given.way),
                handed_in_at=came,
                handed_in_by=given.handed_in_by.name if given.handed_in_by else "",
                handled_by=given.handled_by_id,
                explained=len(given.explained),
                extended=more_time,
            )

    def _newest(self) -> dict[int, Submission]:
        """The newest revision of every unit; what they say is left unread."""
        rows = Submission.objects.filter(round=self.row).select_related("handed_in_by")
        light = rows.defer("entries", "comments", "returned").order_by("place_id", "revision")
        return {row.place_id: row for row in light}
