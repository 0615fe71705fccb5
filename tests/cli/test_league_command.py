"""`halfsky league`: the table as lines and as JSON, the missing ones listed, refusals said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.commands import Run
from tests.league import CENXI, CITY, COVERAGE, RANKS, TENG, seven_counties

if TYPE_CHECKING:
    from halfsky.store.house import House

pytestmark = pytest.mark.database


def test_the_ranking_case_on_the_command_line(house: House, run: Run) -> None:
    seven_counties(house)
    at = ("--of", CITY, "--period", "2025", "--house", house.path)
    said = run("league", COVERAGE, *at)
    assert (said.code, said.err) == (0, "")
    lines = {line.split()[1]: line.split() for line in said.out.splitlines() if line and line[0] in "123456—"}
    assert {code: cells[0] for code, cells in lines.items()} == {c: str(r) if r else "—" for c, r in RANKS.items()}
    assert lines[TENG][2:8] == ["藤县", "38%", "提高8.0个百分点", "62.0个百分点", "1", "30%以上（2025年）"]
    assert lines[CENXI][3] == "未报"
    assert "7个地区中6个有数据，1个缺数据，列在最后、不排位次；居首位的是万秀区（100%）。" in said.out

    shape = json.loads(run("league", COVERAGE, *at, "--json").out)
    assert {r["place"]: r["rank"] for r in shape["rows"]} == RANKS
    third = next(r for r in shape["rows"] if r["place"] == TENG)
    assert (third["exact"], third["change"], third["distance"], third["met"]) == ("38", 8, 62, True)
    peers = json.loads(run("league", COVERAGE, *at, "--json", "--group", "third").out)
    assert [(r["place"] == TENG, r["rank"]) for r in peers["rows"]] == [(True, 1), (False, 2)]
    assert run("league", COVERAGE, *at, "--group", "fourth").code == 2
    assert run("league", "W9.99", *at).code == 2
    assert "[400.1000]" in run("league", COVERAGE, *at, "--level", "province").err
