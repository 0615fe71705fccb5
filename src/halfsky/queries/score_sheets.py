"""What units say of themselves in a scheme's own register, and what the check found: the points that people give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from halfsky.kernel.numbers import exact
from halfsky.kernel.place import Place
from halfsky.kernel.scheme import Sheet
from halfsky.kernel.text import Text
from halfsky.store.house import House
from halfsky.store.models import RecordRow


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The record of one unit and year: where it stands, what the unit claims and what the check found, by item;
    `counts` says whether the checked points count yet."""

    record: int
    state: Text
    own: Mapping[str, Fraction]
    checked: Mapping[str, Fraction]
    counts: bool

    @property
    def judged(self) -> Mapping[str, Fraction]:
        return self.checked if self.counts else {}


def score_sheets(house: House, sheet: Sheet | None, at: Place, year: int) -> Mapping[str, ScoreSheet]:
    """The sheets that a place keeps for a year, by unit: the code of an agency, the number of a place."""
    register = house.content.registers.get(sheet.register) if sheet else None
    if sheet is None or register is None:
        return {}
    found = {}
    for row in RecordRow.objects.filter(register=sheet.register, place=at.id, erased_at=None).order_by("pk"):
        values, parts = row.plain.get("values", {}), row.plain.get("parts", {})
        unit = values.get(sheet.unit)
        if unit is not None and values.get(sheet.year) == str(year):
            own, checked = (_points(sheet, parts.get(code, ())) for code in (sheet.own, sheet.checked))
            state, counts = register.workflow.label(row.state), row.state in sheet.counts
            found[str(unit)] = ScoreSheet(row.pk, state, own, checked, counts)
    return found


def _points(sheet: Sheet, rows: Any) -> Mapping[str, Fraction]:
    """The points of each item; of an item that stands twice the last."""
    return {row[sheet.item]: exact(row[sheet.points]) for row in rows if row.get(sheet.item) and row.get(sheet.points)}
