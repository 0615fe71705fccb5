"""What the database counts is what the full standings say, and what waits is what each sheet says of itself."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import GUIGANG, GUIPING, PINGNAN, People
from tests.many import grown
from tests.queries.test_rounds import asked

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow

TOWNSHIP_FORM = "township-health-yearly"
STATES = ("draft", "entered", "disputed", "submitted", "returned", "reviewed", "accepted", "archived")
UNDER_WAY = ("entered", "submitted", "reviewed")


@pytest.fixture
def opened(city: House, people: People) -> list[RoundRow]:
    """Three rounds: of counties, of townships, and of the townships of one county alone; one is overdue."""
    from halfsky.actions.rounds import open_round
    from halfsky.store.models import RoundRow

    for county, count in ((PINGNAN, 6), (GUIPING, 4)):
        grown(city, county, Level.TOWNSHIP, count)
    open_round(city, people["city_office"], "health-yearly", "2025", GUIGANG)
    open_round(city, people["city_office"], TOWNSHIP_FORM, "2025", GUIGANG)
    open_round(city, people["office"], TOWNSHIP_FORM, "2024", PINGNAN)
    today = city.today()
    RoundRow.objects.filter(place__versions__code=PINGNAN).update(due=today - dt.timedelta(days=3))
    return list(RoundRow.objects.order_by("pk"))


def strewn(city: House, people: People, rows: list[RoundRow], seed: int, states: tuple[str, ...] = STATES) -> None:
    """Revisions in any state, handed in around midnight of the day that counts; extensions, drafts, staged rows."""
    from halfsky.queries.standings import Standings
    from halfsky.store.models import Draft, Extension, SheetBatch, Submission

    chance = random.Random(seed)
    users = [people[name].user_id for name in ("filler", "statistics", "office")]
    batch = SheetBatch.objects.create(round=rows[0], at=city.now(), by_id=users[0])
    for row in rows:
        for unit in Standings(city, row).places:
            until = row.due + dt.timedelta(days=chance.choice((-5, 0, 9)))
            if chance.random() < 0.3:
                Extension.objects.create(
                    round=row, place_id=unit.id, until=until, given_at=city.now(), given_by_id=users[0]
                )
            if chance.random() < 0.3:
                Draft.objects.create(round=row, place_id=unit.id, saved_at=city.now(), saved_by_id=users[0])
            for revision in range(1, chance.randrange(4)):
                last = chance.choice((row.due, until))
                midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), city.settings.zone)
                came = midnight + dt.timedelta(microseconds=chance.choice((-1, 0, 1)))
                Submission.objects.create(
                    round=row, form=row.form, place_id=unit.id, period=row.period, revision=revision, current=False,
                    state=chance.choice(states), position=1, handed_in_at=chance.choice((came, came, None)),
                    handled_by_id=chance.choice(users), batch=batch if chance.random() < 0.1 else None,
                )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_the_full_standings(city: House, people: People, opened: list[RoundRow], seed: int) -> None:
    from halfsky.queries import places
    from halfsky.queries.forms import round_of
    from halfsky.queries.standings import Standings
    from halfsky.queries.tallies import tallies

    strewn(city, people, opened, seed)
    rounds = [round_of(city, row) for row in opened]
    units = 0
    for code in (GUIGANG, PINGNAN, GUIPING, f"{PINGNAN[:6]}000001"):
        at = places.place(city, code)
        found = tallies(city, rounds, at)
        full = {row.pk: Standings(city, row, at).tally() for row in opened}
        assert found == full
        units += sum(tally.due for tally in full.values())
    assert units == (5 + 10 + 6) + (1 + 6 + 6) + (1 + 4 + 0) + (0 + 1 + 1)


def test_places_that_were_added_since_are_counted(city: House, people: People, opened: list[RoundRow]) -> None:
    """The number of units is counted once for each tree, and no longer."""
    from halfsky.queries.rounds import rounds

    def due() -> dict[int, int]:
        return {v.id: v.tally.due for v in rounds(city, people["city_office"], GUIGANG)}

    counties, townships, own = (row.pk for row in opened)
    assert due() == {counties: 5, townships: 10, own: 6}
    grown(city, "450802000000", Level.TOWNSHIP, 3)
    assert due() == {counties: 5, townships: 13, own: 6}


@pytest.mark.parametrize("seed", range(2))
def test_what_waits_is_what_each_sheet_offers(city: House, people: People, opened: list[RoundRow], seed: int) -> None:
    from halfsky.queries.rounds import waiting, waiting_count
    from halfsky.queries.sheets import sheet
    from halfsky.queries.standings import Standings

    strewn(city, people, opened, seed, (*UNDER_WAY, *("submitted",) * 5, "accepted"))
    seen = 0
    for name in ("filler", "statistics", "office", "sibling_office", "city_office", "city_statistics"):
        viewer = people[name]
        offered = set()
        for row in opened:
            for unit in Standings(city, row).units:
                if unit.standing.state not in UNDER_WAY:
                    continue
                try:
                    moves = sheet(city, viewer, row.pk, unit.place.code).moves
                except Refused:
                    continue
                forward = tuple(m.code for m in moves if m.code not in ("return", "withdraw"))
                offered |= {(row.pk, unit.place.code, forward)} if forward else set()
        found = waiting(city, viewer)
        assert {(w.round.id, w.unit.place.code, tuple(m.code for m in w.moves)) for w in found} == offered
        assert waiting_count(city, viewer) == len(found) == len(offered)
        seen += len(found)
    assert seen >= 3


def test_the_first_page_asks_as_much_of_many_rounds_as_of_one(
    city: House, people: People, opened: list[RoundRow]
) -> None:
    from halfsky.queries.todo import todo
    from halfsky.store.models import Extension, RoundRow

    look = lambda: asked(todo, city, people["office"], PINGNAN)  # noqa: E731
    Extension.objects.create(
        round=opened[0], place_id=opened[2].place_id, until=city.today(), given_at=city.now(),
        given_by_id=people["office"].user_id,
    )  # fmt: skip
    every = look()
    RoundRow.objects.exclude(pk=opened[0].pk).update(state="frozen")
    assert every <= look() <= 40
