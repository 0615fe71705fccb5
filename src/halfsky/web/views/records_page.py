"""One record: what it says, where it stands, what may be done next, what was done; of a person's, its cover first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse

from halfsky.actions.record_moves import handlers
from halfsky.kernel.access import SUPERVISE_CASES, may
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.register import Secrecy
from halfsky.queries.letters import issued, offered
from halfsky.queries.record_words import names
from halfsky.queries.records import Held, RecordView, held, viewed
from halfsky.store.house import opened
from halfsky.store.models import User
from halfsky.web.present.followed import followed_lines
from halfsky.web.present.record_page import (
    compared,
    computed_lines,
    headline,
    lists,
    move_forms,
    of_parts,
    reviews,
    steps,
    value_lines,
)
from halfsky.web.present.referring import referring_tables
from halfsky.web.record_offers import offers
from halfsky.web.record_rooms import beside, names_persons, private
from halfsky.web.standing import page, signed_in
from halfsky.web.views.records import trail


def record(request: HttpRequest, number: int) -> HttpResponse:
    return shown(request, number)


def shown(
    request: HttpRequest,
    number: int,
    refusals: Sequence[Refusal] = (),
    status: int = 200,
    tried: str = "",
    sent: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of a record. `tried` is the move or deed that was refused, `sent` what was written with it."""
    house, viewer = opened(), signed_in(request)
    found = held(house, viewer, number)
    view = viewed(found)
    here = beside(request, view.place, view.desk)
    kind = view.register
    rows = [view.record.values, *(row for part in view.record.parts.values() for row in part)]
    known = names(house, [f for _, f in kind.all_fields()], rows)
    moves = move_forms(view, offers(here, kind), refusals if tried else (), tried, sent or {})
    answer = page(
        request,
        "web/records_page.html",
        here,
        room="ledgers",
        trail=trail(here, kind) if here else (),
        status=status,
        of=view,
        kind=kind,
        headline=headline(view),
        steps=steps(view),
        fields=value_lines(view, known),
        computed=computed_lines(view),
        lists=lists(view),
        compared=compared(view),
        parts=of_parts(view, known),
        referring=referring_tables(here, found, view, known),
        reviews=reviews(view),
        moves=moves,
        letters=offered(found),
        issued=issued(found),
        followed=followed_lines(here, view),
        entrustees=_entrustees(found, view),
        attaches=[f for f in kind.fields if f.kind.attached and view.may_write(f.code)],
        named=names_persons(kind),
        refusals=refusals,
        tried=tried,
        on_top=tried != "open" and tried not in [m.move.code for m in moves],
    )
    return private(answer, kind)


def _entrustees(found: Held, view: RecordView) -> list[User]:
    """To whom the viewer may entrust a case: colleagues who handle cases where it lies."""
    if view.register.secrecy is not Secrecy.NEED or view.erased_at is not None:
        return []
    supervises = may(found.viewer, SUPERVISE_CASES, view.desk, view.today)
    if not supervises and found.viewer.user_id not in found.at.entrusted:
        return []
    return [u for u in handlers(found.house, found, view.desk) if u.pk not in found.at.entrusted]
