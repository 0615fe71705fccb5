"""Changing the tree from the command line: looked at first, made with --yes; a list compared and applied."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from halfsky.store.house import House
from tests.cli.commands import Run

GUIPING = "450881"


def at(house: House) -> tuple[str, str]:
    return ("--house", str(house.path))


def test_a_change_is_shown_first_and_made_with_yes(house: House, run: Run) -> None:
    from halfsky.queries import places

    asked = ("places", "change", "rename", GUIPING, "--name", "浔州市", "--on", "2025-07-01", *at(house))
    seen = run(*asked)
    assert seen.code == 0
    assert "450881000000 桂平市 → 450881000000 浔州市" in seen.out and "--yes" in seen.out
    assert places.place(house, GUIPING).name == "桂平市"
    assert "已变化（第1号）" in run(*asked, "--yes").out
    assert places.place(house, GUIPING).name == "浔州市"
    assert "已撤回1项" in run("places", "change", "back", "1", *at(house)).out
    assert places.place(house, GUIPING).name == "桂平市"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("split", GUIPING, "--part", f"{GUIPING},桂平市,2/3", "--part", "450805,新区,1/3"), "450805000000 新区"),
        (
            ("split", GUIPING, "--part", f"{GUIPING},桂平市", "--part", "450805,新区"),
            "桂平市：按现行区划，此前的数据未计算",
        ),
        (("merge", "450802", "450803", "--code", "450806", "--name", "港区"), "450802000000 港北区 → —"),
        (("move", GUIPING, "--parent", "4504"), "梧州市：按现行区划"),
        (("move", GUIPING, "--parent", "4504", "--share", "450800:1/3"), "→ 450881000000 桂平市"),
        (("recode", GUIPING, "--code", "450882"), "→ 450882000000 桂平市"),
        (("abolish", "450804"), "450804000000 覃塘区 → —"),
        (("found", "450807", "--name", "新区"), "— → 450807000000 新区"),
    ],
)
def test_every_kind_can_be_looked_at(house: House, run: Run, words: tuple[str, ...], says: str) -> None:
    seen = run("places", "change", *words, *at(house))
    assert seen.code == 0, seen.err
    assert says in seen.out


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("rename", GUIPING), "还缺 --name"),
        (("split", GUIPING, "--part", "450805,新区,三分之一"), "写法不对"),
        (("split", GUIPING, "--take", "450881104"), "写法不对"),
        (("rename", "450899", "--name", "甲"), "没有区划"),
        (("back", "9"), "没有第9号"),
    ],
)
def test_what_is_missing_is_said(house: House, run: Run, words: tuple[str, ...], number: str) -> None:
    ended = run("places", "change", *words, *at(house))
    assert ended.code != 0 and number in ended.err


def test_a_list_is_compared_and_what_it_proves_applied(house: House, run: Run, tmp_path: Path) -> None:
    from halfsky.queries import places

    path = tmp_path / "list.csv"
    rows = "450800,贵港市\n450802,港北区\n450803,港南新区\n450804,覃塘区\n450821,平南县\n450882,桂平市\n"
    path.write_text("code,name\n" + rows, "utf-8")
    seen = run("places", "compare", path, *at(house))
    assert seen.code == 0
    assert "更名  450803000000 港南区 → 450803000000 港南新区" in seen.out
    assert "变更代码（推测）  450881000000 桂平市 → 450882000000 桂平市" in seen.out
    assert "4个相同，0个随上级变更，2处差异" in seen.out
    done = json.loads(run("places", "compare", path, "--apply", "--json", *at(house)).out)
    assert (done["same"], done["rename"], done["recode"], done["applied"]) == (4, 1, 1, 1)
    assert places.place(house, "450803").name == "港南新区"
    assert places.place(house, "450881").name == "桂平市"
    assert json.loads(run("places", "compare", path, "--apply", "--guesses", "--json", *at(house)).out)["applied"] == 1
    assert places.place(house, "450882").name == "桂平市"


def test_what_becomes_of_roles_is_said_first(house: House, run: Run) -> None:
    from tests.houses import viewer

    viewer(house, "li", "liaison", "450881000000")
    asked = ("places", "change", "merge", GUIPING, "450821", "--code", "450821", *at(house))
    assert "授权：li（liaison，桂平市）转到后继区划 平南县" in run(*asked).out
    assert "授权：li（liaison，桂平市）终止" in run("places", "change", "abolish", GUIPING, *at(house)).out


def test_a_plan_is_assessed_by_either_tree_which_is_named(house: House, run: Run) -> None:
    asked = ("assess", "--plan", "women-2021", "--place", "450800", "--year", "2024", *at(house))
    trees = {tree: json.loads(run(*asked, "--tree", tree, "--json").out) for tree in ("year", "today")}
    assert [trees[tree].pop("tree") for tree in trees] == ["year", "today"]
    assert trees["year"] == trees["today"]
    assert "区划计算" not in run(*asked).out
    run("places", "change", "move", GUIPING, "--parent", "4504", "--on", "2025-07-01", "--yes", *at(house))
    assert "按当年区划：每年的数据按当年年末的区划计算" in run(*asked).out
    assert "按现行区划：历年数据按现在的区划归并" in run(*asked, "--tree", "today").out
