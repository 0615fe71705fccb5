"""What surrounds a sheet: what the unit gave before, what its siblings give, what comes from below."""

from __future__ import annotations

from collections.abc import Mapping

from halfsky.kernel.answer import from_stored, reading
from halfsky.kernel.checking import Around, Kind
from halfsky.kernel.fact import Reading
from halfsky.kernel.filing import COUNTING
from halfsky.kernel.form import Form
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.rollup import Key
from halfsky.kernel.round import Round
from halfsky.queries.forms import read_key
from halfsky.queries.given import Given
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission

MOST_SIBLINGS = 400
"""So many sheets of siblings are read; a median of more says the same."""


def around(house: House, round_: Round, place: Place) -> Around:
    """Everything that the checks of a sheet may ask for beside its own answers."""
    form, at = round_.form, round_.period
    kinds = {check.kind for check in form.checks}
    return Around(
        previous=given_at(place, at.previous()),
        last_year=given_at(place, at.same_period_last_year()),
        siblings=_siblings(round_, place) if Kind.SIBLINGS in kinds else (),
        below=_below(house, form, at, place) if Kind.BELOW in kinds else {},
    )


def given_at(place: Place, at: Period) -> dict[Key, Reading]:
    """What the place has given for a period in any form, accepted."""
    rows = Submission.objects.filter(place=place.id, period=str(at), current=True, state__in=COUNTING)
    return {key: value for row in rows for key, value in readings_of(row.entries).items()}


def readings_of(entries: Mapping[str, str | Mapping[str, str]]) -> dict[Key, Reading]:
    """The entries of a submission as values to reckon with."""
    keys = {text: read_key(text) for text in entries}
    return {keys[text]: reading(from_stored(kept), keys[text][0]) for text, kept in entries.items()}


def _siblings(round_: Round, place: Place) -> list[dict[Key, Reading]]:
    """What the other units of the round right beside it have handed in, newest revisions."""
    parent = place.parent_id
    beside = PlaceVersion.objects.on(round_.period.last_day()).filter(parent=parent).exclude(place=place.id)
    rows = Submission.objects.filter(round=round_.id, place__in=beside.values("place")).order_by("revision")
    newest = {row.place_id: row.entries for row in rows[: 2 * MOST_SIBLINGS]}
    return [readings_of(entries) for entries in list(newest.values())[:MOST_SIBLINGS]]


def _below(house: House, form: Form, at: Period, place: Place) -> dict[Key, Reading]:
    """The sums from below that a form's totals are set against."""
    given = Given(house, place)
    wanted = {check.other for check in form.checks if check.kind is Kind.BELOW}
    cells = [column.cell for column in form.columns]
    return {(code, cell): given.sum(place, (code, cell), at) for code in wanted for cell in cells}
