"""The arrays of a house beneath its queries: sums over whole subtrees without a look at the answers themselves.

A house has them where `halfsky snapshot` made them; then every query of one request reads one and the same position.
What arrays do not hold (records, other trees, counts that a viewer sees by the edition alone) is read from the answers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.db.models import Max

from halfsky.kernel.content import Content
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Level
from halfsky.kernel.rollup import Key, Rolled
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, TreeChange, TreeEdition
from halfsky.store.models.place import ids

if TYPE_CHECKING:
    from halfsky.engine.reading import Held
    from halfsky.engine.snapshot import Snapshot


@dataclass(eq=False)
class Arrays:
    """A snapshot with the content it was made for."""

    snapshot: Snapshot
    content: Content
    _held: dict[tuple[str, str], Held | None] = field(default_factory=dict)
    _keys: dict[tuple[Level, int], frozenset[Key]] = field(default_factory=dict)
    _counts: dict[tuple[Level, dt.date], Counter[int]] = field(default_factory=dict)

    @property
    def position(self) -> int:
        """Up to which entry of the log the arrays have seen."""
        return self.snapshot.head.position

    @property
    def periods(self) -> frozenset[Period]:
        """The periods in which anything was given."""
        return frozenset(map(period, self.snapshot.periods))

    def anything(self, place: int, at: Period) -> bool:
        """Whether anything of what enters at some level was given in the period at a place or below it."""
        here = (self.held(Level(level), at) for level, spelled in self.snapshot.shares if spelled == str(at))
        return any(held.received(place) for held in here if held)

    def rolled(self, place: int, level: Level, keys: tuple[Key, ...], at: Period) -> Rolled | None:
        """The operands of a formula at a place and all below it; None where the answers must be asked."""
        held = self.held(level, at)
        if held:
            return held.rolled(place, keys)
        if not self._asked(level, at.last_day().year).issuperset(keys):
            return None
        return Rolled({k: Missing(Absence.NOT_REPORTED, k[0]) for k in keys}, 0, self._due(place, level, at.last_day()))

    def _asked(self, level: Level, year: int) -> frozenset[Key]:
        """All that arrays would hold of a level, had anything been given."""
        from halfsky.engine.asking import keys_of

        if (level, year) not in self._keys:
            self._keys[level, year] = keys_of(self.content, level, {year})
        return self._keys[level, year]

    def _due(self, place: int, level: Level, day: dt.date) -> int:
        """How many places of a level lay below a place on a day: counted for all at once, and for as long as the arrays
        last."""
        if (level, day) not in self._counts:
            rows = PlaceVersion.objects.on(day).filter(level=level, stand_in=False)
            self._counts[level, day] = Counter(i for path in rows.values_list("path", flat=True) for i in ids(path))
        return self._counts[level, day][place]

    def held(self, level: Level, at: Period) -> Held | None:
        key = level.value, str(at)
        if key not in self._held:
            self._held[key] = self._made(level, at)
        return self._held[key]

    def notes(self, place: int, level: Level, at: Period) -> Mapping[int, list[Mapping[str, Any]]]:
        """The 核实说明 of a place and all below it, by the place that gave them."""
        of, held = self.snapshot.notes.get(str(at), {}), self.held(level, at)
        if not of or held is None:
            return {}
        tree, node = held.tree, held.tree.node_of.get(place)
        rows = {int(i): tree.row_of.get(int(i)) for i in of}
        if node is None:
            return {i: of[str(i)] for i in rows if i == place}
        first, last = tree.first[node], tree.last[node]
        return {i: of[str(i)] for i, row in rows.items() if row is not None and first <= row < last}

    def _made(self, level: Level, at: Period) -> Held | None:
        from halfsky.engine.asking import programme
        from halfsky.engine.reading import Held

        share = self.snapshot.shares.get((level.value, str(at)))
        if share is None:
            return None
        tree = self.snapshot.tree(share.tree)
        asked = programme(self.content, level, at.last_day().year, share.lanes, len(tree.rows))
        sums = self.snapshot.array(share, "sums")
        return Held(tree, share.lanes, self.snapshot.array(share, "rows"), asked, sums)


def depends_on(house: House) -> str:
    """What arrays depend on besides the answers: the packs and the tree."""
    newest = PlaceVersion.all_editions.order_by("-pk").values_list("pk", flat=True).first()
    edition = TreeEdition.objects.order_by("-number").values_list("number", flat=True).first()
    changes = TreeChange.objects.aggregate(newest=Max("pk"), back=Max("taken_back"))
    return f"{house.packs_fingerprint()} {newest} {edition} {changes['newest']} {changes['back']}"


def arrays(house: House) -> Arrays | None:
    """The arrays in force; None where the house has none, or they were made for other packs or another tree."""
    folder = house.folder.arrays
    try:
        mark = (folder / "head.json").stat()
    except FileNotFoundError:
        return None
    found = _opened(folder, mark.st_mtime_ns, mark.st_ino)
    if found is None or found.head.of != depends_on(house):
        return None
    if found not in _ARRAYS:
        _ARRAYS[found] = Arrays(found, house.content)
    return _ARRAYS[found]


_ARRAYS: WeakKeyDictionary[Any, Arrays] = WeakKeyDictionary()


@lru_cache(maxsize=4)
def _opened(folder: Path, _changed: int, _number: int) -> Snapshot | None:
    """Opened once for as long as the head stays the same."""
    from halfsky.engine.snapshot import Snapshot

    return Snapshot.open(folder)
