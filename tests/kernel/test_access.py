"""Access: `may` and `scope` agree over any tree and any grants; terms end; some rights do not reach down."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.access import (
    KEEP_HOUSE,
    PERMISSIONS,
    ROLES,
    SEE_FIGURES,
    Grant,
    Permission,
    Viewer,
    demand,
    may,
    scope,
)
from halfsky.kernel.place import LEVELS, Place
from halfsky.kernel.refusals import Refusal

DAY = dt.date(2026, 11, 22)
days = st.none() | st.dates(dt.date(2026, 11, 15), dt.date(2026, 11, 30))


def place(path: tuple[int, ...]) -> Place:
    return Place(path[-1], str(path[-1]), f"第{path[-1]}", LEVELS[len(path) - 1], path)


@st.composite
def trees(draw: st.DrawFn) -> list[Place]:
    """A root and up to eleven places, each below one that is already there."""
    every = [place((1,))]
    for number in range(2, draw(st.integers(2, 12)) + 1):
        parent = draw(st.sampled_from([p for p in every if len(p.path) < len(LEVELS)]))
        every.append(place((*parent.path, number)))
    return every


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Place], Viewer]:
    tree = draw(trees())
    grants = st.builds(Grant, st.sampled_from(sorted(ROLES)), st.sampled_from(tree), since=days, until=days)
    return tree, Viewer(7, "甲", tuple(draw(st.lists(grants, max_size=4))))


@given(worlds(), st.sampled_from(sorted(PERMISSIONS)))
def test_may_and_scope_agree_everywhere(world: tuple[list[Place], Viewer], code: str) -> None:
    tree, viewer = world
    everywhere = scope(viewer, PERMISSIONS[code], DAY)
    for one in tree:
        assert everywhere.holds(one) is may(viewer, PERMISSIONS[code], one, DAY)
    assert bool(everywhere) is any(everywhere.holds(one) for one in tree)


@given(worlds(), st.sampled_from(sorted(PERMISSIONS)))
def test_may_by_its_plain_meaning(world: tuple[list[Place], Viewer], code: str) -> None:
    """Some grant is in force, its role carries the right, and the place is its own or (for rights that reach) below;
    what is bound to an agency and asked for none is no business of a role that belongs to one."""
    tree, viewer = world
    permission = PERMISSIONS[code]
    for one in tree:
        expected = False
        for grant in viewer.grants:
            begun = grant.since is None or grant.since <= DAY
            ended = grant.until is not None and grant.until < DAY
            reach = one.path if permission.down else one.path[-1:]
            role = ROLES[grant.role]
            carried = code in role.permissions and not (permission.bound and role.agency)
            expected |= begun and not ended and carried and grant.place.id in reach
        assert may(viewer, permission, one, DAY) is expected


@given(worlds(), st.sampled_from(sorted(PERMISSIONS)))
def test_more_grants_never_take_a_right_away(world: tuple[list[Place], Viewer], code: str) -> None:
    tree, viewer = world
    fewer = replace(viewer, grants=viewer.grants[:-1])
    for one in tree:
        assert may(viewer, PERMISSIONS[code], one, DAY) or not may(fewer, PERMISSIONS[code], one, DAY)


def test_a_term_holds_from_its_first_to_its_last_day() -> None:
    top = place((1,))
    grant = Grant("leader", top, since=DAY, until=DAY)
    around = [DAY - dt.timedelta(days=1), DAY, DAY + dt.timedelta(days=1)]
    assert [may(Viewer(1, "甲", (grant,)), SEE_FIGURES, top, day) for day in around] == [False, True, False]


def test_a_right_that_does_not_reach_down_holds_at_the_place_alone() -> None:
    top, below = place((1,)), place((1, 2))
    admin = Viewer(1, "甲", (Grant("admin", top),))
    assert not KEEP_HOUSE.down
    assert may(admin, KEEP_HOUSE, top, DAY) and not may(admin, KEEP_HOUSE, below, DAY)
    assert may(admin, SEE_FIGURES, below, DAY)
    assert scope(admin, KEEP_HOUSE, DAY).places == {1} and not scope(admin, KEEP_HOUSE, DAY).subtrees


def test_upwards_and_sideways_nothing_is_allowed() -> None:
    county, city, sister = place((1, 2, 3)), place((1, 2)), place((1, 2, 4))
    office = Viewer(1, "甲", (Grant("office", county),))
    assert may(office, SEE_FIGURES, county, DAY)
    assert not may(office, SEE_FIGURES, city, DAY) and not may(office, SEE_FIGURES, sister, DAY)


def test_a_branch_that_moved_keeps_may_and_scope_in_agreement() -> None:
    then, now = place((1, 2, 5)), place((1, 3, 5))
    viewer = Viewer(1, "甲", (Grant("office", then),))
    village = place((*now.path, 8))
    assert may(viewer, SEE_FIGURES, village, DAY) and scope(viewer, SEE_FIGURES, DAY).holds(village)


@pytest.mark.parametrize(
    ("viewer", "number"),
    [
        (Viewer(), "401.10"),
        (Viewer(3, "乙"), "403.10"),
        (Viewer(3, "乙", (Grant("admin", place((1, 9))),)), "403.10"),
    ],
)
def test_who_may_not_is_refused_with_the_reason(viewer: Viewer, number: str) -> None:
    with pytest.raises(Refusal) as refused:
        demand(viewer, SEE_FIGURES, place((1, 2)), DAY)
    assert refused.value.number == number
    assert refused.value.status == int(number[:3])


def test_the_refusal_names_the_right_and_the_place_in_both_languages() -> None:
    with pytest.raises(Refusal) as refused:
        demand(Viewer(3, "乙"), SEE_FIGURES, place((1, 2)), DAY)
    assert refused.value.in_("zh").startswith("第2：您没有“查看指标数据”的权限。")
    assert refused.value.in_("en").startswith("第2: You may not see figures.")


def test_an_unknown_role_carries_nothing() -> None:
    viewer = Viewer(4, "丙", (Grant("king", place((1,))),))
    assert not any(may(viewer, p, place((1,)), DAY) or scope(viewer, p, DAY) for p in PERMISSIONS.values())


def test_who_may_is_let_through() -> None:
    demand(Viewer(3, "乙", (Grant("leader", place((1,))),)), SEE_FIGURES, place((1, 2)), DAY)


def test_every_role_is_a_bundle_of_known_rights_with_a_name_in_both_languages() -> None:
    for role in ROLES.values():
        assert role.permissions and role.permissions <= set(PERMISSIONS)
        assert role.label.zh and role.label.en
    assert {p for r in ROLES.values() for p in r.permissions} == set(PERMISSIONS)
    assert all(p.label.zh and p.label.en for p in PERMISSIONS.values())


def test_a_right_is_a_name_of_its_own() -> None:
    top = place((1,))
    admin = Viewer(1, "甲", (Grant("admin", top),))
    assert not may(admin, Permission("unheard_of", SEE_FIGURES.label), top, DAY)
