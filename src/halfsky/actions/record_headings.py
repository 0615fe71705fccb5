"""How the headings of somebody's own sheet are understood as fields: confirmed once by a person, kept by its layout."""

from __future__ import annotations

from collections.abc import Mapping

from halfsky.actions.acting import acting, user_of
from halfsky.actions.records import keeps
from halfsky.kernel.access import Viewer, demand
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register
from halfsky.store.house import House
from halfsky.store.models import HeaderMapping

LONGEST_NAME = 200


def keep_headings(
    house: House, viewer: Viewer, register: Register, at: Place, layout: str, keys: Mapping[str, str], name: str
) -> None:
    """Keep what the headings of a layout mean, for a register at a place and below; the newer word counts. An empty
    key leaves a column out."""
    demand(viewer, keeps(register), at, house.today(), register.agency)
    user = user_of(viewer)
    with acting(house, viewer, "mappings.keep", register.code, at) as act:
        kept = {"name": name[:LONGEST_NAME], "columns": {"keys": dict(keys)}, "saved_by": user, "saved_at": house.now()}
        HeaderMapping.objects.update_or_create(layout=layout, form=_form(register.code), place_id=at.id, defaults=kept)
        act.detail = {"layout": layout[:12], "columns": len(keys)}


def known_headings(register: str, at: Place, layout: str) -> dict[str, str]:
    """What the headings of a layout were said to mean, at the place or at the nearest above it."""
    kept = HeaderMapping.objects.filter(layout=layout, form=_form(register), place__in=at.path)
    nearest = max(kept, key=lambda row: at.path.index(row.place_id), default=None)
    return dict(nearest.columns["keys"]) if nearest else {}


def _form(register: str) -> str:
    """Under what a register stands among the forms."""
    return f"records {register}"[:100]
