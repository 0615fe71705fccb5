"""Who serves a changed place: a role goes to the successor that wholly contains its place, and nowhere else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given

from halfsky.kernel.access import (
    FILL_FORMS,
    READ_SHEETS,
    ROLES,
    SEE_FIGURES,
    SUPERVISE_CASES,
    Grant,
    Viewer,
    may,
    scope,
)
from halfsky.kernel.handing_on import ONE_DAY, Fate, answering, fate, successor, terms
from halfsky.kernel.lineage import Flow, Lineage
from halfsky.kernel.place import Place
from halfsky.kernel.tree_change import Change, Kind, Successor
from tests.kernel.test_tree_change import COUNTY, FAR, NEIGHBOUR, OTHER_TOWN, TOWN, kept
from tests.kernel.tree_world import EAST, FIRST, World, histories, world

BEFORE, TODAY = FIRST - dt.timedelta(1), FIRST + dt.timedelta(100)
NEW = "990111000000"


def merged(made: World) -> Change:
    return Change(Kind.MERGE, FIRST, (COUNTY, NEIGHBOUR), (Successor(200, NEW, "大县", EAST),))


def grown(made: World) -> Change:
    return Change(Kind.MERGE, FIRST, (COUNTY, NEIGHBOUR), (kept(made, NEIGHBOUR),))


def divided(made: World) -> Change:
    parts = (Successor(200, NEW, "甲", EAST, takes=(TOWN,)), Successor(201, "990112000000", "乙", EAST, None, (7,)))
    return Change(Kind.SPLIT, FIRST, (COUNTY,), parts)


def split_off(made: World) -> Change:
    return Change(Kind.SPLIT, FIRST, (COUNTY,), (kept(made, COUNTY), Successor(200, NEW, "甲", EAST, takes=(TOWN,))))


def absorbed(made: World) -> Change:
    """Its neighbour takes one part of it, a new county the other."""
    parts = (kept(made, NEIGHBOUR, takes=(TOWN,)), Successor(200, NEW, "甲", EAST, takes=(OTHER_TOWN,)))
    return Change(Kind.SPLIT, FIRST, (COUNTY,), parts)


def abolished(made: World) -> Change:
    return Change(Kind.ABOLISH, FIRST, (TOWN,), ())


def recoded(made: World) -> Change:
    return Change(Kind.RECODE, FIRST, (COUNTY,), (kept(made, COUNTY, code=NEW),))


def moved(made: World) -> Change:
    return Change(Kind.MOVE, FIRST, (TOWN,), (kept(made, TOWN, parent=FAR),))


@pytest.mark.parametrize(
    ("make", "place", "to"),
    [
        (merged, COUNTY, 200),
        (merged, NEIGHBOUR, 200),
        (merged, TOWN, TOWN),
        (grown, COUNTY, NEIGHBOUR),
        (grown, NEIGHBOUR, NEIGHBOUR),
        (divided, COUNTY, None),
        (divided, TOWN, TOWN),
        (split_off, COUNTY, COUNTY),
        (absorbed, COUNTY, None),
        (absorbed, NEIGHBOUR, NEIGHBOUR),
        (abolished, TOWN, None),
        (recoded, COUNTY, COUNTY),
        (moved, TOWN, TOWN),
    ],
)
def test_the_successor_is_the_one_place_that_takes_the_whole(make: object, place: int, to: int | None) -> None:
    made = world()
    change = make(made)  # type: ignore[operator]
    made.change(change)
    assert successor(place, [change]) == to


def test_successors_are_followed_through_changes_of_one_day() -> None:
    first = Change(Kind.MERGE, FIRST, (COUNTY, NEIGHBOUR), (Successor(200, NEW, "大县", EAST),))
    renamed = Change(Kind.RENAME, FIRST, (200,), (Successor(200, NEW, "大市", EAST),))
    again = Change(Kind.MERGE, FIRST, (200, FAR), (Successor(300, "990113000000", "更大", EAST),))
    assert successor(COUNTY, [first, renamed, again]) == 300
    assert successor(COUNTY, [first, Change(Kind.ABOLISH, FIRST, (200,), ())]) is None


@pytest.mark.parametrize(
    ("role", "to", "expected"),
    [
        ("liaison", COUNTY, Fate.STAYS),
        ("liaison", 200, Fate.GOES),
        ("liaison", None, Fate.ENDS),
        ("admin", 200, Fate.GOES),
        ("case_worker", COUNTY, Fate.STAYS),
        ("case_worker", 200, Fate.KEPT),
        ("case_head", None, Fate.KEPT),
        ("protector", 200, Fate.KEPT),
        ("of-a-later-version", 200, Fate.GOES),
    ],
)
def test_rights_over_persons_go_nowhere_by_themselves(role: str, to: int | None, expected: Fate) -> None:
    assert fate(Grant(role, world().places[COUNTY]), to) is expected


D = dt.date


@pytest.mark.parametrize(
    ("since", "until", "day", "expected"),
    [
        # Entered late: it was held until yesterday, and is held there from today.
        (None, None, D(2026, 7, 1), (D(2026, 11, 21), D(2026, 11, 22))),
        (D(2020, 1, 1), D(2027, 1, 1), D(2026, 7, 1), (D(2026, 11, 21), D(2026, 11, 22))),
        # Entered ahead.
        (None, None, D(2027, 1, 1), (D(2026, 12, 31), D(2027, 1, 1))),
        # Over by then; begins later.
        (None, D(2026, 12, 31), D(2027, 1, 1), None),
        (None, D(2026, 11, 21), D(2026, 7, 1), None),
        (D(2027, 3, 1), None, D(2027, 1, 1), (D(2026, 12, 31), D(2027, 3, 1))),
    ],
)
def test_a_role_is_held_without_a_gap(
    since: dt.date | None, until: dt.date | None, day: dt.date, expected: tuple[dt.date, dt.date] | None
) -> None:
    found = terms(since, until, day, D(2026, 11, 22))
    assert (found and (found.last, found.first)) == expected


def answers(made: World, number: int) -> int | None:
    return answering(number, BEFORE, Lineage(made.flows), made.places.get)


@pytest.mark.parametrize(
    ("make", "place", "who"),
    [
        (merged, COUNTY, 200),
        (grown, COUNTY, NEIGHBOUR),
        (divided, COUNTY, EAST),
        (split_off, COUNTY, COUNTY),
        (absorbed, COUNTY, EAST),
        (abolished, TOWN, COUNTY),
        (moved, TOWN, TOWN),
    ],
)
def test_what_it_owes_is_asked_of_the_lowest_place_that_holds_all_of_it(make: object, place: int, who: int) -> None:
    made = world()
    made.change(make(made))  # type: ignore[operator]
    assert answers(made, place) == who


@given(histories())
def test_whoever_answers_wholly_contains_what_the_place_was(history: tuple[World, World, list[Change]]) -> None:
    before, now, _ = history
    line = Lineage(now.flows)
    for number in before.places:
        who = answers(now, number)
        if number in now.places:
            assert who == number
            continue
        assert who is not None and now.held(number, who, BEFORE) == F(1)
        came = [now.places[c].path for c in line.came_to(number, BEFORE)]
        lower = (p.id for p in now.places.values() if p.parent_id == who)
        assert not any(all(top in path for path in came) for top in lower)


def handed_on(grants: tuple[Grant, ...], change: Change, was: World, now: World) -> tuple[Grant, ...]:
    """What somebody holds after a change, as the rule says."""
    held = []
    for grant in grants:
        to = successor(grant.place.id, [change])
        match fate(grant, to):
            case Fate.STAYS | Fate.GOES:
                held.append(Grant(grant.role, now.places[to or 0], grant.agency))
            case Fate.KEPT:
                held.append(Grant(grant.role, was.places[grant.place.id], grant.agency))
            case Fate.ENDS:
                pass
    return tuple(held)


@given(histories())
def test_nobody_comes_to_serve_more_than_the_successor_that_contains_hers(
    history: tuple[World, World, list[Change]],
) -> None:
    """Whoever holds a role at one place holds it afterwards at the same one, at one of the same level that wholly
    contains it, or not at all; a role over persons never elsewhere."""
    _, _, changes = history
    now = world()
    for change in changes:
        was = World(dict(now.places))
        flows = [Flow(change.day, 1, p.source, p.target, p.share) for p in now.change(change)]
        for place in was.places.values():
            for role in ("office", "case_head"):
                for grant in handed_on((Grant(role, place),), change, was, now):
                    if grant.place.id == place.id:
                        continue
                    assert role == "office" and grant.place.level is place.level
                    line, eve = Lineage(flows), change.day - ONE_DAY
                    assert line.held(place.id, eve, {grant.place.id}.__contains__) == F(1)


def test_what_has_ended_is_seen_by_who_answers_for_it_but_for_its_persons() -> None:
    made, was = world(), world()
    made.change(grown(made))
    ended = replace(was.places[COUNTY], answers=made.places[NEIGHBOUR].path)
    for role, at, permission, expected in (
        ("office", NEIGHBOUR, SEE_FIGURES, True),
        ("office", EAST, SEE_FIGURES, True),
        ("office", FAR, SEE_FIGURES, False),
        ("liaison", NEIGHBOUR, FILL_FORMS, False),
        ("case_head", NEIGHBOUR, SUPERVISE_CASES, False),
        ("case_head", COUNTY, SUPERVISE_CASES, True),
    ):
        who = Viewer(1, "x", (Grant(role, made.places.get(at) or was.places[at]),))
        assert may(who, permission, ended, TODAY) is scope(who, permission, TODAY).holds(ended) is expected


def test_owner_colleague_and_stranger_after_a_merger() -> None:
    """Who served the one county serves the merged one, who served the township goes on with it, a stranger gains
    nothing, and who served the old county as case worker has gained no person."""
    made, was = world(), world()
    change = merged(made)
    made.change(change)
    new, day = made.places[200], TODAY

    def after(role: str, at: int, agency: str = "") -> Viewer:
        return Viewer(1, "x", handed_on((Grant(role, was.places[at], agency),), change, was, made))

    def fills(who: Viewer, at: Place, agency: str = "health") -> bool:
        return may(who, FILL_FORMS, at, day, agency)

    owner, colleague = after("liaison", COUNTY, "health"), after("liaison", COUNTY, "education")
    town, stranger = after("liaison", TOWN, "health"), after("liaison", FAR, "health")
    assert [fills(who, new) for who in (owner, colleague, town, stranger)] == [True, False, False, False]
    assert fills(town, made.places[TOWN]) and not fills(owner, made.places[TOWN])
    office, far_office = after("office", NEIGHBOUR), after("office", FAR)
    assert [may(w, READ_SHEETS, made.places[TOWN], day) for w in (office, far_office)] == [True, False]
    worker = after("case_worker", COUNTY)
    assert not any(may(worker, p, new, day) for p in (FILL_FORMS, READ_SHEETS))
    assert {g.place.id for g in worker.grants} == {COUNTY} and ROLES["case_worker"].permissions
