"""Changing the tree on the pages: a form a kind, what would change, the history; a list gone through and applied."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.faces.conftest import CITY, YEAR, Cast, opened
from tests.faces.reading import main, text, tree

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

COUNTY, OTHER, TOWN = "990101000000", "990102000000", "990101001000"
AT = f"/at/{COUNTY}/{YEAR}"
DAY = "2025-07-01"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of the test's own."""
    yield from opened(town_template, tmp_path / "town")


def name_of(town: House, code: str) -> str:
    from halfsky.queries import places

    return places.place(town, code).name


def test_a_change_is_seen_first_then_made_and_told_in_the_history(keeper: Client, town: House) -> None:
    before = name_of(town, COUNTY)
    form = {"name": "新名区", "day": DAY, "document": "示民函〔2025〕3号"}
    seen = main(keeper.post(f"{AT}/place/change/rename", {**form, "step": "look"}))
    assert "1 个区划有变化" in seen and before in seen and "新名区" in seen
    assert name_of(town, COUNTY) == before
    made = keeper.post(f"{AT}/place/change/rename", {**form, "step": "make"}, follow=True)
    assert made.redirect_chain == [(f"{AT}/place", 302)]
    told = text(tree(made).xpath("//section[@aria-labelledby='history-h']")[0])
    assert all(word in told for word in (DAY, "更名", before, "新名区", "示民函〔2025〕3号"))
    assert name_of(town, COUNTY) == "新名区"
    back = keeper.post(f"{AT}/place/take-back/1", follow=True)
    assert "没有登记过变更" in main(back)
    assert name_of(town, COUNTY) == before


def test_what_is_not_sound_comes_back_with_what_was_typed(keeper: Client) -> None:
    answer = keeper.post(f"{AT}/place/change/recode", {"step": "look", "code": OTHER, "name": "某某", "day": DAY})
    assert answer.status_code == 409
    assert "409.723" in main(answer)
    assert tree(answer).xpath("//input[@name='name']/@value") == ["某某"]


def test_a_preview_leads_back_to_the_form_with_what_was_typed(keeper: Client, town: House) -> None:
    answer = keeper.post(f"{AT}/place/change/rename", {"step": "mend", "name": "新名区", "day": DAY})
    assert answer.status_code == 200
    assert tree(answer).xpath("//input[@name='name']/@value") == ["新名区"]


def test_a_split_hands_the_townships_to_its_parts(keeper: Client, town: House) -> None:
    from halfsky.queries import places

    page = tree(keeper.get(f"{AT}/place/change/split"))
    assert page.xpath("//input[@name='code-1']/@value") == [COUNTY]
    assert f"take-{TOWN}" in page.xpath("//select/@name")
    form = {
        "code-1": COUNTY, "name-1": "", "share-1": "60%", "code-2": "990111", "name-2": "新城区", "share-2": "40",
        f"take-{TOWN}": "2", "day": DAY,
    }  # fmt: skip
    seen = keeper.post(f"{AT}/place/change/split", {**form, "step": "look"})
    assert "新城区" in main(seen) and "未计算" not in main(seen)
    keeper.post(f"{AT}/place/change/split", {**form, "step": "make"})
    place = places.place(town, TOWN)
    assert [p.name for p in places.trail(town, place)][-1] == "新城区"


@pytest.mark.parametrize(
    ("kind", "form", "says"),
    [
        ("move", {"parent": "990100000000"}, "没有任何变化"),
        ("merge", {"others": OTHER, "name": "大区"}, "大区"),
        ("abolish", {}, "没有归属"),
        ("found", {"code": "990101901", "name": "新镇"}, "新镇"),
    ],
)
def test_every_kind_has_its_form(keeper: Client, kind: str, form: dict[str, str], says: str) -> None:
    assert keeper.get(f"{AT}/place/change/{kind}").status_code == 200
    assert says in main(keeper.post(f"{AT}/place/change/{kind}", {**form, "day": DAY, "step": "look"}))


def test_the_page_of_a_place_offers_changes_only_to_who_keeps_the_tree(cast: Cast) -> None:
    offered = {who: "登记区划变更" in main(cast(who).get(f"{AT}/place")) for who in ("admin", "owner", "colleague")}
    assert offered == {"admin": True, "owner": False, "colleague": False}


def test_a_code_that_was_given_up_leads_on(keeper: Client) -> None:
    keeper.post(f"{AT}/place/change/recode", {"code": "990181", "day": DAY, "step": "make"})
    answer = keeper.get(f"{AT}/place")
    assert "990181000000" in text(tree(answer).xpath("//p[@class='sub']")[0])


