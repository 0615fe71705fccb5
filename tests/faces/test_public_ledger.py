"""公开台账: shown to everyone where the house says so, and to nobody where it does not."""

from __future__ import annotations

from dataclasses import replace

from django.test import Client

from halfsky.store.house import House
from tests.ledgers import CARE, CASE, COUNTY, EVENT, TOWN, VILLAGE, add


def shown(house: House, *registers: str) -> Client:
    house.folder.keep(replace(house.folder.settings(), public_ledgers=registers))
    house._settings = None
    return Client(SERVER_NAME="localhost")


def test_a_ledger_is_public_where_the_house_says_so(books: House) -> None:
    add(books, "chair", "event", VILLAGE, EVENT)
    address = f"/public/{VILLAGE}/event"
    assert shown(books).get(address).status_code == 404
    page = shown(books, "event").get(address)
    assert page.status_code == 200 and "三八座谈" in page.content.decode()
    assert shown(books, "event").get(f"/public/{TOWN}/event").content.decode().count("三八座谈") == 0


def test_nothing_of_persons_is_public_whatever_the_house_says(books: House) -> None:
    add(books, "town", "care", TOWN, CARE)
    add(books, "worker", "case", COUNTY, CASE)
    client = shown(books, "care", "case")
    assert client.get(f"/public/{TOWN}/care").status_code == 404
    assert client.get(f"/public/{COUNTY}/case").status_code == 404
