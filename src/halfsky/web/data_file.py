"""A page as data: one JSON shape, and lists as CSV and Excel that may be taken along without a note in the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from halfsky.queries import plans
from halfsky.web.present.listing import KINDS, Listing, written
from halfsky.web.standing import Here, said


def as_json(shape: dict[str, Any]) -> JsonResponse:
    return JsonResponse(shape, json_dumps_params={"ensure_ascii": False, "indent": 1})


def as_file(listing: Listing, form: str, lang: str) -> HttpResponse:
    """The list as a file named by its title; `form` is "csv" or "xlsx"."""
    name = content_disposition_header(True, f"{listing.title}.{form}".replace("/", "-"))
    headers = {"Content-Disposition": name or "attachment"}
    return HttpResponse(written(listing, form, lang), content_type=KINDS[form], headers=headers)


def asked_plan(request: HttpRequest, here: Here) -> str:
    """The plan that the address names, else the first that is in force; "" where none is."""
    found = plans.in_force(here.house, here.viewer, here.place.code, here.year)
    return said(request, "plan") or (found[0].code if found else "")
