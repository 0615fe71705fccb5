"""本人信息: what the house holds of one person, printed on her request; and erased on her request.

What is looked for comes as a form, so that no address and no log of addresses holds a name.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from halfsky.actions.erasing import erase
from halfsky.actions.person_requests import demand_protecting, person_data
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import Text
from halfsky.queries.record_words import names
from halfsky.queries.records import RecordView
from halfsky.store.house import House, opened
from halfsky.web.present.record_page import PartTable, ValueLine, of_parts, value_lines
from halfsky.web.standing import Link, language_of, page, sent, signed_in, somewhere
from halfsky.web.views.records import LEDGERS

DONE = Text("第{n}号记录中的个人信息已删除。", "What record {n} held of persons is erased.")
ON_THE_PAGE = 400


@dataclass(frozen=True, slots=True)
class Sheet:
    """One record as it is printed."""

    of: RecordView
    fields: list[ValueLine]
    parts: list[PartTable]


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    demand_protecting(house, viewer)
    wanted, reason = sent(request, "person"), sent(request, "reason")
    found: list[RecordView] | None = None
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            found = person_data(house, viewer, wanted, reason)
        except Refused as no:
            if no.status != ON_THE_PAGE:
                raise
            refusals = tuple(no.refusals)
    here = somewhere(request)
    answer = page(
        request,
        "web/records_person.html",
        here,
        room="ledgers",
        trail=[Link(here.to("ledgers"), LEDGERS)] if here else (),
        status=ON_THE_PAGE if refusals else 200,
        asked=found is not None,
        records=[_sheet(house, view) for view in found or ()],
        wanted=wanted,
        reason=reason,
        refusals=refusals,
        today=house.today(),
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def person_erase(request: HttpRequest, number: int) -> HttpResponse:
    """Erase what one record holds of persons. Who protects nobody's data is not told which records there are."""
    house, viewer = opened(), signed_in(request)
    demand_protecting(house, viewer)
    row = erase(house, viewer, number, sent(request, "reason"))
    messages.success(request, DONE.format(n=row.pk).in_(language_of(request)))
    return HttpResponseRedirect(reverse("web:record_person"))


def _sheet(house: House, view: RecordView) -> Sheet:
    rows = [view.record.values, *(row for part in view.record.parts.values() for row in part)]
    known = names(house, [f for _, f in view.register.all_fields()], rows)
    return Sheet(view, value_lines(view, known), [p for p in of_parts(view, known) if p.rows])
