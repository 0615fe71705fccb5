"""填报进度: how far a round is, place by place down to the unit; reminding, giving time, closing, freezing."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast
from tests.faces.reading import main, rows, text, tree
from tests.houses import opened
from tests.rounds import BESIDE, CITY, COUNTY, NEIGHBOUR, THIRD, TOWN, WHY, hand_in, take

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

ROUND = "/rounds/1"


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    """A township accepted, one handed in with an explanation; a house of each test's own."""
    for house in opened(rounds_template, tmp_path / "town"):
        take(house, "office", hand_in(house, "town", TOWN, 22000, 21900), "accept")
        hand_in(house, "beside", BESIDE, 20000, 17000)
        yield house


def units(client: Client, query: str = "") -> list[dict[str, str]]:
    tables = tree(client.get(f"{ROUND}?at={CITY}{query}")).xpath("//*[@id='units']//table")
    return rows(tables[0]) if tables else []


def test_the_counts_of_the_branches_are_those_of_the_units(owner: Client) -> None:
    page = tree(owner.get(f"{ROUND}?at={CITY}"))
    branches = {text(li.xpath(".//a")[0]): text(li) for li in page.xpath("//ul[contains(@class, 'progress-tree')]/li")}
    assert branches["演示东河区"].endswith("应报3，已报2，已验收1，未报1。")
    assert branches["演示西山区"].endswith("应报2，已报0，未报2。")
    assert "应报12，已报2，已验收1，未报10。" in main(owner.get(f"{ROUND}?at={CITY}"))


def test_one_drills_down_to_the_single_unit(owner: Client) -> None:
    branch = owner.get(f"{ROUND}/below/{COUNTY}", HTTP_HX_REQUEST="true").content.decode()
    assert f'href="/rounds/1/{TOWN}"' in branch and "已验收" in branch
    assert "<html" not in branch


@pytest.mark.parametrize(
    ("kind", "count"), [("filled", 2), ("pending", 1), ("accepted", 1), ("missing", 10), ("late", 0)]
)
def test_units_are_found_by_how_they_stand(owner: Client, kind: str, count: int) -> None:
    assert len(units(owner, f"&kind={kind}")) == count


def test_an_explanation_shows_to_who_may_read_the_sheet(owner: Client, cast: Cast) -> None:
    """The city sees that the sheet is there; what it says is open from acceptance on."""
    assert units(owner, "&kind=explained") == []
    said = main(cast("office").get(f"{ROUND}/explained?at={COUNTY}"))
    assert "共1条，未审1条" in said and WHY in said
    assert WHY not in main(owner.get(f"{ROUND}/explained?at={CITY}"))


def test_an_accepted_explanation_is_reviewed(town: House, cast: Cast) -> None:
    from halfsky.store.models import Submission

    take(town, "office", Submission.objects.get(round=1, place__versions__code=BESIDE).pk, "accept")
    said = main(cast("owner").get(f"{ROUND}/explained?at={CITY}"))
    assert "共1条，未审0条" in said and WHY in said


def test_reminding_writes_a_notice_to_who_owes_and_says_how_many(owner: Client, town: House) -> None:
    from halfsky.store.models import Notice

    answer = owner.post(f"{ROUND}/remind", {"at": CITY, "unit": [THIRD, TOWN]}, follow=True)
    assert "已向1个单位发出催报通知" in main(answer), "who has handed in is left in peace"
    assert [n.place.versions.get().code for n in Notice.objects.filter(kind="remind")] == [THIRD]
    assert "已向10个单位" in main(owner.post(f"{ROUND}/remind", {"at": CITY, "all": "1"}, follow=True))
    assert "已向1个单位" in main(owner.post(f"{ROUND}/remind", {"at": COUNTY, "all": "1"}, follow=True))
    assert "没有选中" in main(owner.post(f"{ROUND}/remind", {"at": CITY}, follow=True))


