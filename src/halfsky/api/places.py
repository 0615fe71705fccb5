"""Places: one, those right below it, and search. What places there are is no secret to whoever is let in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Schema

from halfsky.api.door import Part, asked
from halfsky.api.shapes import Limit, PlaceShape, place_shape
from halfsky.kernel.text import Text
from halfsky.queries import places as query

part = Part(tags=["区划 places"])


class OnePlace(PlaceShape):
    """A place with the way up from it, and how many places of each level lie below."""

    since: str | None
    until: str | None
    trail: list[PlaceShape]
    below: dict[str, int]


class Places(Schema):
    """A page of places; `next` is what to send as `after` for the page that follows."""

    items: list[PlaceShape]
    next: str | None


@part.reads("/places", Places, summary=Text("按名称或代码查找区划", "Find places by name or code"))
def find_places(request: HttpRequest, search: str, limit: Limit = 50) -> Places:
    house, viewer = asked(request)
    found = query.search(house, viewer, search, limit)
    return Places(items=[place_shape(p) for p in found], next=None)


@part.reads("/places/{code}", OnePlace, summary=Text("一个区划", "One place"))
def place(request: HttpRequest, code: str) -> OnePlace:
    house, _ = asked(request)
    at = query.place(house, code)
    return OnePlace(
        **place_shape(at).model_dump(),
        since=at.since.isoformat() if at.since else None,
        until=at.until.isoformat() if at.until else None,
        trail=[place_shape(p) for p in query.trail(house, at)],
        below={level.value: count for level, count in query.count_by_level(house, at).items()},
    )


@part.reads("/places/{code}/below", Places, summary=Text("下一级区划", "The places right below"))
def places_below(request: HttpRequest, code: str, after: str = "", limit: Limit = 100) -> Places:
    house, viewer = asked(request)
    found = query.children(house, viewer, query.place(house, code), after, limit + 1)
    shown = found[:limit]
    return Places(items=[place_shape(p) for p in shown], next=shown[-1].code if len(found) > limit else None)
