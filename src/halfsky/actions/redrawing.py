"""Writing a redrawn tree: the new versions of all that changed are staged unseen and shown by one short swap.

A county that moves takes thousands of villages along; their rows are written in many short transactions under an
edition that nobody sees. The swap ends the earlier versions with the day before and publishes the edition.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models import Max, Q

from halfsky.kernel.place import Place
from halfsky.kernel.redrawn import Redrawn
from halfsky.kernel.tree_change import LATER, TAKEN, Change, Passing
from halfsky.queries.tree import LOWEST, TreeOfDay
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import Place as PlaceRow
from halfsky.store.models import PlaceVersion, TreeEdition
from halfsky.store.models.place import spelled

BATCH = 2_000
COLUMNS = ("place", "code", "name", "level", "parent", "path", "since", "until", "stand_in", "demo", "edition")


@dataclass(frozen=True, slots=True)
class Step:
    """A place before and after; None where it begins or ends."""

    before: Place | None
    after: Place | None


class Redrawing:
    """Changes of one day on their way into the house: `lay` them, look at the `steps`, then `stage` and `publish`."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.tree = TreeOfDay(day)
        self.redrawn = Redrawn(self.tree, day)
        self.laid: list[tuple[Change, tuple[Passing, ...]]] = []
        self.edition: TreeEdition | None = None
        self._next_id = (PlaceRow.objects.aggregate(last=Max("id"))["last"] or 0) + 1

    def new_id(self) -> int:
        """An id that nobody has yet."""
        self._next_id += 1
        return self._next_id - 1

    def lay(self, change: Change) -> None:
        """One more change upon the tree; refused when it is not sound."""
        self.laid.append((change, self.redrawn.apply(change)))

    def steps(self) -> Iterator[Step]:
        """Everything that stands otherwise from the day on, upper places first; refuses what has changed later."""
        yield from (Step(None, self.redrawn.place(i)) for i in self.redrawn.born)
        source = self._earlier()
        codes: set[str] = set()
        while batch := list(islice(source, BATCH)):
            self._demand_last([p.id for p, _ in batch])
            steps = [Step(p, None if p.id in self.redrawn.ended else self.redrawn.redrawn(p)) for p, _ in batch]
            moved = {s.after.code: s.after for s in steps if s.before and s.after and s.after.code != s.before.code}
            self._demand_free(moved, codes)
            codes |= moved.keys()
            yield from (s for s in steps if s.before != s.after)

    def _earlier(self) -> Iterator[tuple[Place, int]]:
        """The earlier versions of all that may stand otherwise: what is drawn or ends, with all below where needed."""
        tops: list[str] = []
        alone: set[int] = set()
        touched = (self.tree.place(i) for i in {*self.redrawn.drawn, *self.redrawn.ended} - self.redrawn.born.keys())
        for before in sorted((p for p in touched if p), key=lambda p: p.path):
            path, now = spelled(before.path), self.redrawn.place(before.id)
            if tops and path.startswith(tops[-1]):
                continue
            if now is None or (now.path, now.code) == (before.path, before.code):
                alone.add(before.id)
            else:
                tops.append(path)
        known, tops = sorted(alone), sorted(tops)
        for at in range(0, len(known), BATCH):
            yield from self._read(Q(place__in=known[at : at + BATCH]), tops)
        for path in tops:
            yield from self._read(Q(path__begins=path), ())

    def _read(self, wanted: Q, without: Sequence[str]) -> Iterator[tuple[Place, int]]:
        """Versions of the day, upper ones first; those below `without` are read there."""
        for version in self.tree.versions().filter(wanted).order_by("path").iterator(BATCH):
            place = version.as_place()
            if version.until is not None:
                raise LATER.at(place=place.name, day=self.day)
            at = bisect_right(without, version.path)
            if at and version.path.startswith(without[at - 1]):
                continue
            if place.level is not LOWEST:
                self.tree.learn([place])
            yield place, version.pk

    def _demand_last(self, numbers: list[int]) -> None:
        """Refuse when one of the places has a version that begins after the day."""
        later = PlaceVersion.objects.filter(place__in=numbers, since__gt=self.day).first()
        if later:
            raise LATER.at(place=later.name, day=self.day)

    def _demand_free(self, moved: dict[str, Place], given: set[str]) -> None:
        """Refuse when a code that is carried down belongs to somebody else from the day on."""
        twice = next((code for code in moved if code in given), None)
        lasting = PlaceVersion.objects.filter(Q(until=None) | Q(until__gte=self.day), code__in=list(moved))
        for version in lasting:
            now = self.redrawn.place(version.place_id) if version.place_id != moved[version.code].id else None
            if now and now.code == version.code:
                raise TAKEN.at(day=self.day, code=version.code, holder=now.name)
        if twice:
            raise TAKEN.at(day=self.day, code=twice, holder=moved[twice].name)

    def stage(self, progress: Callable[[int], None]) -> int:
        """Write the new versions where nobody sees them; how many places stand otherwise."""
        self.edition = TreeEdition.objects.create()
        source, done = self.steps(), 0
        with writing():
            bulk.insert(PlaceRow, ("id",), [(i,) for i in self.redrawn.born])
        while batch := list(islice(source, BATCH)):
            rows = [self._row(step.after) for step in batch if step.after]
            with writing():
                bulk.insert(PlaceVersion, COLUMNS, rows)
            done += len(batch)
            progress(done)
        return done

    def _row(self, place: Place) -> tuple[object, ...]:
        assert self.edition is not None
        day = connection.ops.adapt_datefield_value(self.day)
        return (
            place.id, place.code, place.name, place.level.value, place.parent_id, spelled(place.path),
            day, None, place.stand_in, place.demo, self.edition.number,
        )  # fmt: skip

    def publish(self, house: House, source: str) -> TreeEdition:
        """The swap, inside the action's transaction: end what stood before, show what stands now."""
        edition = self.edition
        if edition is None:
            raise RuntimeError("stage before publishing")
        last_day = self.day - dt.timedelta(days=1)
        staged = PlaceVersion.all_editions.filter(edition=edition).values("place")
        standing = PlaceVersion.objects.filter(until=None)
        standing.filter(place__in=staged).update(until=last_day)
        ended = sorted(self.redrawn.ended)
        for at in range(0, len(ended), BATCH):
            standing.filter(place__in=ended[at : at + BATCH]).update(until=last_day)
        TreeEdition.objects.filter(number=edition.number).update(published_at=house.now(), source=source)
        return edition
