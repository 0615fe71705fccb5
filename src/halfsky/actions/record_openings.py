"""Opening a record about a person. Each opening is an act with an entry in the log; the page stays open for a while.

Who is not in charge of a case says why first. The person in charge of data protection reads all openings with their
reasons; the log holds that there was one, because a reason may name somebody.
"""

from __future__ import annotations

import datetime as dt

from halfsky.actions.acting import acting, user_of
from halfsky.actions.records import subject_of
from halfsky.kernel.access import Viewer
from halfsky.queries.records import RecordView, held, opened, viewed
from halfsky.store.house import House
from halfsky.store.models import Opening

LASTS = dt.timedelta(minutes=30)


def open_record(house: House, viewer: Viewer, number: int, reason: str = "") -> RecordView:
    """Open a record and see it whole. One that describes nobody, or is open already, is seen without another entry."""
    found = held(house, viewer, number)
    if opened(found):
        return viewed(found)
    found.demand(reason)
    with acting(house, viewer, "records.open", subject_of(found.register, found.row), found.at.place) as act:
        now = house.now()
        Opening.objects.create(
            record=found.row,
            user=user_of(viewer),
            reason=reason.strip(),
            at=now,
            until=now + LASTS,
            position=act.position,
        )
        act.detail = {"reason_given": bool(reason.strip())}
    return viewed(found)
