"""The page of a register's figures says the rates that its records give, for a month as for a year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
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


def test_a_part_of_a_year_is_told_beside_the_same_part_of_the_year_before(
    ledgers_template: Path, tmp_path: Path
) -> None:
    """Three talks in the first half of 2026 with 40 guests each and one in the second; two in the first of 2025."""
    from halfsky.queries import places
    from halfsky.queries.telling import Telling
    from tests.collecting import People
    from tests.houses import opened
    from tests.ledgers import EVENT, TOWN, VILLAGE, add, move

    for house in opened(ledgers_template, tmp_path / "halves"):
        for day in ("2026-01-05", "2026-03-08", "2026-06-30", "2026-07-01", "2025-05-04", "2025-06-01", "2025-09-01"):
            move(house, "chair", add(house, "chair", "event", VILLAGE, {**EVENT, "day": day}).pk, "hold")
        telling = Telling(house, People(house)["town"], places.place(house, TOWN), 2026, "work")

        def says(*words: str, telling: Telling = telling) -> str:
            return "".join(piece if isinstance(piece, str) else piece.shown for piece in telling.say(words))

        assert says("测试活动次数", "上半年") == "3次"
        assert says("测试活动次数", "下半年") == "1次"
        assert says("测试活动次数", "二季度") == "1次"
        assert says("测试活动次数", "上半年", "上年") == "2次"
        assert says("测试活动次数", "上半年", "较上年") == "比上年同期增加1次"
        assert says("测试活动人次", "一季度") == "80人次"
        [told] = [s for s in telling.blocks(("段", "台账", "上半年")) if "测试活动次数" in str(s)][:1]
        assert "上年同期增加" in str(told)
