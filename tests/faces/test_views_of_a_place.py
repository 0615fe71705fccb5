"""Places side by side, what-if and the wall: each told once through the invented city."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, REAL, YEAR, Cast, opened
from tests.faces.reading import main, tree

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

HERE = f"/at/{CITY}/{YEAR}"
EAST, SOUTH = "990101000000", "990103000000"


@pytest.fixture(scope="module")
def town(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from opened(town_template, tmp_path_factory.mktemp("views") / "town")


def test_places_stand_side_by_side_with_their_differences_in_words(owner: Client) -> None:
    """Values and targets are those of the plan's own page of each place; differences are worked out by hand."""
    address = f"{HERE}/compare?plan=women-2021&of={CITY}&of={SOUTH}"
    page = tree(owner.get(address))
    assert [e.text_content() for e in page.xpath("//table[contains(@class, 'compare')]/thead//th")][1:] == [
        "示例市", "演示南坪县",
    ]  # fmt: skip
    found = owner.get(address.replace("/compare?", "/compare.json?")).json()
    for at, code in enumerate((CITY, SOUTH)):
        own = owner.get(f"/at/{code}/{YEAR}/plans/women-2021.json").json()["rows"]
        mine = [r["places"][at] for r in found["rows"] if r["places"][at]]
        assert [(r["code"], r["value"], r["verdict"]) for r in mine] == [
            (r["code"], r["value"], r["verdict"]) for r in own
        ]
    pairs = [(r["places"], r["differences"][1]) for r in found["rows"] if all(r["places"])]
    valued = [(p, said) for p, said in pairs if None not in (p[0]["value"], p[1]["value"])]
    assert valued
    for (city, county), said in valued:
        way = "比首列高" if county["value"] > city["value"] else "比首列低"
        assert any(s.startswith(way) for s in said) or (county["value"] == city["value"] and "与首列相同" in said)
    assert owner.get(address.replace("/compare?", "/compare.xlsx?")).content[:2] == b"PK"


def test_places_are_chosen_by_ticks_and_by_name_and_five_at_the_most(owner: Client, cast: Cast) -> None:
    usual = tree(owner.get(f"{HERE}/compare"))
    assert len(usual.xpath("//table[contains(@class, 'compare')]/thead//th")) == 6  # the five below
    added = f"{HERE}/compare?plan=women-2021&of={EAST}&add="
    heads = "//table[contains(@class, 'compare')]/thead//th/text()"
    assert tree(owner.get(added + "演示南坪县")).xpath(heads)[1:] == ["演示东河区", "演示南坪县"]
    assert len(tree(owner.get(added + "演示")).xpath("//form//p/a")) > 1  # several are called so: one chooses
    assert "没有可以查看的“贵港市”" in main(owner.get(added + "贵港市"))  # not hers to look at
    assert owner.get(f"{HERE}/compare?plan=women-2021&of={REAL}").status_code == 403
    six = "&".join(f"of=99010{n}000000" for n in range(1, 6)) + f"&of={CITY}"
    answer = owner.get(f"{HERE}/compare?plan=women-2021&{six}")
    assert answer.status_code == 400 and "最多比较5个" in main(answer)
    assert "还没有选择区划" in main(owner.get(f"{HERE}/compare?plan=women-2021"))
    # a phone shows the second place where asked
    assert tree(owner.get(f"{added}&of={SOUTH}&show=2")).xpath("//table[contains(@class, 'show-2')]")


def test_what_if_proposes_three_and_works_out_what_is_ticked(owner: Client) -> None:
    page = tree(owner.get(f"{HERE}/whatif"))
    assert len(page.xpath("//ol[@class='lines']/li")) == 3 == len(page.xpath("//input[@name='on' and @checked]"))
    found = owner.get(f"{HERE}/whatif.json").json()
    before, after = found["before"]["together"], found["after"]["together"]
    assert (after["reached"], after["quantifiable"]) == (before["reached"] + 3, before["quantifiable"])
    # the counts now are those of the plan's own page
    own = owner.get(f"{HERE}/plans/women-2021.json").json()["summary"]
    assert found["before"]["plans"]["women-2021"] == own
    # the two that both plans share lift both, and count once together
    shared = [x["name"] for x in found["levers"] if len(x["plans"]) == 2]
    assert shared
    one = owner.get(f"{HERE}/whatif.json?asked=1&on={shared[0]}").json()
    gained = {p: one["after"]["plans"][p]["reached"] - s["reached"] for p, s in one["before"]["plans"].items()}
    assert set(gained.values()) == {1}
    assert one["after"]["together"]["reached"] == one["before"]["together"]["reached"] + 1
    # nothing ticked: nothing changes
    none = owner.get(f"{HERE}/whatif.json?asked=1").json()
    assert none["after"] == none["before"] and none["chosen"] == []
    assert "没有选中任何一项" in main(owner.get(f"{HERE}/whatif?asked=1"))
    # for one plan, what helps that plan alone is proposed
    women = owner.get(f"{HERE}/whatif.json?plan=women-2021").json()
    assert all("women-2021" in x["plans"] for x in women["levers"] if x["name"] in women["best"])
    assert owner.get(f"{HERE}/whatif.csv").content.decode("utf-8-sig").splitlines()[0].startswith("编号,指标")


def test_the_wall_says_the_same_as_the_first_page_and_offers_nothing_to_press(owner: Client) -> None:
    answer = owner.get(f"{HERE}/wall")
    wall, first = tree(answer), tree(owner.get(HERE))
    reds = first.xpath("//section[@id='reds']//table")[0].xpath(".//th[@scope='row']/a/text()")
    assert wall.xpath("//section[contains(@class, 'wall-reds')]//p[@class='wall-name']/text()") == reds[:5]
    assert "演示数据" in wall.xpath("//header")[0].text_content()
    assert not wall.xpath("//main//a | //button | //input | //form")
    assert not wall.xpath("//script[not(@src)] | //style | //*[@style]")
    assert wall.xpath("//noscript/meta[@http-equiv='refresh']/@content") == ["300"]
    assert len(wall.xpath("//h1")) == 1
    assert "还没有可判定的数据" in owner.get(f"/at/{EAST}/1990/wall").content.decode()


def test_places_plans_and_indicators_lead_here(owner: Client) -> None:
    for address, wanted in (
        (f"{HERE}/place", ("map", "compare", "whatif", "wall")),
        (f"{HERE}/plans/women-2021", ("map", "compare", "whatif")),
        (f"{HERE}/plans/women-2021/W1.02", ("map",)),
    ):
        links = {str(h).split("?")[0] for h in tree(owner.get(address)).xpath("//main//a/@href")}
        assert {f"{HERE}/{name}" for name in wanted} <= links, address
