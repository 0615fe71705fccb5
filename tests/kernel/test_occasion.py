"""Occasions: when they are, whether it is time, and what they bring along."""

from __future__ import annotations

import datetime as dt

import pytest

from halfsky.kernel.occasion import Occasion, Stage, by_day, near
from halfsky.kernel.text import Text

WOMEN = Occasion("womens-day", Text("三八"), (3, 8), (3, 8), lead=30)
TURN = Occasion("turn", Text("跨年"), (12, 20), (1, 10), lead=10)


def test_a_season_over_the_turn_of_the_year_ends_in_the_next() -> None:
    assert WOMEN.span(2026) == (dt.date(2026, 3, 8), dt.date(2026, 3, 8))
    assert TURN.span(2026) == (dt.date(2026, 12, 20), dt.date(2027, 1, 10))


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        ("2026-02-05", Stage.LATER),  # 6 February is thirty days before 8 March
        ("2026-02-06", Stage.SOON),
        ("2026-03-07", Stage.SOON),
        ("2026-03-08", Stage.NOW),
        ("2026-03-09", Stage.OVER),
    ],
)
def test_it_is_time_so_many_days_before(day: str, stage: Stage) -> None:
    assert WOMEN.stage(2026, dt.date.fromisoformat(day)) is stage


def test_what_is_near_is_named_with_the_year_in_which_it_begins() -> None:
    both = (WOMEN, TURN)
    assert near(both, dt.date(2027, 1, 10)) == [(TURN, 2026)]
    assert near(both, dt.date(2026, 12, 10)) == [(TURN, 2026)]
    assert near(both, dt.date(2026, 6, 1)) == []
    early = Occasion("early", Text("年初"), (1, 4), (2, 28), lead=20)
    assert near((early, TURN), dt.date(2026, 12, 20)) == [(TURN, 2026), (early, 2027)]


def test_the_year_goes_by_its_days() -> None:
    month = Occasion("month", Text("维权月"), (3, 1), (3, 31))
    short = Occasion("first", Text("三月一日"), (3, 1), (3, 1))
    assert by_day([TURN, month, WOMEN, short]) == [short, month, WOMEN, TURN]


def test_a_form_begins_with_the_year_and_the_days() -> None:
    one = Occasion("x", Text("甲"), (5, 11), (5, 17), presets=(("name", "{year}年甲"), ("ends_on", "{until}")))
    assert one.given(2027) == {"name": "2027年甲", "ends_on": "2027-05-17"}
