"""The packs that a house has installed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halfsky.kernel.access import MANAGE_PACKS, NOT_ALLOWED, Viewer, scope
from halfsky.kernel.text import Text
from halfsky.packs.pack import read_outline
from halfsky.store.house import House
from halfsky.store.models import PackText
from halfsky.store.packfiles import unzipped


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack in force."""

    code: str
    title: Text
    version: str
    fingerprint: str
    installed_at: dt.datetime


def installed(house: House, viewer: Viewer) -> tuple[Pack, ...]:
    """The packs in force, by code."""
    if not scope(viewer, MANAGE_PACKS, house.today()):
        raise NOT_ALLOWED.at(permission=MANAGE_PACKS.label)
    zone = house.settings.zone
    return tuple(
        Pack(
            text.code,
            read_outline(unzipped(text.files), text.code).head.title,
            text.version,
            text.fingerprint,
            text.installed_at.astimezone(zone),
        )
        for text in PackText.objects.filter(current=True).order_by("code")
    )
