"""What may be opened: the forms with their yearly burden, and the periods that are over and can be asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.content import Content
from halfsky.kernel.form import Form
from halfsky.kernel.period import Kind, Period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.round import RHYTHMS, Burden, burden
from halfsky.kernel.text import Text

PERIODS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form that could be opened, what it costs those below in a year, and whether it has expired."""

    form: Form
    agency: Text
    rhythm: Text
    burden: Burden
    expired: bool


def form_choices(content: Content, place: Place, counts: Mapping[Level, int], today: dt.date) -> list[FormChoice]:
    """The forms that are filled in at the place or below it, by level and number; expired ones last."""
    found = []
    for form in content.forms.values():
        units = counts.get(form.level, 0) + (form.level is place.level)
        if form.level.depth < place.level.depth or not units:
            continue
        agency = content.agencies[form.agency].name if form.agency in content.agencies else Text("—")
        expired = form.printed.until is not None and form.printed.until < today
        found.append(FormChoice(form, agency, RHYTHMS[form.rhythm], burden(form, content.elements, units), expired))
    return sorted(found, key=lambda c: (c.expired, c.form.level.depth, c.form.printed.number, c.form.code))


def recent_periods(rhythm: Kind, today: dt.date) -> list[Period]:
    """The newest periods of a kind that are over, the newest first."""
    number = {"half": 2, "quarter": 4, "month": 12, "to_month": 12}.get(rhythm, 0)
    at, found = Period(rhythm, today.year, number), list[Period]()
    while len(found) < PERIODS_SHOWN:
        if at.last_day() < today:
            found.append(at)
        at = _before(at)
    return found


def _before(at: Period) -> Period:
    """The one before in time; a run of months from January gives way to the run that is a month shorter."""
    if at.kind == "to_month":
        return Period("to_month", at.year, at.number - 1) if at.number > 1 else Period("to_month", at.year - 1, 12)
    return at.previous()
