"""How the labels of somebody's own table are understood: confirmed once by a person, kept by the table's layout."""

from __future__ import annotations

from halfsky.actions.acting import acting, user_of
from halfsky.exchange.meaning import Meaning
from halfsky.kernel.access import Viewer
from halfsky.kernel.place import Place
from halfsky.queries.uploads import Giving
from halfsky.store.house import House
from halfsky.store.models import HeaderMapping

LONGEST_NAME = 200


def keep_mapping(house: House, viewer: Viewer, of: Giving, layout: str, meaning: Meaning, name: str) -> None:
    """Keep what the labels of a layout mean, for the form and the place whose figures the viewer gives, and below; a
    newer word replaces the older."""
    form, user = of.round.form, user_of(viewer)
    with acting(house, viewer, "mappings.keep", form.code, of.place) as act:
        HeaderMapping.objects.update_or_create(
            layout=layout,
            form=form.code,
            place_id=of.place.id,
            defaults={
                "name": name[:LONGEST_NAME],
                "columns": meaning.as_json(),
                "saved_by": user,
                "saved_at": house.now(),
            },
        )
        act.detail = {"layout": layout[:12], "file": name[:LONGEST_NAME], "columns": meaning.matched}


def known_mapping(form: str, place: Place, layout: str) -> Meaning | None:
    """What a layout was understood to mean, at the place itself or at the nearest above it."""
    path = [*place.path]
    kept = HeaderMapping.objects.filter(layout=layout, form=form, place__in=path)
    nearest = max(kept, key=lambda m: path.index(m.place_id), default=None)
    return Meaning.of_json(nearest.columns) if nearest else None
