"""日志: what was done, by whom, in order, found by person, deed, place and day; whether the chain of seals is whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.log import Asked, Entry, entries, last_check, where, whole
from halfsky.store.house import House, opened
from halfsky.web.download import download
from halfsky.web.present.listing import Listing
from halfsky.web.present.log_words import KINDS, particular, word
from halfsky.web.standing import language_of, page, said, sent, signed_in, somewhere
from halfsky.web.templatetags.halfsky import detail

PAGE = 50
MOST = 50_000
"""So many entries go into one file; a narrower period gives the rest."""
FILTERS = ("user", "action", "place", "since", "until")
COLUMNS = (
    (Text("序号", "position"), 8),
    (Text("时间", "at"), 20),
    (Text("谁", "who"), 14),
    (Text("做了什么", "what"), 16),
    (Text("区划", "place"), 20),
    (Text("对象", "subject"), 30),
    (Text("详情", "detail"), 60),
)


def log(request: HttpRequest) -> HttpResponse:
    """A page of entries, the newest first; `before` goes on from a position."""
    house, viewer = opened(), signed_in(request)
    wanted = {name: said(request, name) for name in FILTERS}
    position = said(request, "before")
    before = int(position) if re.fullmatch("[0-9]{1,18}", position) else None
    found = entries(house, viewer, before, PAGE, asked_for(house, viewer, wanted))
    narrowed = {name: value for name, value in wanted.items() if value}
    return page(
        request,
        "web/log.html",
        somewhere(request),
        room="log",
        entries=found,
        checked=last_check(house, viewer),
        whole=whole(house, viewer),
        older=urlencode({**narrowed, "before": found[-1].position}) if len(found) == PAGE else "",
        newest=before is None,
        wanted=wanted,
        narrowed=bool(narrowed),
        kinds=KINDS,
    )


@require_POST
def log_export(request: HttpRequest, form: str) -> HttpResponse:
    """The entries that the filters keep, as a file; taking them away is an entry itself."""
    house, viewer = opened(), signed_in(request)
    wanted = {name: sent(request, name) for name in FILTERS}
    found = entries(house, viewer, None, MOST, asked_for(house, viewer, wanted))
    lang = language_of(request)
    title = Text("操作日志", "log").in_(lang)
    note = Text(f"截至{house.today()}，共{len(found)}条", f"as of {house.today()}, {len(found)} entries").in_(lang)
    listing = Listing(f"{title} {house.today()}", note, COLUMNS, [_row(e, lang) for e in found])
    return download(request, listing, form, "log", where(house, viewer), " ".join(filter(None, wanted.values())))


def asked_for(house: House, viewer: Viewer, wanted: Mapping[str, str]) -> Asked:
    """What the fields ask: a place may be written by name or code; what is no day asks for none."""
    place = _code(house, viewer, wanted["place"])
    return Asked(wanted["user"], wanted["action"], place, _day(wanted["since"]), _day(wanted["until"]))


def _code(house: House, viewer: Viewer, written: str) -> str:
    """The code of the place that is meant by a name or a code; a text that means none finds nothing by itself."""
    if not written:
        return ""
    if written.isdigit():
        try:
            return places.place(house, written).code
        except Refused:
            return written
    named = places.search(house, viewer, written, 1)
    return named[0].code if named else written


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def _row(e: Entry, lang: str) -> list[str | float | None]:
    particulars = "；".join(f"{particular(k).in_(lang)} {detail(v)}" for k, v in e.detail.items())
    place = f"{e.place_name} {e.place}".strip()
    return [e.position, f"{e.at:%Y-%m-%d %H:%M:%S}", e.user, word(e.action).in_(lang), place, e.subject, particulars]
