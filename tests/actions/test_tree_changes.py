"""Changing the tree: every kind in a house, looked at first, logged, undone; who may; nothing half kept."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction as F
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.handing_on import Fate
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.actions.test_places import bring, state
from tests.houses import viewer

if TYPE_CHECKING:
    from halfsky.actions.tree_changes import Changed

DAY = dt.date(2025, 7, 1)
EVE = DAY - dt.timedelta(1)
GUIPING, PINGNAN, GANGBEI, GUIGANG, WUZHOU = (
    "450881000000", "450821000000", "450802000000", "450800000000", "450400000000",
)  # fmt: skip
VILLAGES = (
    "450881104000,木乐镇,\n450881104201,木乐村,\n450881104202,六合村,\n"
    "450881105000,木圭镇,\n450881105201,木圭村,\n450821101000,平山镇,\n450821101201,平山村,\n"
)
NAMES = "450881104000", "450881104201", "450881105201"


@pytest.fixture
def tree(house: House, admin: Viewer, tmp_path: Path) -> House:
    """The small house with some townships and villages below 桂平市 and 平南县."""
    bring(house, admin, tmp_path, VILLAGES)
    return house


def names(house: House, code: str, day: dt.date | None = None) -> list[str]:
    """The way down to a place, itself last."""
    from halfsky.queries import places

    place = places.place(house, code, day)
    return [p.name for p in (*places.trail(house, place, day), place)][2:]


def ids(house: House, *codes: str, day: dt.date | None = None) -> list[int]:
    from halfsky.queries import places

    return [places.place(house, code, day).id for code in codes]


def test_a_new_name_holds_from_its_day_on(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import rename

    done = rename(tree, admin, GUIPING, "浔州市", DAY, "民函〔2025〕1号")
    assert (done.versions, names(tree, GUIPING), names(tree, GUIPING, EVE)) == (
        1,
        ["贵港市", "浔州市"],
        ["贵港市", "桂平市"],
    )
    assert names(tree, NAMES[1], DAY) == ["贵港市", "浔州市", "木乐镇", "木乐村"]
    assert ids(tree, GUIPING) == ids(tree, GUIPING, day=EVE)


def test_a_move_takes_the_whole_subtree_along_and_ends_the_old_rows_the_day_before(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import move
    from halfsky.store.models import PlaceVersion

    before = ids(tree, *NAMES)
    done = move(tree, admin, GUIPING, WUZHOU, DAY)
    # 桂平市, two townships and three villages.
    assert done.versions == 6
    assert names(tree, NAMES[1]) == ["梧州市", "桂平市", "木乐镇", "木乐村"]
    assert names(tree, NAMES[1], EVE) == ["贵港市", "桂平市", "木乐镇", "木乐村"]
    assert ids(tree, *NAMES) == before
    rows = PlaceVersion.objects.filter(place=before[1]).order_by("pk").values_list("since", "until")
    assert list(rows) == [(None, EVE), (DAY, None)]
    assert [p.name for p in done.unknown] == ["贵港市", "梧州市"]


def test_a_new_code_is_carried_to_everything_below(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import recode

    before = ids(tree, *NAMES)
    assert recode(tree, admin, GUIPING, "450882", DAY, name="桂平区").versions == 6
    after = [code.replace("450881", "450882") for code in NAMES]
    assert ids(tree, *after) == before
    assert names(tree, after[2]) == ["贵港市", "桂平区", "木圭镇", "木圭村"]


def test_a_carried_code_that_somebody_has_is_refused(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.tree_changes import recode

    bring(tree, admin, tmp_path, "450882104000,别处的镇,450821000000\n")
    kept = state()
    with pytest.raises(Refused) as refused:
        recode(tree, admin, GUIPING, "450882", DAY)
    assert refused.value.refusals[0].number == "409.723"
    assert state() == kept


def test_a_split_with_shares_gives_the_townships_their_part(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, split
    from halfsky.queries.tree import lineage

    parts = [Part(GUIPING, share=F(2, 3)), Part("450805", "木乐区", share=F(1, 3), takes=("450881104000",))]
    split(tree, admin, GUIPING, parts, DAY)
    assert names(tree, NAMES[1]) == ["贵港市", "木乐区", "木乐镇", "木乐村"]
    assert names(tree, NAMES[2]) == ["贵港市", "桂平市", "木圭镇", "木圭村"]
    old, new = ids(tree, GUIPING, "450805")
    assert lineage(DAY).held(old, EVE, lambda i: i == new) == F(1, 3)
    assert lineage(EVE).held(old, EVE, lambda i: i == new) == 0


def test_a_merger_keeps_the_one_whose_code_stays(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, merge
    from halfsky.queries import places

    kept = ids(tree, GUIPING)
    merge(tree, admin, [GUIPING, PINGNAN], Part(GUIPING, "浔江市"), DAY)
    assert ids(tree, GUIPING) == kept
    assert names(tree, "450821101201") == ["贵港市", "浔江市", "平山镇", "平山村"]
    assert [p.name for p in places.children(tree, admin, places.place(tree, GUIGANG))] == [
        "港北区",
        "港南区",
        "覃塘区",
        "浔江市",
    ]
    assert names(tree, PINGNAN, EVE) == ["贵港市", "平南县"]


def test_a_village_is_abolished_and_another_established(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import Part, abolish, establish
    from halfsky.queries import places

    abolish(tree, admin, "450881104202", DAY)
    establish(tree, admin, Part("450881104203", "新村"), DAY)
    town = places.place(tree, "450881104000")
    assert [p.name for p in places.children(tree, admin, town)] == ["木乐村", "新村"]
    assert [p.name for p in places.children(tree, admin, town, day=EVE)] == ["木乐村", "六合村"]


def test_two_changes_of_one_day_follow_each_other(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import move, rename
    from halfsky.queries import places

    move(tree, admin, GUIPING, WUZHOU, DAY)
    rename(tree, admin, NAMES[0], "新木乐镇", DAY)
    assert names(tree, NAMES[1]) == ["梧州市", "桂平市", "新木乐镇", "木乐村"]
    county = places.place(tree, GUIPING)
    assert [p.name for p in places.children(tree, admin, county)] == ["新木乐镇", "木圭镇"]


def test_looking_first_changes_nothing_and_says_the_same(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import move
    from halfsky.store.head import head

    kept = (state(), head())
    seen = move(tree, admin, GUIPING, WUZHOU, DAY, dry=True)
    assert (state(), head()) == kept
    done = move(tree, admin, GUIPING, WUZHOU, DAY)
    assert (seen.number, seen.versions, seen.steps) == (None, done.versions, done.steps)
    assert done.number is not None


def test_what_is_touched_is_named(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import rename

    viewer(tree, "li", "liaison", GUIPING)
    (found,) = rename(tree, admin, GUIPING, "浔州市", DAY, dry=True).handings
    assert (found.user, found.role, found.place, found.fate, found.to) == ("li", "liaison", "桂平市", Fate.STAYS, "")


def test_one_entry_in_the_log_says_what_stood_and_what_stands(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import rename
    from halfsky.store.models import LogEntry

    done = rename(tree, admin, GUIPING, "浔州市", DAY, "民函〔2025〕1号")
    entry = LogEntry.objects.order_by("-position")[0]
    said = entry.detail
    assert (entry.action, entry.subject) == ("places.change", f"{GUIPING} rename {GUIPING}")
    assert (said["day"], said["document"], said["changes"]) == ("2025-07-01", "民函〔2025〕1号", [done.number])
    assert (said["of"][0]["name"], said["into"][0]["name"]) == ("桂平市", "浔州市")


def test_dates_go_forward(tree: House, admin: Viewer) -> None:
    from halfsky.actions.tree_changes import move, rename

    rename(tree, admin, NAMES[1], "木乐新村", DAY)
    for call in (
        lambda: rename(tree, admin, NAMES[1], "又改名", EVE),
        lambda: move(tree, admin, GUIPING, WUZHOU, EVE),
    ):
        kept = state()
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.refusals[0].number == "409.724"
        assert state() == kept


def _every_kind(house: House, who: Viewer) -> list[Changed]:
    from halfsky.actions.tree_changes import Part, abolish, establish, merge, move, recode, rename, split

    return [
        rename(house, who, GUIPING, "浔州市", DAY),
        recode(house, who, GUIPING, "450882", DAY),
        move(house, who, "450882000000", WUZHOU, DAY),
        split(house, who, "450821101", [Part("450821101"), Part("450821102", "新镇", takes=("450821101201",))], DAY),
        merge(house, who, [GANGBEI, "450803000000"], Part("450806", "港区"), DAY),
        abolish(house, who, "450804000000", DAY),
        establish(house, who, Part("450807", "新区"), DAY),
    ]


def test_every_kind_is_undone_in_the_opposite_order_without_a_trace_in_the_tree(tree: House, admin: Viewer) -> None:
    from halfsky.actions.taking_back import take_back
    from halfsky.store.models import LogEntry, TreeFlow

    kept = state()
    done = _every_kind(tree, admin)
    for change in reversed(done):
        assert change.number is not None and take_back(tree, admin, change.number) == 1
    assert state() == kept
    assert not TreeFlow.objects.exists()
    assert LogEntry.objects.filter(action="places.take_back").count() == len(done)


def test_what_has_been_built_upon_stays(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.taking_back import take_back
    from halfsky.actions.tree_changes import Part, establish, move, rename

    moved = move(tree, admin, GUIPING, WUZHOU, DAY)
    founded = establish(tree, admin, Part("450807", "新区"), DAY)
    later = rename(tree, admin, NAMES[1], "木乐新村", DAY + dt.timedelta(9))
    viewer(tree, "li", "liaison", "450807000000")
    bring(tree, admin, tmp_path, "450881104209,后来的村,\n")
    assert moved.number and founded.number and later.number
    for number in (moved.number, founded.number):
        with pytest.raises(Refused) as refused:
            take_back(tree, admin, number)
        assert refused.value.refusals[0].number == "409.731"
    assert take_back(tree, admin, later.number) == 1
    with pytest.raises(Refused) as still:
        take_back(tree, admin, moved.number)
    assert "后来的村" in str(still.value)
    with pytest.raises(Refused) as gone:
        take_back(tree, admin, later.number)
    assert gone.value.refusals[0].number == "404.730"


def test_who_keeps_the_tree_above_may_and_nobody_else(tree: House, admin: Viewer) -> None:
    from halfsky.actions.taking_back import take_back
    from halfsky.actions.tree_changes import move, rename

    owner = viewer(tree, "owner", "admin", GUIGANG)
    colleague = viewer(tree, "colleague", "office", GUIGANG)
    stranger = viewer(tree, "stranger", "admin", WUZHOU)
    own_county = viewer(tree, "county", "admin", GUIPING)
    done = rename(tree, owner, GUIPING, "浔州市", DAY)
    assert done.number
    for who, number in ((colleague, "403.10"), (stranger, "403.10"), (own_county, "403.10"), (Viewer(), "401.10")):
        for call in (
            lambda who=who: rename(tree, who, GUIPING, "别名", DAY),  # type: ignore[misc]
            lambda who=who: rename(tree, who, GUIPING, "别名", DAY, dry=True),  # type: ignore[misc]
            lambda who=who: take_back(tree, who, done.number),  # type: ignore[misc]
        ):
            with pytest.raises(Refused) as refused:
                call()
            assert refused.value.refusals[0].number == number
    # To another city, both cities' keepers would have to agree: the one above both does it.
    with pytest.raises(Refused):
        move(tree, owner, GUIPING, WUZHOU, DAY)
    assert take_back(tree, owner, done.number) == 1


def test_the_house_s_tree_agrees_with_the_kernel_s(tree: House, admin: Viewer) -> None:
    """The same changes laid upon a tree in memory: every place stands the same."""
    from halfsky.queries.tree import TreeOfDay
    from halfsky.store.models import PlaceVersion
    from tests.kernel.tree_world import World

    made = World({v.place_id: v.as_place() for v in PlaceVersion.objects.on(EVE)})
    from halfsky.actions import tree_changes

    laid: list[object] = []
    keep = tree_changes.keep

    def noting(house: House, who: Viewer, redrawing: object, progress: object) -> list[int]:
        laid.extend(change for change, _ in redrawing.laid)  # type: ignore[attr-defined]
        return keep(house, who, redrawing, progress)  # type: ignore[arg-type]

    tree_changes.keep = noting  # type: ignore[assignment]
    try:
        _every_kind(tree, admin)
    finally:
        tree_changes.keep = keep
    for change in laid:
        made.change(change)  # type: ignore[arg-type]
    standing = {v.place_id: v.as_place() for v in TreeOfDay(DAY).versions()}
    assert {i: (p.code, p.name, p.path) for i, p in standing.items()} == {
        i: (p.code, p.name, p.path) for i, p in made.places.items()
    }


def test_a_county_of_many_villages_moves_in_short_writes(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from halfsky.actions.tree_changes import move

    rows = "".join(f"450821{101 + i // 200:03}{201 + i % 200:03},村{i},\n" for i in range(5_000))
    towns = "".join(f"450821{101 + i:03}000,镇{i},\n" for i in range(1, 25))
    bring(tree, admin, tmp_path, towns + rows.replace("450821101201,村0,\n", ""))
    with CaptureQueriesContext(connection) as queries:
        done = move(tree, admin, PINGNAN, WUZHOU, DAY)
    # 平南县 and 25 townships with 200 villages each.
    assert done.versions == 1 + 25 + 5_000
    writes = [q for q in queries if q["sql"].startswith("UPDATE") and "place_version" in q["sql"]]
    assert len(writes) == 1
    assert len(queries) < 120
    assert names(tree, "450821125399")[0] == "梧州市"
