"""工作日历: what is near is proposed to who may enter it, the form begins with it, and what came of it is known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.faces.reading import tree
from tests.ledgers import COUNTY, VILLAGE

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

YEAR_PAGE = f"/at/{COUNTY}/2025/calendar"
FIRST = f"/at/{COUNTY}/2025"


@pytest.fixture
def year(shipped_books: House) -> House:
    """The house with the shipped ledgers on 22 November 2026."""
    noon = dt.datetime.fromisoformat("2026-11-22T12:00+08:00")
    shipped_books.clock = lambda: noon
    return shipped_books


def client(name: str) -> Client:
    from django.test import Client

    from halfsky.store.models import User

    found = Client(SERVER_NAME="localhost")
    found.force_login(User.objects.get(username=name))
    return found


def test_an_occasion_is_proposed_entered_and_known_again(year: House) -> None:
    county = client("county")
    # On 22 November 2026 the day against violence (the 25th) is near and no sheet of the ledger is there yet.
    page = tree(county.get(FIRST))
    offers = {
        a.get("href"): a.text_content() for a in page.xpath("//section[@id='coming']//a[contains(@href, '/new')]")
    }
    address = next(href for href, text in offers.items() if "国际消除对妇女的暴力日" in text)
    given = {code: texts[0] for code, texts in parse_qs(urlsplit(address).query).items()}
    assert given == {
        "name": "2026年反家庭暴力宣传", "kind": "rights", "starts_on": "2026-11-25", "ends_on": "2026-11-25",
    }  # fmt: skip
    form = tree(county.get(address))
    assert form.get_element_by_id("f-name").value == "2026年反家庭暴力宣传"
    sent = {f"f.{code}": text for code, text in given.items()} | {"f.ends_on": "2026-11-30"}
    kept = county.post(address, sent)
    assert kept.status_code == 302
    number = kept["Location"].rpartition("/")[2]
    told = county.get(f"{YEAR_PAGE}.json").json()
    one = next(o for o in told["occasions"] if o["code"] == "violence-day")
    assert (one["records"], one["stage"], told["year"]) == ([int(number)], "soon", 2026)
    assert "国际消除对妇女的暴力日" not in tree(county.get(FIRST)).get_element_by_id("coming").text_content()
    assert f"№ {number}" in tree(county.get(YEAR_PAGE)).text_content()
    other = county.get(f"{YEAR_PAGE}.json?of=2027").json()
    assert other["year"] == 2027 and not any(o["records"] for o in other["occasions"])
    assert client("leader").get(FIRST).content.decode().count("接下来") == 0


def test_who_may_enter_nothing_sees_the_year_without_offers(year: House) -> None:
    page = tree(client("leader").get(YEAR_PAGE))
    assert "国家宪法日" in page.text_content() and not page.xpath("//main//a[contains(@href, '/new')]")
    chair = client("chair").get(f"/at/{VILLAGE}/2025/calendar")  # a village keeps neither campaigns nor tasks
    assert chair.status_code == 200 and not tree(chair).xpath("//main//a[contains(@href, '/new')]")
    assert client("leader").get(f"{YEAR_PAGE}.csv").status_code == 200


def test_a_house_without_occasions_says_where_they_come_from(books: House) -> None:
    page = client("county").get(YEAR_PAGE).content.decode()
    assert "occasions.csv" in page and "接下来" not in client("county").get(FIRST).content.decode()
