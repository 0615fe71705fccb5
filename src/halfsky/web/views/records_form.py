"""登记与修改: the form of a record, made from the declaration of its register; it works without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from halfsky.actions.record_keeping import STALE
from halfsky.actions.records import add, demand_changing, writes
from halfsky.actions.records import change as change_record
from halfsky.kernel.access import NOT_ALLOWED
from halfsky.kernel.entry import ID, Raw
from halfsky.kernel.keeping import demand_kept_at, may_keep
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.record_words import names
from halfsky.queries.records import Held
from halfsky.store.house import opened
from halfsky.web.deeds import ON_THE_PAGE
from halfsky.web.present.record_blanks import Typed, sheet, struck, typed
from halfsky.web.present.record_values import raw_row
from halfsky.web.record_offers import offers, placed
from halfsky.web.record_rooms import beside, names_persons, private, seen_register
from halfsky.web.standing import Here, Link, language_of, page, said, sent, signed_in, stand
from halfsky.web.views.records import record_address, trail

KEPT = Text("已登记，编号{n}。", "Entered as number {n}.")
CHANGED = Text("已保存。", "Saved.")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str, year: int, register: str) -> HttpResponse:
    """Enter a record here; where the level keeps none, the way down to those that do."""
    here = stand(request, code, year, "record_new", register=register)
    kind = seen_register(here, register)
    if here.place.level not in kind.levels and request.method != "POST":
        return _further_down(request, here, kind)
    if not may_keep(here.viewer, kind, here.place, here.house.today()):
        raise NOT_ALLOWED.at(here.place.name, permission=Text("登记", "keep records") + kind.title)
    demand_kept_at(kind, here.place)
    if request.method != "POST":
        return private(_form(request, here, kind, Typed(_offered(request, kind))), kind)
    given = typed(request.POST, kind, kind.fields)
    if changed := reshaped(request, kind, given):
        return private(_form(request, here, kind, changed), kind)
    try:
        entry = placed(here, kind, given).entry
        row = add(here.house, here.viewer, kind.code, here.place.code, entry, given.why)
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return private(_form(request, here, kind, given, no.refusals, status=no.status), kind)
    messages.success(request, KEPT.format(n=row.pk).in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(record_address(row.pk))


def _offered(request: HttpRequest, kind: Register) -> dict[str, Raw]:
    """What the address presets, as a warning does that is to be followed up."""
    return {f.code: text for f in kind.fields if (text := said(request, f.code)) and not f.sealed}


def _further_down(request: HttpRequest, here: Here, kind: Register) -> HttpResponse:
    """The places right below, for a register that is kept further down."""
    below = places.children(here.house, here.viewer, here.place, limit=500)
    return page(
        request,
        "web/records_below.html",
        here,
        room="ledgers",
        trail=trail(here, kind),
        kind=kind,
        links=[Link(here.to("record_new", code=p.code, register=kind.code), p.name) for p in below],
        levels=[level.label for level in kind.levels],
    )


def reshaped(request: HttpRequest, kind: Register, given: Typed) -> Typed | None:
    """The form with one more child record or one less, when that is what the button asked."""
    more, less = sent(request, "add"), sent(request, "strike")
    if more and kind.part(more):
        return given.more(more)
    part, _, number = less.partition(".")
    if kind.part(part) and number.isdigit():
        return typed(struck(request.POST, part, number), kind, kind.fields)
    return None


def _form(
    request: HttpRequest,
    here: Here | None,
    kind: Register,
    given: Typed,
    refusals: Sequence[Refusal] = (),
    found: Held | None = None,
    explained: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    quick = () if found else kind.quick
    way = [Link(record_address(found.row.pk), Text(f"{kind.title.zh} № {found.row.pk}"))] if found else []
    return page(
        request,
        "web/records_form.html",
        here,
        room="ledgers",
        trail=[*(trail(here, kind) if here else []), *way],
        status=status,
        kind=kind,
        form=sheet(kind, kind.fields, given, refusals, offers(here, kind), quick, explained=explained),
        number=found.row.pk if found else None,
        version=_version(request, found),
        newest=found.row.version if found and any(r.problem is STALE for r in refusals) else None,
        at=found.at.place if found else here.place if here else None,
        files=[f for f in kind.fields if f.kind.attached],
        named=names_persons(kind),
        draft=_draft(kind, here, found),
        today=opened().today(),
    )


def _draft(kind: Register, here: Here | None, found: Held | None) -> str:
    """Under which name a machine keeps what is typed: of a record that changed meanwhile another one."""
    if found is not None:
        return f"{kind.code}/{found.row.pk}/{found.row.version}"
    return f"{kind.code}/{here.place.code if here else ''}"


def _version(request: HttpRequest, found: Held | None) -> int | str:
    """The version that the writer had before her eyes: it goes with the form until it is saved."""
    if found is None:
        return ""
    return sent(request, "version") or found.row.version


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a record says. `add` opens one more child record, `period` presets the period of a review."""
    house, viewer = opened(), signed_in(request)
    found = demand_changing(house, viewer, number)
    kind, here = found.register.narrowed(writes(found)), beside(request, found.at.place, found.at.desk)
    explained = found.row.explained
    if request.method != "POST":
        given = kept(found, kind)
        if kind.part(said(request, "add")):
            given = given.more(said(request, "add"), {"period": said(request, "period")})
        return private(_form(request, here, kind, given, found=found, explained=explained), kind)
    given = typed(request.POST, kind, kind.fields)
    if changed := reshaped(request, kind, given):
        return private(_form(request, here, kind, changed, found=found, explained=explained), kind)
    told = sent(request, "over") or sent(request, "version")
    version = int(told) if told.isascii() and told.isdigit() else None
    try:
        entry = placed(here, kind, given).entry
        change_record(house, viewer, number, entry, given.why, version)
    except Refused as no:
        if no.status not in ON_THE_PAGE:
            raise
        return private(_form(request, here, kind, given, no.refusals, found, explained, no.status), kind)
    messages.success(request, CHANGED.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(record_address(number))


def kept(found: Held, kind: Register) -> Typed:
    """A record as it stands, as a form with the fields of `kind`."""
    record = found.record()
    rows = [record.values, *(row for part in record.parts.values() for row in part)]
    known = names(found.house, [f for _, f in kind.all_fields()], rows)
    parts = {
        p.code: [{ID: str(row.get(ID, "")), **raw_row(known, p.fields, row)} for row in record.parts.get(p.code, ())]
        for p in kind.parts
    }
    return replace(Typed(), values=raw_row(known, kind.fields, record.values), parts=parts)
