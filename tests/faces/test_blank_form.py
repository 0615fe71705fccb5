"""The blank form as on paper: its number and issuer, headings over several rows, hatched cells, the signatures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast
from tests.faces.reading import main, text, tree
from tests.houses import opened

if TYPE_CHECKING:
    from halfsky.store.house import House


@pytest.fixture(scope="module")
def town(rounds_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from opened(rounds_template, tmp_path_factory.mktemp("house") / "town")


def test_it_carries_what_paper_carries(cast: Cast) -> None:
    said = main(cast("town").get("/forms/health-yearly"))
    for word in ("表号", "两规划监测01表（示例）", "制定机关", "文号", "有效期至", "2027-12-31"):
        assert word in said
    for word in ("单位负责人", "统计负责人", "填表人", "联系电话", "报出日期", "校验码"):
        assert word in said


def test_headings_span_what_stands_below_them(cast: Cast) -> None:
    """The form asks the total, two residences and two sexes: six heads in two rows, and a row of numbers."""
    table = tree(cast("town").get("/forms/health-yearly")).xpath("//main//table")[0]
    first, second, numbers = table.xpath("./thead/tr")
    widths = [int(th.get("colspan", "1")) for th in first.xpath("./th")]
    assert sum(widths) == 3 + 5
    assert [text(th) for th in second.xpath("./th")] == ["城市", "农村", "女", "男"]
    assert [text(th) for th in numbers.xpath("./th")] == ["甲", "乙", "丙", "1", "2", "3", "4", "5"]


def test_a_cell_that_is_not_asked_is_hatched(cast: Cast) -> None:
    """Live births by residence and by sex; cases of occupational disease in total alone."""
    table = tree(cast("town").get("/forms/health-yearly")).xpath("//main//table")[0]
    body = table.xpath("./tbody/tr")
    lines = {text(tr.xpath("./th")[0]): [td.get("class") for td in tr.xpath("./td")[2:]] for tr in body}
    births = next(kinds for name, kinds in lines.items() if name.startswith("活产数"))
    assert births == ["entry"] * 5
    assert lines["女职工新发职业病例数"] == ["entry", "hole", "hole", "hole", "hole"]


def test_every_check_is_printed_without_the_figures_of_a_filled_sheet(cast: Cast, town: House) -> None:
    said = main(cast("town").get("/forms/health-yearly"))
    checks = town.content.form("health-yearly").checks
    assert said.count("强制：") + said.count("核实：") == len(checks)
    assert "活产数较上年变动超过30%，请核实并说明原因。" in said
    assert "全部…个数与上年完全相同" in said
    assert "{" not in said


def test_the_checksum_names_exactly_this_form(town: House) -> None:
    from halfsky.web.present.paper import checksum

    form, elements = town.content.form("health-yearly"), town.content.elements
    same = checksum(replace(form, checks=()), elements)
    other = checksum(replace(form, lines=form.lines[1:]), elements)
    assert checksum(form, elements) == same != other


def test_an_unknown_form_is_refused_with_the_known_ones(cast: Cast) -> None:
    answer = cast("town").get("/forms/nothing")
    assert answer.status_code == 404 and "health-yearly" in main(answer)
