"""催办 of a dispatch: places that have not signed for their bulletin are reminded, by the office or once by the night.

A reminder leads to the bulletin; reading it signs for nothing.
"""

from __future__ import annotations

from halfsky.actions.acting import acting
from halfsky.actions.notices import tell
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.period import period
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.dispatch import DISPATCH, REMINDER, address, unsigned
from halfsky.store.house import House
from halfsky.store.models import Document
from halfsky.store.viewers import operator

NO_DISPATCH = problem(
    "404.1190",
    ("没有编号为{came}的月调度。", "There is no dispatch {came}."),
    ("请从“月调度”打开。", "Open it from the monthly dispatch."),
)
ALL_SIGNED = problem(
    "400.1191",
    ("各地都已签收，不用催办。", "Every place has signed; nobody needs a reminder."),
    ("请查看签收情况。", "Look at who has signed."),
)
SAYS = Text(
    "{month}指标进展反馈单尚未签收，请打开后点“签收”。",
    "The bulletin of indicators for {month} is not signed for yet; open it and sign.",
)
PATIENCE = 3
"""So many workdays after it was sent a bulletin is reminded of by itself, once."""


def remind(house: House, viewer: Viewer, number: int) -> int:
    """Remind every place that has not signed. Returns how many. Refuses where all have."""
    row = Document.objects.filter(pk=number, kind=DISPATCH).first()
    if row is None:
        raise NO_DISPATCH.at(came=number)
    demand(viewer, WRITE_DOCUMENTS, places.by_id(house, row.place_id), house.today())
    told = _remind(house, viewer, row, again=True)
    if not told:
        raise ALL_SIGNED.at()
    return told


def sweep(house: House) -> int:
    """Remind once of what nobody has signed for some workdays after it went out. Returns how many were told."""
    calendar, today, told = house.content.calendar, house.today(), 0
    for row in Document.objects.filter(kind=DISPATCH).order_by("pk"):
        sent = row.written_at.astimezone(house.settings.zone).date()
        if calendar.after(sent, PATIENCE) <= today:
            told += _remind(house, operator(house), row, again=False)
    return told


def _remind(house: House, viewer: Viewer, row: Document, again: bool) -> int:
    waiting = [bulletin for bulletin, reminded in unsigned(row) if again or reminded is None]
    if not waiting:
        return 0
    at = places.by_id(house, row.place_id)
    says = SAYS.format(month=period(row.period).label)
    with acting(house, viewer, "dispatch.remind", row.period, at) as act:
        for bulletin in waiting:
            tell(house, viewer, REMINDER, says, bulletin.place_id, WRITE_DOCUMENTS, href=address(bulletin.pk))
        act.detail = {"document": row.pk, "places": len(waiting)}
    return len(waiting)
