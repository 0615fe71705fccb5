"""The yearly summary: every figure that ledgers give at a place in a year, group by group, with the rates made of them.

Nobody types any of it. What is shown is what the page of each register shows, to the same viewer: small counts pass
through the one door (`hidden`), and a rate whose operands are shut is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries.fed import Fed
from halfsky.queries.hidden import Sight
from halfsky.queries.register_figures import FigureRow, figures_of, unknown
from halfsky.queries.register_rates import RateRow, formulas, rates_of
from halfsky.store.house import House

NO_GROUP = Text("其他", "Others")


@dataclass(frozen=True, slots=True)
class OfRegister:
    """What one register gives."""

    register: Register
    rows: tuple[FigureRow, ...]
    rates: tuple[RateRow, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of a place in a year. `silent` are the registers that give figures elsewhere and none here; `zero`
    those that are kept here and gave nothing in both years."""

    place: Place
    period: Period
    groups: tuple[tuple[Text, tuple[OfRegister, ...]], ...]
    silent: tuple[Register, ...]
    zero: tuple[Register, ...] = ()


def yearly(house: House, viewer: Viewer, at: Place, period: Period) -> Summary:
    """The summary of a place, the groups of registers in the order of the room of ledgers."""
    demand(viewer, SEE_FIGURES, at, house.today())
    kept = [r for r in house.content.registers.values() if r.feeds and _below(r, at)]
    fed, sight, known = Fed(house, at), Sight(house, viewer), formulas(house, period)
    lacking = unknown(house, kept, at, period)
    groups: dict[Text, list[OfRegister]] = {}
    silent: list[Register] = []
    zero: list[Register] = []
    for register in sorted(kept, key=lambda r: (r.group.zh == "", r.group.zh, r.code)):
        rows = tuple(row for row in figures_of(register, period, fed, sight, lacking).rows if _said(row))
        if not any(map(_counts, rows)):
            (zero if rows else silent).append(register)
            continue
        rates = tuple(rates_of(register, period, fed, sight, known))
        groups.setdefault(register.group if register.group.zh else NO_GROUP, []).append(
            OfRegister(register, rows, rates)
        )
    return Summary(at, period, tuple((of, tuple(found)) for of, found in groups.items()), tuple(silent), tuple(zero))


def _below(register: Register, at: Place) -> bool:
    """Whether a register is kept at a place or below it."""
    return any(level.depth >= at.level.depth for level in register.levels)


def _said(row: FigureRow) -> bool:
    """Whether a figure says anything: a total that is known now or was, or is hidden; a part that is not nothing."""
    told = [
        value for value in (row.now, row.before) if not isinstance(value, Missing) or value.reason is Absence.HIDDEN
    ]
    return any(value != 0 for value in told) or row.unknown > 0 if row.at else bool(told)


def _counts(row: FigureRow) -> bool:
    """Whether a figure is more than nothing, or may be and is not shown."""
    return row.unknown > 0 or any(
        value.reason is Absence.HIDDEN if isinstance(value, Missing) else value != 0 for value in (row.now, row.before)
    )
