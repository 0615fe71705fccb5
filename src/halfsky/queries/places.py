"""Places as they are seen: one place, what lies right below it, the way up from it, and search by name or code.

The tree may hold hundreds of thousands of places, so everything is answered from an index and in pages: children are
paged by code (`after` is the last code of the page before).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Count, F

from halfsky.kernel.access import Viewer
from halfsky.kernel.place import SIX_LEVELS, Level, Place
from halfsky.kernel.refusals import problem
from halfsky.queries.answering import heirs
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion
from halfsky.store.models.place import VersionQuery, spelled

MANY = 500
"""Of places that merely contain a text, so many are looked at."""
NO_PLACE = problem(
    "404.510",
    ("没有区划“{came}”。", "There is no place “{came}”."),
    (
        "请使用12位区划代码；按名称查找：halfsky places search 名称。",
        "Use a code of 12 digits; to look for a name: halfsky places search NAME.",
    ),
)


def place(house: House, code: str, day: dt.date | None = None) -> Place:
    """The place of a code (whole, or shortened as 4508) that it has or had, as it stood on the day (today)."""
    found = _standing(house, PlaceVersion.objects.filter(code=SIX_LEVELS.full(code)), day or house.today())
    if found is None:
        raise NO_PLACE.at(came=code)
    # A code that was given up leads on to the place that had it.
    ended = found.until is not None and found.until < (day or house.today())
    return by_id(house, found.id, day) if ended else found


def by_id(house: House, number: int, day: dt.date | None = None) -> Place:
    """The place of an id, as it stood on the day (today)."""
    found = _standing(house, PlaceVersion.objects.filter(place=number), day or house.today())
    if found is None:
        raise NO_PLACE.at(came=number)
    return found


def _standing(house: House, versions: VersionQuery, day: dt.date) -> Place | None:
    """The version of the day; where there is none, the newest: a dissolved place can still be looked at, also by those
    who answer for it now."""
    found = versions.on(day).first() or versions.order_by(F("since").desc(nulls_last=True), "-pk").first()
    if found is None or found.until is None or found.until >= house.today():
        return found.as_place() if found else None
    who = heirs(house, [found.place_id]).get(found.place_id)
    return replace(found.as_place(), answers=who.path if who else ())


def top(house: House) -> Place:
    """The nation: where those stand who keep the whole house."""
    return place(house, SIX_LEVELS.root)


def roots(house: House) -> list[Place]:
    """The tops of all trees: the nation, and the invented tree of a demonstration, which never adds to it."""
    return [v.as_place() for v in PlaceVersion.objects.on(house.today()).filter(parent=None).order_by("code")]


def children(
    house: House, viewer: Viewer, of: Place, after: str = "", limit: int = 100, day: dt.date | None = None
) -> list[Place]:
    """A page of the places right below, by code."""
    below = PlaceVersion.objects.on(day or house.today()).filter(parent=of.id, code__gt=after).order_by("code")
    return [v.as_place() for v in below[:limit]]


def all_children(house: House, of: Place, day: dt.date | None = None) -> list[Place]:
    """All places right below, by code; a stand-in gives way to the places below it."""
    found: list[Place] = []
    for version in PlaceVersion.objects.on(day or house.today()).filter(parent=of.id).order_by("code"):
        child = version.as_place()
        found.extend(all_children(house, child, day) if child.stand_in else [child])
    return found


def below(house: House, of: Place, level: Level, day: dt.date | None = None) -> list[Place]:
    """All places of a level in the subtree, by code; stand-ins are none."""
    path = (by_id(house, of.id, day) if day else of).path
    found = PlaceVersion.objects.on(day or house.today()).under(spelled(path)).filter(level=level, stand_in=False)
    return [v.as_place() for v in found.order_by("code")]


def trail(house: House, of: Place, day: dt.date | None = None) -> list[Place]:
    """The places above it, the root first; the place itself is not among them."""
    return by_ids(house, of.path[:-1], day)


def above(house: House, of: Place, level: Level, day: dt.date) -> dict[int, Place]:
    """The places above a level in the subtree, and those above its top, by id."""
    upper = [x.value for x in Level if x.depth < level.depth]
    inside = PlaceVersion.objects.on(day).under(spelled(of.path)).filter(level__in=upper)
    found = {v.place_id: v.as_place() for v in inside}
    return {**{p.id: p for p in trail(house, of, day)}, **found}


def by_ids(house: House, ids: Iterable[int], day: dt.date | None = None) -> list[Place]:
    """The places of these ids as they stood on the day, in the order asked for; unknown ones are left out."""
    wanted = list(ids)
    found = {v.place_id: v.as_place() for v in PlaceVersion.objects.on(day or house.today()).filter(place__in=wanted)}
    return [found[i] for i in wanted if i in found]


def search(house: House, viewer: Viewer, text: str, limit: int = 20) -> list[Place]:
    """Places whose code begins with the digits, or whose name is, begins with or contains the text; the upper first."""
    said = text.strip()
    if not said:
        return []
    today = PlaceVersion.objects.on(house.today())
    if said.isascii() and said.isdigit():
        return [v.as_place() for v in today.filter(code__begins=said).order_by("code")[:limit]]
    found: dict[int, Place] = {}
    for part in (today.filter(name=said), today.filter(name__begins=said), _containing(today, said)):
        for version in part.order_by("code")[:limit]:
            found.setdefault(version.place_id, version.as_place())
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _containing(versions: VersionQuery, text: str) -> VersionQuery:
    """Versions with the text somewhere in the name, found in the index of names alone: the rows need not be read."""
    found = PlaceVersion.all_editions.filter(name__contains=text).values_list("pk", flat=True)
    return versions.filter(pk__in=list(found[:MANY]))


def count_by_level(house: House, of: Place, day: dt.date | None = None) -> dict[Level, int]:
    """How many places of each level lie below it; stand-ins do not count."""
    inside = PlaceVersion.objects.on(day or house.today()).under(spelled(of.path)).filter(stand_in=False)
    counted = dict(inside.exclude(place=of.id).values_list("level").annotate(Count("id")).order_by())
    return {level: counted[level] for level in Level if level in counted}
