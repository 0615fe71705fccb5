"""What a place and all below it have given, and the figures that follow: the clear way, one place at a time.

One query reads the submissions, one the tree per period and level; the arithmetic is the kernel's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Absence, Missing, Observation, Reading
from halfsky.kernel.figure import RATE_ALONE, Working, compute, operands, touches, working
from halfsky.kernel.filing import COUNTING
from halfsky.kernel.grammar.nodes import Node
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import exact, needed
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.rollup import Entries, Key, Rolled, roll_up
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission
from halfsky.store.models.place import ids, spelled

MOST_FOOTNOTES = 10
"""So many explanations are printed under one figure; of more the number is said."""

Replaced = tuple[str, str, int]
"""A form, a period and the id of a place: whose answers are looked at as if they were others."""


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
    return Submission.objects.filter(Exists(below), current=True, state__in=COUNTING)


@dataclass(frozen=True, slots=True)
class _Why:
    """A 核实说明: the cells whose figures it explains, and what is printed under them."""

    keys: frozenset[Key]
    says: str


def _key(text: str) -> Key:
    code, _, at = text.partition("|")
    return code, read_cell(at)


class Given:
    """The accepted submissions of a subtree. `instead` holds answers that are looked at as if they were accepted."""

    def __init__(self, house: House, top: Place, instead: Mapping[Replaced, Mapping[str, Any]] | None = None) -> None:
        self.house = house
        self.content: Content = house.content
        self.top = top
        self.instead = dict(instead or {})
        self._why: dict[tuple[Period, int], list[_Why]] = defaultdict(list)
        self._due: dict[tuple[Level | None, dt.date], list[tuple[int, tuple[int, ...]]]] = {}

    @cached_property
    def entries(self) -> Mapping[Period, Mapping[int, Entries]]:
        """What was given, by period and place id."""
        found: dict[Period, dict[int, Entries]] = defaultdict(dict)
        instead = dict(self.instead)
        for row in accepted_below(self.top):
            key, at_period = (row.form, row.period, row.place_id), period(row.period)
            raw = instead.pop(key, row.entries)
            found[at_period][row.place_id] = _Answers(raw, found[at_period].get(row.place_id))
            for why in row.explained.values():
                keys = frozenset(_key(text) for text in why["keys"])
                self._why[at_period, row.place_id].append(_Why(keys, why["says"] + why["why"]))
        for (_, spelled_period, place), raw in instead.items():
            at_period = period(spelled_period)
            found[at_period][place] = _Answers(raw, found[at_period].get(place))
        return found

    def sum(self, place: Place, key: Key, at_period: Period) -> Reading:
        """One element over a place and all below it."""
        if at_period not in self.entries:
            return Missing(Absence.NOT_REPORTED, key[0])
        due = self._due_below(place, self.content.elements[key[0]].at, at_period.last_day())
        given = self.entries[at_period]
        return roll_up([key], self.content.elements, [given.get(i, {}) for i in due]).values[key]

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
        due, rolled = self._rolled(place, formula, at, at_period)
        found = compute(indicator, formula, rolled, self.content.elements, at, at_period)
        if found is None:
            return self._rate_alone(place, indicator, at, at_period)
        return replace(found, footnotes=self._footnotes(place, due, operands(formula, at), at_period))

    def _rate_alone(self, place: Place, indicator: Indicator, at: Cell, at_period: Period) -> Observation | None:
        """What the place's own agency gave as a rate, without numerator and denominator: it speaks for this place and
        is never rolled up."""
        rate = self.entries[at_period].get(place.id, {}).get((indicator.code, at))
        if not isinstance(rate, Fraction):
            return None
        shown = needed(rate, indicator.decimals)
        return Observation(at_period, rate, shown, source=RATE_ALONE, note=RATE_ALONE, cell=at)

    def _footnotes(self, place: Place, due: list[int], keys: tuple[Key, ...], at_period: Period) -> tuple[str, ...]:
        """The 核实说明 of the answers that a figure is made of, each with the place that gave it."""
        wanted = set(keys)
        found = [(i, w.says) for i in due for w in self._why.get((at_period, i), ()) if touches(w.keys, wanted)]
        if not found:
            return ()
        shown = found[:MOST_FOOTNOTES]
        names = {p.id: p.name for p in places.by_ids(self.house, {i for i, _ in shown}, at_period.last_day())}
        said = [says if i == place.id else f"{names[i]}：{says}" for i, says in shown]
        more = len(found) - len(shown)
        return (*said, *([f"另有{more}处核实说明，见上报表。"] if more else ()))

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
