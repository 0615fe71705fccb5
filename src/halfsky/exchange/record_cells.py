"""What a record says, as the texts of a row: choices by their labels, days as 2026-03-08, numbers with their digits.

Whatever a field holds is written so that an import reads it back as the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from halfsky.exchange.record_columns import Column, Grid
from halfsky.kernel.fact import Missing
from halfsky.kernel.field import Field, Kind, Stored
from halfsky.kernel.grammar import Outcome
from halfsky.kernel.numbers import printed
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit

SEPARATES = re.compile(r"[、;；,，\n]")
"""What stands between several values of one cell."""
Named = Callable[[Field, str], str]
"""How a place or an agency is called."""


def cells(grid: Grid, values: Mapping[str, Stored], named: Named, lang: str) -> dict[str, str]:
    """The fields of a row, by the keys of their columns."""
    found: dict[str, str] = {}
    for column in grid.columns:
        kept = values.get(column.asked.code) if column.asked else None
        if kept is not None:
            found[column.key] = _said(column, kept, named, lang)
    return found


def _said(column: Column, kept: Stored, named: Named, lang: str) -> str:
    asked = column.asked
    assert asked is not None
    if column.item:
        answer = kept.get(column.item.code, "") if isinstance(kept, dict) else ""
        return answer if column.item.measured or not answer else _yes(answer == "yes").in_(lang)
    if isinstance(kept, bool):
        return _yes(kept).in_(lang)
    if isinstance(kept, list):
        return "；".join(_one(asked, one, named, lang) for one in kept)
    return _one(asked, str(kept), named, lang)


def _one(asked: Field, kept: str, named: Named, lang: str) -> str:
    if asked.kind is Kind.CHOICE:
        label = asked.option(kept).in_(lang)
        return kept if asked.many and SEPARATES.search(label) else label
    return named(asked, kept) if asked.kind in (Kind.PLACE, Kind.AGENCY, Kind.INDICATOR) else kept


def _yes(answer: bool) -> Text:
    return Text("是", "yes") if answer else Text("否", "no")


def computed(column: Column, outcome: Outcome, lang: str) -> str:
    """What was worked out, in the unit and with the decimals of its column; or why there is nothing."""
    made = column.made
    assert made is not None
    if isinstance(outcome, Missing):
        return outcome.reason.label.in_(lang)
    if isinstance(outcome, bool):
        return _yes(outcome).in_(lang)
    if isinstance(outcome, Fraction):
        return printed(Unit.parse(made.unit).from_base(outcome), made.decimals)
    return outcome.isoformat() if isinstance(outcome, dt.date) else str(outcome)
