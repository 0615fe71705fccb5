"""A record on its way: level by level, public notice, objections, two people, reviews that are missed, deadlines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.entry import Entry
from halfsky.kernel.refusals import Refused
from tests.ledgers import CITY, COUNTY, TOWN, VILLAGE, add, move, see

if TYPE_CHECKING:
    from halfsky.store.house import House
    from tests.collecting import People

POST = {"name": "服务窗口"}
MET = {"standard": {"half": "是", "promise": "是"}}


def at(house: House, day: str) -> None:
    """Let it be noon of a day."""
    noon = dt.datetime.fromisoformat(f"{day}T12:00+08:00")
    house.clock = lambda: noon


def number(problem: pytest.ExceptionInfo[Refused]) -> str:
    return problem.value.refusals[0].problem.number


def lies(house: House, record: int) -> tuple[str, str]:
    from halfsky.queries.places import by_id
    from halfsky.store.models import RecordRow

    row = RecordRow.objects.get(pk=record)
    return row.state, by_id(house, row.desk_id).code


def noticed(house: House) -> int:
    """A post in its public notice: applied by the village, passed by township and county on Monday, 2 March 2026."""
    at(house, "2026-03-02")
    record = add(house, "chair", "title", VILLAGE, POST | MET).pk
    move(house, "chair", record, "apply")
    move(house, "town", record, "pass")
    move(house, "county", record, "pass")
    return record


def named(house: House) -> int:
    record = noticed(house)
    at(house, "2026-03-10")
    move(house, "county_second", record, "name")
    return record


def test_a_need_that_is_not_met_stops_a_move(books: House) -> None:
    record = add(books, "chair", "title", VILLAGE, POST | {"standard": {"half": "是"}}).pk
    with pytest.raises(Refused) as caught:
        move(books, "chair", record, "apply")
    assert number(caught) == "400.31"
    move(books, "chair", record, "apply", given=Entry(MET))
    assert lies(books, record) == ("applied", TOWN)


def test_it_passes_level_by_level_and_changes_its_state_at_the_last(books: House) -> None:
    record = add(books, "chair", "title", VILLAGE, POST | MET).pk
    move(books, "chair", record, "apply")
    move(books, "town", record, "pass")
    assert lies(books, record) == ("applied", COUNTY)
    move(books, "county", record, "pass")
    assert lies(books, record) == ("notice", COUNTY)


@pytest.mark.parametrize("who", ["chair", "county", "city", "leader"])
def test_only_the_desk_where_it_lies_passes_it_on(books: House, who: str) -> None:
    record = add(books, "chair", "title", VILLAGE, POST | MET).pk
    move(books, "chair", record, "apply")
    with pytest.raises(Refused) as caught:
        move(books, who, record, "pass")
    assert number(caught) in ("403.30", "404.60")


def test_a_public_notice_lasts_its_workdays_and_another_person_decides(books: House) -> None:
    record = noticed(books)
    # Five workdays after Monday, 2 March: the notice lasts until Monday, 9 March.
    at(books, "2026-03-09")
    with pytest.raises(Refused) as caught:
        move(books, "county_second", record, "name")
    assert number(caught) == "409.871"
    at(books, "2026-03-10")
    with pytest.raises(Refused) as caught:
        move(books, "county", record, "name")
    assert number(caught) == "403.31"
    move(books, "county_second", record, "name")
    assert lies(books, record) == ("named", COUNTY)


def test_an_open_objection_stops_the_naming_and_a_just_one_sends_it_home(books: House, staff: People) -> None:
    from halfsky.actions.records import change

    record = noticed(books)
    objection = {"day": "2026-03-04", "settled": "否"}
    change(books, staff["county"], record, Entry(parts={"objection": [objection]}))
    at(books, "2026-03-10")
    with pytest.raises(Refused) as caught:
        move(books, "county_second", record, "name")
    assert number(caught) == "400.31"
    move(books, "county_second", record, "object", reason="女性不足半数")
    assert lies(books, record) == ("build", VILLAGE)


def test_a_missed_review_and_a_deadline_take_their_consequence_by_themselves(books: House) -> None:
    from halfsky.actions.record_deadlines import sweep

    record = named(books)
    # The review of 2027 is due twenty workdays after 2027; that of 2026 is owed by nobody, as the year had begun.
    at(books, "2028-01-20")
    assert sweep(books) == 0
    at(books, "2028-02-15")
    assert sweep(books) == 1
    assert lies(books, record)[0] == "repair"
    at(books, "2028-03-16")
    assert sweep(books) == 0  # thirty days from 15 February 2028 end on 16 March
    at(books, "2028-03-17")
    assert sweep(books) == 1
    assert lies(books, record)[0] == "withdrawn"
    assert sweep(books) == 0


def test_a_review_that_is_done_is_not_missed(books: House, staff: People) -> None:
    from halfsky.actions.record_deadlines import sweep
    from halfsky.actions.records import change
    from halfsky.queries.records import record as shown

    record = named(books)
    at(books, "2028-01-20")
    owed = shown(books, staff["county"], record).reviews
    assert [str(review.period) for review in owed] == ["2027"]
    change(books, staff["chair"], record, Entry(parts={"review": [{"period": "2027", "result": "合格"}]}))
    assert shown(books, staff["county"], record).reviews == ()
    at(books, "2028-02-15")
    assert sweep(books) == 0


def test_a_title_counts_from_its_naming_until_it_is_withdrawn(books: House) -> None:
    from tests.actions.test_records import figure

    record = named(books)
    at(books, "2026-06-01")
    move(books, "county", record, "mend")
    move(books, "county", record, "withdraw")
    assert figure(books, "t_awarded", CITY, "2026-02") == 0
    assert figure(books, "t_awarded", CITY, "2026-05") == 1
    assert figure(books, "t_awarded", CITY, "2026-06") == 0


def test_history_says_what_was_done_by_whom_and_where_it_lay(books: House, staff: People) -> None:
    from halfsky.queries.records import record as shown

    record = noticed(books)
    history = shown(books, staff["county"], record).history
    assert [(e.deed, e.desk.code) for e in reversed(history)] == [
        ("made", VILLAGE),
        ("apply", TOWN),
        ("pass", COUNTY),
        ("pass", COUNTY),
    ]
    assert see(books, "chair", record).state == "notice"  # who entered it may follow it
