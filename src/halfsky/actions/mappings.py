"""How the headings of somebody's own table are understood: confirmed once by a person, kept by the table's layout."""

from __future__ import annotations

from halfsky.actions.acting import acting, user_of
from halfsky.exchange.any_book import Columns
from halfsky.kernel.access import FILL_BELOW, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.store.house import House
from halfsky.store.models import HeaderMapping

LONGEST_NAME = 200


def keep_mapping(
    house: House, viewer: Viewer, form: str, agency: str, place: Place, layout: str, columns: Columns, name: str
) -> None:
    """Keep what the headings of a layout mean, for a form at a place and below; a newer word replaces the older."""
    demand(viewer, FILL_BELOW, place, house.today(), agency)
    user = user_of(viewer)
    with acting(house, viewer, "mappings.keep", form, place) as act:
        HeaderMapping.objects.update_or_create(
            layout=layout,
            form=form,
            place_id=place.id,
            defaults={
                "name": name[:LONGEST_NAME],
                "columns": columns.as_json(),
                "saved_by": user,
                "saved_at": house.now(),
            },
        )
        act.detail = {"layout": layout[:12], "file": name[:LONGEST_NAME], "columns": len(columns.keys)}


def known_mapping(form: str, place: Place, layout: str) -> Columns | None:
    """What a layout was understood to mean, at the place itself or at the nearest above it."""
    path = [*place.path]
    kept = HeaderMapping.objects.filter(layout=layout, form=form, place__in=path)
    nearest = max(kept, key=lambda m: path.index(m.place_id), default=None)
    return Columns.of_json(nearest.columns) if nearest else None
