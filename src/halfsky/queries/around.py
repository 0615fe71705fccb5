"""What surrounds a sheet: what the unit gave before, what its siblings give, what comes from below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from halfsky.kernel.answer import from_stored, reading
from halfsky.kernel.checking import Among, Around, Kind
from halfsky.kernel.fact import Reading
from halfsky.kernel.filing import COUNTING
from halfsky.kernel.form import Form
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.rollup import Entries, Key
from halfsky.kernel.round import Round
from halfsky.queries.forms import read_key
from halfsky.queries.given import Given, accepted_below
from halfsky.queries.grid import Typed
from halfsky.queries.hidden import everything
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion, Submission
from halfsky.store.models.place import VersionQuery, spelled

Stored = str | Mapping[str, str]
"""An answer as a submission keeps it."""
MOST_SIBLINGS = 400
"""So many sheets of siblings are read; a median of more says the same."""
MANY = 500
"""The units of so many places above are looked for in the whole subtree."""


def around(house: House, round_: Round, place: Place) -> Around:
    """Everything that the checks of a sheet may ask for beside its own answers."""
    form, at = round_.form, round_.period
    kinds = {check.kind for check in form.checks}
    return Around(
        previous=given_at(place, at.previous()),
        last_year=given_at(place, at.same_period_last_year()),
        siblings=_siblings(round_, place) if Kind.SIBLINGS in kinds else (),
        below=_below(form, at, place, Given(house, place, everything(house))) if Kind.BELOW in kinds else {},
    )


def arounds(
    house: House, round_: Round, top: Place, units: Mapping[str, Place], typed: Mapping[str, Typed]
) -> dict[str, Around]:
    """What surrounds the sheets of many units below a place, by their codes: read for all of them at once. Units that
    lie beside each other are siblings, as those are that have handed in already."""
    form, at = round_.form, round_.period
    kinds = {check.kind for check in form.checks}
    previous = _given_below(top, at.previous())
    same = at.previous() == at.same_period_last_year()
    last_year = previous if same else _given_below(top, at.same_period_last_year())
    among = _among(round_, top, units, typed) if Kind.SIBLINGS in kinds else {}
    given = Given(house, top, everything(house)) if Kind.BELOW in kinds else None
    return {
        code: Around(
            previous=previous.get(place.id, {}),
            last_year=last_year.get(place.id, {}),
            below=_below(form, at, place, given) if given else {},
            among=among.get(place.parent_id),
        )
        for code, place in units.items()
    }


def _given_below(top: Place, at: Period) -> dict[int, dict[Key, Reading]]:
    """What the places below have given for a period in any form, accepted."""
    found: dict[int, dict[Key, Reading]] = defaultdict(dict)
    for row in accepted_below(top).filter(period=str(at)).only("place_id", "entries"):
        found[row.place_id].update(readings_of(row.entries))
    return found


def earlier(top: Place, at: Period, codes: Collection[str]) -> dict[int, dict[str, Stored]]:
    """What the places below have given of some elements for a period in any form, accepted, as it is kept; a place that
    gave anything at all is there."""
    found: dict[int, dict[str, Stored]] = defaultdict(dict)
    for place, entries in accepted_below(top).filter(period=str(at)).values_list("place_id", "entries"):
        found[place].update((text, kept) for text, kept in entries.items() if text.partition("|")[0] in codes)
    return found


def _among(
    round_: Round, top: Place, units: Mapping[str, Place], typed: Mapping[str, Typed]
) -> dict[int | None, Among]:
    """The sheets beside each other, by the place above them: those of the units, and those handed in before."""
    sheets: dict[int | None, list[Entries]] = defaultdict(list)
    own, near = {place.id for place in units.values()}, _near(round_, top, units)
    for code, place in units.items():
        sheets[place.parent_id].append(typed[code].entries)
    above = dict(near.values_list("place", "parent"))
    given = Submission.objects.filter(round=round_.id, place__in=near.values("place")).order_by("revision")
    newest = {row.place_id: row.entries for row in given.only("place_id", "entries") if row.place_id not in own}
    for number, entries in newest.items():
        sheets[above[number]].append(readings_of(entries))
    return {parent: Among(beside) for parent, beside in sheets.items()}


def _near(round_: Round, top: Place, units: Mapping[str, Place]) -> VersionQuery:
    """The places that fill in beside the units, these among them."""
    parents = {place.parent_id for place in units.values()}
    versions = PlaceVersion.objects.on(round_.period.last_day()).filter(level=round_.form.level)
    return versions.filter(parent__in=parents) if len(parents) < MANY else versions.under(spelled(top.path))


def answered_beside(round_: Round, top: Place, units: Mapping[str, Place]) -> set[int | None]:
    """The places right above such units as have siblings that handed in before them."""
    near, own = _near(round_, top, units), {place.id for place in units.values()}
    given = Submission.objects.filter(round=round_.id, place__in=near.values("place"))
    others = set(given.values_list("place", flat=True)) - own
    above = dict(near.values_list("place", "parent")) if others else {}
    return {above[place] for place in others}


def given_at(place: Place, at: Period) -> dict[Key, Reading]:
    """What the place has given for a period in any form, accepted."""
    rows = Submission.objects.filter(place=place.id, period=str(at), current=True, state__in=COUNTING)
    return {key: value for row in rows for key, value in readings_of(row.entries).items()}


def readings_of(entries: Mapping[str, Stored]) -> dict[Key, Reading]:
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


def _below(form: Form, at: Period, place: Place, given: Given) -> dict[Key, Reading]:
    """The sums from below that a form's totals are set against."""
    wanted = {check.other for check in form.checks if check.kind is Kind.BELOW}
    cells = [column.cell for column in form.columns]
    return {(code, cell): given.sum(place, (code, cell), at) for code in wanted for cell in cells}
