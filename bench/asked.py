"""What every engine is asked, in a form that each can write in its own language."""

from __future__ import annotations

from typing import NamedTuple

from bench.country import Country
from halfsky.engine.programme import Asked, How, how

HOWS = {How.SUM: "sum", How.HIGHEST: "max", How.LOWEST: "min"}
"""What other engines have, too: figures whose operands make a whole in another way are asked of ours alone."""


class Operand(NamedTuple):
    """A column, how its rows make the whole, its coefficients above and below, and what its sum is called."""

    column: str
    how: str
    above: int
    below: int
    whole: str


class Figure(NamedTuple):
    """A quotient: its operands, the constants above and below, its sense (0: nobody is ranked). Figures that read the
    same columns form a group: theirs are the same rows, and nobody would add these twice."""

    name: str
    group: str
    operands: list[Operand]
    above: int
    below: int
    sense: int


def hows(country: Country, figure: Asked) -> list[How]:
    lanes = country.lanes
    return [how(lanes.ways[lanes.at[key]]) for key in figure.quotient.keys]


def plain(country: Country) -> list[int]:
    """The numbers of the figures that every engine is asked."""
    asked = enumerate(country.programme.asked)
    return [f for f, figure in asked if all(way in HOWS for way in hows(country, figure))]


def figures(country: Country) -> list[Figure]:
    """Those figures; each is called f and its number."""
    found = []
    for f in plain(country):
        figure = country.programme.asked[f]
        above, below = figure.quotient.above, figure.quotient.below
        group = "_".join(sorted(key[0] for key in figure.quotient.keys))
        operands = [
            Operand(key[0], HOWS[way], int(above.get(key, 0)), int(below.get(key, 0)), f"{group}_{key[0]}")
            for key, way in zip(figure.quotient.keys, hows(country, figure), strict=True)
        ]
        found.append(
            Figure(f"f{f}", f"{group}_n", operands, int(above.get(None, 0)), int(below.get(None, 0)), figure.sense)
        )
    return found


def groups(asked: list[Figure]) -> list[Figure]:
    """A figure of each group."""
    return list({figure.group: figure for figure in asked}.values())
