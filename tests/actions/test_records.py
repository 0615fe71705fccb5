"""Records: entered, changed, found, counted; refused with every complaint where it belongs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.entry import Entry
from halfsky.kernel.period import period
from halfsky.kernel.refusals import Refused
from tests.ledgers import CARE, CITY, COUNTY, EVENT, NEXT, TOWN, VILLAGE, add, move, numbers, see

if TYPE_CHECKING:
    from halfsky.kernel.fact import Reading
    from halfsky.store.house import House
    from tests.collecting import People


def figure(house: House, code: str, place: str, spelled: str = "2026", **at: str) -> Reading:
    from halfsky.queries.fed import Fed
    from halfsky.queries.places import place as found

    top = found(house, place)
    return Fed(house, top).at(top.id, period(spelled))[code, cell(at) if at else TOTAL]


def refused(problem: Refused) -> dict[str, str]:
    return {r.where: r.problem.number for r in problem.refusals}


def test_a_record_is_kept_as_it_was_written(books: House) -> None:
    row = add(books, "chair", "event", VILLAGE, EVENT, session=[{"day": "2026年3月8日", "came": "４０"}])
    record = see(books, "chair", row.pk)
    assert record.values == EVENT
    assert [(s["day"], s["came"]) for s in record.parts["session"]] == [("2026-03-08", "40")]
    assert record.state == "planned"


def test_all_complaints_come_at_once_and_nothing_is_kept(books: House) -> None:
    wrong = {"sort": "舞蹈", "day": "3月8日", "guests": "多", "women": "3"}
    with pytest.raises(Refused) as caught:
        add(books, "chair", "event", VILLAGE, wrong, session=[{"came": "5"}])
    assert refused(caught.value) == {
        "name": "400.880",
        "sort": "400.872",
        "day": "400.871",
        "guests": "400.10",
        "session[1].day": "400.880",
    }
    assert numbers(books, "chair", "event") == []


def test_a_hard_check_blocks_and_a_soft_one_asks_why(books: House) -> None:
    with pytest.raises(Refused) as caught:
        add(books, "chair", "event", VILLAGE, EVENT | {"guests": "600", "women": "601"})
    assert sorted(refused(caught.value).values()) == ["400.881", "400.882"]
    from halfsky.actions.records import add as add_record
    from tests.collecting import People

    chair = People(books)["chair"]
    many = Entry(EVENT | {"guests": "600", "women": "500"})
    assert add_record(books, chair, "event", VILLAGE, many, {"many": "庙会同日，来了许多外村人"}).explained


def test_a_change_replaces_what_is_written_and_leaves_the_rest(books: House, staff: People) -> None:
    from halfsky.actions.records import change

    row = add(books, "chair", "event", VILLAGE, EVENT)
    change(books, staff["chair"], row.pk, Entry({"guests": "41", "women": ""}), version=1)
    assert see(books, "chair", row.pk).values == {k: v for k, v in EVENT.items() if k != "women"} | {"guests": "41"}
    with pytest.raises(Refused) as caught:
        change(books, staff["town"], row.pk, Entry({"guests": "42"}), version=1)
    assert caught.value.refusals[0].problem.number == "409.921"


def test_the_same_record_is_not_entered_twice(books: House) -> None:
    add(books, "chair", "event", VILLAGE, EVENT)
    with pytest.raises(Refused) as caught:
        add(books, "chair", "event", VILLAGE, EVENT | {"guests": "3", "women": "1"})
    assert caught.value.refusals[0].problem.number == "409.920"
    assert add(books, "next_chair", "event", NEXT, EVENT)  # unique at its place


def test_a_sealed_value_is_unique_and_found_by_its_exact_spelling_alone(books: House) -> None:
    row = add(books, "chair", "care", VILLAGE, CARE)
    with pytest.raises(Refused) as caught:
        add(books, "next_chair", "care", NEXT, CARE | {"name": "另一人"})
    assert caught.value.refusals[0].problem.number == "409.920"
    assert numbers(books, "chair", "care", VILLAGE, text="示例 甲") == [row.pk]
    assert numbers(books, "chair", "care", VILLAGE, text="示例") == []
    assert numbers(books, "next_chair", "care", CITY, text="示例甲") == []


@pytest.mark.parametrize(
    ("who", "number"),
    [
        ("chair", None),
        ("town", None),
        ("county", None),
        ("next_chair", "403.10"),
        ("worker", "403.10"),
        ("leader", "403.10"),
        ("stranger", "403.10"),
        ("nobody", "401.10"),
    ],
)
def test_who_enters_records_of_a_village(books: House, who: str, number: str | None) -> None:
    if number is None:
        assert add(books, who, "event", VILLAGE, EVENT)
        return
    with pytest.raises(Refused) as caught:
        add(books, who, "event", VILLAGE, EVENT)
    assert caught.value.refusals[0].problem.number == number


def test_a_level_that_keeps_no_such_records_is_refused(books: House) -> None:
    with pytest.raises(Refused) as caught:
        add(books, "county", "event", COUNTY, EVENT)
    assert caught.value.refusals[0].problem.number == "409.870"


def test_records_become_figures_of_their_place_and_of_all_above(books: House) -> None:
    held = [
        ("三八座谈", "talk", "2026-03-08", "40"),
        ("游戏", "play", "2026-05-30", "25"),
        ("旧", "talk", "2025-12-31", "9"),
    ]
    for name, sort, day, guests in held:
        given = {"name": name, "sort": sort, "day": day, "guests": guests}
        move(books, "chair", add(books, "chair", "event", VILLAGE, given).pk, "hold")
    add(books, "chair", "event", VILLAGE, EVENT | {"name": "只是计划"})
    move(books, "town", add(books, "town", "event", TOWN, EVENT | {"guests": "7", "women": "7"}).pk, "hold")
    # By hand: the village held 2 events in 2026 (40 + 25 guests), its township one more (7); one was in 2025.
    assert figure(books, "t_events", VILLAGE) == 2
    assert figure(books, "t_guests", VILLAGE) == 65
    assert figure(books, "t_events", CITY) == 3
    assert figure(books, "t_guests", CITY) == 72
    assert figure(books, "t_events", CITY, t_sort="play") == 1
    assert figure(books, "t_events", CITY, t_sort="talk") == 2
    assert figure(books, "t_guests", VILLAGE, "2026-03") == 40
    assert figure(books, "t_guests", VILLAGE, "2025") == 9
    assert figure(books, "t_guests", VILLAGE, "2026-04") == 0


def test_a_place_without_a_ledger_has_not_reported_and_one_with_an_empty_year_has_none(books: House) -> None:
    move(books, "chair", add(books, "chair", "event", VILLAGE, EVENT).pk, "hold")
    assert figure(books, "t_events", VILLAGE, "2024") == 0
    with pytest.raises(KeyError):
        figure(books, "t_events", NEXT)


def test_money_is_counted_to_the_cent_and_a_stock_stands_until_it_ends(books: House) -> None:
    visits = [{"day": "2026-02-10", "paid": "200.50"}, {"day": "2026-06-01", "paid": "99.50"}, {"day": "2026-07-01"}]
    row = add(books, "chair", "care", VILLAGE, CARE, visit=visits)
    assert figure(books, "t_visits", COUNTY) == 3
    assert figure(books, "t_paid", COUNTY) == Fraction(300)
    assert figure(books, "t_helped", COUNTY, "2026") == 1
    move(books, "chair", row.pk, "end", reason="父母返乡")
    assert figure(books, "t_helped", COUNTY, "2026-10") == 1  # it ended on the 22nd of November
    assert figure(books, "t_helped", COUNTY, "2026-11") == 0


def test_the_tree_counts_itself(books: House) -> None:
    # The list of places of the demonstration has 12 townships of 4 villages each, 3 of them in this county.
    assert figure(books, "t_villages", CITY) == 48
    assert figure(books, "t_villages", COUNTY) == 12
    assert figure(books, "t_villages", TOWN) == 4
