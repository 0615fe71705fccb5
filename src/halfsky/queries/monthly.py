"""本月小结: the month of a place told from its own records, and the months of the places right below it.

Only what is counted over the month and describes nobody is told: no names, no small counts of persons served, so that
the paragraph may be read aloud and sent on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.fact import Element, Flow, Reading
from halfsky.kernel.month_words import Told, paragraph
from halfsky.kernel.numbers import printed
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register, Secrecy
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit
from halfsky.queries import places
from halfsky.queries.counted import protected
from halfsky.queries.fed import Fed
from halfsky.store.house import House

MOST_BELOW = 100


@dataclass(frozen=True, slots=True)
class MonthOf:
    """The month of a place in a paragraph; `empty`: nothing was entered."""

    place: Place
    says: Text
    empty: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The month of a place, and of the places right below it (the first hundred)."""

    period: Period
    own: MonthOf
    below: tuple[MonthOf, ...]


def month(house: House, viewer: Viewer, at: Place, period: Period) -> Month:
    """The summary that writes itself."""
    demand(viewer, SEE_FIGURES, at, house.today())
    fed, told = Fed(house, at), _registers(house)
    below = places.children(house, viewer, at, limit=MOST_BELOW)
    found = [_month_of(house, told, one, period, fed.at(one.id, period)) for one in (at, *below)]
    return Month(period, found[0], tuple(found[1:]))


def _registers(house: House) -> list[tuple[Register, list[Element]]]:
    """The registers in the order of their groups, with what each counts over a period and describes nobody."""
    shut = protected(house.content)
    found = []
    for register in sorted(house.content.registers.values(), key=lambda r: (not r.quick, r.group.zh, r.code)):
        elements = [house.content.elements[code] for code in dict.fromkeys(f.element for f in register.feeds)]
        mine = [e for e in elements if e.kind is Flow.FLOW and e.code not in shut]
        if mine and register.secrecy is not Secrecy.NEED:
            found.append((register, mine))
    return found


def _month_of(
    house: House,
    registers: list[tuple[Register, list[Element]]],
    place: Place,
    period: Period,
    given: Mapping[Key, Reading],
) -> MonthOf:
    groups = [[t for e in elements if (t := _told(house, register, e, given))] for register, elements in registers]
    sentences = [group for group in groups if group]
    return MonthOf(place, paragraph(place.name, period.label, sentences), not sentences)


def _told(house: House, register: Register, element: Element, given: Mapping[Key, Reading]) -> Told | None:
    """A figure, with its categories where it is the first that the register counts; None where it is nothing."""
    whole = given.get((element.code, read_cell("")))
    if not isinstance(whole, Fraction) or not whole:
        return None
    parts = []
    feed = next(f for f in register.feeds if f.element == element.code)
    first = register.feeds[0].element == element.code
    for dimension, categories in element.breakdowns if first else ():
        for category in categories if dimension in dict(feed.cells) else ():
            n = given.get((element.code, read_cell(f"{dimension}={category}")))
            if isinstance(n, Fraction) and n:
                parts.append((house.content.categories[dimension, category], _number(element, n)))
        break
    return Told(element.name, element.unit, _number(element, whole), tuple(parts))


def _number(element: Element, value: Fraction) -> str:
    return printed(Unit.parse(element.unit).from_base(value), element.decimals)
