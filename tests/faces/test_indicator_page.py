"""Opening a number: what it is, how it came about, what it is drawn with, where it comes from."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import halfsky
from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import main, rows, text, tree

if TYPE_CHECKING:
    from django.test import Client

NATION = "/at/000000000000/2024/plans/women-2021/W1.02"
CITY_PAGE = f"/at/{CITY}/{YEAR}/plans/women-2021/W1.02"
VALUES = Path(halfsky.__file__).parent / "content" / "indicators-cn" / "values.csv"


def national_mortality() -> dict[str, str]:
    """Year → value as the pack's table prints it."""
    with VALUES.open(encoding="utf-8") as lines:
        return {
            line["year"]: line["value"]
            for line in csv.DictReader(lines)
            if (line["indicator"], line["place"], line["sex"], line["residence"]) == ("mmr", "000000000000", "", "")
        }


def chart(client: Client, address: str) -> dict[str, Any]:
    drawn: dict[str, Any] = json.loads(tree(client.get(address)).get_element_by_id("chart-data").text)
    return drawn


def test_the_headline_is_the_value_with_its_verdict(keeper: Client) -> None:
    page = tree(keeper.get(NATION))
    assert text(page.xpath("//*[@class='headline']")[0]) == "14.3/10万 2024年"
    assert text(page.xpath("//*[@class='headline-verdict']")[0]).startswith("预期可达标")


def test_the_sentence_can_be_copied(keeper: Client) -> None:
    page = tree(keeper.get(NATION))
    source = page.xpath("//button[@data-copy]/@data-copy")[0]
    assert "14.3/10万" in text(page.get_element_by_id(source))


def test_the_table_shows_every_value_of_the_source(keeper: Client) -> None:
    table = rows(tree(keeper.get(NATION)).xpath("//table[@class='values']")[0])
    shown = {line["时期"][:4]: line["孕产妇死亡率"] for line in table if line["孕产妇死亡率"] != "—"}
    assert shown == {year: value for year, value in national_mortality().items() if int(year) <= 2025}


def test_the_parts_stand_beside_the_whole(keeper: Client) -> None:
    line = rows(tree(keeper.get(NATION)).xpath("//table[@class='values']")[0])[0]
    # National report for 2024: 12.5 in towns, 15.9 in the country.
    assert (line["城市"], line["农村"]) == ("12.5", "15.9")


def test_the_chart_carries_series_base_target_progress_and_forecast(keeper: Client) -> None:
    drawn = chart(keeper, NATION)
    assert {str(p["year"]): p["value"] for p in drawn["points"]} == {
        year: float(value) for year, value in national_mortality().items()
    }
    assert drawn["base"]["year"] == 2020 and drawn["base"]["value"] == 16.9
    assert (drawn["target"]["low"], drawn["target"]["high"], drawn["target"]["year"]) == (None, 12.0, 2030)
    assert drawn["progress"] == [[2020, 16.9], [2030, 12.0]]
    # Theil–Sen by hand: slope −0.6 a year from 16.9 in 2020 gives 10.9 in 2030.
    assert drawn["forecast"]["line"][1] == [2030, 10.9]
    assert drawn["forecast"]["shown"] == "10.9/10万"


def test_a_goal_without_an_issued_tolerance_is_drawn_at_its_printed_number(keeper: Client) -> None:
    drawn = chart(keeper, "/at/000000000000/2024/plans/women-2021/W3.01")
    assert (drawn["target"]["low"], drawn["target"]["high"]) == (45.0, None)
    assert "45%左右" in drawn["target"]["shown"]


def test_every_step_of_the_working_is_told(keeper: Client) -> None:
    steps = text(tree(keeper.get(NATION)).get_element_by_id("steps"))
    for word in ("数据与来源", "选用数据", "基期", "目标", "序时进度", "趋势预测", "系统判定", "内部研判"):
        assert word in steps


def test_definition_and_sources_are_named(keeper: Client) -> None:
    said = main(keeper.get(NATION))
    assert "年内孕产妇死亡人数" in said and "当年活产数" in said
    page = tree(keeper.get(NATION))
    anchors = set(page.xpath("//*[starts-with(@id, 'source-')]/@id"))
    links = {href.removeprefix("#") for href in page.xpath("//table[@class='values']//a/@href")}
    assert links and links <= anchors


def test_the_places_below_are_ranked_the_best_first(owner: Client) -> None:
    table = rows(tree(owner.get(CITY_PAGE)).xpath("//table[@class='rank']")[0])
    values = [float(line["值"].removesuffix("/10万")) for line in table]
    assert len(values) == 5
    assert values == sorted(values)
    assert [int(line["位次"]) for line in table] == [1 + sum(v < mine for v in values) for mine in values]


def test_an_indicator_without_any_value_says_so(keeper: Client) -> None:
    said = main(keeper.get("/at/450802000000/2024/plans/women-2021/W1.02"))
    assert "还没有任何一年的数据" in said


def test_the_catalogues_code_opens_it_as_well(keeper: Client) -> None:
    assert "W1.02" in main(keeper.get("/at/000000000000/2024/plans/women-2021/mmr"))


def test_an_unknown_number_is_refused_with_the_nearest(keeper: Client) -> None:
    answer = keeper.get("/at/000000000000/2024/plans/women-2021/W1.99")
    assert answer.status_code == 404
    assert "404.11" in main(answer)


def test_the_page_is_also_data(keeper: Client) -> None:
    found = keeper.get(f"{NATION}.json").json()
    assert found["row"]["value"] == 14.3
    assert {p["period"]: p["shown"] for p in found["series"]} == national_mortality()
    assert [s["code"] for s in found["steps"]][-1] == "verdict"
