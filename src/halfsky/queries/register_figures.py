"""The figures of a register: what its records give at a place in a period, beside the period before, down to records.

A figure is the same for everyone who may see figures there (small counts apart, see `hidden`); the records behind it
are shown to those who may read them, of all others it is said that there are some.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from halfsky.kernel.access import SEE_FIGURES, Scope, Viewer, demand
from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.fact import Absence, Element, Missing, Reading
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.fed import Fed, shown, standing
from halfsky.queries.hidden import Sight
from halfsky.queries.record_lists import PAGE, Page, lines, reached
from halfsky.store.house import House
from halfsky.store.models import Contribution, RecordRow
from halfsky.store.scope import rows_in


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure: an element in a cell, now and in the period before; `unknown` records count in it without an
    amount."""

    element: Element
    at: Cell
    label: Text
    now: Reading
    before: Reading
    unknown: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a register at a place in a period."""

    register: Register
    place: Place
    period: Period
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a figure: a page of those that the viewer may read, and how many there are in all."""

    page: Page
    all: int


def register_figures(house: House, viewer: Viewer, register: Register, at: Place, period: Period) -> Figures:
    """What the records of a register give at a place in a period."""
    demand(viewer, SEE_FIGURES, at, house.today())
    return figures_of(register, period, Fed(house, at), Sight(house, viewer), unknown(house, [register], at, period))


def figures_of(register: Register, period: Period, fed: Fed, sight: Sight, unknown: Mapping[Key, int]) -> Figures:
    """The figures of a register at the top of what is fed, as far as the viewer of `sight` is shown them."""
    house, at, earlier = fed.house, fed.top, period.previous()
    now, before = fed.at(at.id, period), fed.at(at.id, earlier)
    rows = []
    for element, cell in _cells(house, register):
        missing = Missing(Absence.NOT_REPORTED, element.code)
        key = (element.code, cell)
        label = cell.label(house.content.categories) if cell else element.name
        shown_now = sight.seen(key, at, period, now.get(key, missing))
        shown_before = sight.seen(key, at, earlier, before.get(key, missing))
        lacking = 0 if sight.shut([key], at) else unknown.get(key, 0)
        rows.append(FigureRow(element, cell, label, shown_now, shown_before, lacking))
    return Figures(register, at, period, tuple(rows))


def _cells(house: House, register: Register) -> Sequence[tuple[Element, Cell]]:
    """The total of every element that is fed, then its categories."""
    found: dict[tuple[str, Cell], tuple[Element, Cell]] = {}
    for feed in register.feeds:
        element, fields = house.content.elements[feed.element], dict(feed.cells)
        found[element.code, TOTAL] = (element, TOTAL)
        for dimension, categories in element.breakdowns:
            if dimension in fields:
                for category in categories:
                    cell = read_cell(f"{dimension}={category}")
                    found[element.code, cell] = (element, cell)
    return list(found.values())


def _given(house: House, registers: Sequence[Register], elements: Collection[str], at: Place, period: Period) -> Q:
    """The contributions that make up the figures of elements."""
    kinds = {house.content.elements[code].kind for code in elements}
    below = rows_in(Scope(subtrees=frozenset({at.id})))
    of = Q()
    for kind in kinds:
        of |= standing(kind, period) & Q(element__in=[e for e in elements if house.content.elements[e].kind is kind])
    return below & of & Q(record__register__in=[register.code for register in registers])


def unknown(house: House, registers: Sequence[Register], at: Place, period: Period) -> Mapping[Key, int]:
    """How many contributions have no amount, by element and cell."""
    codes = {feed.element for register in registers for feed in register.feeds}
    if not codes:
        return {}
    rows = shown(Contribution.objects.filter(_given(house, registers, codes, at, period), amount=None))
    counted = rows.order_by().values_list("element", "cell").annotate(n=Count("pk"))
    return {(element, read_cell(cell)): n for element, cell, n in counted}


def figure_records(
    house: House, viewer: Viewer, register: Register, element: str, cell: Cell, at: Place, period: Period, page: int = 1
) -> Behind:
    """The records behind a figure, the newest first."""
    demand(viewer, SEE_FIGURES, at, house.today())
    given = shown(Contribution.objects.filter(_given(house, [register], [element], at, period), cell=str(cell)))
    numbers = given.values("record").distinct()
    rows = reached(house, viewer, register, at).filter(pk__in=numbers)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, page), pages)
    found = list(rows.order_by("-pk")[(number - 1) * PAGE : number * PAGE])
    made = tuple(lines(house, register, found, {r.pk for r in found}))
    # How many there are of those that she may not read is the figure itself.
    shut = Sight(house, viewer).shut([(element, cell)], at)
    every = total if shut else RecordRow.objects.filter(pk__in=numbers).count()
    return Behind(Page(made, total, number, pages), every)


def known_of(
    house: House, at: Place, keys: Sequence[tuple[str, Cell]], period: Period
) -> dict[tuple[str, Cell], Reading]:
    """What records and the tree say of cells that a form asks of a place: a figure is entered once."""
    content = house.content
    fed_codes = {feed.element for r in content.registers.values() for feed in r.feeds} | set(content.counts)
    wanted = [key for key in keys if key[0] in fed_codes]
    if not wanted:
        return {}
    given = Fed(house, places.by_id(house, at.id)).at(at.id, period)
    return {key: given[key] for key in wanted if key in given}
