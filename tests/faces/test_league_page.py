"""The league table as a page: the ranking case, peers, order, what a county sees, and the same as files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.databases import database
from tests.faces.reading import main, rows, text, tree
from tests.houses import open_copy, opened, viewer
from tests.league import CENXI, CITY, COVERAGE, FIGURES, RANKS, TENG, WANXIU, seven_counties
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.store.house import House
    from tests.faces.conftest import Cast

PLAN = f"plans/women-2021/{COVERAGE}"
PAGE = f"/at/{CITY}/2025/{PLAN}/league"


@pytest.fixture(scope="module")
def town(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The seven counties, with the office of their city and that of one of them."""

    def make(path: Path) -> None:
        database().copy(small_template, path)
        house = seven_counties(open_copy(path))
        from halfsky.store.tables import close

        viewer(house, "city", "office", CITY)
        viewer(house, "county", "office", TENG)
        close()

    yield from opened(made_once(tmp_path_factory, "seven-faces", make), tmp_path_factory.mktemp("seven") / "house")


def shown(answer: object) -> list[dict[str, str]]:
    return rows(tree(answer).xpath("//table[contains(@class, 'league')]")[0])


def test_the_page_of_the_city_ranks_its_counties(cast: Cast) -> None:
    city = cast("city")
    page = city.get(PAGE)
    lines = {line["区划"]: line for line in shown(page)}
    assert [(name, line["位次"]) for name, line in lines.items()] == [
        ("万秀区", "1"), ("长洲区", "2"), ("龙圩区", "2"), ("苍梧县", "4"), ("藤县", "5"),
        ("蒙山县", "6"), ("岑溪市", "—"),
    ]  # fmt: skip
    assert (lines["岑溪市"]["数值"], lines["藤县"]["数值"]) == ("未报", "38%")
    assert lines["藤县"]["距首位"] == "62.0个百分点" and lines["藤县"]["进步位次"] == "1"
    assert lines["藤县"]["本地目标"] == "30%以上（2025年） 达到"
    assert lines["苍梧县"]["本地目标"] == "70%以上（2025年） 未达到"
    assert "7个地区中6个有数据，1个缺数据" in main(page)
    # the indicator's page leads here
    there = tree(city.get(f"/at/{CITY}/2025/{PLAN}")).xpath("//a[contains(@href, '/league')]/@href")
    assert there == [PAGE]


def test_peers_and_order_are_chosen_in_the_address(cast: Cast) -> None:
    city = cast("city")
    assert [(x["区划"], x["位次"]) for x in shown(city.get(f"{PAGE}?group=third"))] == [("藤县", "1"), ("蒙山县", "2")]
    assert [x["区划"] for x in shown(city.get(f"{PAGE}?sort=gain"))][:3] == ["藤县", "万秀区", "蒙山县"]
    missed = [x["区划"] for x in shown(city.get(f"{PAGE}?sort=met"))]
    assert missed[:2] == ["苍梧县", "蒙山县"] and missed[-1] == "岑溪市"
    assert city.get(f"{PAGE}?group=none").status_code == 404
    empty = main(city.get(f"/at/{CITY}/2022/{PLAN}/league"))
    assert "还没有任何一个地区的数据" in empty


def test_a_county_sees_the_best_and_its_own(cast: Cast) -> None:
    county = cast("county")
    page = county.get(f"/at/{TENG}/2025/{PLAN}/league?of={CITY}")
    assert [(x["区划"], x["位次"]) for x in shown(page)] == [("万秀区", "1"), ("藤县 本地", "5")]
    assert "您看到的是首位和您所在地区的位次" in main(page)
    assert county.get(PAGE).status_code == 403
    assert "岑溪市" not in text(tree(page).get_element_by_id("main"))
    there = tree(county.get(f"/at/{TENG}/2025/{PLAN}")).xpath("//a[contains(@href, '/league?of=')]/@href")
    assert there == [f"/at/{TENG}/2025/{PLAN}/league?of={CITY}"]


def test_the_table_is_also_data(cast: Cast) -> None:
    city = cast("city")
    found = city.get(f"{PAGE}.json").json()
    assert {r["place"]: r["rank"] for r in found["rows"]} == RANKS
    assert found["rows"][0]["place"] == WANXIU and found["rows"][-1]["missing"] == "not_reported"
    lines = list(csv.DictReader(StringIO(city.get(f"{PAGE}.csv").content.decode("utf-8-sig"))))
    assert {x["区划代码"]: x["数值"] for x in lines if x["数值"]} == {
        code: f"{float(now)}" for code, (_, now) in FIGURES.items() if now
    }
    sheet = load_workbook(BytesIO(city.get(f"{PAGE}.xlsx?group=third").content)).active
    assert [sheet.cell(row, 3).value for row in (5, 6, 7)] == ["藤县", "蒙山县", None]
    assert sheet["A1"].value == "适龄妇女宫颈癌人群筛查率 · 梧州市 · 三类县 · 2025年"
    own = cast("county").get(f"/at/{TENG}/2025/{PLAN}/league.json?of={CITY}").json()
    assert {r["place"] for r in own["rows"]} == {WANXIU, TENG} and not own["whole"] and CENXI not in str(own)
