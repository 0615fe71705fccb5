"""A plan is judged in its own years; which plan a number belongs to depends on the year."""

from __future__ import annotations

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House

NATION = "000000000000"


@pytest.mark.parametrize("year", [2009, 2020, 2031, 2035])
def test_a_year_outside_the_plan_is_not_judged(house: House, admin: Viewer, year: int) -> None:
    from halfsky.queries.assessments import assess, explain

    for ask in (
        lambda: assess(house, admin, "women-2021", NATION, year),
        lambda: explain(house, admin, "W1.02", NATION, year),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.number == "404.14"


def test_an_indicator_of_two_generations_opens_in_the_years_of_each(full_house: House) -> None:
    from halfsky.queries.assessments import plan_with

    content = full_house.content
    assert (plan_with(content, "mmr", 2015), plan_with(content, "mmr", 2024)) == ("women-2011", "women-2021")