def test_one_unit_gets_more_time_with_a_reason(owner: Client, town: House) -> None:
    from halfsky.store.models import Extension

    address = f"{ROUND}/extend/{THIRD}"
    assert "给演示桥头镇延期" in main(owner.get(address))
    refused = owner.post(address, {"until": "2027-01-10", "reason": " "})
    assert refused.status_code == 400 and "请写明原因" in main(refused)
    assert owner.post(address, {"until": "tomorrow", "reason": "x"}).status_code == 400
    assert not Extension.objects.exists()
    done = owner.post(address, {"at": COUNTY, "until": "2027-01-10", "reason": "系统迁移"}, follow=True)
    assert "演示桥头镇已延期至2027-01-10" in main(done)
    given = Extension.objects.get()
    assert (given.until, given.reason) == (dt.date(2027, 1, 10), "系统迁移")
    assert next(u for u in units(owner) if "桥头" in u["单位"])["延期至"] == "2027-01-10"


def test_closing_says_how_many_have_not_reported(owner: Client, town: House) -> None:
    from halfsky.store.models import RoundRow

    assert "截止（10个单位还没报）" in main(owner.get(f"{ROUND}?at={CITY}"))
    assert "已截止" in main(owner.post(f"{ROUND}/close", {"at": CITY}, follow=True))
    assert RoundRow.objects.get(pk=1).state == "closed"
    assert "截止（" not in main(owner.get(f"{ROUND}?at={CITY}"))


def test_freezing_waits_for_what_is_not_accepted(owner: Client, town: House) -> None:
    from halfsky.store.models import RoundRow, Submission

    refused = owner.post(f"{ROUND}/freeze", {"at": CITY})
    assert refused.status_code == 409 and "还有1个单位的上报表没有验收" in main(refused)
    take(town, "office", Submission.objects.get(state="submitted").pk, "accept")
    assert "定稿归档（2张已验收的上报表）" in main(owner.get(f"{ROUND}?at={CITY}"))
    assert "已定稿归档" in main(owner.post(f"{ROUND}/freeze", {"at": CITY}, follow=True))
    assert RoundRow.objects.get(pk=1).state == "frozen"
    assert set(Submission.objects.filter(round=1).values_list("state", flat=True)) == {"archived"}


def test_who_may_not_open_rounds_sees_no_buttons(cast: Cast) -> None:
    for who in ("reader", "office"):
        page = tree(cast(who).get(f"{ROUND}?at={COUNTY}"))
        assert not page.xpath("//main//form[contains(@action, 'remind') or contains(@action, 'freeze')]")


def test_a_place_outside_the_viewers_sight_is_refused(cast: Cast) -> None:
    assert cast("sibling").get(f"{ROUND}?at={COUNTY}").status_code == 403
    assert "演示西山区 · 填报进度" in main(cast("sibling").get(ROUND)), "without a place, her own"
    assert cast("sibling").get(f"{ROUND}?at={NEIGHBOUR}").status_code == 200


def test_the_file_of_units_holds_what_the_page_shows(owner: Client) -> None:
    answer = owner.post(f"{ROUND}/units.csv", {"at": CITY, "kind": "filled"})
    taken = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert {(line["代码"], line["状态"]) for line in taken} == {(TOWN, "已验收"), (BESIDE, "已上报")}


def test_the_file_of_explanations_holds_those_one_may_read(cast: Cast, owner: Client) -> None:
    answer = cast("office").post(f"{ROUND}/explanations.csv", {"at": COUNTY})
    (line,) = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    assert (line["代码"], line["核实说明"], line["是否已审"]) == (BESIDE, WHY, "未审")
    other = owner.post(f"{ROUND}/explanations.csv", {"at": CITY}).content.decode("utf-8-sig")
    assert list(csv.DictReader(StringIO(other))) == []


def test_an_unknown_round_is_refused(owner: Client) -> None:
    assert owner.get("/rounds/99").status_code == 404
