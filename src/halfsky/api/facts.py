"""Facts: the accepted answers of a subtree, cell by cell, page by page, as JSON and as CSV.

Who takes a first page away stands in the log, as with every export. So a token is needed: a GET with the session of the
pages could be made by a browser that looks ahead.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from halfsky.actions.exports import log_export
from halfsky.api.door import ALWAYS, NOTHING_NEW, Bearer, Part, asked
from halfsky.api.shapes import Limit, PlaceShape, Refusals, exactly_or_none, mark, numbered, place_shape, unmarked
from halfsky.exchange.harmless import harmless
from halfsky.kernel.access import Viewer
from halfsky.kernel.by_tree import ByTree
from halfsky.queries import facts as query
from halfsky.queries import places
from halfsky.store.house import House

part = Part(tags=["数据 facts"])
BY_TOKEN = [Bearer(("read",))]
HEADINGS = (
    "place", "place_name", "period", "form", "agency", "element", "breakdown", "value", "absent", "explained",
    "way", "submission", "revision", "share",
)  # fmt: skip


class FactShape(Schema):
    """One accepted answer: `value` as text, or why it is `absent`; `explained` is its 核实说明.

    `share` is how much of its place lies under the place that was asked for: always "1" by the tree of its period, null
    where nobody knows.
    """

    place: PlaceShape
    period: str
    form: str
    agency: str
    element: str
    breakdown: str
    value: str | None
    absent: str | None
    explained: list[str]
    way: str
    submission: int
    revision: int
    share: str | None


class Facts(Schema):
    """A page of facts; `next` is what to send as `after` for the page that follows. Values are as they were given,
    whatever the share."""

    tree: ByTree
    items: list[FactShape]
    next: str | None


@part.get(
    "/facts",
    auth=BY_TOKEN,
    response={200: Facts, NOTHING_NEW: None, ALWAYS: Refusals},
    summary="已验收的数据 · What was accepted",
    openapi_extra={"x-scopes": ["read"]},
)
def facts(
    request: HttpRequest,
    under: str,
    form: str = "",
    period: str = "",
    element: str = "",
    tree: ByTree = ByTree.YEAR,
    after: str = "",
    limit: Limit = 200,
) -> Facts:
    house, viewer = asked(request)
    wanted = query.Wanted(under, form, period, element, tree.day(house.today()))
    found, more = _found(house, viewer, wanted, after, limit, "json")
    return Facts(tree=tree, items=[_fact(f) for f in found], next=more)


@part.get(
    "/facts.csv",
    auth=BY_TOKEN,
    response={NOTHING_NEW: None, ALWAYS: Refusals},
    summary="已验收的数据，CSV · What was accepted, as CSV",
    openapi_extra={
        "x-scopes": ["read"],
        "responses": {
            200: {
                "description": "UTF-8; the header Link names the next page",
                "content": {"text/csv": {"schema": {"type": "string"}}},
            }
        },
    },
)
def facts_csv(
    request: HttpRequest,
    under: str,
    form: str = "",
    period: str = "",
    element: str = "",
    tree: ByTree = ByTree.YEAR,
    after: str = "",
    limit: Limit = 200,
) -> HttpResponse:
    house, viewer = asked(request)
    wanted = query.Wanted(under, form, period, element, tree.day(house.today()))
    found, more = _found(house, viewer, wanted, after, limit, "csv")
    answer = HttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    if more:
        following = request.GET.copy()
        following["after"] = more
        answer["Link"] = f'<{request.path}?{following.urlencode()}>; rel="next"'
    return answer


def _csv(found: list[query.Fact]) -> bytes:
    """With the mark that Excel needs to see UTF-8; a text that looks like a formula gets an apostrophe in front."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for f in found:
        row = (
            f.place.code, f.place.name, f.period, f.form, f.agency, f.element, f.breakdown, f.value or "",
            f.absent or "", "\n".join(f.explained), f.way, str(f.submission), str(f.revision),
            exactly_or_none(f.share) or "",
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _found(
    house: House, viewer: Viewer, wanted: query.Wanted, after: str, limit: int, form: Literal["json", "csv"]
) -> tuple[list[query.Fact], str | None]:
    """A page, and the mark of the next. The first page that holds anything is noted in the log."""
    begin = None
    if after:
        number, cell = unmarked(after, 2)
        begin = (numbered(number), cell)
    found = query.facts(house, viewer, wanted, begin, limit + 1)
    if found and begin is None:
        at = places.place(house, wanted.under)
        log_export(house, viewer, "facts", "", at, form, min(len(found), limit))
    more = mark(found[limit - 1].submission, found[limit - 1].key) if len(found) > limit else None
    return found[:limit], more


def _fact(of: query.Fact) -> FactShape:
    return FactShape(
        place=place_shape(of.place),
        period=of.period,
        form=of.form,
        agency=of.agency,
        element=of.element,
        breakdown=of.breakdown,
        value=of.value,
        absent=of.absent,
        explained=list(of.explained),
        way=of.way,
        submission=of.submission,
        revision=of.revision,
        share=exactly_or_none(of.share),
    )
