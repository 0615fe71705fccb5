"""记一笔: what was done today in one line, on a phone: choose what it was, a number, a line, keep it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from halfsky.actions.records import add
from halfsky.kernel.access import NOT_ALLOWED
from halfsky.kernel.field import Kind
from halfsky.kernel.keeping import demand_kept_at, may_keep
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.web.deeds import ON_THE_PAGE
from halfsky.web.present.record_blanks import Typed, sheet, typed
from halfsky.web.record_offers import offers, placed
from halfsky.web.record_rooms import jots, names_persons, private, seen_register
from halfsky.web.standing import Here, Link, language_of, page, stand
from halfsky.web.views.records import LEDGERS

JOT = Text("记一笔", "Jot down")
KEPT = Text("已记下：{register}，编号{n}。", "Kept: {register}, number {n}.")
NOT_JOTTED = problem(
    "404.940",
    ("“{register}”不能记一笔。", "{register} is not jotted down."),
    ("请从台账里登记。", "Enter it from the ledger."),
)


def choose(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What it was: one big button each; where there is but one, its form at once."""
    here = stand(request, code, year, "jot")
    found = jots(here)
    if len(found) == 1:
        return HttpResponseRedirect(found[0].href)
    return page(request, "web/records_jot_choose.html", here, room="ledgers", trail=_trail(here), jots=found)


@require_http_methods(["GET", "HEAD", "POST"])
def jot(request: HttpRequest, code: str, year: int, register: str) -> HttpResponse:
    """The few fields that the register calls quick; days are today unless somebody says otherwise."""
    here = stand(request, code, year, "jot_down", register=register)
    kind = seen_register(here, register)
    if not kind.quick:
        raise NOT_JOTTED.at(register=kind.title)
    if not may_keep(here.viewer, kind, here.place, here.house.today()):
        raise NOT_ALLOWED.at(here.place.name, permission=Text("登记", "keep records") + kind.title)
    demand_kept_at(kind, here.place)
    fields = [f for f in kind.fields if (f.code in kind.quick or f.required) and not f.kind.attached]
    if request.method != "POST":
        days = {f.code: here.house.today().isoformat() for f in fields if f.kind is Kind.DATE}
        return private(_form(request, here, kind, Typed(days)), kind)
    given = typed(request.POST, kind, fields, parts=False)
    try:
        row = add(here.house, here.viewer, kind.code, here.place.code, placed(here, kind, given).entry, given.why)
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return private(_form(request, here, kind, given, no.refusals, no.status), kind)
    said = KEPT.format(register=kind.title, n=row.pk)
    messages.success(request, said.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(here.to("ledgers"))


def _form(
    request: HttpRequest,
    here: Here,
    kind: Register,
    given: Typed,
    refusals: tuple[Refusal, ...] = (),
    status: int = 200,
) -> HttpResponse:
    fields = [f for f in kind.fields if f.code in kind.quick or f.required]
    return page(
        request,
        "web/records_jot.html",
        here,
        room="ledgers",
        trail=_trail(here),
        status=status,
        kind=kind,
        form=sheet(kind, fields, given, refusals, offers(here, kind), kind.quick, parts=False),
        named=names_persons(kind),
        draft=f"jot/{kind.code}/{here.place.code}",
        whole=here.to("record_new", register=kind.code),
        other=len(jots(here)) > 1,
    )


def _trail(here: Here) -> list[Link]:
    return [Link(here.to("ledgers"), LEDGERS)]
