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
from halfsky.queries.log import Asked, Entry, Reading, entries, last_check, readings, where, whole
from halfsky.store.house import House, opened
from halfsky.web.download import download
from halfsky.web.present.listing import Listing
from halfsky.web.present.log_words import KINDS, READINGS, particular, word
from halfsky.web.standing import language_of, page, said, sent, signed_in, somewhere
from halfsky.web.templatetags.halfsky import detail

PAGE = 50
MOST = 50_000
"""So many entries go into one file; a narrower period gives the rest."""
FILTERS = ("user", "action", "place", "words", "since", "until")
COLUMNS = (
    (Text("序号", "position"), 8),
    (Text("时间", "at"), 20),
    (Text("谁", "who"), 14),
    (Text("做了什么", "what"), 16),
    (Text("区划", "place"), 20),
    (Text("对象", "subject"), 30),
    (Text("详情", "detail"), 60),
)
OPENED = (
    (Text("时间", "at"), 20),
    (Text("谁", "who"), 14),
    (Text("区划", "place"), 28),
    (Text("查阅了什么", "opened"), 36),
    (Text("日志序号", "position in the log"), 12),
)
"""The columns of openings."""


def log(request: HttpRequest) -> HttpResponse:
    """A page of entries, or of openings (查阅) where these are asked for, the newest first; `before` goes on."""
    house, viewer = opened(), signed_in(request)
    wanted = {name: said(request, name) for name in FILTERS}
    position = said(request, "before")
    before = int(position) if re.fullmatch("[0-9]{1,18}", position) else None
    looked = wanted["action"] == READINGS
    look_up = readings if looked else entries
    found = look_up(house, viewer, before, PAGE, asked_for(house, viewer, wanted))
    last = found[-1] if len(found) == PAGE else None
    narrowed = {name: value for name, value in wanted.items() if value}
    return page(
        request,
        "web/log.html",
        somewhere(request),
        room="log",
        entries=found,
        looked=looked,
        checked=last_check(house, viewer),
        whole=whole(house, viewer),
        older=urlencode({**narrowed, "before": last.position if isinstance(last, Entry) else last.number})
        if last
        else "",
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
    asked, lang, looked = asked_for(house, viewer, wanted), language_of(request), wanted["action"] == READINGS
    lines = (
        [_opening(r) for r in readings(house, viewer, None, MOST, asked)]
        if looked
        else [_row(e, lang) for e in entries(house, viewer, None, MOST, asked)]
    )
    title = (Text("查阅记录", "openings") if looked else Text("操作日志", "log")).in_(lang)
    note = Text(f"截至{house.today()}，共{len(lines)}条", f"as of {house.today()}, {len(lines)} entries").in_(lang)
    listing = Listing(f"{title} {house.today()}", note, OPENED if looked else COLUMNS, lines)
    return download(request, listing, form, "log", where(house, viewer), " ".join(filter(None, wanted.values())))


def asked_for(house: House, viewer: Viewer, wanted: Mapping[str, str]) -> Asked:
    """What the fields ask: a place may be written by name or code; what is no day asks for none."""
    place = _code(house, viewer, wanted["place"])
    since, until = _day(wanted["since"]), _day(wanted["until"])
    return Asked(wanted["user"], wanted["action"], place, since, until, wanted["words"])


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


def _opening(r: Reading) -> list[str | float | None]:
    return [f"{r.at:%Y-%m-%d %H:%M:%S}", r.user, f"{r.place_name} {r.place}".strip(), r.what, r.position]
