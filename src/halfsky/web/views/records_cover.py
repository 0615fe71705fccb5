"""打开: the button on the cover of a record about a person. Every opening is noted, with the reason where due."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from halfsky.actions.record_openings import open_record
from halfsky.kernel.keeping import WHY_OPEN
from halfsky.kernel.refusals import Refused
from halfsky.store.house import opened
from halfsky.web.standing import sent, signed_in
from halfsky.web.views.records import record_address
from halfsky.web.views.records_page import shown


@require_POST
def open_(request: HttpRequest, number: int) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    try:
        open_record(house, viewer, number, sent(request, "reason"))
    except Refused as no:
        if no.refusals[0].problem is not WHY_OPEN:
            raise
        return shown(request, number, no.refusals, no.status, "open")
    return HttpResponseRedirect(record_address(number))
