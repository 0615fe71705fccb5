"""打开记录: every opening of a record about a person, for who protects personal data; taking it away is noted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from halfsky.kernel.access import PROTECT_PERSONS
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.openings import OpeningView, Sought
from halfsky.queries.openings import openings as look_up
from halfsky.store.house import House, opened
from halfsky.web.download import download
from halfsky.web.present.listing import Listing
from halfsky.web.record_rooms import names_persons
from halfsky.web.standing import Link, language_of, page, said, sent, signed_in, somewhere
from halfsky.web.views.records import LEDGERS

PAGE, MOST = 50, 50_000
TITLE = Text("记录打开情况", "Openings of records")
FILTERS = ("user", "register", "record", "since", "until", "explained")
COLUMNS = (
    (Text("时间", "at"), 20),
    (Text("用户名", "user"), 14),
    (Text("姓名", "name"), 14),
    (Text("台账", "register"), 24),
    (Text("记录编号", "record"), 10),
    (Text("区划", "place"), 28),
    (Text("理由", "reason"), 50),
    (Text("日志序号", "position in the log"), 12),
)


def openings(request: HttpRequest) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    wanted = {name: said(request, name) for name in FILTERS}
    before = said(request, "before")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    found = look_up(house, viewer, sought(wanted), start, PAGE)
    narrowed = {name: value for name, value in wanted.items() if value}
    here = somewhere(request)
    answer = page(
        request,
        "web/records_openings.html",
        here,
        room="ledgers",
        trail=[Link(here.to("ledgers"), LEDGERS)] if here else (),
        found=found,
        wanted=wanted,
        narrowed=bool(narrowed),
        kinds=kinds(house),
        older=urlencode({**narrowed, "before": found[-1].id}) if len(found) == PAGE else "",
        newest=start is None,
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def openings_export(request: HttpRequest, form: str) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    lang = language_of(request)
    asked = sought({name: sent(request, name) for name in FILTERS})
    found = look_up(house, viewer, asked, None, MOST)
    note = Text(f"截至{house.today()}，共{len(found)}次", f"as of {house.today()}, {len(found)} openings").in_(lang)
    listing = Listing(f"{TITLE.in_(lang)} {house.today()}", note, COLUMNS, [_row(o, lang) for o in found])
    held = next((g.place for g in viewer.holding(PROTECT_PERSONS, house.today())), places.top(house))
    return download(request, listing, form, "openings", held)


def kinds(house: House) -> list[tuple[str, Text]]:
    """The registers whose records are opened."""
    return [(code, r.title) for code, r in house.content.registers.items() if names_persons(r) and r.about_person]


def sought(wanted: Mapping[str, str]) -> Sought:
    number = wanted["record"].removeprefix("№").strip()
    return Sought(
        wanted["user"],
        wanted["register"],
        int(number) if number.isascii() and number.isdigit() and len(number) < 18 else None,
        _day(wanted["since"]),
        _day(wanted["until"]),
        wanted["explained"] == "1",
    )


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def _row(o: OpeningView, lang: str) -> list[str | float | None]:
    place = f"{o.place.name} {o.place.code}"
    return [f"{o.at:%Y-%m-%d %H:%M:%S}", o.user, o.name, o.register.in_(lang), o.record, place, o.reason, o.position]
