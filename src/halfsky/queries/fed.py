"""Figures that nobody types: what records give, and what the tree itself counts (how many villages there are).

A figure is a plain sum over contributions: a flow over the days of the period, a stock over what stands on its last
day, a distinct over different values, counted anew for every place. A place has a figure of a register once it, or
anything below it, keeps one: then no record in a period is zero. Where no ledger is kept it is not reported.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.db.models import Min, Q, QuerySet, Sum

from halfsky.kernel.access import Scope
from halfsky.kernel.breakdown import TOTAL, read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Flow, Reading
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.register import Gathering
from halfsky.kernel.rollup import Key
from halfsky.store.house import House
from halfsky.store.models import Contribution, PlaceVersion, RecordRow
from halfsky.store.models.place import ids, spelled
from halfsky.store.scope import rows_in


def fed_elements(content: Content) -> dict[str, tuple[str, Gathering]]:
    """The elements that registers feed, with the register and how."""
    found = {}
    for register in content.registers.values():
        for feed in register.feeds:
            found[feed.element] = (register.code, feed.gathering)
    return found


def standing(element_kind: Flow, at_period: Period) -> Q:
    """The contributions that count in a period."""
    first, last = at_period.first_day(), at_period.last_day()
    if element_kind is Flow.FLOW:
        return Q(since__gte=first, since__lte=last)
    return Q(since__lte=last) & (Q(until__isnull=True) | Q(until__gt=last))


def shown(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Contributions of records that everyone's lists would count: not of staged ones."""
    return rows.filter(record__in=RecordRow.objects.all())


@dataclass
class Fed:
    """What records and the tree give at a place and everywhere below it, by period."""

    house: House
    top: Place
    _sums: dict[Period, Mapping[int, Mapping[Key, Reading]]] = field(default_factory=dict)
    _counts: dict[tuple[Level, dt.date], Mapping[int, int]] = field(default_factory=dict)
    _at: dict[tuple[int, Period], Mapping[Key, Reading]] = field(default_factory=dict)

    @cached_property
    def content(self) -> Content:
        """Read once: every look at the house's asks whether the packs have changed."""
        return self.house.content

    @cached_property
    def elements(self) -> dict[str, tuple[str, Gathering]]:
        return fed_elements(self.content)

    def at(self, place: int, at_period: Period) -> Mapping[Key, Reading]:
        """What a place and all below it have by their records and by the tree."""
        if (place, at_period) not in self._at:
            found, day = self.everywhere(at_period).get(place, {}), at_period.last_day()
            counts = self.content.counts.items()
            counted = {(code, TOTAL): Fraction(self._places(level, day).get(place, 0)) for code, level in counts}
            self._at[place, at_period] = {**counted, **found} if counted else found
        return self._at[place, at_period]

    def everywhere(self, at_period: Period) -> Mapping[int, Mapping[Key, Reading]]:
        """What all places have by their records."""
        if at_period not in self._sums:
            self._sums[at_period] = self._summed(at_period)
        return self._sums[at_period]

    def years(self) -> list[Period]:
        """The years in which records of the place or of what lies below it give something, up to this one."""
        below = rows_in(Scope(subtrees=frozenset({self.top.id})))
        first = Contribution.objects.filter(below).aggregate(n=Min("since"))["n"] if self.elements else None
        return [Period("year", y) for y in range(first.year, self.house.today().year + 1)] if first else []

    def _summed(self, at_period: Period) -> Mapping[int, Mapping[Key, Reading]]:
        """Sums for every place that holds something, rolled up to the top."""
        if not self.elements:
            return {}
        above = self._above(at_period.last_day())
        found: dict[int, dict[Key, Reading]] = defaultdict(dict)
        for place, zeros in self._kept(above).items():
            found[place].update(zeros)
        for kind in Flow:
            codes = [c for c in self.elements if self.content.elements[c].kind is kind]
            self._add(found, above, codes, standing(kind, at_period))
        return found

    def _add(
        self, found: dict[int, dict[Key, Reading]], above: Mapping[int, tuple[int, ...]], codes: Iterable[str], when: Q
    ) -> None:
        distinct = {c for c in codes if self.elements[c][1] is Gathering.DISTINCT}
        plain = [c for c in codes if c not in distinct]
        rows = shown(Contribution.objects.filter(when, element__in=plain, place__in=list(above)))
        for code, at, place, amount in rows.values_list("element", "cell", "place").annotate(n=Sum("amount")):
            value = Fraction(amount or 0, 10 ** self.content.elements[code].decimals)
            for upper in above[place]:
                before = found[upper].get((code, read_cell(at)), Fraction(0))
                found[upper][code, read_cell(at)] = before + value if isinstance(before, Fraction) else value
        different: dict[tuple[int, Key], set[str]] = defaultdict(set)
        rows = shown(Contribution.objects.filter(when, element__in=distinct, place__in=list(above)))
        for code, at, place, digest in rows.values_list("element", "cell", "place", "digest").distinct():
            for upper in above[place]:
                different[upper, (code, read_cell(at))].add(digest)
        for (upper, key), digests in different.items():
            found[upper][key] = Fraction(len(digests))

    def _kept(self, above: Mapping[int, tuple[int, ...]]) -> Mapping[int, Mapping[Key, Reading]]:
        """Zeros for the places where a register is kept, and all above them."""
        kept: dict[int, set[str]] = defaultdict(set)
        rows = RecordRow.objects.filter(place__in=list(above)).order_by()
        for register, place in rows.values_list("register", "place").distinct():
            for upper in above[place]:
                kept[upper].add(register)
        cells = self._cells()
        return {
            place: {key: Fraction(0) for register in registers for key in cells[register]}
            for place, registers in kept.items()
        }

    def _cells(self) -> Mapping[str, list[Key]]:
        """The cells of the elements that each register feeds: the total, and one for every category."""
        content = self.content
        found: dict[str, list[Key]] = defaultdict(list)
        for register in content.registers.values():
            for feed in register.feeds:
                found[register.code].append((feed.element, TOTAL))
                fields = dict(feed.cells)
                for dimension, categories in content.elements[feed.element].breakdowns:
                    if dimension in fields:
                        found[register.code] += [(feed.element, read_cell(f"{dimension}={c}")) for c in categories]
        return found

    def _above(self, day: dt.date) -> Mapping[int, tuple[int, ...]]:
        """Every place of the subtree that keeps or holds records, with itself and the places above it up to the top."""
        rows = PlaceVersion.objects.on(day).under(self._path(day)).filter(self._holding())
        found = {}
        for place, path in rows.values_list("place", "path"):
            way = ids(path)
            found[place] = way[way.index(self.top.id) :] if self.top.id in way else (place,)
        return found

    def _holding(self) -> Q:
        given = Contribution.objects.values("place").distinct()
        return Q(place__in=given) | Q(place__in=RecordRow.objects.values("place").distinct())

    def _path(self, day: dt.date) -> str:
        versions = PlaceVersion.objects.filter(place=self.top.id).on(day).values_list("path", flat=True)
        return versions.first() or spelled(self.top.path)

    def _places(self, level: Level, day: dt.date) -> Mapping[int, int]:
        """How many places of a level each place holds on the day; stand-ins are none."""
        if (level, day) not in self._counts:
            counted: dict[int, int] = defaultdict(int)
            rows = PlaceVersion.objects.on(day).under(self._path(day)).filter(level=level, stand_in=False)
            for path in rows.values_list("path", flat=True):
                for upper in ids(path):
                    counted[upper] += 1
            self._counts[level, day] = counted
        return self._counts[level, day]
