"""区划: what a place is, what lies below it (opened lazily, a hundred at a time), which plans are judged there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.access import MANAGE_PLACES, SEE_FIGURES, may
from halfsky.queries import places, plans
from halfsky.queries.history import history
from halfsky.web.standing import Here, Link, page, said, stand
from halfsky.web.views.tree_changes import kinds_for

PAGE = 100


def place(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year, "place")
    above = places.trail(here.house, here.place)
    day = here.house.today()
    return page(
        request,
        "web/place.html",
        here,
        room="place",
        above=[(p, here.at(p) if may(here.viewer, SEE_FIGURES, p, day) else "") for p in above],
        counts=places.count_by_level(here.house, here.place),
        plans=plans.in_force(here.house, here.viewer, here.place.code, year),
        history=history(here.house, here.viewer, here.place),
        tree_kinds=kinds_for(here),
        keeps_all=may(here.viewer, MANAGE_PLACES, places.top(here.house), day),
        **_page_of_children(here, here.place.code, said(request, "after")),
    )


def below(request: HttpRequest, code: str, year: int, of: str) -> HttpResponse:
    """The places right below one, as a piece of the tree that a page asks for."""
    here = stand(request, code, year, "place")
    after = said(request, "after")
    return page(request, "web/parts/tree.html", here, room="place", **_page_of_children(here, of, after))


def _page_of_children(here: Here, of: str, after: str) -> dict[str, Any]:
    """One page of children, and the code to go on after when there are more."""
    parent = places.place(here.house, of)
    found = places.children(here.house, here.viewer, parent, after, PAGE + 1)
    children = [Link(here.at(p), p.name) for p in found[:PAGE]]
    return {
        "parent": parent,
        "children": list(zip(found[:PAGE], children, strict=True)),
        "next_after": found[PAGE - 1].code if len(found) > PAGE else "",
        "after": after,
    }
