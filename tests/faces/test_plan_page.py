"""Looking at a plan: the rows with their verdicts, filters and order that the address keeps, the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import main, rows, text, tree
from tests.faces.test_first_page import data

if TYPE_CHECKING:
    from django.test import Client

NATION = "/at/000000000000/2024/plans/"
PAGE = f"/at/{CITY}/{YEAR}/plans/women-2021"


def table(client: Client, address: str) -> list[dict[str, str]]:
    found = tree(client.get(address)).xpath("//table[contains(@class, 'plan-table')]")
    return rows(found[0]) if found else []


@pytest.mark.parametrize(
    ("plan", "number", "value", "year", "target", "verdict"),
    [
        # From the national reports: 14.3 per 100,000 in 2024, at most 12 by 2030, on its way there.
        ("women-2021", "W1.02", "14.3/10万", "2024", "12/10万以下 2030", "预期可达标"),
        # 4.0‰ and 5.6‰ in 2024 against at most 5.0 and 6.0.
        ("children-2021", "C1.02", "4.0‰", "2024", "5.0‰以下 2030", "提前达标"),
        ("children-2021", "C1.03", "5.6‰", "2024", "6.0‰以下 2030", "提前达标"),
    ],
)
def test_a_row_shows_value_year_target_and_verdict(
    keeper: Client, plan: str, number: str, value: str, year: str, target: str, verdict: str
) -> None:
    row = next(r for r in table(keeper, NATION + plan) if r["编号"] == number)
    assert (row["本年值"], row["数据年度"], row["目标"], row["判定"]) == (value, year, target, verdict)


def test_every_row_of_the_plan_is_there(owner: Client) -> None:
    assert [r["编号"] for r in table(owner, PAGE)] == [r["code"] for r in data(owner, "women-2021")]


def test_rates_stand_beside_their_coverage(owner: Client) -> None:
    figures = text(tree(owner.get(PAGE)).xpath("//dl[@class='figures']")[0])
    assert "达标率" in figures and "数据覆盖率" in figures


def test_rows_without_data_are_listed_where_no_rate_is_given(keeper: Client) -> None:
    page = tree(keeper.get(NATION + "women-2021"))
    assert not page.xpath("//dl[@class='figures']")
    missing = keeper.get(NATION + "women-2021.json").json()["summary"]["missing"]
    listed = text(page.xpath("//details[contains(@class, 'fold')]")[0])
    assert missing and all(number in listed for number in missing)


@pytest.mark.parametrize(
    ("query", "keeps"),
    [
        ("?domain=health", lambda r: r["domain"] == "health"),
        ("?verdict=kept", lambda r: r["verdict_code"] == "kept"),
        ("?warning=red", lambda r: r["warning"] == "red"),
        ("?q=死亡", lambda r: "死亡" in r["name"]),
        ("?q=w2.02", lambda r: r["code"] == "W2.02"),
        (
            "?domain=education&verdict=relapsed",
            lambda r: r["domain"] == "education" and r["verdict_code"] == "relapsed",
        ),
    ],
)
def test_filters_keep_what_they_say_and_count_it(owner: Client, query: str, keeps: object) -> None:
    every = data(owner, "women-2021")
    wanted = [r["code"] for r in every if keeps(r)]  # type: ignore[operator]
    assert 0 < len(wanted) < len(every)
    assert [r["编号"] for r in table(owner, PAGE + query)] == wanted
    assert f"显示{len(wanted)}项，共{len(every)}项" in main(owner.get(PAGE + query))


def test_an_agency_finds_what_it_leads_and_supports(owner: Client) -> None:
    leading = {r["code"] for r in data(owner, "women-2021") if r["lead"] == "教育"}
    found = {r["编号"] for r in table(owner, f"{PAGE}?agency=education")}
    assert leading and leading <= found


def test_filters_that_keep_nothing_say_how_to_go_on(owner: Client) -> None:
    assert "没有符合条件的指标" in main(owner.get(f"{PAGE}?q=没有这个词"))


def test_warnings_can_stand_first(owner: Client) -> None:
    levels = {r["code"]: r["warning"] for r in data(owner, "women-2021")}
    shown = [levels[r["编号"]] for r in table(owner, f"{PAGE}?sort=warning")]
    graveness = [("red", "yellow", "green", "grey", None).index(level) for level in shown]
    assert shown[0] == "red"
    assert graveness == sorted(graveness)


def test_all_columns_add_base_previous_change_warning_and_source(owner: Client) -> None:
    few, every = table(owner, PAGE)[0], table(owner, f"{PAGE}?columns=all")[0]
    assert set(every) - set(few) == {"基期", "上期", "较上期", "预警", "来源"}


def test_the_downloads_keep_the_filters(owner: Client) -> None:
    links = tree(owner.get(f"{PAGE}?domain=health")).xpath("//*[@id='rows']//a[contains(@href, '.xlsx')]/@href")
    assert links and all(link.endswith("?domain=health") for link in links)


def test_a_script_gets_the_table_alone(owner: Client) -> None:
    piece = owner.get(f"{PAGE}?domain=health", headers={"HX-Request": "true"}).content.decode()
    assert "<table" in piece and "<html" not in piece


def test_an_unknown_plan_is_refused_with_the_known_ones(owner: Client) -> None:
    answer = owner.get(f"/at/{CITY}/{YEAR}/plans/women-1995")
    assert answer.status_code == 404
    assert "404.10" in main(answer) and "women-2021" in main(answer)
