"""The second factor on pages: enrolling, signing in with it, recovery codes, and the roles that must."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.actions.test_accounts_factors import code_at
from tests.faces.conftest import CITY, YEAR, Cast, opened
from tests.faces.reading import main, tree
from tests.houses import NOW, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

PAGE = f"/at/{CITY}/{YEAR}"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


def enrol(client: Client) -> tuple[str, list[str]]:
    """Go through the page as a person does: read the secret, send the code; returns secret and recovery codes."""
    page = tree(client.get("/account/factor"))
    assert page.xpath("//main//*[@role='img']/*[local-name()='svg']")
    secret = re.sub(r"\s", "", page.xpath("//main//p[@class='small']/span")[0].text_content())
    signed = page.xpath("//input[@name='secret']/@value")[0]
    sent = {"secret": signed, "code": code_at(secret, NOW), "password": PASSWORD}
    answer = client.post("/account/factor", sent)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    return secret, [li.text_content() for li in tree(answer).xpath("//ul[contains(@class, 'codes')]/li")]


def to_second(cast: Cast) -> Client:
    client = cast("")
    answer = client.post("/sign-in", {"username": "owner", "password": PASSWORD, "next": PAGE})
    assert answer["Location"] == "/sign-in/second"
    return client


def test_password_and_code_together_open_the_house(cast: Cast, town: House) -> None:
    import datetime as dt

    secret, codes = enrol(cast("owner"))
    assert len(codes) == 10
    client = to_second(cast)
    assert client.get(PAGE)["Location"].startswith("/sign-in?")
    assert client.post("/sign-in/second", {"code": "000000"}).status_code == 400
    town.clock = lambda: NOW + dt.timedelta(minutes=1)
    answer = client.post("/sign-in/second", {"code": code_at(secret, NOW + dt.timedelta(minutes=1))})
    assert answer["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


def test_a_recovery_code_opens_it_once(cast: Cast) -> None:
    _, codes = enrol(cast("owner"))
    assert to_second(cast).post("/sign-in/second", {"code": codes[0]})["Location"] == PAGE
    assert to_second(cast).post("/sign-in/second", {"code": codes[0]}).status_code == 400


def test_nobody_comes_to_the_second_step_without_the_first_or_long_after_it(cast: Cast, town: House) -> None:
    import datetime as dt

    _, codes = enrol(cast("owner"))
    assert cast("").post("/sign-in/second", {"code": codes[0]})["Location"] == "/sign-in"
    client = to_second(cast)
    town.clock = lambda: NOW + dt.timedelta(minutes=11)
    assert client.post("/sign-in/second", {"code": codes[0]})["Location"] == "/sign-in"


def test_enrolling_asks_for_the_password_and_for_a_right_code(cast: Cast, town: House) -> None:
    from halfsky.actions.users import named

    client = cast("owner")
    page = tree(client.get("/account/factor"))
    secret = re.sub(r"\s", "", page.xpath("//main//p[@class='small']/span")[0].text_content())
    signed = page.xpath("//input[@name='secret']/@value")[0]
    code = code_at(secret, NOW)
    wrong = {"secret": signed, "code": code, "password": "wrong"}
    assert client.post("/account/factor", wrong).status_code == 400
    answer = client.post("/account/factor", {"secret": signed, "code": "0" * 6, "password": PASSWORD})
    assert "动态口令不对" in main(answer)
    # The same secret is shown again: the telephone that has scanned it need not scan anew.
    assert signed.split(":")[0] == tree(answer).xpath("//input[@name='secret']/@value")[0].split(":")[0]
    assert named("owner").factor == ""


def test_a_secret_of_somebody_elses_page_is_not_taken(cast: Cast) -> None:
    theirs = tree(cast("colleague").get("/account/factor"))
    secret = re.sub(r"\s", "", theirs.xpath("//main//p[@class='small']/span")[0].text_content())
    signed = theirs.xpath("//input[@name='secret']/@value")[0]
    sent = {"secret": signed, "code": code_at(secret, NOW), "password": PASSWORD}
    assert cast("owner").post("/account/factor", sent).status_code == 400


def test_a_role_that_must_is_led_to_enrol_and_then_goes_on(cast: Cast, town: House) -> None:
    path = town.folder.settings_file
    settings = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**settings, "accounts": {"second_factor": ["office"]}}), "utf-8")
    client = cast("owner")
    assert client.get(PAGE)["Location"] == "/account/factor"
    assert client.post("/account/edit", {"name": "x"}).status_code == 403
    assert cast("colleague").get(PAGE).status_code == 200
    enrol(client)
    assert client.get(PAGE).status_code == 200
    assert "取消动态口令" not in main(client.get("/account"))


def test_one_takes_it_away_oneself_with_the_password_or_the_manager_does(cast: Cast, town: House) -> None:
    from halfsky.actions.users import named

    client = cast("owner")
    enrol(client)
    assert client.post("/account/factor/off", {"password": "wrong"}).status_code == 400
    assert client.post("/account/factor/off", {"password": PASSWORD})["Location"] == "/account"
    assert named("owner").factor == ""
    town.clock = lambda: NOW
    enrol(client)
    assert cast("admin").post(f"/users/{named('owner').pk}/factor").status_code == 302
    assert named("owner").factor == ""
