"""How counts add up for a reader: categories to totals, places to the place above, months to years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from halfsky.kernel.breakdown import cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Adding, Element, Flow
from halfsky.kernel.hiding import Equation, Limit, Name, Table, adds_up
from halfsky.kernel.period import Period, period
from halfsky.kernel.rollup import Key
from halfsky.queries.forms import read_key

PARTS_OF_YEAR = (("month", 12), ("quarter", 4), ("half", 2))


def name_of(key: Key, place: int, at: Period) -> Name:
    return key[0], str(key[1]), place, str(at)


def units(element: Element, value: Fraction) -> int | None:
    """A value in units of the element's last decimal; None for what is no such number."""
    scaled = value * 10**element.decimals
    return int(scaled) if scaled.denominator == 1 and scaled >= 0 else None


@dataclass
class Counting:
    """The table as it grows."""

    counts: dict[Name, int] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    late: dict[Name, int] = field(default_factory=dict)
    apart: dict[Name, int] = field(default_factory=dict)
    few: set[Name] = field(default_factory=set)
    away: set[Name] = field(default_factory=set)

    def sums(self, whole: Name, parts: list[Name], *, exact: bool = True) -> None:
        """Note that one is the sum of others (`exact`: where it is)."""
        known = whole in self.counts and bool(parts) and all(part in self.counts for part in parts)
        if known and (not exact or self.counts[whole] == sum(self.counts[part] for part in parts)):
            self.equations.append(adds_up(whole, parts))

    def table(self) -> Table:
        return Table(
            self.counts,
            tuple(self.equations),
            tuple(self.limits),
            self.late,
            self.apart,
            frozenset(self.few),
            frozenset(self.away),
        )


def add_places(
    made: Counting, values: Mapping[Name, int], ways: Mapping[int, tuple[int, ...]], at: Period, cells: set[str],
    element: Element,
) -> None:  # fmt: skip
    """A place is the sum of those right below it (by records: with what it keeps itself, which a reader may know)."""
    if element.adds not in (Adding.ADD, Adding.LAST, Adding.NEVER) or (element.at and element.adds is Adding.NEVER):
        return
    held = {name[2] for name in values}
    children: dict[int, set[int]] = defaultdict(set)
    for way in ways.values():
        for upper, lower in pairwise(place for place in way if place in held):
            children[upper].add(lower)
    for spelled in sorted(cells):
        for upper, lowers in sorted(children.items()):
            whole = element.code, spelled, upper, str(at)
            parts = [name for p in sorted(lowers) if (name := (element.code, spelled, p, str(at))) in values]
            made.sums(whole, parts, exact=False)


def add_categories(made: Counting, values: Mapping[Name, int], element: Element, at: Period) -> None:
    """A total is the sum of the categories of each breakdown."""
    for code, spelled, place, when in values:
        parts = dict(read_key(f"{code}|{spelled}")[1].parts)
        for dimension, categories in element.breakdowns:
            if dimension not in parts:
                finer = [str(cell({**parts, dimension: c})) for c in categories]
                made.sums((code, spelled, place, when), [(code, f, place, when) for f in finer])


def add_years(made: Counting, content: Content) -> None:
    """A year is the sum of its months, its quarters, its halves."""
    periods = {name[3]: period(name[3]) for name in made.counts}
    parts: dict[tuple[int, str], list[str]] = defaultdict(list)
    for spelled, at in sorted(periods.items()):
        if at.kind != "year":
            parts[at.last_day().year, at.kind].append(spelled)
    for name in list(made.counts):
        element = content.elements.get(name[0])
        if element is None or element.kind is not Flow.FLOW or periods[name[3]].kind != "year":
            continue
        for kind, many in PARTS_OF_YEAR:
            within = [(*name[:3], spelled) for spelled in parts[periods[name[3]].year, kind]]
            if len(within) == many and all(part in made.counts for part in within):
                made.sums(name, within)
                made.late[name] += 1