def test_the_page_of_an_indicator_switches_between_the_trees(keeper: Client) -> None:
    address = f"{AT}/plans/women-2021/W1.02"
    assert not tree(keeper.get(address)).xpath("//*[@id='tree-switch']")
    parts = {"code-1": COUNTY, "name-1": "", "code-2": "990111", "name-2": "新城区", "day": DAY, "step": "make"}
    keeper.post(f"{AT}/place/change/split", parts)
    by_year = tree(keeper.get(address))
    assert by_year.xpath("//*[@id='tree-switch']//a/@href") == ["?tree=today"]
    rows = "//table[@class='values']/tbody/tr"
    known, today = (
        {text(r.xpath("./th")[0])[:5]: text(r.xpath("./td")[0]) for r in page.xpath(rows)}
        for page in (by_year, tree(keeper.get(f"{address}?tree=today")))
    )
    assert known and "未计算" not in known.values()
    # The split of 2025-07-01 leaves 2025 as it is; every year before has no figure by today's tree.
    assert {y for y, v in today.items() if v == "未计算"} == {y for y in known if y < "2025年"}
    # The city holds both parts: its figures are the same either way.
    city = f"/at/{CITY}/{YEAR}/plans/women-2021/W1.02"
    values = [[text(c) for c in tree(keeper.get(city + q)).xpath(f"{rows}/td[1]")] for q in ("", "?tree=today")]
    assert values[0] == values[1] != []


def test_the_table_of_a_plan_and_its_files_switch_and_name_the_tree(keeper: Client) -> None:
    """The county is split without shares: its years before are 未计算 by today's tree, on the page and in the files."""
    plan, column = f"/at/{COUNTY}/2024/plans/women-2021", "区划口径"
    assert not tree(keeper.get(plan)).xpath("//*[@id='tree-switch']")
    parts = {"code-1": COUNTY, "name-1": "", "code-2": "990111", "name-2": "新城区", "day": DAY, "step": "make"}
    keeper.post(f"{AT}/place/change/split", parts)
    assert "每年的数据按当年年末的区划计算" in main(keeper.get(plan))
    page = tree(keeper.get(f"{plan}?domain=health&tree=today"))
    (switch,) = page.xpath("//*[@id='tree-switch']")
    assert (text(switch.xpath("./b")[0]), switch.xpath("./a/@href")) == ("按现行区划", ["?domain=health&tree=year"])
    assert "拆分" in text(page.xpath("//*[@id='unstated']")[0])
    assert page.xpath("//form[contains(@class, 'filters')]/input[@name='tree']/@value") == ["today"]
    links = page.xpath("//table//th[@scope='row']/a/@href") + page.xpath("//a[contains(@href, '.csv')]/@href")
    assert links and all("tree=today" in href for href in links)
    for query, label, code in (("", "按当年区划", "year"), ("?tree=today", "按现行区划", "today")):
        shape = keeper.get(f"{plan}.json{query}").json()
        lines = list(csv.DictReader(StringIO(keeper.get(f"{plan}.csv{query}").content.decode("utf-8-sig"))))
        book = load_workbook(BytesIO(keeper.get(f"{plan}.xlsx{query}").content)).active
        assert {line[column] for line in lines} == {label} and label in book["A2"].value
        assert shape["tree"] == code
        (row,) = [r for r in shape["rows"] if r["code"] == "W1.02"]
        assert (row["value"] is None, row["reason"]) == ((True, "未计算") if code == "today" else (False, None))
        found = keeper.get(f"{plan}/W1.02.json{query}").json()
        assert found["tree"] == code and ("2024" in found["uncomputed"]) is (code == "today")
    assert "400.850" in main(keeper.get(f"{plan}?tree=tomorrow"))


LIST = "code,name\n450800,贵港市\n450802,港北区\n450803,港南新区\n450804,覃塘区\n450821,平南县\n450882,桂平市\n"


def test_the_plan_of_a_change_tells_what_becomes_of_roles(keeper: Client, town: House) -> None:
    from tests.houses import viewer

    viewer(town, "li", "liaison", COUNTY)
    form = {"others": OTHER, "code": OTHER, "day": DAY}
    (line,) = tree(keeper.post(f"{AT}/place/change/merge", {**form, "step": "look"})).xpath(
        "//*[@id='handings']//tbody/tr"
    )
    assert all(word in text(line) for word in ("li", "成员单位联络员", "转到后继区划", name_of(town, OTHER)))
    keeper.post(f"{AT}/place/change/merge", {**form, "step": "make"})
    from halfsky.store.models import GrantRow

    assert GrantRow.objects.filter(user__username="li", until=None).count() == 1
    assert "终止" not in main(keeper.post(f"/at/{OTHER}/{YEAR}/place/change/rename", {"name": "甲区", "day": DAY}))


