"""Opening the first page: one sentence, the reds with owner and age, the documents; and what an empty place is told.

What the page counts is counted here again from the rows of the plans' data, by another way than the kernel's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import main, rows, text, tree

if TYPE_CHECKING:
    from django.test import Client

PLANS = ("women-2021", "children-2021")
REACHED = {"reached", "early", "kept"}


def data(client: Client, plan: str, year: int = YEAR, place: str = CITY) -> list[dict[str, Any]]:
    """The rows of a plan as the page's own data gives them."""
    found: list[dict[str, Any]] = client.get(f"/at/{place}/{year}/plans/{plan}.json").json()["rows"]
    return found


def counted(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [r for r in found if r["quantifiable"] and r["reason"] != "本级不统计"]


def test_the_sentence_of_each_plan_counts_its_rows(owner: Client) -> None:
    said = main(owner.get(f"/at/{CITY}/{YEAR}"))
    for plan in PLANS:
        numeric = counted(data(owner, plan))
        reached = sum(r["verdict_code"] in REACHED for r in numeric)
        with_data = sum(r["verdict_code"] != "no_data" for r in numeric)
        rate, known = f"{100 * reached / len(numeric):.1f}%", f"{100 * reached / with_data:.1f}%"
        coverage = f"{100 * with_data / len(numeric):.1f}%"
        assert (
            f"可量化指标{len(numeric)}项，达标{reached}项，达标率{rate}（数据覆盖率{coverage}；不计无数据项为{known}）"
            in said
        )


def test_what_both_plans_share_counts_once(owner: Client) -> None:
    series = {(r["indicator"], r["breakdown"]) for plan in PLANS for r in counted(data(owner, plan))}
    assert f"两规划合计：可量化指标{len(series)}项" in main(owner.get(f"/at/{CITY}/{YEAR}"))


def test_every_red_row_is_listed_once_with_who_leads(owner: Client) -> None:
    listed = rows(tree(owner.get(f"/at/{CITY}/{YEAR}")).get_element_by_id("reds").xpath("./table")[0])
    reds = {r["name"]: r for plan in PLANS for r in data(owner, plan) if r["warning"] == "red"}
    assert len(listed) == len(reds) > 0
    for line in listed:
        row = next(r for name, r in reds.items() if line["指标"].startswith(name))
        assert line["判定"] == row["verdict"]
        assert line["牵头单位"] == row["lead"]


def test_a_red_that_was_not_red_last_year_is_marked_as_new(owner: Client) -> None:
    listed = rows(tree(owner.get(f"/at/{CITY}/{YEAR}")).get_element_by_id("reds").xpath("./table")[0])
    before = {r["name"] for plan in PLANS for r in data(owner, plan, YEAR - 1) if r["warning"] == "red"}
    now = {r["name"] for plan in PLANS for r in data(owner, plan) if r["warning"] == "red"}
    marked = {name for name in now for line in listed if line["指标"].startswith(f"{name} 新增")}
    assert marked == now - before
    assert all((f"{YEAR}年新增" == line["持续"]) == ("新增" in line["指标"]) for line in listed)


def test_too_little_data_gives_no_rate(keeper: Client) -> None:
    said = main(keeper.get("/at/000000000000/2024"))
    assert "数据不足，暂不计算达标率" in said
    assert "，达标率" not in said


def test_an_invented_place_says_so_and_a_real_one_names_its_standing(keeper: Client) -> None:
    invented, real = keeper.get(f"/at/{CITY}/{YEAR}"), keeper.get("/at/000000000000/2024")
    assert "演示数据" in text(tree(invented).xpath("//*[@class='ribbon']")[0])
    assert not tree(real).xpath("//*[@class='ribbon']")
    assert "据公开资料整理，非官方评估结论" in text(tree(real).xpath("//footer")[0])
    assert "据公开资料整理" not in text(tree(invented).xpath("//footer")[0])


def test_a_place_without_figures_is_told_what_to_do_first(keeper: Client) -> None:
    said = main(keeper.get("/at/450802000000/2024"))
    assert "这里还没有可判定的数据" in said
    assert "halfsky import values" in said


def test_the_last_documents_are_at_hand(owner: Client) -> None:
    assert tree(owner.get(f"/at/{CITY}/{YEAR}")).xpath("//a[@href='/documents/1']")


@pytest.mark.parametrize(("person", "place"), [("owner", CITY), ("stranger", "450800000000")])
def test_the_bare_address_leads_to_ones_own_place(cast: Any, person: str, place: str) -> None:
    assert cast(person).get("/")["Location"].startswith(f"/at/{place}/")


def test_the_bare_address_leads_back_to_where_one_stood(owner: Client) -> None:
    owner.get(f"/at/{CITY}/2023")
    assert owner.get("/")["Location"] == f"/at/{CITY}/2023"


def test_who_holds_no_role_is_told_so(cast: Any) -> None:
    assert "还没有授予角色" in main(cast("stray").get("/"))
