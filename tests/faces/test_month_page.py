"""本月小结: a village's month writes itself from what was jotted down, without names; its township reads all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.actions.test_shipped_ledgers import at
from tests.faces.conftest import Cast
from tests.faces.reading import main
from tests.ledgers import NEXT, TOWN, VILLAGE, add

if TYPE_CHECKING:
    from halfsky.store.house import House


def test_a_month_tells_itself_and_the_township_reads_the_months_of_its_villages(shipped_books: House) -> None:
    house, day = shipped_books, "2026-03-20"
    at(house, day)
    for kind, persons in (("campaign", "40"), ("campaign", "25"), ("lecture", "30")):
        said = {"held_on": day, "kind": kind, "persons": persons, "summary": "示例丙"}
        add(house, "chair", "activity", VILLAGE, said)
    add(house, "chair", "home-visit", VILLAGE, {"visited_on": day, "way": "home", "families": "4"})
    add(house, "chair", "activity", VILLAGE, {"held_on": "2026-02-20", "kind": "culture", "persons": "99"})

    chair = Cast(house)("chair")
    page = main(chair.get(f"/at/{VILLAGE}/2026/month"))
    # By hand: three activities, two of them campaigns; 40 + 25 + 30 persons; one visit to four families.
    visits, activities = "联系走访1次（入户1次），联系走访4户次", "开展活动3次（宣传2次、讲座1次），活动参加95人次"
    assert f"演示杏花社区2026年3月：{visits}；{activities}。" in page
    assert "示例丙" not in page
    before = main(chair.get(f"/at/{VILLAGE}/2026/month?period=2026-02"))
    assert "开展活动1次（文体活动1次），活动参加99人次。" in before
    assert "没有登记" in main(chair.get(f"/at/{VILLAGE}/2026/month?period=2026-01"))

    town = main(Cast(house)("town").get(f"/at/{TOWN}/2026/month"))
    assert "演示河口街道2026年3月：联系走访1次" in town and "演示杏花社区2026年3月：联系走访1次" in town
    assert "演示清泉社区2026年3月没有登记" in town
    told = Cast(house)("town").get(f"/at/{TOWN}/2026/month.json?period=2026-03").json()
    assert [one["empty"] for one in told["below"]] == [False, True, True, True]
    assert told["below"][1]["place"] == NEXT
