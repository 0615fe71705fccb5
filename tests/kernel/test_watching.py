"""Watching: when a change is kept, since when a figure counts as the house's, since when a level stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level
from halfsky.kernel.watching import STATES, Warned, changed, followed

MONDAY = dt.date(2026, 3, 2)
LATER = MONDAY + dt.timedelta(days=9)
RED = Warned(
    Level.RED,
    Class.RELAPSED,
    "p",
    "W1",
    2025,
    "relapsed",
    "1",
    period="2025",
    value="91",
    figure_on=dt.date(2026, 1, 5),
)


def test_the_first_state_is_kept_with_the_day_on_which_its_figure_was_known() -> None:
    kept = changed(None, RED, MONDAY)
    assert kept == replace(RED, since=MONDAY)


def test_nothing_is_kept_where_nothing_has_changed_but_words() -> None:
    before = replace(RED, since=MONDAY)
    assert changed(before, replace(RED, reason=before.label, version="2"), LATER) is None


def test_a_figure_that_takes_the_place_of_another_is_new_today_whenever_it_was_published() -> None:
    before = replace(RED, since=MONDAY)
    corrected = replace(RED, value="90", figure_on=dt.date(2026, 1, 5))
    assert changed(before, corrected, LATER) == replace(corrected, figure_on=LATER, since=MONDAY)


def test_another_rule_on_the_same_figure_leaves_the_figure_as_old_as_it_was() -> None:
    before = replace(RED, since=MONDAY)
    milder = replace(RED, level=Level.YELLOW, rule="other")
    assert changed(before, milder, LATER) == replace(milder, figure_on=RED.figure_on, since=LATER)


def test_a_figure_that_is_gone_has_no_day() -> None:
    kept = changed(replace(RED, since=MONDAY), Warned(Level.GREY, Class.NO_DATA, "p", "W1", 2026, "no-data"), LATER)
    assert kept is not None and (kept.figure_on, kept.since) == (None, LATER)


levels = st.sampled_from([*Level, None])
values = st.sampled_from(["", "91", "92", "93"])


@given(st.lists(st.tuples(levels, values, st.integers(0, 5)), min_size=1, max_size=12))
def test_what_is_kept_follows_what_was_found(found: list[tuple[Level | None, str, int]]) -> None:
    """Whatever comes: the kept state is the last that was found; its level has stood since it last changed, its figure
    is there since it last changed."""
    today, kept, level_since, figure_since = MONDAY, None, MONDAY, MONDAY
    for number, (level, value, days) in enumerate(found):
        today += dt.timedelta(days=days)
        now = Warned(
            level, Class.PENDING, "p", "W1", 2025, period="2025" if value else "", value=value, figure_on=MONDAY
        )
        if number == 0 or (kept and kept.level is not level):
            level_since = today
        if number and kept and kept.value != value:
            figure_since = today
        kept = changed(kept, now, today) or kept
        assert kept is not None
        assert (kept.level, kept.value, kept.since) == (level, value, level_since)
        if value:
            assert kept.figure_on == figure_since


def test_a_series_is_spelled_and_read_back() -> None:
    for spelled in ("mmr", "mmr|residence=rural"):
        assert str(followed(spelled)) == spelled


def test_every_level_has_a_code_that_formulas_may_compare_with() -> None:
    assert [code for code, _ in STATES] == ["red", "yellow", "grey", "green", "none"]
    assert [replace(RED, level=level).code for level in (*Level, None)] == [code for code, _ in STATES]
