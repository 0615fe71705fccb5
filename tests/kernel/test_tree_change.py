"""Changes of the tree: what each kind makes, what is not sound, and what holds whatever is changed."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction as F

import pytest
from hypothesis import given

from halfsky.kernel.place import SIX_LEVELS, Level
from halfsky.kernel.redrawn import Redrawn
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.tree_change import STAYS, Change, Kind, Passing, Successor
from tests.kernel.tree_world import EAST, FIRST, NATION, PROVINCE, WEST, World, histories, world

# The counties and townships of the world, by id: 5 县990101 (6, 7), 8 县990102 (9, 10), 11 县990201 (12, 13), …
COUNTY, TOWN, OTHER_TOWN, NEIGHBOUR, FAR = 5, 6, 7, 8, 11


def kept(made: World, number: int, **given_: object) -> Successor:
    """The place as it stands, with something else about it."""
    p = made.places[number]
    found = {"place": number, "code": p.code, "name": p.name, "parent": p.parent_id or NATION, **given_}
    return Successor(**found)  # type: ignore[arg-type]


def change(kind: Kind, of: tuple[int, ...], *into: Successor) -> Change:
    return Change(kind, FIRST, of, into)


def test_a_new_name_leaves_everything_else() -> None:
    before, now = world(), world()
    passed = now.change(change(Kind.RENAME, (COUNTY,), kept(now, COUNTY, name="新县")))
    assert passed == (Passing(COUNTY, COUNTY),)
    assert now.places.pop(COUNTY).name == "新县"
    assert now.places == {i: p for i, p in before.places.items() if i != COUNTY}


def test_a_new_code_is_carried_down_to_the_codes_that_begin_with_the_old_one() -> None:
    now = world()
    # 撤县设市 changes name and code in one go.
    now.change(change(Kind.RECODE, (COUNTY,), kept(now, COUNTY, code="990181000000", name="某县市")))
    assert [now.places[i].code for i in (COUNTY, TOWN, OTHER_TOWN)] == ["990181000000", "990181101000", "990181102000"]
    assert now.places[NEIGHBOUR].code == "990102000000"


def test_who_has_a_carried_code_is_known_before_the_change_is_kept() -> None:
    now = world()
    redrawn = Redrawn(now, FIRST)
    redrawn.apply(change(Kind.RECODE, (EAST,), kept(now, EAST, code="990300000000")))
    redrawn.apply(change(Kind.RECODE, (COUNTY,), kept(now, COUNTY, code="990381000000")))
    carried = {"990381101000": TOWN, "990302101000": 9, "990300000000": EAST}
    assert {code: getattr(redrawn.holder(code), "id", None) for code in carried} == carried
    assert redrawn.holder("990101101000") is redrawn.holder("990302109000") is None


def test_a_place_that_moves_takes_along_what_lies_below_and_parts_of_what_lay_above() -> None:
    now = world()
    passed = now.change(change(Kind.MOVE, (COUNTY,), kept(now, COUNTY, parent=WEST)))
    assert now.places[TOWN].path == (NATION, PROVINCE, WEST, COUNTY, TOWN)
    assert now.places[TOWN].code == "990101101000"
    # The city it left gives an unknown part to the city it came to; the province above both is not touched.
    assert set(passed) == {
        Passing(COUNTY, COUNTY),
        Passing(EAST, EAST, None, direct=False),
        Passing(EAST, WEST, None, direct=False),
    }


def test_a_move_may_state_which_part_of_the_figures_above_goes_with_it() -> None:
    now = world()
    made = Change(Kind.MOVE, FIRST, (TOWN,), (kept(now, TOWN, parent=FAR),), parts=((COUNTY, F(1, 5)),))
    # Of the county it leaves the share is stated, of the city nobody has said anything.
    assert set(now.change(made)) == {
        Passing(TOWN, TOWN),
        Passing(COUNTY, COUNTY, F(4, 5), direct=False),
        Passing(COUNTY, FAR, F(1, 5), direct=False),
        Passing(EAST, EAST, None, direct=False),
        Passing(EAST, WEST, None, direct=False),
    }


@pytest.mark.parametrize(
    ("kind", "parent", "parts"),
    [
        (Kind.MOVE, FAR, ((COUNTY, F(0)),)),
        (Kind.MOVE, FAR, ((COUNTY, F(1)),)),
        (Kind.MOVE, FAR, ((PROVINCE, F(1, 2)),)),
        (Kind.MOVE, NEIGHBOUR, ((COUNTY, F(1, 2)), (EAST, F(1, 2)))),
        (Kind.MOVE, FAR, ((NEIGHBOUR, F(1, 2)),)),
        (Kind.RENAME, COUNTY, ((COUNTY, F(1, 2)),)),
    ],
)
def test_a_share_of_what_is_not_left_or_of_all_or_nothing_is_refused(
    kind: Kind, parent: int, parts: tuple[tuple[int, F], ...]
) -> None:
    now = world()
    given_ = {"name": "新镇"} if kind is Kind.RENAME else {"parent": parent}
    with pytest.raises(Refusal) as refused:
        now.change(Change(kind, FIRST, (TOWN,), (kept(now, TOWN, **given_),), parts=parts))
    assert refused.value.number == "400.851"
    assert now == world()


def test_a_split_with_shares_hands_out_what_lies_below() -> None:
    now = world()
    part = Successor(200, "990111000000", "新区", EAST, F(1, 4), (TOWN,))
    passed = now.change(change(Kind.SPLIT, (COUNTY,), part, kept(now, COUNTY, share=F(3, 4))))
    assert set(passed) == {Passing(COUNTY, 200, F(1, 4)), Passing(COUNTY, COUNTY, F(3, 4))}
    assert now.places[TOWN].path[-2:] == (200, TOWN)
    assert now.places[OTHER_TOWN].path[-2:] == (COUNTY, OTHER_TOWN)
    assert now.places[200].level is Level.COUNTY


def test_a_merger_takes_everything_below_and_may_keep_a_code() -> None:
    now = world()
    passed = now.change(change(Kind.MERGE, (COUNTY, NEIGHBOUR), Successor(200, "990101000000", "大县", EAST)))
    assert set(passed) == {Passing(COUNTY, 200), Passing(NEIGHBOUR, 200)}
    assert COUNTY not in now.places and NEIGHBOUR not in now.places
    assert sorted(now.below(200)) == [6, 7, 9, 10]


def test_what_is_abolished_counts_to_the_place_above() -> None:
    now = world()
    assert now.change(change(Kind.ABOLISH, (TOWN,))) == (Passing(TOWN, COUNTY),)
    assert TOWN not in now.places


def test_a_new_place_takes_an_unknown_part_of_what_its_townships_came_from() -> None:
    now = world()
    new = Successor(200, "990111000000", "新区", EAST, takes=(TOWN, 12))
    passed = now.change(change(Kind.FOUND, (), new))
    # 12 came from 县990201 in the other city: that county and that city give off, too.
    unknown = {(COUNTY, COUNTY), (COUNTY, 200), (FAR, FAR), (FAR, 200), (WEST, WEST), (WEST, EAST)}
    assert set(passed) == {Passing(a, b, None, direct=False) for a, b in unknown}


@pytest.mark.parametrize(
    ("number", "kind", "of", "into"),
    [
        ("400.725", Kind.RENAME, (COUNTY,), [(COUNTY, {})]),
        ("400.722", Kind.MOVE, (COUNTY,), [(COUNTY, {"parent": TOWN})]),
        ("400.722", Kind.MOVE, (COUNTY,), [(COUNTY, {"parent": COUNTY})]),
        ("400.729", Kind.MOVE, (COUNTY,), [(COUNTY, {"parent": NEIGHBOUR})]),
        ("400.729", Kind.RENAME, (NATION,), [(NATION, {"name": "国"})]),
        ("400.729", Kind.RENAME, (COUNTY,), [(COUNTY, {"name": " "})]),
        ("400.729", Kind.MERGE, (COUNTY, TOWN), [(COUNTY, {})]),
        ("400.729", Kind.RENAME, (77,), [(77, {})]),
        ("400.721", Kind.RECODE, (COUNTY,), [(COUNTY, {"code": "990111101000"})]),
        ("409.723", Kind.RECODE, (COUNTY,), [(COUNTY, {"code": "990102000000"})]),
        ("400.726", Kind.ABOLISH, (COUNTY,), []),
        ("400.720", Kind.MERGE, (COUNTY,), [(COUNTY, {})]),
        ("400.720", Kind.SPLIT, (COUNTY,), [(COUNTY, {})]),
        ("400.720", Kind.RENAME, (COUNTY,), [(NEIGHBOUR, {})]),
        ("400.720", Kind.MERGE, (COUNTY, COUNTY), [(COUNTY, {})]),
        ("400.727", Kind.SPLIT, (COUNTY,), [(COUNTY, {"share": F(1, 2)}), (200, {"share": F(1, 3)})]),
        ("400.727", Kind.SPLIT, (COUNTY,), [(COUNTY, {"share": F(1)}), (200, {})]),
        ("400.727", Kind.SPLIT, (COUNTY,), [(COUNTY, {"share": F(3, 2)}), (200, {"share": F(-1, 2)})]),
        ("400.726", Kind.SPLIT, (COUNTY,), [(200, {"takes": (TOWN,)}), (201, {"code": "990112000000"})]),
        ("400.728", Kind.SPLIT, (COUNTY,), [(COUNTY, {}), (200, {"takes": (9,)})]),
    ],
)
def test_what_is_not_sound_is_refused_and_changes_nothing(
    number: str, kind: Kind, of: tuple[int, ...], into: list[tuple[int, dict[str, object]]]
) -> None:
    now = world()
    new = {"code": "990111000000", "name": "新区", "parent": EAST}
    successors = [
        kept(now, i, **given_) if i in now.places else Successor(i, **{**new, **given_})  # type: ignore[arg-type]
        for i, given_ in into
    ]
    with pytest.raises(Refusal) as refused:
        now.change(change(kind, of, *successors))
    assert refused.value.number == number
    assert now == world()


@given(histories())
def test_whatever_is_changed_the_tree_stays_a_tree(history: tuple[World, World, list[Change]]) -> None:
    _, now, _ = history
    for place in now.places.values():
        if place.parent_id is None:
            assert place.id == NATION
            continue
        above = now.places[place.parent_id]
        assert place.path == (*above.path, place.id)
        assert above.level.depth < place.level.depth
        assert SIX_LEVELS.level(place.code) is place.level


@given(histories())
def test_ids_stay_and_are_never_given_twice(history: tuple[World, World, list[Change]]) -> None:
    before, _, changes = history
    now, ever = world(), set(before.places)
    for made in changes:
        was = set(now.places)
        now.change(made)
        new = set(now.places) - was
        assert not new & ever
        ever |= new
        if made.kind in STAYS:
            assert set(now.places) == was
        else:
            assert was - set(now.places) <= set(made.of)


@given(histories())
def test_only_the_changed_and_what_lies_below_them_stand_otherwise(
    history: tuple[World, World, list[Change]],
) -> None:
    _, _, changes = history
    now = world()
    for made in changes:
        was = dict(now.places)
        now.change(made)
        meant = {*made.of, *(s.place for s in made.into), *(i for s in made.into for i in s.takes)}
        for number, place in now.places.items():
            if number in was and was[number] != place:
                assert meant & {*was[number].path, *place.path}


def test_the_day_of_a_change_begins_the_new_place() -> None:
    now = world()
    day = dt.date(2024, 5, 1)
    now.change(Change(Kind.FOUND, day, (), (Successor(200, "990111000000", "新区", EAST),)))
    assert now.places[200].since == day
