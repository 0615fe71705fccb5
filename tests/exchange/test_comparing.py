"""Two small lists compared: the differences were worked out by hand, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from halfsky.exchange.comparing import Comparison, Counts, Difference, Known, stem
from halfsky.exchange.places import open_list
from halfsky.kernel.place import SIX_LEVELS

# The tree of last year. 440100 has two counties with towns, 440200 has one.
BEFORE = """
440000000000,广东省,
440100000000,甲市,440000000000
440101000000,东山县,440100000000
440101101000,河口镇,440101000000
440101102000,山前镇,440101000000
440101102201,上村,440101102000
440101102202,下村,440101102000
440102000000,西区,440100000000
440102101000,桥头镇,440102000000
440102102000,旧街道,440102000000
440102103000,北街道,440102000000
440200000000,乙市,440000000000
440201000000,南县,440200000000
440201101000,长镇,440201000000
440201102000,短镇,440201000000
"""
# This year's list: 东山县 became 东山市 under a new code (撤县设市), and with it everything below; 河口镇 was renamed;
# 桥头镇 went from 西区 to 南县;
# 旧街道 and 北街道 are gone, 新北街道 is there; 长镇 is gone, 长东镇 and 长西镇 are there.
AFTER = """code,name,parent
440000000000,广东省,
440100000000,甲市,
440181000000,东山市,
440181101000,新河口镇,
440181102000,山前镇,
440181102201,上村,
440181102202,下村,
440102000000,西区,
440102104000,新北街道,
440200000000,乙市,
440201000000,南县,
440201102000,短镇,
440201103000,桥头镇,
440201104000,长东镇,
440201105000,长西镇,
"""


def tree(text: str) -> list[Known]:
    rows = [line.split(",") for line in text.split()]
    numbers = {code: i for i, (code, _, _) in enumerate(rows, 1)}
    return [(numbers[c], SIX_LEVELS.level(c).depth, c, n, numbers.get(p), False) for c, n, p in rows]


def compare(tmp_path: Path, before: str, after: str) -> tuple[Counts, list[Difference]]:
    path = tmp_path / "list.csv"
    path.write_text(after, "utf-8")
    with Comparison(tmp_path / "scratch") as comparison:
        comparison.take(open_list(path).lines, lambda done: None)
        assert not comparison.complaints
        comparison.know(tree(before))
        counts = comparison.match()
        return counts, list(comparison.differences())


def told(found: list[Difference]) -> set[tuple[object, ...]]:
    return {(d.kind, d.guess, d.code_before, d.name_before, d.code, d.name, d.others) for d in found}


def test_a_year_s_difference_is_the_one_worked_out_by_hand(tmp_path: Path) -> None:
    counts, found = compare(tmp_path, BEFORE, AFTER)
    assert told(found) == {
        ("recode", True, "440101000000", "东山县", "440181000000", "东山市", ()),
        ("rename", False, "440101101000", "河口镇", "440181101000", "新河口镇", ()),
        ("move", True, "440102101000", "桥头镇", "440201103000", "桥头镇", ()),
        ("merge", True, "", "", "440102104000", "新北街道", (("440102102000", "旧街道"), ("440102103000", "北街道"))),
        ("split", True, "440201101000", "长镇", "", "", (("440201104000", "长东镇"), ("440201105000", "长西镇"))),
    }
    # The same: 广东省, 甲市, 西区, 乙市, 南县, 短镇; along with 东山市's new code: 山前镇, 上村, 下村.
    assert counts == Counts(6, 3)


def test_the_same_list_has_no_difference_in_any_order(tmp_path: Path) -> None:
    lines = [line.rsplit(",", 1)[0] + "," for line in BEFORE.split()]
    counts, found = compare(tmp_path, BEFORE, "\n".join(["code,name,parent", *reversed(lines)]) + "\n")
    assert (counts, found) == (Counts(15, 0), [])


def test_what_a_list_does_not_reach_down_to_is_not_gone(tmp_path: Path) -> None:
    after = "code,name\n440100000000,甲市\n440101000000,东山县\n440102000000,西区\n440102101000,桥头镇\n"
    _, found = compare(tmp_path, BEFORE, after)
    # 西区 is gone through town by town; 东山县's towns, the villages and 乙市 are not named at all.
    assert told(found) == {
        ("abolish", True, "440102102000", "旧街道", "", "", ()),
        ("abolish", True, "440102103000", "北街道", "", "", ()),
    }


def test_a_place_under_another_parent_has_moved(tmp_path: Path) -> None:
    after = "code,name,parent\n440100000000,甲市,440000000000\n440200000000,乙市,440000000000\n"
    after += "440101000000,东山县,440200000000\n440102000000,西区,\n440201000000,南县,\n"
    _, found = compare(tmp_path, BEFORE, after)
    assert [(d.kind, d.guess, d.code, d.parent_before, d.parent) for d in found] == [
        ("move", False, "440101000000", "440100000000", "440200000000")
    ]


def test_new_places_below_a_new_one_are_new_and_all_below_a_gone_one_is_gone(tmp_path: Path) -> None:
    after = AFTER.replace("440201", "440299").replace("南县", "别县").replace("桥头镇", "另镇")
    _, found = compare(tmp_path, BEFORE, after)
    kinds = {(d.kind, d.name_before or d.name) for d in found if "4402" in d.code + d.code_before}
    # 南县 is gone and 别县 new below the same city; 短镇 keeps its name, so it is found again below the new county.
    assert kinds == {
        ("abolish", "南县"), ("found", "别县"), ("abolish", "长镇"), ("move", "短镇"),
        ("found", "另镇"), ("found", "长东镇"), ("found", "长西镇"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "left"),
    [("宾阳县", "宾阳"), ("宾阳市", "宾阳"), ("横县", "横县"), ("木乐镇", "木乐"), ("和平社区", "和平"), ("村", "村")],
)  # fmt: skip
def test_the_stem_of_a_name(name: str, left: str) -> None:
    assert stem(name) == left
