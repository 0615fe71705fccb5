"""The page of a register's figures says the rates that its records give, for a month as for a year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from halfsky.kernel.entry import Entry
from halfsky.kernel.period import period
from tests.collecting import People
from tests.ledgers import COUNTY, TOWN, add, move

if TYPE_CHECKING:
    from halfsky.store.house import House


def test_the_share_answered_in_time_is_said_by_month(shipped_books: House) -> None:
    """Of three opinions of October one is answered on the thirtieth day, one later, one not at all: 1 of 3."""
    from halfsky.queries.places import place
    from halfsky.queries.register_rates import register_rates

    house = shipped_books
    day = dt.datetime.fromisoformat("2026-10-05T12:00+08:00")
    house.clock = lambda: day
    who = ("county", COUNTY), ("county", COUNTY), ("town", TOWN)
    made = [add(house, name, "opinion-box", at, {"kind": "阵地设施", "matter": "甲"}).pk for name, at in who]
    for number, answered in ((made[0], "2026-11-04"), (made[1], "2026-11-05")):
        day = dt.datetime.fromisoformat(f"{answered}T12:00+08:00")
        move(house, "county", number, "answer", given=Entry({"result": "解释说明", "reply": "已答复"}))
    register, at = house.content.register("opinion-box"), place(house, COUNTY)
    people = People(house)

    def said(month: str) -> list[tuple[str, str, int, int] | None]:
        found = register_rates(house, people["county"], register, at, period(month))
        assert [row.indicator.code for row in found] == ["opinion_in_time_rate"]
        return [
            (o.shown, row.indicator.unit, int(o.cases or 0), int(o.count or 0)) if (o := row.now) else None
            for row in found
        ]

    assert said("2026-10") == said("2026") == [("33.3", "%", 1, 3)]
    assert said("2026-11") == [None]  # nothing came in November: there is no share of nothing


def test_a_rate_of_what_is_hidden_is_left_out(shipped_books: House) -> None:
    """What persons are counted by is shown as a rate to who may read the records alone."""
    from halfsky.queries.places import place
    from halfsky.queries.register_rates import register_rates

    house, at = shipped_books, place(shipped_books, COUNTY)
    cases, people = house.content.register("rights-case"), People(shipped_books)
    assert [r.indicator.code for r in register_rates(house, people["head"], cases, at, period("2026"))] == [
        "rights_settlement", "rights_handling",
    ]  # fmt: skip
    assert register_rates(house, people["leader"], cases, at, period("2026")) == []
