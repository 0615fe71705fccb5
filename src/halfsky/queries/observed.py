"""The series of one indicator at a place, breakdown by breakdown, published and computed."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.place import Place
from halfsky.queries import places
from halfsky.queries.series import series
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class Observed:
    """An indicator at a place: its breakdowns, the total first, each with its points in order of period."""

    indicator: Indicator
    place: Place
    lines: tuple[tuple[Cell, tuple[Observation, ...]], ...]


def observed(house: House, viewer: Viewer, name: str, place: str) -> Observed:
    """By the catalogue's code or a plan's number; a number that implies a breakdown has that one alone."""
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    indicator, cell, goal = house.content.find(name)
    known = series(house, at, {indicator.code: None if goal is None else (cell,)})
    lines = sorted(((key[1], points) for key, points in known.items() if points), key=lambda line: line[0])
    return Observed(indicator, at, tuple(lines))
