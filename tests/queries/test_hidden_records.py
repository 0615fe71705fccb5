"""Small counts from ledgers about persons: who may open the records sees their figures, others the edition.

Cases of 2025, by hand:          talk  play  all
    county                          6     2    8
    the county beside it            9     8   17
    city                           15    10   25
and a family in care, visited three times in 2025 with 300.00 元 in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.breakdown import TOTAL, Cell, cell
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.period import period
from tests.houses import open_copy, opened
from tests.kernel.attack import Attacker, reader
from tests.ledgers import BESIDE, CARE, CASE, CITY, COUNTY, TOWN, add
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.store.house import House

TALK, PLAY = cell({"t_sort": "talk"}), cell({"t_sort": "play"})
CASES = (
    ("worker", COUNTY, "talk", 6),
    ("worker", COUNTY, "play", 2),
    ("remote", BESIDE, "talk", 9),
    ("remote", BESIDE, "play", 8),
)


@pytest.fixture(scope="module")
def counted_template(ledgers_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def fill(path: Path) -> None:
        from halfsky.store.tables import close
        from tests.databases import database

        database().copy(ledgers_template, path)
        house = open_copy(path)
        for who, place, sort, many in CASES:
            for _ in range(many):
                add(house, who, "case", place, CASE | {"sort": sort, "came": "2025-05-06"})
        visits = [{"day": f"2025-0{month}-01", "paid": "100"} for month in (3, 4, 5)]
        add(house, "town", "care", TOWN, CARE | {"since": "2025-02-01"}, visit=visits)
        close()

    return made_once(tmp_path_factory, "counted", fill)


@pytest.fixture
def counted(counted_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(counted_template, tmp_path / "counted")


def figure(
    house: House, who: str, register: str, element: str, place: str, at: Cell = TOTAL, spelled: str = "2025"
) -> int | Absence:
    from halfsky.queries import places
    from halfsky.queries.register_figures import register_figures
    from tests.collecting import People

    found = register_figures(
        house, People(house)[who], house.content.register(register), places.place(house, place), period(spelled)
    )
    now = next(row.now for row in found.rows if row.element.code == element and row.at == at)
    return now.reason if isinstance(now, Missing) else int(now)


def test_who_supervises_cases_sees_their_figures(counted: House) -> None:
    assert figure(counted, "head", "case", "t_cases", COUNTY, PLAY) == 2
    assert figure(counted, "head", "case", "t_cases", COUNTY) == 8


def test_nobody_else_sees_the_small_one_and_all_see_the_whole(counted: House) -> None:
    for who in ("leader", "office", "worker", "city"):
        place = CITY if who in ("leader", "city") else COUNTY
        assert figure(counted, who, "case", "t_cases", COUNTY, PLAY) is Absence.HIDDEN, who
        assert figure(counted, who, "case", "t_cases", place) in (8, 25), who
    assert figure(counted, "leader", "case", "t_cases", CITY, PLAY) == 10


def test_not_even_together_do_they_give_it_away(counted: House) -> None:
    from halfsky.queries.hidden import Sight

    edition = Sight(counted, None).edition
    cases = {n for n in edition.pattern.hidden if n[0] == "t_cases"}
    assert cases
    solver = reader(edition.table, edition.pattern.hidden)
    assert all(len(solver.values(name, 5)) == 5 for name in cases)


def on_page(house: House, who: str, place: str) -> dict[Cell, int | None]:
    """The cases that the yearly summary of a place shows, by sort; None where they are hidden, no entry where nothing
    is said."""
    from halfsky.queries import places
    from halfsky.queries.yearly import yearly
    from tests.collecting import People

    found = yearly(house, People(house)[who], places.place(house, place), period("2025"))
    rows = [row for _, registers in found.groups for of in registers for row in of.rows]
    cases = [row for row in rows if row.element.code == "t_cases"]
    return {row.at: None if isinstance(row.now, Missing) else int(row.now) for row in cases}


def knows(pages: dict[str, dict[Cell, int | None]]) -> Attacker:
    """Who adds up: the sorts of a place to all of them, the counties to the city; and reads what the pages show."""
    sums: list[tuple[list[tuple[tuple[str, Cell], int]], int]] = [
        ([((place, TOTAL), 1), ((place, TALK), -1), ((place, PLAY), -1)], 0) for place in pages
    ]
    sums += [([((CITY, at), 1), ((COUNTY, at), -1), ((BESIDE, at), -1)], 0) for at in (TOTAL, TALK, PLAY)]
    shown = [([((p, at), 1)], n) for p, page in pages.items() for at, n in page.items() if n is not None]
    return Attacker([*sums, *shown])


def test_nor_do_the_yearly_summaries_of_all_places(counted: House) -> None:
    pages = {place: on_page(counted, "leader", place) for place in (CITY, COUNTY, BESIDE)}
    hidden = [(place, at) for place, page in pages.items() for at, n in page.items() if n is None]
    assert (COUNTY, PLAY) in hidden
    solver = knows(pages)
    assert all(len(solver.values(cell_of, 5)) == 5 for cell_of in hidden)
    # The same pages, shown to who may read the cases, with that one count alone taken away: it is worked out.
    open_pages = {place: on_page(counted, "head", place) for place in (COUNTY,)}
    true = {**pages, COUNTY: {**open_pages[COUNTY], PLAY: None}}
    assert knows(true).values((COUNTY, PLAY), 5) == [2]


def test_a_year_that_still_runs_is_not_shown_growing(counted: House) -> None:
    add(counted, "worker", "case", COUNTY, CASE)
    assert figure(counted, "leader", "case", "t_cases", CITY, spelled="2026") is Absence.HIDDEN
    assert figure(counted, "head", "case", "t_cases", COUNTY, spelled="2026") == 1
    # nor are its parts, of any year: the difference of two would be a month
    assert figure(counted, "leader", "case", "t_cases", CITY, spelled="2025Q2") is Absence.HIDDEN


def test_a_late_case_does_not_show(counted: House) -> None:
    assert figure(counted, "leader", "case", "t_cases", CITY) == 25
    add(counted, "worker", "case", COUNTY, CASE | {"came": "2025-11-11"})
    assert figure(counted, "leader", "case", "t_cases", CITY) == 25
    assert figure(counted, "head", "case", "t_cases", COUNTY) == 9


def test_an_amount_of_few_is_hidden_however_large(counted: House) -> None:
    assert figure(counted, "leader", "care", "t_paid", CITY) is Absence.HIDDEN
    assert figure(counted, "town", "care", "t_paid", TOWN) == 300
    assert figure(counted, "leader", "care", "t_visits", CITY) is Absence.HIDDEN


def test_the_records_behind_a_hidden_figure_are_not_counted_either(counted: House) -> None:
    from halfsky.queries import places
    from halfsky.queries.register_figures import figure_records
    from tests.collecting import People

    asked = (counted.content.register("case"), "t_cases", PLAY, places.place(counted, COUNTY), period("2025"))
    assert figure_records(counted, People(counted)["leader"], *asked).all == 0
    assert figure_records(counted, People(counted)["head"], *asked).all == 2


def test_figures_of_no_person_pass_freely(counted: House) -> None:
    from tests.ledgers import EVENT, VILLAGE, move

    row = add(counted, "chair", "event", VILLAGE, EVENT | {"day": "2025-03-08"})
    move(counted, "chair", row.pk, "hold")
    assert figure(counted, "leader", "event", "t_events", CITY) == 1
