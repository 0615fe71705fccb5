"""A figure is entered once: a sheet that nobody has begun comes filled in with what records say, and an accepted answer
goes before them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.ledgers import COUNTY, VILLAGE, add, move
from tests.rounds import person

if TYPE_CHECKING:
    from halfsky.store.house import House

HOME = {"name": "童乐", "sort": "play", "day": "2025-06-01", "guests": "30"}


def test_a_sheet_comes_filled_in_and_says_when_records_have_changed_since(books: House) -> None:
    from halfsky.actions import packs, users
    from halfsky.actions.rounds import open_round
    from halfsky.queries.sheets import sheet
    from halfsky.web.present.sheet_grid import grid
    from tests.houses import PASSWORD, admin_of
    from tests.ledgers import FORMS

    packs.install(books, admin_of(books), [FORMS])
    users.add_user(books, admin_of(books), "filler", PASSWORD, "liaison", COUNTY, agency="health")
    users.add_user(books, admin_of(books), "opener", PASSWORD, "office", COUNTY)
    move(books, "chair", add(books, "chair", "event", VILLAGE, HOME).pk, "hold")
    row = open_round(books, person(books, "opener"), "events-yearly", "2025", COUNTY)
    filled = sheet(books, person(books, "filler"), row.pk, COUNTY)
    assert filled.raw == {"t_events|": "1", "t_guests|": "30"}
    assert {c.note.zh for c in grid(filled).cells} == {"取自台账。"}

    from halfsky.actions.submissions import submit

    submit(books, person(books, "filler"), row.pk, COUNTY, dict(filled.raw))
    move(books, "chair", add(books, "chair", "event", VILLAGE, HOME | {"name": "又一场", "guests": "12"}).pk, "hold")
    later = sheet(books, person(books, "filler"), row.pk, COUNTY)
    assert later.raw == {"t_events|": "1", "t_guests|": "30"}
    assert [c.note.zh for c in grid(later).cells] == ["台账现为2。", "台账现为42。"]
    assert later.known["t_guests|"] == Fraction(42)
