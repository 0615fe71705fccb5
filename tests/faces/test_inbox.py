"""通知: what one was told, the count of what is new, who has read what one sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast
from tests.faces.reading import main, text, tree
from tests.houses import opened
from tests.rounds import CITY, TOWN, hand_in, take

if TYPE_CHECKING:
    from halfsky.store.house import House


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(rounds_template, tmp_path / "town")


def bell(answer: object) -> str:
    return text(tree(answer).xpath("//a[@class='bell']")[0])


def test_a_new_round_is_told_to_the_unit_and_counted_in_the_frame(cast: Cast) -> None:
    page = cast("town").get("/inbox")
    assert "1条未读" in main(page) and "布置" in main(page) and "owner" in main(page)
    assert bell(page) == "通知 1条未读"
    assert bell(cast("reader").get("/inbox")) == "通知"


def test_a_notice_leads_to_what_it_is_about_and_is_read_then(cast: Cast, town: House) -> None:
    from halfsky.store.models import Notice

    mine = Notice.objects.get(place__versions__code=TOWN)
    answer = cast("town").post("/inbox/read", {"notice": mine.pk, "next": mine.href})
    assert answer["Location"] == f"/rounds/1/{TOWN}"
    assert bell(cast("town").get("/inbox")) == "通知"
    sent = main(cast("owner").get("/inbox?box=sent"))
    assert "已读1/12个单位" in sent and "已读，town" in sent and "未读" in sent


def test_a_notice_leads_nowhere_else(cast: Cast, town: House) -> None:
    assert cast("town").post("/inbox/read", {"next": "https://example.org/"})["Location"] == "/inbox"


def test_somebody_elses_notice_is_not_mine_to_read(cast: Cast, town: House) -> None:
    from halfsky.store.models import Notice, Receipt

    other = Notice.objects.exclude(place__versions__code=TOWN).first()
    assert other is not None
    assert cast("town").post("/inbox/read", {"notice": other.pk}).status_code == 404
    assert not Receipt.objects.exists()


def test_what_came_back_and_a_reminder_arrive(cast: Cast, town: House) -> None:
    take(town, "office", hand_in(town, "town", TOWN, 22000, 21900), "return", "与学校名册不一致")
    cast("owner").post("/rounds/1/remind", {"at": CITY, "unit": [TOWN]})
    said = main(cast("town").get("/inbox"))
    assert "被退回：与学校名册不一致" in said and "催报：" in said and "3条未读" in said


def test_all_can_be_marked_as_read_at_once(cast: Cast, town: House) -> None:
    take(town, "office", hand_in(town, "town", TOWN, 22000, 21900), "return", "与学校名册不一致")
    page = tree(cast("town").get("/inbox"))
    numbers = page.xpath("//form[@class='submit']/input[@name='notice']/@value")
    assert len(numbers) == 2
    cast("town").post("/inbox/read", {"notice": numbers})
    assert "没有未读的通知" in main(cast("town").get("/inbox"))
