"""The series of one indicator at a place, breakdown by breakdown, published and computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.queries import places
from halfsky.queries.hidden import Sight
from halfsky.queries.series import series, uncomputed
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class Observed:
    """An indicator at a place: its breakdowns, the total first, each with its points in order of period."""

    indicator: Indicator
    place: Place
    lines: tuple[tuple[Cell, tuple[Observation, ...]], ...]
    uncomputed: Mapping[Cell, tuple[Period, ...]]
    hidden: Mapping[Cell, tuple[Period, ...]]


def observed(house: House, viewer: Viewer, name: str, place: str, tree: dt.date | None = None) -> Observed:
    """By the catalogue's code or a plan's number; a number that implies a breakdown has that one alone. By the tree of
    each year, or of the day `tree`; then `uncomputed` are the periods that need a share which nobody has stated, and
    `hidden` those whose figure rests on few cases."""
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    indicator, cell, goal = house.content.find(name)
    wanted = {indicator.code: None if goal is None else (cell,)}
    sight = Sight(house, viewer)
    known = series(house, at, wanted, sight, tree=tree)
    lost, hidden = uncomputed(house, at, wanted, sight, tree, known), sight.hidden(at)
    shown = {
        key[1]: known.get(key, ()) for key in {*known, *lost, *hidden} if known.get(key) or key in {*lost, *hidden}
    }
    return Observed(
        indicator,
        at,
        tuple(sorted(shown.items())),
        {key[1]: periods for key, periods in lost.items()},
        {
            key[1]: tuple(p for p in periods if p not in {o.period for o in known.get(key, ())})
            for key, periods in hidden.items()
        },
    )
