"""Where the evaluator gets its values: a form, a house of figures, a record.

Values are in base units (`Unit.to_base`): 3.5万人 is 35000, 4.64‰ is 0.00464.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.fact import Absence, Missing

Value = Fraction | bool | str | dt.date
"""A number, true or false, a text or the code of a choice, a date."""
Outcome = Value | Missing
"""What evaluating gives: a value, or the reason why there is none."""


class Shift(StrEnum):
    """Which period is looked at, seen from the one that is computed."""

    NONE = "none"
    PREVIOUS = "previous"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    TO_DATE = "to_date"


class Env(Protocol):
    """Answers what a formula asks."""

    def value(self, code: str, cell: Cell, shift: Shift) -> Outcome:
        """The value of a thing in the base of its unit; a field of the child record at hand goes by record.field."""
        ...

    def children(self, record: str) -> Sequence[Env] | Missing:
        """One env for every child record of a kind; each answers for its own fields and for all around it. Missing
        where it is not known which there are: that is not none."""
        ...

    def call(self, function: str, arguments: tuple[Value, ...]) -> Outcome:
        """A function that the context declared in its scope; no argument is missing."""
        ...


@dataclass(frozen=True)
class Table:
    """An env made of plain mappings. What it does not hold is not reported.

    `values` goes by code, or by (code, cell, shift) for parts and other periods; `records` holds one mapping of fields
    for every child record.
    """

    values: Mapping[str | tuple[str, Cell, Shift], Outcome] = field(default_factory=dict)
    records: Mapping[str, Sequence[Mapping[str, Outcome]]] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Outcome]] = field(default_factory=dict)

    def value(self, code: str, cell: Cell, shift: Shift) -> Outcome:
        plain = cell == TOTAL and shift is Shift.NONE
        key: str | tuple[str, Cell, Shift] = code if plain and code in self.values else (code, cell, shift)
        return self.values.get(key, Missing(Absence.NOT_REPORTED))

    def children(self, record: str) -> Sequence[Env]:
        rows = self.records.get(record, ())
        return [
            Table(
                {**self.values, **{f"{record}.{name}": value for name, value in row.items()}},
                self.records,
                self.functions,
            )
            for row in rows
        ]

    def call(self, function: str, arguments: tuple[Value, ...]) -> Outcome:
        return self.functions[function](*arguments)
