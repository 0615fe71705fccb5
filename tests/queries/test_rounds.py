"""What pages of filing ask of the database does not grow with units, rounds, sheets or notices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.place import Level
from halfsky.store.house import House
from tests.collecting import GUIGANG, GUIPING, PINGNAN, WHY, People, accepted, answers, explained, handed_in
from tests.many import grown

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow

TOWNSHIP_FORM = "township-health-yearly"
FORMS = ("education-yearly", "justice-yearly", "sports-yearly", "water-yearly", TOWNSHIP_FORM)
Ask = Callable[[House, People, int], object]


def asked(question: Callable[..., object], *about: object) -> int:
    """How many queries a question takes, its second time: what is read once a process is there already."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    question(*about)
    with CaptureQueriesContext(connection) as queries:
        question(*about)
    return len(queries)


def few(city: House, people: People) -> int:
    """Three townships that owe a sheet to one round, one of them explained and handed in, one with a draft."""
    from halfsky.actions.rounds import open_round

    codes = grown(city, PINGNAN, Level.TOWNSHIP, 3)
    made = open_round(city, people["city_office"], TOWNSHIP_FORM, "2025", GUIGANG)
    filed(city, people, made.pk, codes[:1])
    return made.pk


def many(city: House, people: People) -> int:
    """Forty townships, of which thirty have handed in; five rounds; a notice to each unit in each."""
    from halfsky.actions.rounds import open_round, remind

    codes = grown(city, PINGNAN, Level.TOWNSHIP, 40)
    made = {form: open_round(city, people["city_office"], form, "2025", GUIGANG).pk for form in FORMS}
    filed(city, people, made[TOWNSHIP_FORM], codes[:30])
    for number in made.values():
        remind(city, people["city_office"], number, [PINGNAN, *codes])
    return made[TOWNSHIP_FORM]


def filed(city: House, people: People, number: int, codes: list[str]) -> None:
    """Sheets with an explanation each: fewer than nine in ten were vaccinated."""
    from halfsky.actions.drafts import save_draft
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.queries.sheets import desk
    from tests.houses import viewer

    given = {code: {"doses_due|": "10", "doses_given|": "8"} for code in codes}
    found = desk(city, number, codes[0]).check(given[codes[0]]).findings
    why = {code: {f.id: WHY for f in found if f.failed} for code in codes}
    assert all(why.values())
    submit_sheet(city, people["city_filler"], number, GUIGANG, given, explained=why)
    last = f"{PINGNAN[:6]}{int(codes[-1][6:]) + 1:06d}"
    save_draft(city, viewer(city, "village", "liaison", last), number, last, {"doses_due|": "1"})


def list_of_rounds(city: House, people: People, number: int) -> object:
    from halfsky.queries.rounds import rounds

    found = rounds(city, people["city_office"], GUIGANG)
    assert any(v.id == number and v.tally.filled for v in found)
    return found


def list_below(city: House, people: People, number: int) -> object:
    from halfsky.queries.rounds import rounds

    return rounds(city, people["office"], PINGNAN)


def one_round(city: House, people: People, number: int) -> object:
    from halfsky.queries.rounds import progress

    assert progress(city, people["city_office"], number, PINGNAN).units
    return progress(city, people["city_office"], number)


def list_of_units(city: House, people: People, number: int) -> object:
    from halfsky.queries.rounds import explanations, units

    found = explanations(city, people["office"], number, PINGNAN)
    assert found and len(units(city, people["office"], number, PINGNAN, "explained")) == len({e.place for e in found})
    return found


def what_waits(city: House, people: People, number: int) -> object:
    from halfsky.queries.rounds import waiting

    found = waiting(city, people["office"])
    assert found and {w.round.id for w in found} == {number}
    return found


def what_is_owed(city: House, people: People, number: int) -> object:
    from halfsky.queries.rounds import tasks
    from halfsky.store.models import User
    from halfsky.store.viewers import viewer_of

    return tasks(city, viewer_of(city, User.objects.get(username="village")))


def notices(city: House, people: People, number: int) -> object:
    from halfsky.queries.inbox import inbox, sent, unread

    assert sent(city, people["city_office"])
    return inbox(city, people["filler"]), unread(city, people["filler"])


def to_do(city: House, people: People, number: int) -> object:
    from halfsky.queries.todo import todo

    return todo(city, people["office"], PINGNAN)


QUESTIONS = (list_of_rounds, list_below, one_round, list_of_units, what_waits, what_is_owed, notices, to_do)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory, city_template: Path) -> dict[str, dict[str, int]]:
    """For every question, how many queries it takes in a house with few and in one with many."""
    from tests.houses import opened

    found: dict[str, dict[str, int]] = {}
    for lay in (few, many):
        house = opened(city_template, tmp_path_factory.mktemp("counted") / lay.__name__)
        city = next(house)
        people = People(city)
        number = lay(city, people)
        found[lay.__name__] = {q.__name__: asked(q, city, people, number) for q in QUESTIONS}
        next(house, None)
    return found


