"""Zero, not reported, no data and not computed look different, and a verdict is never a colour alone."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.fact import Absence
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level
from halfsky.web.present import marks
from halfsky.web.present.spark import HEIGHT, WIDTH, line, of_row

if TYPE_CHECKING:
    from halfsky.store.house import House


def test_the_four_ways_of_having_no_number_look_different() -> None:
    looks = [marks.gap_look(a) for a in (Absence.NOT_REPORTED, None, Absence.NOT_COMPUTED)]
    assert len(set(looks)) == 3


def test_every_class_and_level_has_a_mark() -> None:
    assert set(marks.OF_CLASS) == set(Class)
    assert set(marks.OF_LEVEL) == set(Level)


def test_a_hue_has_a_shape_of_its_own() -> None:
    assert len({m.hue for m in marks.MARKS}) == len({m.path for m in marks.MARKS}) == len(marks.MARKS)


@pytest.mark.parametrize("class_", list(Class))
def test_what_counts_as_reached_and_only_that_is_green(class_: Class) -> None:
    assert (marks.OF_CLASS[class_] is marks.GOOD) == class_.counts_as_reached


def points(drawn: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", drawn)]


def test_a_sparkline_rises_with_its_values_and_keeps_the_distance_of_years() -> None:
    drawn = line([(2020, Fraction(10)), (2021, Fraction(12)), (2024, Fraction(20))], None, Text(""))
    (x1, y1), (x2, y2), (x3, y3) = points(drawn.points)
    assert y1 > y2 > y3
    assert (x3 - x2) / (x2 - x1) == pytest.approx(3, abs=0.05)
    assert x1 >= 0 and x3 <= WIDTH and y3 >= 0 and y1 <= HEIGHT


def test_a_level_series_lies_in_the_middle() -> None:
    drawn = line([(2020, Fraction(5)), (2021, Fraction(5))], None, Text(""))
    assert {y for _, y in points(drawn.points)} == {HEIGHT / 2}


def test_no_sparkline_crosses_a_change_of_definition(town: House) -> None:
    """W4.06 has values of 2010 to 2018, a break in 2020, and values of 2020 and 2024."""
    from halfsky.queries.assessments import assess
    from tests.houses import admin_of

    row = assess(town, admin_of(town), "women-2021", "000000000000", 2024).row("W4.06")
    assert row is not None
    drawn = of_row(row)
    assert drawn is not None and len(points(drawn.points)) == 2
    assert drawn.says.zh.startswith("2020年")


def test_a_target_far_off_is_left_out_so_that_the_line_stays_readable() -> None:
    near = line([(2020, Fraction(10)), (2021, Fraction(12))], Fraction(13), Text(""))
    far = line([(2020, Fraction(10)), (2021, Fraction(12))], Fraction(1000), Text(""))
    assert near.goal is not None and far.goal is None