def test_a_move_may_state_its_share_of_what_it_leaves(keeper: Client, town: House) -> None:
    address = f"/at/{TOWN}/{YEAR}/place/change/move"
    assert f"above-{COUNTY}" in tree(keeper.get(address)).xpath("//input/@name")
    form = {"parent": OTHER, "day": DAY, f"above-{COUNTY}": "20%"}
    assert "为未计算" in main(keeper.post(address, {"parent": OTHER, "day": DAY, "step": "look"}))
    assert "为未计算" not in main(keeper.post(address, {**form, "step": "look"}))
    assert "400.851" in main(keeper.post(address, {**form, f"above-{COUNTY}": "100", "step": "look"}))
    assert "400.738" in main(keeper.post(address, {**form, f"above-{COUNTY}": "一些", "step": "look"}))
    made = keeper.post(address, {**form, "step": "make"}, follow=True)
    assert "的1/5" in text(tree(made).xpath("//section[@aria-labelledby='history-h']")[0])


def test_a_list_is_handed_in_gone_through_and_applied(keeper: Client, town: House, tmp_path: Path) -> None:
    from halfsky.actions.follow import run_waiting

    path = tmp_path / "2026.csv"
    path.write_text(LIST, "utf-8")
    with path.open("rb") as sent:
        answer = keeper.post("/places/lists", {"file": sent, "day": DAY})
    assert answer["Location"] == "/places/lists/1"
    assert "正在比对" in main(keeper.get("/places/lists/1"))
    assert "HX-Refresh" not in keeper.get("/places/lists/1/progress")
    assert run_waiting(town) == 0
    assert keeper.get("/places/lists/1/progress")["HX-Refresh"] == "true"
    page = keeper.get("/places/lists/1")
    assert "港南新区" in main(page) and "推测" in main(page)
    assert "港南新区" not in main(keeper.get("/places/lists/1?kind=recode"))
    keeper.post("/places/lists/1", {"every": "proven"})
    assert "应用已采纳的1条" in main(keeper.get("/places/lists/1"))
    line = tree(keeper.get("/places/lists/1?kind=recode")).xpath("//button[@name='take']/@value")[0]
    back = keeper.post("/places/lists/1", {"take": line, "kind": "recode"})
    assert back["Location"] == f"/places/lists/1?kind=recode#line-{line}"
    assert "应用已采纳的2条" in main(keeper.get("/places/lists/1"))
    keeper.post("/places/lists/1", {"apply": "1"})
    assert run_waiting(town) == 0
    assert "已应用" in main(keeper.get("/places/lists/1"))
    assert (name_of(town, "450803"), name_of(town, "450882")) == ("港南新区", "桂平市")


def test_a_list_that_cannot_be_read_says_why(keeper: Client, town: House, tmp_path: Path) -> None:
    from halfsky.actions.follow import run_waiting

    path = tmp_path / "bad.csv"
    path.write_text("code,name\n45x,乙\n", "utf-8")
    with path.open("rb") as sent:
        keeper.post("/places/lists", {"file": sent, "day": DAY})
    run_waiting(town)
    assert "没有比对" in main(keeper.get("/places/lists/1")) and "bad.csv:2" in main(keeper.get("/places/lists/1"))


def test_what_cannot_be_told_is_said_on_the_page(keeper: Client, town: House, tmp_path: Path) -> None:
    from halfsky.actions.follow import run_waiting
    from halfsky.store.models import TreeLine

    path = tmp_path / "2026.csv"
    path.write_text(LIST.replace("450802,港北区\n", ""), "utf-8")
    with path.open("rb") as sent:
        keeper.post("/places/lists", {"file": sent, "day": DAY})
    run_waiting(town)
    line = TreeLine.objects.get(name_before="港北区").pk
    answer = keeper.post("/places/lists/1", {"tell": line, f"as-{line}": "merge", f"other-{line}": ""})
    assert answer.status_code == 400 and "400.735" in main(answer)
    keeper.post("/places/lists/1", {"tell": line, f"as-{line}": "merge", f"other-{line}": "450803"})
    assert TreeLine.objects.get(pk=line).decision == "taken"
