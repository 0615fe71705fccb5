"""我的台账任务: deadlines that are near and reviews that are owed, in one list, the most urgent first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.queries.record_tasks import record_tasks
from halfsky.store.house import opened
from halfsky.web.standing import Link, page, signed_in, somewhere
from halfsky.web.views.records import LEDGERS


def tasks(request: HttpRequest) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    here = somewhere(request)
    found = record_tasks(house, viewer)
    return page(
        request,
        "web/records_tasks.html",
        here,
        room="ledgers",
        trail=[Link(here.to("ledgers"), LEDGERS)] if here else (),
        found=found,
        late=sum((task.days_left or 0) < 0 for task in found),
    )
