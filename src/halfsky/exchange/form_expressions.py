"""The cells of a form's workbook as expressions of Excel: what a total is made of, what a check reads."""

from __future__ import annotations

from collections.abc import Mapping

from halfsky.exchange.excel_formula import Unsaid
from halfsky.exchange.form_grid import Grid, named
from halfsky.exchange.spots import address
from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.fact import Adding, Element
from halfsky.kernel.grammar.env import Shift
from halfsky.kernel.units import Unit

NOTHING = "NA()"
BEFORE = "上期数"
"""The sheet of last period's figures; cells stand there where they stand on the form's own."""


class Expressions:
    """Expressions of one form's cells in the elements' own units, the cells on `sheet` ("": the sheet that asks);
    what is not there is #N/A, as in `rollup.read`."""

    def __init__(self, grid: Grid, elements: Mapping[str, Element], sheet: str = "") -> None:
        self.grid = grid
        self.elements = elements
        self.sheet = f"'{sheet}'!" if sheet else ""

    def at(self, at: Cell, code: str, part: Cell, shift: Shift) -> str:
        """What a formula that is asked at a column reads, in base units."""
        yearly = self.grid.form.rhythm in ("year", "school")
        if shift is Shift.SAME_PERIOD_LAST_YEAR and not yearly:
            raise Unsaid("the same period of last year")
        where = cell({**dict(at.parts), **dict(part.parts)})
        element = self.elements[code]
        factor = Unit.parse(element.unit).factor
        said = self.value(element, where, self.sheet if shift is Shift.NONE else f"'{BEFORE}'!")
        return said if factor == 1 else f"({said}*{factor.numerator}/{factor.denominator})"

    def value(self, element: Element, at: Cell, sheet: str = "") -> str:
        """A cell as it was given; else the sum of the parts that make it up; else missing."""
        key = named(element.code, at)
        if (element.code, at) in self.grid.totals:
            spot = sheet + address(self.grid.totals[element.code, at], fixed=True)
            return f"IF(ISNUMBER({spot}),{spot},{NOTHING})"
        if key not in self.grid.spots:
            return self.parts(element, at, sheet)
        spot = sheet + address(self.grid.spots[key], fixed=True)
        summed = self.parts(element, at, sheet)
        if summed == NOTHING:
            return f"IF(ISNUMBER({spot}),{spot},{NOTHING})"
        return f'IF(ISNUMBER({spot}),{spot},IF({spot}="",{summed},{NOTHING}))'

    def parts(self, element: Element, at: Cell, sheet: str = "") -> str:
        """The sum over the first breakdown whose parts are all there."""
        if element.adds is not Adding.ADD:
            return NOTHING
        sums = []
        for dimension, categories in element.breakdowns:
            if dimension in dict(at.parts):
                continue
            said = [self.value(element, cell({**dict(at.parts), dimension: c}), sheet) for c in categories]
            if said and NOTHING not in said:
                sums.append(f"({'+'.join(said)})")
        found = NOTHING
        for summed in reversed(sums):
            found = summed if found == NOTHING else f"IFERROR({summed},{found})"
        return found

    def given(self, code: str, at: Cell) -> str:
        """A cell exactly as it was given, nothing made up from its parts."""
        spot = self.sheet + address(self.grid.spots[named(code, at)], fixed=True)
        return f"IF(ISNUMBER({spot}),{spot},{NOTHING})"
