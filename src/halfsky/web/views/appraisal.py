"""考核: the schemes of a place, its units with their points, and one unit down to the raw facts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.queries import plans
from halfsky.queries.appraisal_shape import appraisal_shape
from halfsky.queries.appraisals import NO_UNIT, appraisal, schemes_at
from halfsky.web.data_file import as_file, as_json
from halfsky.web.present.appraisal import lines, listing, paragraphs
from halfsky.web.standing import Here, Link, language_of, page, stand


def schemes(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The scheme that is in force here, or what to do where there is none."""
    here = stand(request, code, year, "appraisals")
    known = schemes_at(here.house, here.viewer, code, year)
    if known:
        return _units(request, here, known[0].code)
    return page(
        request,
        "web/appraisal.html",
        here,
        room="duties",
        found=None,
        known=(),
        plan=_plan(here),
        may_write=here.may(WRITE_DOCUMENTS),
    )


def units(request: HttpRequest, code: str, year: int, scheme: str) -> HttpResponse:
    """The units by one scheme; one that is not published shows its items alone."""
    return _units(request, stand(request, code, year, "appraisals"), scheme)


def _units(request: HttpRequest, here: Here, scheme: str) -> HttpResponse:
    found = appraisal(here.house, here.viewer, scheme, here.place.code, here.year)
    known = schemes_at(here.house, here.viewer, here.place.code, here.year)
    return page(
        request,
        "web/appraisal.html",
        here,
        room="duties",
        found=found,
        lines=lines(found),
        known=[Link(here.to("appraisal", scheme=s.code), s.title, s.code == scheme) for s in known],
        plan=_plan(here),
        may_write=here.may(WRITE_DOCUMENTS),
    )


def unit(request: HttpRequest, code: str, year: int, scheme: str, unit: str) -> HttpResponse:
    """One unit: every point with its working, and the rows, sheets and figures that it stands on."""
    here = stand(request, code, year, "appraisals")
    found = appraisal(here.house, here.viewer, scheme, code, year)
    judged = next((u for u in found.units if u.code == unit), None)
    if judged is None:
        raise NO_UNIT.at(scheme=found.scheme.title)
    return page(
        request,
        "web/appraisal_unit.html",
        here,
        room="duties",
        trail=[Link(here.to("appraisal", scheme=scheme), found.scheme.title)],
        found=found,
        unit=judged,
        sections=paragraphs(judged, here.house.content, language_of(request)),
        plan=_plan(here),
        may_write=here.may(WRITE_DOCUMENTS),
    )


def data(request: HttpRequest, code: str, year: int, scheme: str, form: str) -> HttpResponse:
    """The same as data: JSON is the shape of `halfsky appraise --json`, the tables have a line an item of a unit."""
    here, lang = stand(request, code, year), language_of(request)
    found = appraisal(here.house, here.viewer, scheme, code, year)
    content = here.house.content
    return (
        as_json(appraisal_shape(found, content, lang))
        if form == "json"
        else as_file(listing(found, content, lang), form, lang)
    )


def _plan(here: Here) -> str:
    """The plan to which the other pages of responsibility lead."""
    found = [p for p in plans.nearest(here.house, here.viewer, here.place.code, here.year) if p.duties]
    return found[0].code if found else ""
