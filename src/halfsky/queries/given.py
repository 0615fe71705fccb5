"""What a place and all below it have given, and the figures that follow: the clear way, one place at a time.

One query reads the submissions, one the tree per period and level; the arithmetic is the kernel's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Absence, Missing, Observation, Reading
from halfsky.kernel.figure import Working, compute, operands, working
from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import exact
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.rollup import Entries, Key, Rolled, roll_up
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission
from halfsky.store.models.place import ids, spelled

ACCEPTED = "accepted"


class _Answers(Mapping[Key, Reading]):
    """The entries of a submission, read one by one as they are asked for; another form's answers lie `behind`."""

    def __init__(self, raw: Mapping[str, Any], behind: Entries | None) -> None:
        self.raw, self.behind = raw, behind or {}

    def __getitem__(self, key: Key) -> Reading:
        given = self.raw.get(f"{key[0]}|{key[1]}")
        if given is None:
            return self.behind[key]
        return exact(given) if isinstance(given, str) else Missing(Absence(given["absent"]), key[0])

    def __iter__(self) -> Iterator[Key]:
        for name in self.raw:
            element, _, at = name.partition("|")
            yield element, read_cell(at)
        yield from self.behind

    def __len__(self) -> int:
        return len(self.raw) + len(self.behind)


def accepted_below(top: Place) -> QuerySet[Submission]:
    """The accepted submissions of a place and all below it.

    Asked of each submission, not of each place below: at the top there are hundreds of thousands of those.
    """
    below = PlaceVersion.objects.filter(place=OuterRef("place"), path__begins=spelled(top.path))
    return Submission.objects.filter(Exists(below), current=True, state=ACCEPTED)


class Given:
    """The accepted submissions of a subtree."""

    def __init__(self, house: House, top: Place) -> None:
        self.house = house
        self.content: Content = house.content
        self.top = top
        self._due: dict[tuple[Level | None, dt.date], list[tuple[int, tuple[int, ...]]]] = {}

    @cached_property
    def entries(self) -> Mapping[Period, Mapping[int, Entries]]:
        """What was given, by period and place id."""
        found: dict[Period, dict[int, Entries]] = defaultdict(dict)
        for row in accepted_below(self.top):
            before = found[period(row.period)].get(row.place_id)
            found[period(row.period)][row.place_id] = _Answers(row.entries, before)
        return found

    def figures(self, place: Place, indicator: Indicator, cells: Iterable[Cell] | None) -> Iterable[Observation]:
        """The indicator at the top or a place below it, for every period; every cell its operands share, or these."""
        for at_period in self.entries:
            formula = self.content.formula(indicator, at_period.last_day().year)
            if formula is None:
                continue
            for at in cells or self._cells(formula):
                if found := self._figure(place, indicator, formula, at, at_period):
                    yield found

    def figure(self, place: Place, indicator: Indicator, at: Cell, year: int) -> Observation | None:
        """The indicator of one calendar year."""
        formula, at_period = self.content.formula(indicator, year), Period("year", year)
        if formula is None or at_period not in self.entries:
            return None
        return self._figure(place, indicator, formula, at, at_period)

    def working(self, place: Place, indicator: Indicator, at: Cell, at_period: Period) -> Working | None:
        """How the indicator was computed there; None where no formula or nothing given says so."""
        formula = self.content.formula(indicator, at_period.last_day().year)
        if formula is None or at_period not in self.entries:
            return None
        due, rolled = self._rolled(place, formula, at, at_period)
        names = {p.id: p.name for p in places.by_ids(self.house, due, at_period.last_day())}
        given = self.entries[at_period]
        parts = [(Text(names[i]), given.get(i, {})) for i in due]
        return working(formula, rolled, self.content.elements, at, parts)

    def _figure(
        self, place: Place, indicator: Indicator, formula: Node, at: Cell, at_period: Period
    ) -> Observation | None:
        _, rolled = self._rolled(place, formula, at, at_period)
        return compute(indicator, formula, rolled, self.content.elements, at, at_period)

    def _rolled(self, place: Place, formula: Node, at: Cell, at_period: Period) -> tuple[list[int], Rolled]:
        """The places that had to give the operands of a formula, and what came together."""
        keys, given = operands(formula, at), self.entries[at_period]
        # A formula mixes no levels of entry (the pack's gates see to it): the first operand tells where it enters.
        level = next((self.content.elements[code].at for code, _ in keys), None)
        due = self._due_below(place, level, at_period.last_day())
        return due, roll_up(keys, self.content.elements, [given.get(i, {}) for i in due])

    def _cells(self, formula: Node) -> list[Cell]:
        """The cells in which all operands are broken down alike: the total, and each common category."""
        shared: set[tuple[str, str]] | None = None
        for code, _ in operands(formula, TOTAL):
            pairs = {(d, c) for d, cs in self.content.elements[code].breakdowns for c in cs}
            shared = pairs if shared is None else shared & pairs
        return [TOTAL, *(Cell((pair,)) for pair in sorted(shared or ()))]

    def _due_below(self, place: Place, level: Level | None, day: dt.date) -> list[int]:
        """The places that had to give: those of the level below, in the tree of the day; the place itself for none."""
        if level is None:
            return [place.id]
        if (level, day) not in self._due:
            rows = PlaceVersion.objects.under(spelled(self.top.path)).on(day).filter(level=level, stand_in=False)
            self._due[level, day] = [(i, ids(path)) for i, path in rows.values_list("place_id", "path")]
        return [i for i, path in self._due[level, day] if path[: len(place.path)] == place.path]
