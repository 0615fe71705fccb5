"""The ledgers of posts, elections and legal aid in a house: approved above, due by itself, seen by its handler."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.entry import Entry
from halfsky.kernel.refusals import Refused
from tests.actions.test_shipped_ledgers import at, lies, number
from tests.ledgers import COUNTY, TOWN, VILLAGE, add, move, see

if TYPE_CHECKING:
    from halfsky.store.house import House

ELECTION = {"name": "甲村第三次妇女代表大会", "body": "村（社区）妇联", "term": "3"}
HELD = {"held_on": "2026-03-10", "delegates_due": "42", "delegates": "40", "chair_in_committee": "是"}
CHAIR = {"post": "主席", "sex": "女", "age": "36—45岁", "education": "大专", "persons": "1"}
CASE = {"received_on": "2026-03-02", "channel": "来电", "class": "劳动和社会保障", "work_matter": "劳动"}


def test_a_village_elects_and_the_township_approves(shipped_books: House) -> None:
    from halfsky.store.models import Contribution

    house = shipped_books
    at(house, "2026-03-02")
    election = add(house, "chair", "term-change", VILLAGE, ELECTION).pk
    move(house, "chair", election, "publish")
    at(house, "2026-03-09")  # the fifth workday after Monday the 2nd
    held = Entry(HELD | {"held_on": "2026-03-09"}, {"elected": [CHAIR]})
    with pytest.raises(Refused) as early:
        move(house, "chair", election, "elect", given=held)
    assert number(early) == "409.871"
    at(house, "2026-03-10")
    move(house, "chair", election, "elect", given=Entry(HELD, {"elected": [CHAIR]}))
    move(house, "chair", election, "report")
    assert lies(house, election) == ("reported", TOWN)
    with pytest.raises(Refused) as own:
        move(house, "chair", election, "approve", given=Entry({"approval": "示妇复〔2026〕1号"}))
    assert number(own) == "403.30"
    move(house, "town", election, "back", reason="缺代表名册")
    assert lies(house, election) == ("elected", VILLAGE)
    move(house, "chair", election, "report")
    move(house, "town", election, "approve", given=Entry({"approval": "示妇复〔2026〕1号"}))
    move(house, "town", election, "file", given=Entry({"filed_on": "2026-03-10"}))
    assert lies(house, election)[0] == "filed"
    given = Contribution.objects.filter(record=election, element="term_chairs_in_committee")
    assert [row.since for row in given] == [dt.date(2026, 3, 10)]


def test_who_was_not_trained_for_two_years_is_found_by_the_house(shipped_books: House) -> None:
    from halfsky.actions.record_deadlines import sweep

    house = shipped_books
    at(house, "2024-03-05")
    member = {"post": "执委", "name": "示例己", "appointed_on": "2024-03-05"}
    post = add(house, "chair", "federation-post", VILLAGE, member).pk
    at(house, "2026-02-28")
    sweep(house)
    assert lies(house, post)[0] == "serving"
    at(house, "2026-03-01")
    sweep(house)
    assert lies(house, post)[0] == "due"
    with pytest.raises(Refused) as untrained:
        move(house, "chair", post, "train")
    assert number(untrained) == "400.31"
    course = {"date": "2026-03-01", "course": "县妇联干部培训班"}
    move(house, "chair", post, "train", given=Entry({}, {"training": [course]}))
    at(house, "2028-02-29")
    sweep(house)
    assert lies(house, post)[0] == "serving"


def test_legal_aid_points_at_a_case_for_who_handles_it(shipped_books: House) -> None:
    house = shipped_books
    at(house, "2026-03-02")
    case = add(house, "worker", "rights-case", COUNTY, CASE).pk
    asked = {
        "applied_on": "2026-03-02",
        "kind": "法律咨询",
        "class": "劳动和社会保障",
        "consent": "是",
        "case": str(case),
    }
    aid = add(house, "worker", "legal-aid", COUNTY, asked).pk
    assert see(house, "worker", aid).values["case"] == str(case)
    with pytest.raises(Refused) as unknown:
        add(house, "colleague", "legal-aid", COUNTY, asked)
    assert "404" in number(unknown)
    with pytest.raises(Refused) as hidden:
        see(house, "colleague", aid)
    assert number(hidden) == "404.60"