@pytest.mark.parametrize("question", [q.__name__ for q in QUESTIONS])
def test_a_page_asks_as_much_of_many_as_of_few(
    city_template: Path, counted: dict[str, dict[str, int]], question: str
) -> None:
    assert counted["many"][question] <= counted["few"][question] <= 40


def test_a_sheet_asks_as_much_with_a_history_as_without(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.submissions import take_step
    from halfsky.queries.sheets import sheet
    from halfsky.store.models import Submission

    handed_in(city, people, row)
    look = lambda: sheet(city, people["statistics"], row.pk, PINGNAN)  # noqa: E731
    first = asked(look)
    for _ in range(3):
        newest = Submission.objects.order_by("-revision")[0]
        take_step(city, people["statistics"], newest.pk, "return", "请核对")
        handed_in(city, people, row)
    assert len(look().history) == 4
    assert asked(look) <= first <= 40


@pytest.mark.parametrize("units", [50, 500])
def test_a_table_of_many_units_takes_no_more_queries_than_one_of_few(city: House, people: People, units: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from halfsky.actions.rounds import open_round
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.store.models import Submission

    codes = [code for county in (PINGNAN, GUIPING) for code in grown(city, county, Level.TOWNSHIP, units // 2)]
    with CaptureQueriesContext(connection) as opening:
        made = open_round(city, people["city_office"], TOWNSHIP_FORM, "2025", GUIGANG)
    given = {code: {"doses_due|": "10", "doses_given|": "10"} for code in codes}
    with CaptureQueriesContext(connection) as handing_in:
        assert submit_sheet(city, people["city_filler"], made.pk, GUIGANG, given) == units
    assert Submission.objects.count() == units
    assert (len(opening) <= 30, len(handing_in) <= 60) == (True, True), (len(opening), len(handing_in))


@pytest.mark.slow
def test_twenty_five_thousand_units_in_one_table(city: House, people: People) -> None:
    """Read, checked against each other, kept and logged in seconds; the bound leaves room for slow machines."""
    import time

    from halfsky.actions.rounds import open_round
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.queries.rounds import round_view

    counties = ("450802000000", "450803000000", "450804000000", PINGNAN, GUIPING)
    codes = [code for county in counties for code in grown(city, county, Level.TOWNSHIP, 5000)]
    made = open_round(city, people["city_office"], TOWNSHIP_FORM, "2025", GUIGANG)
    given = {code: {"doses_due|": str(n), "doses_given|": str(n)} for n, code in enumerate(codes, 1)}
    begun = time.process_time()
    assert submit_sheet(city, people["city_filler"], made.pk, GUIGANG, given) == 25_000
    assert time.process_time() - begun < 30
    tally = round_view(city, people["city_office"], made.pk).tally
    assert (tally.due, tally.filled) == (25_000, 25_000)


def test_what_waits_is_where_it_is_checked(city: House, people: People, row: RoundRow) -> None:
    """A township's sheet waits at its county, a county's at the county itself; what is accepted waits nowhere."""
    from halfsky.queries.rounds import waiting

    number = few(city, people)
    assert [(w.round.id, w.moves[0].code) for w in waiting(city, people["office"])] == [(number, "accept")]
    assert waiting(city, people["city_office"]) == waiting(city, people["sibling_office"]) == []
    assert [w.round.id for w in waiting(city, people["office"], PINGNAN)] == [number]
    assert waiting(city, people["office"], GUIPING) == []
    accepted(city, people, row)
    assert [w.round.id for w in waiting(city, people["office"])] == [number]


def test_rounds_that_concern_a_place(city: House, people: People, row: RoundRow) -> None:
    """Those of the places above and below it; of the others none."""
    from halfsky.actions.rounds import open_round
    from halfsky.queries.rounds import rounds

    own = open_round(city, people["office"], "education-yearly", "2025", PINGNAN)
    asked_ = open_round(city, people["sibling_office"], "education-yearly", "2025", GUIPING)

    def seen(who: str, place: str) -> list[tuple[int, int]]:
        return [(v.id, v.tally.due) for v in rounds(city, people[who], place)]

    assert seen("city_office", GUIGANG) == [(asked_.pk, 1), (own.pk, 1), (row.pk, 5)]
    assert seen("office", PINGNAN) == [(own.pk, 1), (row.pk, 1)]
    assert seen("sibling_office", GUIPING) == [(asked_.pk, 1), (row.pk, 1)]


def test_what_is_asked_for_is_what_was_explained(city: House, people: People, row: RoundRow) -> None:
    from halfsky.queries.rounds import explanations

    given = answers(city, row, premarital_examined="3")
    handed_in(city, people, row, given)
    why = explained(city, people, row, given)
    assert len(explanations(city, people["statistics"], row.pk, PINGNAN)) == len(why) > 0
    assert explanations(city, people["city_office"], row.pk) == []
