"""A plan judges its own years and no others."""

from __future__ import annotations

import pytest

from halfsky.kernel.plan import Plan
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import Text

PLAN = Plan("women-2021", Text("妇女规划", "Women"), 2021, 2030, base_year=2020)


@pytest.mark.parametrize("year", [2021, 2025, 2030])
def test_a_year_of_the_plan_is_taken(year: int) -> None:
    assert PLAN.in_force(year)
    assert PLAN.nearest(year) == year
    PLAN.demand(year)


@pytest.mark.parametrize(("year", "nearest"), [(1000, 2021), (2020, 2021), (2031, 2030), (2035, 2030)])
def test_another_year_is_refused_with_the_nearest_one(year: int, nearest: int) -> None:
    assert not PLAN.in_force(year)
    assert PLAN.nearest(year) == nearest
    with pytest.raises(Refusal) as refused:
        PLAN.demand(year)
    assert refused.value.number == "404.14"
    assert f"2021年至2030年，没有{year}年" in refused.value.says.zh
    assert f"{nearest}年" in refused.value.todo.zh
