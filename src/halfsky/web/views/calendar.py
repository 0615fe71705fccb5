"""工作日历: this month and the next, the whole year, and what was entered from each day of it."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.text import Text, listed
from halfsky.queries.occasions import OccasionView, whole_year
from halfsky.web.data_file import as_file, as_json
from halfsky.web.present.listing import Listing
from halfsky.web.standing import Here, language_of, page, said, stand

TITLE = Text("工作日历", "The office's year")
HEADINGS = (
    (Text("开始", "from"), 12),
    (Text("结束", "until"), 12),
    (Text("事项", "occasion"), 34),
    (Text("阶段", "stage"), 10),
    (Text("登记到", "ledger"), 18),
    (Text("已登记", "entered"), 24),
)
YEARS_AROUND = 1
LAST_MONTH = 12
Line = tuple[OccasionView, str]
"""An occasion with the address of the form that it proposes ("" where there is none for the viewer)."""


def calendar(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year, "calendar")
    of, today = _asked_year(request, here), here.house.today()
    found = [(one, begin(here, one)) for one in whole_year(here.house, here.viewer, here.place, of)]
    months = [(m, [line for line in found if line[0].begins.month == m]) for m in range(1, 13)]
    return page(
        request,
        "web/calendar.html",
        here,
        room="ledgers",
        of=of,
        today=today,
        now=[line for line in found if line[0].touches(today.month)] if of == today.year else [],
        then=_coming(here, found, today) if of == today.year else [],
        folded=of == today.year,
        months=[(m, lines) for m, lines in months if lines],
        years=[of + n for n in range(-YEARS_AROUND, YEARS_AROUND + 1)],
    )


def _coming(here: Here, found: list[Line], today: dt.date) -> list[Line]:
    """What begins next month or is to be prepared already, and is not of this month; in December next year's, too."""
    after = []
    if today.month == LAST_MONTH:
        coming = whole_year(here.house, here.viewer, here.place, today.year + 1)
        after = [(one, begin(here, one)) for one in coming if one.begins.month == 1 or one.open]
    ahead = [line for line in found if line[0].begins > today and not line[0].touches(today.month)]
    return [line for line in ahead if line[0].begins.month == today.month + 1 or line[0].open] + after


def begin(here: Here, one: OccasionView) -> str:
    """The form of the record that an occasion proposes, with what it begins with; "" where the viewer enters none."""
    if one.begin is None or one.register is None:
        return ""
    return f"{here.to('record_new', register=one.register.code)}?{urlencode(one.begin)}"


def _asked_year(request: HttpRequest, here: Here) -> int:
    """The year that the address names, else today's: the calendar is about work, not about the year of figures."""
    asked, now = said(request, "of"), here.house.today().year
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else now
    return number if abs(number - now) <= 10 else now


def data(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    here, lang = stand(request, code, year), language_of(request)
    of = _asked_year(request, here)
    found = whole_year(here.house, here.viewer, here.place, of)
    if form == "json":
        return as_json({"place": here.place.code, "year": of, "occasions": [_shape(one, lang) for one in found]})
    title = f"{TITLE.in_(lang)} {here.place.name} {of}"
    return as_file(Listing(title, "", HEADINGS, [_cells(one, lang) for one in found]), form, lang)


def _shape(one: OccasionView, lang: str) -> dict[str, object]:
    return {
        "code": one.occasion.code,
        "name": one.name.in_(lang),
        "from": str(one.begins),
        "until": str(one.ends),
        "stage": one.stage.value,
        "note": one.occasion.note.in_(lang),
        "register": one.register.code if one.register else None,
        "records": [line.id for line in one.raised],
    }


def _cells(one: OccasionView, lang: str) -> list[str | float | None]:
    raised = [Text(f"№{line.id} {line.label.zh}", f"№{line.id} {line.label.en}") for line in one.raised]
    return [
        str(one.begins),
        str(one.ends),
        one.name.in_(lang),
        one.stage.label.in_(lang),
        one.register.title.in_(lang) if one.register else None,
        listed(raised).in_(lang) if raised else None,
    ]
