"""A scope as a filter says the same of every place as the kernel's `may`, on random trees, grants and days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halfsky.kernel.access import PERMISSIONS, ROLES, Grant, Viewer, may, scope
from halfsky.store.house import House
from tests.databases import empty

DAY = dt.date(2026, 11, 22)
SIZE = 25


@pytest.fixture
def clear(house: House) -> House:
    """A house without any place: the tree is drawn by each example."""
    empty("value", "target", "submission", "grant", "place_version", "place")
    return house


def plant(parents: list[int]) -> list[Any]:
    """A random tree: place i hangs below place parents[i - 1]; place 0 is the top."""
    from halfsky.store.models import Place, PlaceVersion, TreeEdition
    from halfsky.store.models.place import spelled

    edition = TreeEdition.objects.first()
    paths: list[tuple[int, ...]] = []
    for number, parent in enumerate([-1, *parents], 1):
        above = paths[parent] if parent >= 0 else ()
        paths.append((*above, number))
    Place.objects.bulk_create(Place(id=path[-1]) for path in paths)
    PlaceVersion.all_editions.bulk_create(
        PlaceVersion(
            place_id=path[-1],
            code=f"{path[-1]:012}",
            name=f"p{path[-1]}",
            level="county",
            parent_id=path[-2] if len(path) > 1 else None,
            path=spelled(path),
            edition=edition,
        )
        for path in paths
    )
    return [v.as_place() for v in PlaceVersion.objects.order_by("place_id")]


trees = st.lists(st.integers(0, 10**6), max_size=SIZE).map(lambda drawn: [p % (i + 1) for i, p in enumerate(drawn)])
terms = st.sampled_from([None, DAY - dt.timedelta(1), DAY, DAY + dt.timedelta(1)])
held = st.lists(st.tuples(st.sampled_from(sorted(ROLES)), st.integers(0, SIZE), terms, terms), max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(parents=trees, drawn=held, permission=st.sampled_from(sorted(PERMISSIONS)))
def test_the_filter_agrees_with_may(clear: House, parents: list[int], drawn: list[Any], permission: str) -> None:
    from django.db import transaction

    from halfsky.store.models import PlaceVersion
    from halfsky.store.scope import places_in

    with transaction.atomic():
        places = plant(parents)
        grants = tuple(Grant(role, places[at % len(places)], "", since, until) for role, at, since, until in drawn)
        viewer = Viewer(1, "x", grants)
        wanted = {p.id for p in places if may(viewer, PERMISSIONS[permission], p, DAY)}
        given_scope = scope(viewer, PERMISSIONS[permission], DAY)
        answered = set(PlaceVersion.objects.filter(places_in(given_scope)).values_list("place_id", flat=True))
        transaction.set_rollback(True)
    assert answered == wanted


def test_rows_of_any_table_follow_their_place(house: House) -> None:
    from halfsky.kernel.access import SEE_FIGURES
    from halfsky.queries import places
    from halfsky.store.models import Value
    from halfsky.store.scope import rows_in

    codes = {p.id: p.code for p in (places.by_id(house, i) for i in set(Value.objects.values_list("place", flat=True)))}
    of_value = [codes[number] for number in Value.objects.values_list("place", flat=True)]
    counted = {}
    for code in ("11", "45", "62", "44"):
        place = places.place(house, code)
        held = scope(Viewer(1, "x", (Grant("leader", place),)), SEE_FIGURES, DAY)
        counted[code] = Value.objects.filter(rows_in(held)).count()
        assert counted[code] == sum(of.startswith(code) for of in of_value)
    # 贵港市 lies in Guangxi (45); Guangdong (44) has no value of its own in the small house.
    assert counted["45"] > 0 == counted["44"]
