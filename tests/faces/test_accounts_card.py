"""A village's card: issued on a page, scanned, opened with its PIN, locked by wrong ones, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import Cast, opened
from tests.faces.reading import main, rows, tree
from tests.houses import PASSWORD, admin_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

TOWN, VILLAGE = "450802001000", "450802001001"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own, with a township, its village and its cadre."""
    for house in opened(town_template, tmp_path / "town"):
        from halfsky.actions.places import import_places
        from halfsky.actions.users import add_user

        path = tmp_path / "places.csv"
        path.write_text(f"code,name\n{TOWN},甲镇\n{VILLAGE},甲村\n", "utf-8")
        import_places(house, admin_of(house), path)
        add_user(house, admin_of(house), "cadre", PASSWORD, "cadre", TOWN)
        yield house


@pytest.fixture(autouse=True)
def tokens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens of the cards that are issued, the newest last: a page shows them as a QR code alone."""
    import secrets

    made: list[str] = []
    chance = secrets.token_urlsafe

    def noted(size: int) -> str:
        made.append(chance(size))
        return made[-1]

    monkeypatch.setattr("halfsky.actions.cards.secrets.token_urlsafe", noted)
    return made


def issue(client: Client, tokens: list[str]) -> tuple[str, str]:
    """The card's address, which its QR code holds, and its PIN, which is in a part that is not printed."""
    from halfsky.web.qr import qr

    answer = client.post("/cards", {"place": VILLAGE, "name": "黄主席"})
    page = tree(answer)
    assert "no-store" in answer["Cache-Control"]
    address = f"/card/{tokens[-1]}"
    assert qr(f"http://localhost{address}") in answer.content.decode()
    assert tokens[-1] not in page.text_content()
    pin = page.xpath("//section[contains(@class, 'no-print')]//p[contains(@class, 'secret')]")[0].text_content()
    return address, pin


def test_a_cadre_issues_a_card_and_its_holder_comes_in(cast: Cast, tokens: list[str]) -> None:
    cadre = cast("cadre")
    assert "甲村" in main(cadre.get("/cards"))
    address, pin = issue(cadre, tokens)
    phone = cast("")
    assert "黄主席" in main(phone.get(address))
    assert phone.post(address, {"pin": pin})["Location"] == "/"
    assert phone.get("/account").status_code == 200
    assert [row["方式"] for row in rows(tree(phone.get("/account")).xpath("//main//table")[0])] == ["登录卡"]


def test_wrong_pins_lock_and_say_until_when(cast: Cast, tokens: list[str]) -> None:
    address, pin = issue(cast("cadre"), tokens)
    phone, wrong = cast(""), f"{(int(pin) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert phone.post(address, {"pin": wrong}).status_code == 400
    answer = phone.post(address, {"pin": pin})
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "10:15" in main(answer)


def test_a_withdrawn_card_opens_nothing_and_puts_its_holder_out(cast: Cast, tokens: list[str]) -> None:
    cadre = cast("cadre")
    address, pin = issue(cadre, tokens)
    phone = cast("")
    phone.post(address, {"pin": pin})
    withdraw = tree(cadre.get("/cards")).xpath("//form[contains(@action, '/withdraw')]/@action")[0]
    assert cadre.post(withdraw)["Location"] == "/cards"
    assert phone.get("/account")["Location"].startswith("/sign-in")
    assert phone.get(address).status_code == 410
    assert "已失效" in main(cadre.get("/cards"))


def test_a_lost_card_is_reissued_to_the_same_account(cast: Cast, tokens: list[str]) -> None:
    from halfsky.store.models import User

    cadre = cast("cadre")
    address, _ = issue(cadre, tokens)
    user = tree(cadre.get("/cards")).xpath("//button[@name='user']/@value")[0]
    assert "登录卡" in main(cadre.post("/cards", {"place": VILLAGE, "user": user}))
    assert cast("").get(address).status_code == 410
    assert User.objects.filter(username__startswith=VILLAGE).count() == 1


def test_the_address_of_a_card_is_told_to_no_other_house(cast: Cast, tokens: list[str]) -> None:
    address, _ = issue(cast("cadre"), tokens)
    assert cast("").get(address)["Referrer-Policy"] == "same-origin"


def test_a_cadre_sees_cards_and_no_users(cast: Cast) -> None:
    cadre = cast("cadre")
    rooms = tree(cadre.get("/cards")).xpath("//nav[@class='rooms']//li/a/@href")
    assert "/cards" in rooms and "/users" not in rooms
    assert cadre.get("/users").status_code == 403
