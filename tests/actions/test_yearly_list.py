"""The yearly list in a house: compared, taken line by line, applied in one entry of the log, refused as a whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.actions.test_places import bring, state
from tests.actions.test_tree_changes import EVE, VILLAGES, names
from tests.houses import viewer

DAY = dt.date(2026, 1, 1)
# 贵港市 this year: 桂平市 has a new code and name; 木圭镇 (with its village) went to 平南县; 六合村 was renamed;
# 平山镇 became 平东镇 and 平西镇; 港北区 and 港南区 became 港区; 覃塘区 is as it was.
THIS_YEAR = """code,name
450800000000,贵港市
450804000000,覃塘区
450806000000,港区
450821000000,平南县
450821102000,平东镇
450821103000,平西镇
450821103201,平山村
450821105000,木圭镇
450821105201,木圭村
450882000000,桂平区
450882104000,木乐镇
450882104201,木乐村
450882104202,六合新村
"""


@pytest.fixture
def tree(house: House, admin: Viewer, tmp_path: Path) -> House:
    bring(house, admin, tmp_path, VILLAGES)
    return house


def listed(tmp_path: Path, rows: str = THIS_YEAR) -> Path:
    path = tmp_path / "2026.csv"
    path.write_text(rows, "utf-8")
    return path


def lines(number: int) -> set[tuple[str, bool, str, str]]:
    from halfsky.store.models import TreeLine

    return {(x.kind, x.guess, x.name_before, x.name) for x in TreeLine.objects.filter(of=number)}


def test_the_difference_of_a_year_is_shown_and_applied(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.yearly_list import apply, compare, decide
    from halfsky.queries import places
    from halfsky.store.models import LogEntry, TreeList

    number = compare(tree, admin, listed(tmp_path), DAY)
    assert lines(number) == {
        ("recode", True, "桂平市", "桂平区"),
        ("merge", True, "", "港区"),
        ("move", True, "木圭镇", "木圭镇"),
        ("split", True, "平山镇", ""),
        ("move", True, "平山村", "平山村"),
        ("rename", False, "六合村", "六合新村"),
    }
    row = TreeList.objects.get(pk=number)
    # The same: 贵港市, 覃塘区, 平南县; along with a new code above: 木乐镇, 木乐村, 木圭村.
    assert (row.state, row.same, row.along) == ("shown", 3, 3)
    ids = {p.name: p.id for p in places.search(tree, admin, "木") if p.level.value == "village"}
    assert decide(tree, admin, number, "taken") == 6
    assert apply(tree, admin, number) == 6
    assert names(tree, "450882104202", DAY) == ["贵港市", "桂平区", "木乐镇", "六合新村"]
    assert names(tree, "450821105201", DAY) == ["贵港市", "平南县", "木圭镇", "木圭村"]
    assert names(tree, "450821103201", DAY) == ["贵港市", "平南县", "平西镇", "平山村"]
    assert names(tree, "450881104202", EVE) == ["贵港市", "桂平市", "木乐镇", "六合村"]
    assert {p.name: p.id for p in places.search(tree, admin, "木") if p.level.value == "village"} == ids
    assert LogEntry.objects.filter(action="places.changes").count() == 1
    # The same list again has no difference left.
    again = compare(tree, admin, listed(tmp_path), DAY)
    assert lines(again) == set()
    assert TreeList.objects.get(pk=again).same == 13


def test_what_was_applied_together_is_taken_back_together(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.taking_back import take_back
    from halfsky.actions.yearly_list import apply, compare, decide
    from halfsky.store.models import TreeChange

    kept = state()
    number = compare(tree, admin, listed(tmp_path), DAY)
    decide(tree, admin, number, "taken")
    apply(tree, admin, number)
    assert take_back(tree, admin, TreeChange.objects.order_by("pk")[0].pk) == 6
    assert state() == kept


def test_lines_are_left_and_told_to_be_something_else(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.yearly_list import apply, compare, decide, tell
    from halfsky.store.models import TreeChange, TreeLine

    rows = "code,name\n450800000000,贵港市\n450881000000,桂平市\n450881104000,木乐镇\n450881104201,木乐村\n"
    rows += "450881107000,木圭新区镇\n450881107201,木圭新村\n"
    number = compare(tree, admin, listed(tmp_path, rows), DAY)
    by_name = {x.name_before or x.name: x for x in TreeLine.objects.filter(of=number)}
    assert {(x.kind, n) for n, x in by_name.items()} >= {
        ("abolish", "六合村"),
        ("abolish", "木圭镇"),
        ("abolish", "木圭村"),
    }
    # 六合村 went into 木乐村; 木圭镇 and its village only got new names and codes.
    tell(tree, admin, number, by_name["六合村"].pk, "merge", "450881104201")
    tell(tree, admin, number, by_name["木圭镇"].pk, "recode", "450881107000")
    tell(tree, admin, number, by_name["木圭村"].pk, "recode", "450881107201")
    assert TreeLine.objects.get(of=number, name="木圭新区镇", kind="found").decision == "left"
    # Four other counties, and the town and village below one of them, are not in the list: those stay.
    assert decide(tree, admin, number, "left", kind="abolish") == 6
    assert apply(tree, admin, number) == 3
    # The village's code follows its town's: only its name is left to change.
    assert sorted(TreeChange.objects.values_list("kind", flat=True)) == ["merge", "recode", "rename"]
    assert names(tree, "450881107201", DAY) == ["贵港市", "桂平市", "木圭新区镇", "木圭新村"]


def test_guesses_are_not_taken_with_what_is_proven(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.yearly_list import compare, decide

    number = compare(tree, admin, listed(tmp_path), DAY)
    assert decide(tree, admin, number, "taken", guesses=False) == 1


def test_a_suspect_may_be_taken_apart(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.yearly_list import apply, compare, tell
    from halfsky.store.models import TreeChange, TreeLine

    number = compare(tree, admin, listed(tmp_path), DAY)
    tell(tree, admin, number, TreeLine.objects.get(of=number, kind="merge").pk, "apart")
    assert apply(tree, admin, number) == 3
    assert list(TreeChange.objects.order_by("pk").values_list("kind", flat=True)) == ["found", "abolish", "abolish"]


def test_what_cannot_be_applied_is_refused_as_a_whole_with_its_line(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.yearly_list import apply, compare, decide

    number = compare(tree, admin, listed(tmp_path), DAY)
    kept = state()
    with pytest.raises(Refused) as nothing:
        apply(tree, admin, number)
    assert nothing.value.refusals[0].number == "400.734"
    # The split without its township's village: 平山村 would hang nowhere.
    decide(tree, admin, number, "taken", kind="split")
    with pytest.raises(Refused) as refused:
        apply(tree, admin, number)
    assert refused.value.refusals[0].number == "400.726" and "450821101000" in str(refused.value)
    assert state() == kept


def test_a_list_that_is_no_list_is_kept_as_failed(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.yearly_list import compare
    from halfsky.store.models import TreeList

    with pytest.raises(Refused):
        compare(tree, admin, listed(tmp_path, "code,name\n45x,乙\n"), DAY)
    assert TreeList.objects.get().state == "failed"
    assert not list(tree.folder.run.glob("compare.*"))


def test_a_job_compares_and_applies_what_was_handed_in(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.follow import run_waiting
    from halfsky.actions.yearly_list import decide, hand_in, request_apply
    from halfsky.store.models import TreeList

    number = hand_in(tree, admin, listed(tmp_path), "2026.csv", DAY)
    assert TreeList.objects.get(pk=number).state == "comparing"
    assert run_waiting(tree) == 0
    assert TreeList.objects.get(pk=number).state == "shown"
    decide(tree, admin, number, "taken")
    request_apply(tree, admin, number)
    assert run_waiting(tree) == 0
    assert TreeList.objects.get(pk=number).state == "applied"
    assert names(tree, "450882104202", DAY)[-1] == "六合新村"


def test_only_who_keeps_the_whole_tree_may(tree: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.yearly_list import apply, compare, decide, hand_in, request_apply, tell

    number = compare(tree, admin, listed(tmp_path), DAY)
    office = viewer(tree, "office", "office", "000000000000")
    local = viewer(tree, "local", "admin", "450000000000")
    for who, refusal in ((office, "403.10"), (local, "403.10"), (Viewer(), "401.10")):
        for call in (
            lambda who=who: compare(tree, who, listed(tmp_path), DAY),  # type: ignore[misc]
            lambda who=who: hand_in(tree, who, listed(tmp_path), "x.csv", DAY),  # type: ignore[misc]
            lambda who=who: decide(tree, who, number, "taken"),  # type: ignore[misc]
            lambda who=who: tell(tree, who, number, 1, "apart"),  # type: ignore[misc]
            lambda who=who: request_apply(tree, who, number),  # type: ignore[misc]
            lambda who=who: apply(tree, who, number),  # type: ignore[misc]
        ):
            with pytest.raises(Refused) as refused:
                call()
            assert refused.value.refusals[0].number == refusal
