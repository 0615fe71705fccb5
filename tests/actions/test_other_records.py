"""Formulas that count other records: a quota of a county and year, doubts that point to a record, and the record that a
field names; looked up at the moment of a move, over everybody's records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.fact import Missing
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from tests.houses import admin_of
from tests.ledgers import BESIDE, CITY, COUNTY, NEXT, TOWN, VILLAGE, add, move, see

if TYPE_CHECKING:
    from halfsky.kernel.grammar import Outcome
    from halfsky.store.house import House

PACK = Path(__file__).parents[1] / "data" / "ledger-quotas"


def prize(house: House, who: str, place: str, day: str = "2026-03-02", sort: str = "model", **more: str) -> int:
    return add(
        house, who, "prize", place, {"name": f"示例{place}{day}{sort}", "sort": sort, "declared_on": day, **more}
    ).pk


def left(house: House, who: str, number: int) -> Outcome:
    from halfsky.queries.records import record
    from tests.collecting import People

    return record(house, People(house)[who], number).computed["left"]


def refused(house: House, who: str, number: int, code: str = "name") -> str:
    with pytest.raises(Refused) as caught:
        move(house, who, number, code)
    return str(caught.value)


def test_a_county_names_no_more_than_its_quota_of_the_year(books: House) -> None:
    from halfsky.actions import packs

    packs.install(books, admin_of(books), [PACK])
    first, second = prize(books, "chair", VILLAGE), prize(books, "next_chair", NEXT)
    # Without a quota nothing is left; another year's, another sort's and another county's do not count.
    assert left(books, "county", first) == 0
    add(books, "county", "quota", COUNTY, {"year": "2026", "sort": "model", "number": "1"})
    add(books, "county", "quota", COUNTY, {"year": "2025", "sort": "model", "number": "1"})
    add(books, "county", "quota", COUNTY, {"year": "2026", "sort": "worker", "number": "5"})
    assert left(books, "county", first) == 1
    move(books, "chair", first, "name")
    assert "剩余名额" in refused(books, "next_chair", second)
    other_year = prize(books, "next_chair", NEXT, day="2025-12-31")
    move(books, "next_chair", other_year, "name")
    # The record itself is not among the others: the one that is named sees the place that it took as left.
    assert (left(books, "county", first), left(books, "county", second)) == (1, 0)
    move(books, "chair", first, "lapse")
    move(books, "next_chair", second, "name")

    # A doubt that points to a record holds it up wherever it is kept, and no other record.
    worker, peer = prize(books, "chair", VILLAGE, sort="worker"), prize(books, "town", TOWN, sort="worker")
    doubt = add(books, "county", "prize-doubt", COUNTY, {"prize": str(worker)}).pk
    assert "异议" in refused(books, "chair", worker)
    move(books, "town", peer, "name")
    move(books, "county", doubt, "settle")
    move(books, "chair", worker, "name")

    # Of the record that a field names its values are read; where none is named, nothing is said.
    with pytest.raises(Refused, match="上一次的类别不同"):
        prize(books, "chair", VILLAGE, day="2026-05-01", before=str(worker))
    again = prize(books, "chair", VILLAGE, day="2026-05-01", before=str(first))
    assert see(books, "chair", again).values["before"] == str(first)

    # Lists do not look other records up: what rests on them is not computed there, which is not none.
    from halfsky.kernel.record import computed
    from halfsky.queries.places import place
    from halfsky.queries.record_lists import records
    from tests.collecting import People

    register = books.content.register("prize")
    line = records(books, People(books)["city"], register, place(books, CITY)).lines[0]
    assert line.record is not None
    assert isinstance(computed(register, line.record, books.today())["left"], Missing)
    assert [look.code for look in register.looks] == ["given", "quota", "doubts", "before"]
    assert register.label("left") == Text("剩余名额")
    assert BESIDE != COUNTY
