"""布置填报: a form with its yearly burden, what opening it would mean, opening it; and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast
from tests.faces.reading import main, rows, tree
from tests.houses import opened
from tests.rounds import CITY, COUNTIES, COUNTY, TOWNSHIPS, YEAR

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

NEW = f"/at/{CITY}/{YEAR}/rounds/new"
WATER = {"form": "water-yearly", "period": "2025", "place": CITY}


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(rounds_template, tmp_path / "town")


def test_the_burden_of_each_form_stands_before_it_is_opened(owner: Client) -> None:
    listed = rows(tree(owner.get(NEW)).xpath("//main//table")[0])
    water = next(line for line in listed if "水利" in line["报表"])
    assert (water["单位"], water["每次格数"], water["每年次数"]) == (str(COUNTIES), "2", "1")
    assert water["年负担（格）"].split("＝") == [str(COUNTIES * 2), f"{COUNTIES} × 2 × 1"]
    townships = next(line for line in listed if "乡镇" in line["报表"])
    assert townships["单位"] == str(TOWNSHIPS) and townships["年负担（格）"].startswith(f"{TOWNSHIPS * 2}＝")


def test_a_county_is_offered_no_form_of_the_city(cast: Cast) -> None:
    said = main(cast("office").get(f"/at/{COUNTY}/{YEAR}/rounds/new"))
    assert "水利" in said and "市级教育部门" not in said


def test_what_it_would_mean_is_said_and_nothing_is_kept(owner: Client, town: House) -> None:
    from halfsky.store.models import RoundRow

    page = owner.get(NEW, WATER)
    said = main(page)
    assert f"填报单位{COUNTIES}" in said and "布置给5个单位" in said
    # 45 workdays after 2026-11-22, a Sunday, are nine weeks of five; the days off of 2027 are not announced yet.
    assert tree(page).get_element_by_id("new-due").get("value") == "2027-01-22"
    assert RoundRow.objects.count() == 2


def test_opening_tells_every_unit(owner: Client, town: House) -> None:
    from halfsky.store.models import Notice, RoundRow

    before = Notice.objects.count()
    answer = owner.post(NEW, {**WATER, "due": "2027-01-31", "note": "请按时上报"})
    row = RoundRow.objects.get(form="water-yearly")
    assert answer["Location"] == f"/rounds/{row.pk}?at={CITY}"
    assert (str(row.due), row.note, row.period) == ("2027-01-31", "请按时上报", "2025")
    assert Notice.objects.count() - before == COUNTIES
    assert "已布置，5个单位" in main(owner.get(answer["Location"]))


def test_it_may_be_opened_for_one_county_alone(owner: Client) -> None:
    assert "布置给1个单位" in main(owner.get(NEW, {**WATER, "place": COUNTY}))


@pytest.mark.parametrize(
    ("asked", "why", "status"),
    [
        ({"form": "women-federation-yearly", "period": "2025", "place": CITY}, "已经布置过", 409),
        ({**WATER, "period": "2026"}, "还没有结束", 400),
        ({**WATER, "period": "2025Q1"}, "按年填报", 400),
        ({**WATER, "due": "2026-11-01"}, "已经过去", 400),
        ({**WATER, "due": "soon"}, "不是日期", 400),
        ({**WATER, "place": "450800000000"}, "没有“布置填报”的权限", 403),
    ],
)
def test_what_cannot_be_opened_is_refused_on_the_page(
    owner: Client, town: House, asked: dict[str, str], why: str, status: int
) -> None:
    from halfsky.store.models import RoundRow

    answer = owner.post(NEW, asked)
    assert answer.status_code == status
    assert why in main(answer)
    assert RoundRow.objects.count() == 2


def test_a_county_may_not_ask_anew_what_the_city_asks(cast: Cast) -> None:
    """The same form for the same period: a figure is asked once, whoever opens the round."""
    asked = {"form": "women-federation-yearly", "period": "2025", "place": COUNTY}
    answer = cast("office").post(f"/at/{COUNTY}/{YEAR}/rounds/new", asked)
    assert answer.status_code == 409
