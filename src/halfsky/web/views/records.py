"""台账: the ledgers of a place by their groups, and the records of one, filtered, ordered, in pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from halfsky.kernel.access import PROTECT_PERSONS, scope
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries.record_lists import count_by_state, reached, registers
from halfsky.queries.record_lists import records as look_up
from halfsky.queries.views import views
from halfsky.web.present.paging import Paged
from halfsky.web.present.record_list import Asked, columns, counted, filters, groups, heads, lines, offered_columns
from halfsky.web.record_rooms import jots, kept_here, names_persons, private, seen_register
from halfsky.web.standing import Here, Link, page, sent, stand, wants_piece

LEDGERS = Text("台账", "Ledgers")


def ledgers(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The ledgers of a place: how many records each has, what is late, where one may begin."""
    here = stand(request, code, year, "ledgers")
    found = [v for v in registers(here.house, here.viewer, here.place) if kept_here(here, v)]
    return page(
        request,
        "web/records_room.html",
        here,
        room="ledgers",
        groups=groups(found),
        late=sum(v.late for v in found),
        records=sum(v.records for v in found),
        jots=jots(here),
        has_year=bool(here.house.content.occasions),
        protects=bool(scope(here.viewer, PROTECT_PERSONS, here.house.today())),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest, code: str, year: int, register: str) -> HttpResponse:
    """The records of a register. What is looked for in one that names persons comes as a form, so that no address and
    no log of addresses holds a name."""
    here = stand(request, code, year, "ledger", register=register)
    kind = seen_register(here, register)
    asked = Asked.read(request.GET, kind)
    if request.method == "POST":
        asked = asked.looking(sent(request, "text"))
    elif names_persons(kind):
        asked = asked.looking("")
    found = look_up(here.house, here.viewer, kind, here.place, asked.wanted, asked.page)
    shown = Paged(found.lines, found.number, found.pages, found.total)
    chosen = columns(kind, asked, here.place)
    open_ = asked.looking("") if names_persons(kind) else asked
    query = open_.query()
    answer = page(
        request,
        "web/parts/records_list.html" if wants_piece(request) else "web/records_list.html",
        here,
        room="ledgers",
        trail=trail(here),
        kind=kind,
        shown=shown,
        heads=heads(kind, chosen, open_),
        lines=lines(here.house, kind, chosen, found.lines),
        asked=asked,
        query=query,
        more="&" if query else "?",
        paged=request.method != "POST",
        ticking=here.viewer.user_id is not None and bool(kind.workflow.moves),
        filters=filters(kind, here.house.content.agencies, asked),
        states=counted(kind, count_by_state(reached(here.house, here.viewer, kind, here.place)), open_),
        choices=offered_columns(kind, chosen),
        views=views(here.viewer, f"ledger/{kind.code}"),
        **of_register(here, kind, "list"),
    )
    return private(answer, kind)


def of_register(here: Here, kind: Register, tab: str) -> dict[str, Any]:
    """What the pages of a register share: its tabs, and whether a record may be entered here or below."""
    views = {v.register.code: v for v in registers(here.house, here.viewer, here.place, kind.code)}
    view = views.get(kind.code)
    below = all(level.depth > here.place.level.depth for level in kind.levels)
    return {
        "may_keep": bool(view and view.may_keep),
        "below": below,
        "late": view.late if view else 0,
        "tab": tab,
        "named": names_persons(kind),
        "outside": outside_address(here, kind),
    }


def outside_address(here: Here, kind: Register) -> str:
    """Where residents of this place write into a register without an account; "" where they do not."""
    open_ = kind.intake is not None and kind.code in here.house.settings.public_intake
    if not open_ or here.place.level not in kind.levels:
        return ""
    return reverse("web:public_intake", kwargs={"code": here.place.code, "register": kind.code})


def trail(here: Here, kind: Register | None = None) -> list[Link]:
    found = [Link(here.to("ledgers"), LEDGERS)]
    if kind is not None:
        found.append(Link(here.to("ledger", register=kind.code), kind.title))
    return found


def record_address(number: int) -> str:
    return reverse("web:record", kwargs={"number": number})
