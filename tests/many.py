"""Many units: places by the thousand, made for tests of what grows with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halfsky.kernel.place import Level
    from halfsky.store.house import House

COLUMNS = ("place", "code", "name", "level", "parent", "path", "stand_in", "demo", "edition")


def grown(house: House, above: str, level: Level, count: int) -> list[str]:
    """Add so many places of a level right below a place; returns their codes."""
    from django.db.models import Max

    from halfsky.queries import places
    from halfsky.store import bulk
    from halfsky.store.models import Place, PlaceVersion, TreeEdition
    from halfsky.store.models.place import spelled

    top = places.place(house, above)
    edition = TreeEdition.objects.filter(published_at__isnull=False).values_list("number", flat=True)[0]
    first = (Place.objects.aggregate(last=Max("id"))["last"] or 0) + 1
    stem = above.rstrip("0")
    made = {first + n: f"{stem}{n + 1:0{12 - len(stem)}d}" for n in range(count)}
    bulk.insert(Place, ("id",), [(number,) for number in made])
    bulk.insert(
        PlaceVersion,
        COLUMNS,
        [
            (n, code, f"{level.label.zh}{code}", level.value, top.id, spelled((*top.path, n)), False, False, edition)
            for n, code in made.items()
        ],
    )
    return list(made.values())
