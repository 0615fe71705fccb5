"""Laying a list of places into the tree, upper levels first, under an edition that is published at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max

from halfsky.exchange.places import PlaceLine
from halfsky.kernel.place import LEVELS, NO_PARENT, SIX_LEVELS, Level, Place
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.models import Place as PlaceRow
from halfsky.store.models import PlaceVersion, TreeEdition
from halfsky.store.models.place import ids, spelled

NOT_ABOVE = problem(
    "400.520",
    (
        "{code}（{name}）的上级 {parent} 不在它的上一层级。",
        "The parent {parent} of {code} ({name}) is not of an upper level.",
    ),
    ("请核对上级代码。", "Check the parent's code."),
)
BATCH = 2_000
MOST_COMPLAINTS = 100
COLUMNS = ("place", "code", "name", "level", "parent", "path", "since", "until", "stand_in", "demo", "edition")


class Planting:
    """One import under way. Call `lay`, then `publish` inside the action's transaction."""

    def __init__(self, house: House, title: str, since: dt.date | None = None, demo: bool = False) -> None:
        self.title, self.demo = title, demo
        self.today = house.today()
        self.new_since = since
        self.changed_since = since or self.today
        self.now = house.now()
        self.edition = TreeEdition.objects.create()
        self.next_id = (PlaceRow.objects.aggregate(last=Max("id"))["last"] or 0) + 1
        self.upper: dict[str, tuple[tuple[int, ...], int]] = {}
        self.closing: list[int] = []
        self.moved: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self.complaints: list[Refusal] = []
        self.added = self.changed = self.unchanged = 0

    def lay(self, lines: Iterable[PlaceLine], progress: Callable[[int], None]) -> None:
        """Write all lines as rows of the hidden edition; refuses with all complaints when a parent is missing."""
        self._know_upper()
        source, done = iter(lines), 0
        while batch := list(islice(source, BATCH)):
            self._lay_batch(batch)
            done += len(batch)
            progress(done)
        if self.complaints:
            raise Refused(self.complaints)
        self._move_along()

    def publish(self) -> None:
        """Show the edition: end the versions that changed, and publish."""
        last_day = self.changed_since - dt.timedelta(days=1)
        for at in range(0, len(self.closing), BATCH):
            PlaceVersion.objects.filter(id__in=self.closing[at : at + BATCH]).update(until=last_day)
        TreeEdition.objects.filter(number=self.edition.number).update(published_at=self.now, source=self.title)

    def _know_upper(self) -> None:
        """What may be a parent: all places above the villages, by code."""
        kept = PlaceVersion.objects.on(self.today).exclude(level=LEVELS[-1].value).filter(demo=self.demo)
        for code, path, level in kept.values_list("code", "path", "level").iterator(BATCH):
            self.upper[code] = (ids(path), Level(level).depth)

    def _lay_batch(self, batch: list[PlaceLine]) -> None:
        known = {v.code: v for v in PlaceVersion.objects.on(self.today).filter(code__in=[line.code for line in batch])}
        places: list[tuple[int]] = []
        versions: list[tuple[object, ...]] = []
        for line in batch:
            above = self._above(line)
            if above is None:
                continue
            before = known.get(line.code)
            number = before.place_id if before else self.next_id
            path = (*above, number)
            if line.level is not LEVELS[-1]:
                self.upper[line.code] = (path, line.level.depth)
            if before is None:
                self.next_id += 1
                self.added += 1
                places.append((number,))
            elif self._same(before, line, path):
                self.unchanged += 1
                continue
            else:
                self._change(before, path)
            versions.append(self._row(line, path, self.changed_since if before else self.new_since))
        with transaction.atomic():
            bulk.insert(PlaceRow, ("id",), places)
            bulk.insert(PlaceVersion, COLUMNS, versions)

    def _above(self, line: PlaceLine) -> tuple[int, ...] | None:
        """The path of the parent: the one that is named, else the one that the code tells. () for a root."""
        if line.level is LEVELS[0]:
            return ()
        named = [line.parent] if line.parent else SIX_LEVELS.parents(line.code)
        found = next((self.upper[code] for code in named if code in self.upper), None)
        if found is None:
            if self.demo and not line.parent and not any(c in self.upper for c in SIX_LEVELS.ancestors(line.code)):
                return ()
            self._complain(NO_PARENT.at(self._where(line), code=line.code, name=line.name, parent=named[0]))
            return None
        path, depth = found
        if depth >= line.level.depth:
            self._complain(NOT_ABOVE.at(self._where(line), code=line.code, name=line.name, parent=line.parent))
            return None
        return path

    def _where(self, line: PlaceLine) -> str:
        return f"{self.title}:{line.row}"

    def _complain(self, refusal: Refusal) -> None:
        if len(self.complaints) < MOST_COMPLAINTS:
            self.complaints.append(refusal)

    def _same(self, before: PlaceVersion, line: PlaceLine, path: tuple[int, ...]) -> bool:
        return before.name == line.name and before.path == spelled(path) and before.stand_in == line.stand_in

    def _change(self, before: PlaceVersion, path: tuple[int, ...]) -> None:
        self.changed += 1
        self.closing.append(before.pk)
        if before.path != spelled(path):
            self.moved.append((ids(before.path), path))

    def _row(self, line: PlaceLine, path: tuple[int, ...], since: dt.date | None) -> tuple[object, ...]:
        parent = path[-2] if len(path) > 1 else None
        day = connection.ops.adapt_datefield_value(since)
        number = self.edition.number
        return (
            path[-1], line.code, line.name, line.level.value, parent, spelled(path),
            day, None, line.stand_in, self.demo, number,
        )  # fmt: skip

    def _move_along(self) -> None:
        """What lies below a place that moved and was not in the list itself gets its new path, too."""
        for old, new in self.moved:
            mine = PlaceVersion.all_editions.filter(edition=self.edition).values("place")
            left = PlaceVersion.objects.on(self.today).under(spelled(old)).exclude(place__in=mine)
            for version in left.iterator(BATCH):
                place = version.as_place()
                self.closing.append(version.pk)
                self.changed += 1
                path = (*new, *place.path[len(old) :])
                with transaction.atomic():
                    bulk.insert(PlaceVersion, COLUMNS, [self._row(_as_line(place), path, self.changed_since)])


def _as_line(place: Place) -> PlaceLine:
    return PlaceLine(0, place.code, place.name, place.level, "", place.stand_in)


def sweep() -> None:
    """Remove what imports that did not end have left behind, in short transactions."""
    for edition in TreeEdition.objects.filter(published_at=None):
        while left := list(PlaceVersion.all_editions.filter(edition=edition).values_list("pk", flat=True)[:BATCH]):
            PlaceVersion.all_editions.filter(pk__in=left).delete()
        edition.delete()
    last = PlaceVersion.all_editions.aggregate(last=Max("place_id"))["last"] or 0
    while lost := list(PlaceRow.objects.filter(id__gt=last).values_list("id", flat=True)[:BATCH]):
        PlaceRow.objects.filter(id__in=lost).delete()
