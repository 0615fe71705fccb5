"""The map of the places below: tiles for invented places, outlines for real ones, all the figures in a table."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, NATION, REAL, YEAR, Cast, opened
from tests.faces.reading import main, tree

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

CITY_MAP, REAL_MAP = f"/at/{CITY}/{YEAR}/map", f"/at/{REAL}/2024/map?plan=women-2021&row=W1.02"
COUNTIES = {"450802000000": "9.8", "450803000000": "14.0", "450804000000": "12.7", "450821000000": "15.8"}
"""Invented values of four of the five counties."""


@pytest.fixture(scope="module")
def town(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from opened(town_template, tmp_path_factory.mktemp("map") / "town")


@pytest.fixture(scope="module")
def counted(town: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Four of five counties of a real city have a value."""
    from halfsky.actions.values import import_values
    from tests.houses import admin_of

    lines = [f"mmr,{code},2024,,,{value},1/10万,NBS-W-2020,2025-12-21," for code, value in COUNTIES.items()]
    file = tmp_path_factory.mktemp("values") / "counties.csv"
    file.write_text("indicator,place,year,sex,residence,value,unit,source,published,note\n" + "\n".join(lines), "utf-8")
    import_values(town, admin_of(town), file)


def test_invented_places_are_tiles_with_the_reason_and_a_table(owner: Client) -> None:
    page = tree(owner.get(CITY_MAP))
    assert "演示区划是虚构的，没有轮廓" in main(owner.get(CITY_MAP))
    tiles = page.xpath("//ul[contains(@class, 'tiles')]/li")
    rows = page.xpath("//main//table/tbody/tr")
    assert len(tiles) == len(rows) == 5
    # each tile and each row leads to the page of the place on this indicator
    links = page.xpath("//ul[contains(@class, 'tiles')]//a/@href")
    assert links == page.xpath("//main//tbody//th/a/@href") and all("/plans/" in link for link in links)
    assert owner.get(links[0]).status_code == 200


@pytest.mark.usefixtures("counted")
def test_real_places_are_drawn_with_what_is_missing_hatched(keeper: Client) -> None:
    answer = keeper.get(REAL_MAP)
    page = tree(answer)
    areas = page.xpath("//*[local-name()='g' and @class='areas']//*[local-name()='path']")
    said = {t.text_content().split("：")[0]: a.get("fill") for a in areas for t in a.xpath("./*")}
    # 9.8 to 15.8 in four steps of 1.5: 9.8, 12.7 (the second ends at 12.8), 14.0 (the third), 15.8
    assert said == {
        "港北区": "url(#fill-step-1)", "覃塘区": "url(#fill-step-2)", "港南区": "url(#fill-step-3)",
        "平南县": "url(#fill-step-4)", "桂平市": "url(#fill-gap)",
    }  # fmt: skip
    legend = [e.text_content().split() for e in page.xpath("//ul[contains(@class, 'map-legend')]/li")]
    assert [words[-1] for words in legend] == ["1", "1", "1", "1", "1"] and "无数据" in legend[-1][0]
    assert all(a.xpath("ancestor::*[local-name()='a']/@href") for a in areas)
    assert "高德" in main(answer) and len(gzip.compress(answer.content)) < 200_000


@pytest.mark.usefixtures("counted")
def test_the_same_as_data(keeper: Client) -> None:
    address = REAL_MAP.replace("/map?", "/map.json?")
    found = keeper.get(address).json()
    values = {c["place"]: c["row"]["value_shown"] for c in found["children"] if c["row"]}
    assert values == {**COUNTIES, "450881000000": None} and found["row"]["code"] == "W1.02"
    assert keeper.get(address.replace(".json", ".xlsx")).content[:2] == b"PK"
    table = keeper.get(address.replace(".json", ".csv")).content.decode("utf-8-sig").splitlines()
    assert len(table) == 6 and table[1].startswith("450802000000,港北区,9.8,1/10万,2024")


@pytest.mark.usefixtures("counted")
def test_what_an_operator_supplies_goes_before_the_package(keeper: Client, town: House) -> None:
    folder = town.folder.path / "shapes"
    folder.mkdir()
    ring = [[[110, 23], [110, 24], [111, 24], [110, 23]]]
    shape = {"type": "Feature", "properties": {"name": "港北"}, "geometry": {"type": "Polygon", "coordinates": ring}}
    file = folder / f"{REAL}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), "utf-8")
    page = main(keeper.get(REAL_MAP))
    assert "本单位提供" in page and "地图上没有轮廓的区划：" in page and "桂平市（数据见下表）" in page
    file.write_text("{", "utf-8")
    page = main(keeper.get(REAL_MAP))
    assert "无法读取" in page and "GeoJSON" in page and "港北区" in page
    file.unlink()


def test_the_country_is_drawn_whole(keeper: Client) -> None:
    page = tree(keeper.get(f"/at/{NATION}/2024/map"))
    assert len(page.xpath("//*[local-name()='g' and @class='areas']//*[local-name()='path']")) == 34
    assert "南海诸岛" in page.xpath("//*[local-name()='text' and @class='inset-name']")[0].text_content()
    assert len(page.xpath("//*[local-name()='path' and @class='sea']")) == 2


def test_a_place_with_nothing_below_and_a_year_without_a_plan_say_so(cast: Cast) -> None:
    keeper = cast("admin")
    assert "下面没有区划" in main(keeper.get("/at/450802000000/2024/map"))
    assert "没有在期的规划" in main(keeper.get(f"/at/{CITY}/1980/map"))
