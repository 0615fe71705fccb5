"""The night makes the tables of this year's and the next year's submissions, on PostgreSQL, before they are needed."""

from __future__ import annotations

from django.db import connection

from halfsky.store import partitions
from halfsky.store.house import House
from halfsky.store.locks import PATIENCE, writing


def sweep(house: House) -> None:
    """Make what is missing; what lay elsewhere meanwhile is brought over."""
    if connection.vendor != "postgresql":
        return
    year = house.today().year
    with writing():
        partitions.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        partitions.prepare((year, year + 1))
