"""Twenty officers at once, each until her sheet is handed in: no error, and all that was acknowledged is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.many import a_day, lost, served
from tests.load.officer import Taken
from tests.load.town import build

OFFICERS, PAUSE, SEED = 20, 0.1, 7
LONGEST = 120.0
"""Seconds; some are enough."""


@pytest.mark.database
def test_twenty_officers_fill_in_and_read_at_once(tmp_path: Path) -> None:
    """`make load` does the same with two hundred for ten minutes."""
    house = tmp_path / "house"
    people, sheets = build(house, OFFICERS, forms=1, within="45")
    with served(house, workers=1) as port:
        taken = a_day(port, people, sheets, LONGEST, PAUSE, SEED, turns=1)
    assert [error for one in taken for error in one.errors] == []
    handed_in = [mark for one in taken for mark in one.acknowledged]
    assert sorted(county for _, county, _ in handed_in) == sorted(one.county for one in people)
    never = (sheets[0].number, people[0].county, "never handed in")
    assert lost(house, [*taken, Taken(acknowledged=[never])]) == [never]
