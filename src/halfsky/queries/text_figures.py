"""The figures of a place as plain values, for comparing a text with them: every indicator's yearly totals."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from halfsky.kernel.access import SEE_FIGURES, Viewer, demand
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import decimals_of
from halfsky.kernel.units import Unit
from halfsky.prose.checks.house import Known
from halfsky.queries import places
from halfsky.queries.hidden import Sight
from halfsky.queries.series import series
from halfsky.queries.text_check import Figures
from halfsky.store.house import House

RATIOS = {100: "%", 1_000: "‰", 10_000: "/万", 100_000: "/10万"}


def figures(house: House, viewer: Viewer, place: str, year: int) -> Figures:
    """The figures of a place that the viewer sees. `year` is taken where the text names none."""
    at = places.place(house, place)
    demand(viewer, SEE_FIGURES, at, house.today())
    indicators = house.content.indicators
    found = series(house, at, {code: (TOTAL,) for code in indicators}, Sight(house, viewer))
    known = [
        one
        for (code, _), observations in found.items()
        for observation in observations
        for one in _known(indicators[code], observation)
    ]
    return Figures(at.name, year, tuple(known))


def _known(indicator: Indicator, observation: Observation) -> Iterator[Known]:
    """An observation in the unit of a text; none of what is no plain year, or whose unit no text prints so."""
    unit = Unit.parse(indicator.unit)
    if observation.period.kind not in ("year", "school"):
        return
    shown = observation.shown
    decimals = decimals_of(shown)
    if unit.kind == "ratio":
        scale = 1 / unit.factor
        name, factor = RATIOS.get(int(scale), ""), Fraction(1)
    else:
        symbols = [symbol for symbol, power in unit.dimension if power == 1]
        name, factor = symbols[0] if len(unit.dimension) == len(symbols) == 1 else "", unit.factor
    if name:
        value, step = observation.value * factor, factor / Fraction(10) ** decimals
        year = observation.period.last_day().year
        yield Known(indicator.code, indicator.name.zh, name, year, value, step, f"{shown}{_printed(indicator)}")


def _printed(indicator: Indicator) -> str:
    return indicator.unit.removeprefix("1") if indicator.unit.startswith("1/") else indicator.unit
