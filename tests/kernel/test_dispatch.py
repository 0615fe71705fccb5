"""What a monthly dispatch shows of an indicator, and what it asks of a place."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from halfsky.kernel.dispatch import Ask, asked, candidates
from halfsky.kernel.fact import Absence
from halfsky.kernel.indicator import Rhythm, Validity
from halfsky.kernel.league import Entrant, NoChange, Standing
from halfsky.kernel.period import period
from halfsky.kernel.target import Comparator, Target
from tests.kernel.test_league import COVERAGE, place, seen

OCTOBER = period("2026-10")


def test_the_newest_figures_come_first_and_old_ones_only_while_they_may_judge() -> None:
    assert [str(p) for p in candidates(COVERAGE, OCTOBER)] == ["2026-01..10", "2026-10", "2026", "2025"]
    term = replace(COVERAGE, validity=Validity(Rhythm.TERM, (2018, 2022)))
    assert [str(p) for p in candidates(term, OCTOBER)][2:] == ["2026", "2025", "2024", "2023", "2022"]


def row(value: int | None, met: bool | None = None, year: int = 2025, gain: int | None = None) -> Standing:
    target = None if met is None else Target("p", "1", year, Comparator.AT_LEAST, F(50), "50")
    return Standing(
        Entrant(place(1), seen(value), absence=None if value else Absence.NOT_REPORTED, target=target),
        rank=None if value is None else 1,
        met=met,
        gain=None if gain is None else F(gain),
    )


def test_first_the_figure_then_the_target_then_the_trend() -> None:
    assert asked(row(None)) is Ask.REPORT
    hidden = row(None)
    assert asked(replace(hidden, entrant=replace(hidden.entrant, absence=Absence.HIDDEN))) is Ask.NOTHING
    assert asked(row(38, met=False, year=2025)) is Ask.EXPLAIN
    assert asked(row(38, met=False, year=2030)) is Ask.PUSH
    assert asked(replace(row(38, met=False, year=2025), no_change=NoChange.NOT_OVER)) is Ask.PUSH
    assert asked(row(60, met=True, gain=-1)) is Ask.WATCH
    assert asked(row(60, met=True, gain=0)) is Ask.KEEP
    assert asked(row(60)) is Ask.KEEP
    # of what nobody is ranked by, nothing is asked
    assert asked(replace(row(60), rank=None)) is Ask.NOTHING
