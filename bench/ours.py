"""Our side of every comparison: a year rolled up and judged, in memory and on the disk, in part and beside a load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bench.country import Country
from bench.measuring import RUNS, busy, least, peak_mb
from halfsky.engine.rollup import Month
from halfsky.engine.snapshot import OF_MONTH, new_array
from halfsky.engine.timing import opened, reckoned

NEIGHBOURS = 1000
"""So many villages side by side are handed in anew."""
MONTH = 5
"""The month in which they are."""


@dataclass(eq=False)
class Ours:
    """A year of a country: figures of every place above the villages, in memory until they are asked to be durable."""

    country: Country

    @cached_property
    def months(self) -> list[Month]:
        """Reckoned once, so that a compiled pass is compiled and its memory is there."""
        found = [Month.empty(self.country.tree, self.country.programme) for _ in self.country.files]
        reckoned(self.country.work, self.country.files, found)
        return found

    @cached_property
    def on_disk(self) -> list[Month]:
        """Room for the same on the disk, mapped."""
        folder = self.country.folder / "figures"
        return [self._room(folder / str(number), month) for number, month in enumerate(self.months)]

    def _room(self, folder, month: Month) -> Month:  # type: ignore[no-untyped-def]
        arrays = {name: getattr(month, name) for name in OF_MONTH}
        return Month(**{name: new_array(folder, name, a.shape, a.dtype) for name, a in arrays.items()})

    def touch(self) -> None:
        """Read every byte of the answers and do nothing with it."""
        for file in self.country.files:
            opened(file).view(np.int64).sum()

    def year(self) -> None:
        reckoned(self.country.work, self.country.files, self.months)

    def durable(self) -> None:
        """The same, and every byte of it on the disk."""
        reckoned(self.country.work, self.country.files, self.on_disk)
        for month in self.on_disk:
            for name in OF_MONTH:
                getattr(month, name).flush()

    @cached_property
    def resubmitted(self) -> list[int]:
        """Villages side by side in the middle, a quarter of a small country."""
        middle, count = self.country.villages // 2, min(NEIGHBOURS, self.country.villages // 4)
        return list(range(middle, middle + count))

    def again(self) -> None:
        """What lies above these villages, after they have handed in one month anew."""
        months = self.months
        self.country.work.again(self._rows, months[MONTH], self.resubmitted, months[MONTH - 1].values)

    @cached_property
    def _rows(self) -> np.ndarray:
        return np.array(opened(self.country.files[MONTH]))

    @cached_property
    def county(self) -> int:
        """A county in the middle, as a node."""
        counties = np.unique(self.country.places_above["county"])
        return int(counties[len(counties) // 2])

    def page(self) -> list[list[object]]:
        """All figures of that county in all months, out of the files."""
        there = self.county
        return [[getattr(month, n)[there].tolist() for n in ("values", "ranks", "marks")] for month in self.on_disk]

    def works(self) -> dict[str, tuple[Callable[[], object], int]]:
        """What stands beside every rival."""
        self.months  # noqa: B018
        return {"ours": (self.year, RUNS), "durable": (self.durable, 3)}


def measured(country: Country) -> dict[str, object]:
    """Ours alone: against touching the bytes, a part again, beside a busy neighbour; and the memory it took."""
    ours = Ours(country)
    ours.year()
    peak = peak_mb()
    works = {"touch": (ours.touch, RUNS), **ours.works(), "again": (ours.again, RUNS)}
    found: dict[str, object] = dict(least(works))
    with busy():
        found["beside busy"] = least({"year": (ours.year, RUNS)})["year"]
    return found | {"peak": peak, "again rows": len(ours.resubmitted)}
