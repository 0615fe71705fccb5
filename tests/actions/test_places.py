"""Bringing in places: parents, moves, names that change; the same twice; nothing half kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.houses import viewer

HEAD = "code,name,parent\n"
NEW = "450881104000,木乐镇,\n450881104201,木乐村,\n450881104202,六合村,\n"


def bring(house: House, who: Viewer, tmp_path: Path, rows: str, since: dt.date | None = None) -> tuple[int, int, int]:
    from halfsky.actions.places import import_places

    path = tmp_path / "places.csv"
    path.write_text(HEAD + rows, "utf-8")
    done = import_places(house, who, path, since)
    return done.added, done.changed, done.unchanged


def state() -> list[tuple[object, ...]]:
    """All that is kept of places."""
    from halfsky.store.models import Place, PlaceVersion, TreeEdition

    versions = PlaceVersion.all_editions.order_by("pk").values_list(
        "pk", "place", "code", "name", "path", "since", "until"
    )
    return [*versions, *Place.objects.order_by("pk").values_list(), *TreeEdition.objects.order_by("pk").values_list()]


def test_new_places_hang_below_the_nearest_that_their_code_names(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.queries import places

    assert bring(house, admin, tmp_path, NEW) == (3, 0, 0)
    village = places.place(house, "450881104202")
    assert village.name == "六合村"
    names = [p.name for p in places.trail(house, village)]
    assert names == ["全国", "广西壮族自治区", "贵港市", "桂平市", "木乐镇"]


def test_the_order_of_rows_does_not_matter(house: House, admin: Viewer, tmp_path: Path) -> None:
    backwards = "".join(reversed(NEW.splitlines(keepends=True)))
    assert bring(house, admin, tmp_path, backwards) == (3, 0, 0)
    assert bring(house, admin, tmp_path, NEW) == (0, 0, 3)


def test_the_same_list_twice_changes_nothing_and_is_not_logged(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.store.head import head as of_log

    bring(house, admin, tmp_path, NEW)
    before, head = state(), of_log()
    assert bring(house, admin, tmp_path, NEW) == (0, 0, 3)
    assert (state(), of_log()) == (before, head)


def test_one_row_in_the_log_with_the_digest_of_the_file(house: House, admin: Viewer, tmp_path: Path) -> None:
    import hashlib

    from halfsky.store.models import LogEntry

    bring(house, admin, tmp_path, NEW)
    entry = LogEntry.objects.order_by("-position")[0]
    assert (entry.action, entry.user, entry.detail["added"]) == ("places.import", "admin", 3)
    assert entry.detail["sha256"] == hashlib.sha256((HEAD + NEW).encode()).hexdigest()


def test_a_new_name_begins_a_version_and_the_old_one_keeps_its_days(
    house: House, admin: Viewer, tmp_path: Path
) -> None:
    from halfsky.queries import places

    day = dt.date(2024, 7, 1)
    before = places.place(house, "450881")
    assert bring(house, admin, tmp_path, "450881,桂平新市,\n", day) == (0, 1, 0)
    after = places.place(house, "450881")
    assert (after.id, after.name, after.since) == (before.id, "桂平新市", day)
    assert places.place(house, "450881", day - dt.timedelta(1)).name == "桂平市"


def test_what_lies_below_a_place_that_moves_moves_along(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.queries import places

    bring(house, admin, tmp_path, NEW)
    village = places.place(house, "450881104201")
    # 桂平市 comes directly under the region; the town and its villages are not in the list.
    assert bring(house, admin, tmp_path, "450881,桂平市,450000000000\n", dt.date(2026, 1, 1)) == (0, 4, 0)
    moved = places.place(house, "450881104201")
    assert moved.id == village.id
    assert [p.name for p in places.trail(house, moved)] == ["全国", "广西壮族自治区", "桂平市", "木乐镇"]
    earlier = places.place(house, "450881104201", dt.date(2025, 12, 31))
    assert earlier.path == village.path


def test_a_city_without_counties_has_its_towns_right_below(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.queries import places

    rows = "4419,东莞市,44\n441900,东莞市,4419\n441900003,东城街道,441900\n441900003001,岗贝社区,\n"
    assert bring(house, admin, tmp_path, rows) == (3, 0, 0)
    assert [p.name for p in places.trail(house, places.place(house, "441900003001"))][1:] == [
        "广东省",
        "东莞市",
        "东城街道",
    ]


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        ("770881104201,没有省的村,\n", ["400.42"]),
        ("450881105201,没有镇的村,\n", ["400.42"]),
        ("450881105201,村,999999999999\n", ["400.42"]),
        ("450881105000,镇,450881105000\n450881106000,另一个镇,450881105000\n", ["400.520"]),
        ("450881105000,镇,\n450881105000,别名,\n", ["400.511"]),
        ("4.508E+11,贵港市,\n45x,乙,\n", ["400.11", "400.40"]),
    ],
)
def test_unsound_lists_are_refused_and_leave_nothing(
    house: House, admin: Viewer, tmp_path: Path, rows: str, numbers: list[str]
) -> None:
    before, files = state(), set(house.folder.run.iterdir())
    with pytest.raises(Refused) as refused:
        bring(house, admin, tmp_path, NEW + rows)
    assert [r.number for r in refused.value.refusals] == numbers
    assert all("places.csv:" in r.where or r.number == "400.511" for r in refused.value.refusals)
    assert state() == before
    assert not [p for p in set(house.folder.run.iterdir()) - files if p.suffix != ".lock"]


def test_what_a_killed_import_left_is_swept_by_the_next(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.exchange.places import open_list
    from halfsky.exchange.staging import Staging
    from halfsky.queries import places
    from halfsky.store.models import TreeEdition

    path = tmp_path / "killed.csv"
    path.write_text(HEAD + NEW, "utf-8")
    from halfsky.actions.planting import Planting

    with Staging(tmp_path / "stage") as staging:
        staging.take(open_list(path).lines, lambda done: None)
        Planting(house, path.name).lay(staging.ordered(), lambda done: None)
    assert places.search(house, admin, "木乐") == []
    assert bring(house, admin, tmp_path, NEW) == (3, 0, 0)
    assert [p.name for p in places.search(house, admin, "木乐")] == ["木乐镇", "木乐村"]
    assert not TreeEdition.objects.filter(published_at=None).exists()


def test_two_imports_at_once_are_refused(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.store.locks import alone

    with alone(house.folder, "places"), pytest.raises(Refused) as refused:
        bring(house, admin, tmp_path, NEW)
    assert refused.value.refusals[0].number == "409.501"


def test_only_who_manages_the_whole_tree_may(house: House, tmp_path: Path) -> None:
    office = viewer(house, "office", "office", "000000000000")
    local = viewer(house, "local", "admin", "450000000000")
    for who, number in ((office, "403.10"), (local, "403.10"), (Viewer(), "401.10")):
        with pytest.raises(Refused) as refused:
            bring(house, who, tmp_path, NEW)
        assert refused.value.refusals[0].number == number


def test_the_package_s_cities_stand_as_they_should(house: House) -> None:
    """The stand-ins of the national list count in nothing, and give way to what lies below them."""
    from halfsky.kernel.place import Level
    from halfsky.queries import places

    chongqing = places.place(house, "50")
    assert places.count_by_level(house, chongqing) == {}  # the small house has no places there
    counted = places.count_by_level(house, places.top(house))
    # 31 provinces of the list and the three regions; Guangxi's 14 prefectures and 111 counties (areas.csv, code 45).
    assert counted == {Level.PROVINCE: 34, Level.PREFECTURE: 14, Level.COUNTY: 111}
