"""Opens a house: points Django at its folder, hands the pack reader to the store. Done once, before anything else."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from halfsky.kernel.content import Content
from halfsky.store.folder import Folder
from halfsky.store.house import House, PackFiles, ReadPacks, set_opened

SETTINGS = "halfsky.site.settings"


def read_packs(packs: Mapping[str, PackFiles]) -> Content:
    """The pack reader of the product; loaded when content is first asked for."""
    from halfsky.packs import read_installed

    return read_installed(packs)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def open_house(path: Path, clock: Callable[[], dt.datetime] = utc_now, read: ReadPacks = read_packs) -> House:
    """The house in this folder, open for this process. Opening a second one closes the first."""
    folder = Folder(path.resolve()).demand()
    point_django_at(folder)
    house = House(folder.path, clock, read)
    set_opened(house)
    return house


def set_up() -> None:
    """Make Django ready without a house, for commands that make one; `open_house` turns it to the house later. A house
    that the environment names, and that may be gone, is none of theirs."""
    os.environ.pop("HALFSKY_HOUSE", None)
    _set_up()


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def point_django_at(folder: Folder) -> None:
    """Set Django up for the folder; when it is set up already, turn it to this folder's database and keys."""
    os.environ["HALFSKY_HOUSE"] = str(folder.path)
    from django.apps import apps

    if not apps.ready:
        _set_up()
        return
    from django.conf import settings
    from django.db import connections

    from halfsky.site.settings import database_of

    settings.SECRET_KEY = folder.read_key(folder.secret_key)
    settings.HALFSKY_HOUSE = str(folder.path)
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings(
        {"default": database_of(folder, folder.settings())}
    )["default"]
