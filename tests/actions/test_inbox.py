"""Notices: read by those whom they concern, once, with the moment; nobody else's are touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import People, handed_in

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow


def number(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusals[0].number


def newest(city: House, people: People, who: str) -> int:
    from halfsky.queries.inbox import inbox

    return inbox(city, people[who])[0].id


def test_reading_is_kept_for_each_reader_and_shown_to_the_sender(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.inbox import read_notice
    from halfsky.queries.inbox import inbox, sent, unread
    from halfsky.store.models import Receipt

    notice = newest(city, people, "filler")
    read_notice(city, people["filler"], notice)
    read_notice(city, people["filler"], notice)
    [receipt] = Receipt.objects.all()
    assert receipt.read_at == city.now()
    assert [n.read for n in inbox(city, people["filler"])] == [True] and unread(city, people["filler"]) == 0
    assert [n.read for n in inbox(city, people["colleague"])] == [False] and unread(city, people["colleague"]) == 1
    read_notice(city, people["colleague"], notice)
    [own] = [s for s in sent(city, people["city_office"]) if s.id == notice]
    assert set(own.readers) == {"filler", "colleague"}


@pytest.mark.parametrize(
    "who", ["teacher", "statistics", "office", "leader", "city_office", "city_filler", "sibling", "stranger"]
)
def test_a_notice_of_others_is_as_if_it_were_not_there(city: House, people: People, row: RoundRow, who: str) -> None:
    from halfsky.actions.inbox import read_notice
    from halfsky.store.models import Receipt

    notice = newest(city, people, "filler")
    assert number(lambda: read_notice(city, people[who], notice)) == "404.743"
    assert number(lambda: read_notice(city, people[who], 10**9)) == "404.743"
    assert number(lambda: read_notice(city, people["nobody"], notice)) == "401.10"
    assert not Receipt.objects.exists()


def test_a_notice_to_those_who_check_is_not_for_those_who_fill_in(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.inbox import read_notice

    handed_in(city, people, row)
    notice = newest(city, people, "statistics")
    read_notice(city, people["statistics"], notice)
    for who in ("filler", "office", "city_statistics", "sibling_office"):
        assert number(lambda who=who: read_notice(city, people[who], notice)) == "404.743"  # type: ignore[misc]


def test_a_grant_that_has_ended_reads_no_more(city: House, people: People, row: RoundRow) -> None:
    import datetime as dt

    from halfsky.actions.inbox import read_notice
    from halfsky.queries.inbox import inbox, unread
    from halfsky.store.models import GrantRow

    notice = newest(city, people, "filler")
    GrantRow.objects.filter(user__username="filler").update(until=dt.date(2026, 11, 21))
    assert number(lambda: read_notice(city, people["filler"], notice)) == "404.743"
    assert inbox(city, people["filler"]) == [] and unread(city, people["filler"]) == 0
