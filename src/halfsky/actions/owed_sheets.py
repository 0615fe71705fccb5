"""Sheets of open rounds at places that end: who is asked for what is still owed; shown with the plan, told in the act.

A sheet stays with the place that was asked. What was handed in stays as it is; what is owed is asked of whoever answers
for the place now (`kernel/handing_on.py`), who finds it among her tasks. Only where the change holds within the period
does the round ask by the new tree: what was handed in is kept to be read, and the successor gives the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from halfsky.actions.notices import sheet_address, tell
from halfsky.actions.redrawing import Redrawing
from halfsky.kernel.access import FILL_FORMS, Viewer
from halfsky.kernel.filing import WITH_FILLER
from halfsky.kernel.handing_on import answering
from halfsky.kernel.lineage import Flow, Lineage
from halfsky.kernel.place import Place
from halfsky.kernel.round import Round, State
from halfsky.kernel.text import Text
from halfsky.queries.forms import rounds_of
from halfsky.queries.standings import asked
from halfsky.store.house import House
from halfsky.store.models import Notice, PlaceVersion, Receipt, RoundRow, Submission

STAYS = Text("已上报，表留在原区划；退回时由{to}修改", "handed in and stays; {to} mends it when it is returned")
ASKED = Text("未上报，由{to}填报", "not handed in; asked of {to}")
KEPT = Text("已上报的保留备查；本期按新区划由{to}填报", "what was handed in is kept; {to} gives the whole")
INSTEAD = Text("未上报，不再填报；本期按新区划由{to}填报", "not asked any more; {to} gives the whole")
NOBODY = Text("上级", "the place above")


@dataclass(frozen=True, slots=True)
class Owed:
    """A sheet of an open round whose place ends: which, and what happens with it. `to` answers for it from now on;
    `told` where she has to be told."""

    round: int
    form: Text
    period: Text
    place: Place
    to: Place | None
    says: Text
    told: bool
    agency: str


class Owing:
    """The sheets that a change of the tree touches in open rounds."""

    def __init__(self, house: House, redrawing: Redrawing) -> None:
        self.house, self.redrawing = house, redrawing

    @cached_property
    def found(self) -> list[Owed]:
        """One line a round and place that ends and was asked there."""
        ended = sorted(self.redrawing.redrawn.ended)
        rows = list(RoundRow.objects.filter(state=State.OPEN.value).order_by("pk")) if ended else []
        if not rows:
            return []
        versions = PlaceVersion.objects.filter(place__in=ended, stand_in=False).order_by("code", "pk")
        earlier = [v.as_place() for v in versions]
        given = self._handed_in(rows, ended)
        rounds = rounds_of(self.house, rows).values()
        return [self._owed(r, unit, (r.id, unit.id) in given) for r in rounds for unit in asked(r, earlier)]

    def _handed_in(self, rows: Iterable[RoundRow], places: Iterable[int]) -> set[tuple[int, int]]:
        newest: dict[tuple[int, int], str] = {}
        sheets = Submission.objects.filter(round__in=list(rows), place__in=list(places)).order_by("revision")
        for number, place, state in sheets.values_list("round", "place", "state"):
            newest[number or 0, place] = state
        return {sheet for sheet, state in newest.items() if state not in WITH_FILLER}

    def _owed(self, round_: Round, unit: Place, given: bool) -> Owed:
        to = self._answering(unit.id)
        within = self.redrawing.day <= round_.period.last_day()
        says = (KEPT if given else INSTEAD) if within else (STAYS if given else ASKED)
        form = round_.form
        named = Text(to.name) if to else NOBODY
        told = to is not None and (within or not given)
        return Owed(round_.id, form.title, round_.period.label, unit, to, says.format(to=named), told, form.agency)

    def _answering(self, place: int) -> Place | None:
        redrawn = self.redrawing.redrawn
        who = answering(place, self.redrawing.day - dt.timedelta(days=1), self._line, redrawn.place)
        return redrawn.place(who) if who is not None else None

    @cached_property
    def _line(self) -> Lineage:
        """What the changes that are laid pass on."""
        return Lineage(
            Flow(change.day, order, p.source, p.target, p.share)
            for order, (change, passed) in enumerate(self.redrawing.laid)
            for p in passed
        )


def hand_over(house: House, viewer: Viewer, owing: Owing) -> dict[str, Any]:
    """Tell those who are asked now; inside the act, before the new tree shows. What was done, for the log."""
    if not owing.found:
        return {}
    notices = [_tell(house, viewer, owed, owing.redrawing.day).pk for owed in owing.found if owed.told]
    said = [
        {"round": o.round, "place": o.place.code, "to": o.to.code if o.to else "", "says": o.says.zh}
        for o in owing.found
    ]
    return {"sheets": said, "notices": notices}


def _tell(house: House, viewer: Viewer, owed: Owed, day: dt.date) -> Notice:
    form, period, what = owed.form, owed.period, owed.says
    says = Text(
        f"{owed.place.name}自{day}起撤并，《{form.zh}》{period.zh}{what.zh}。",
        f"{owed.place.name} ends on {day}; {form.in_('en')} for {period.in_('en')}: {what.in_('en')}.",
    )
    assert owed.to is not None
    row = RoundRow.objects.get(pk=owed.round)
    code = owed.place.code
    return tell(
        house, viewer, "handed_on", says, owed.to.id, FILL_FORMS, owed.agency, row, sheet_address(owed.round, code)
    )


def take_back(done: Mapping[str, Any]) -> None:
    """Remove what was told; inside the act that takes the change back."""
    Receipt.objects.filter(notice__in=done.get("notices", ())).delete()
    Notice.objects.filter(pk__in=done.get("notices", ())).delete()
