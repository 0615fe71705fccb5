"""A user manager's day: find, add, correct, give and end roles, hand over, reset, lock and unlock, end sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.conftest import CITY, REAL, YEAR, Cast, opened
from tests.faces.reading import main, rows, text, tree
from tests.houses import PASSWORD, admin_of

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


def listed(client: Client, query: str = "") -> list[str]:
    tables = tree(client.get(f"/users{query}")).xpath("//main//table")
    return [row["用户名"] for row in rows(tables[0])] if tables else []


def number_of(username: str) -> int:
    from halfsky.actions.users import named

    return int(named(username).pk)


def test_the_list_is_searched_and_filtered(keeper: Client) -> None:
    assert listed(keeper) == ["admin", "colleague", "owner", "stranger", "stray", "upper"]
    assert listed(keeper, "?q=str") == ["stranger", "stray"]
    assert listed(keeper, "?role=office") == ["owner", "stranger", "upper"]
    assert listed(keeper, f"?place={CITY}") == ["colleague", "owner"]
    assert listed(keeper, "?place=示例市&role=liaison") == ["colleague"]
    assert listed(keeper, "?state=none") == ["stray"]
    assert listed(keeper, "?q=nobody") == []


def test_a_place_that_there_is_not_is_told_and_the_list_stays(keeper: Client) -> None:
    answer = keeper.get("/users?place=无此地")
    assert "没有区划“无此地”" in main(answer)
    assert len(rows(tree(answer).xpath("//main//table")[0])) == 6


def test_a_long_list_comes_in_pages_that_keep_what_was_asked(keeper: Client, town: House) -> None:
    from halfsky.actions.users import add_user

    for i in range(60):
        add_user(town, admin_of(town), f"user{i:02}", PASSWORD, "leader", REAL)
    first = listed(keeper, "?role=leader")
    assert first == [f"user{i:02}" for i in range(50)]
    page = tree(keeper.get("/users?role=leader"))
    onward = page.xpath("//nav[@aria-label='分页']/a/@href")
    assert onward == ["?role=leader&page=2"]
    assert listed(keeper, onward[0]) == [f"user{i:02}" for i in range(50, 60)]
    assert listed(keeper, "?page=99&role=leader") == listed(keeper, onward[0])


def test_a_new_user_gets_a_one_time_password_shown_once(keeper: Client, cast: Cast) -> None:
    form = {"username": "wei", "name": "韦明", "role": "liaison", "place": "示例市", "agency": "health"}
    answer = keeper.post("/users/new", form)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    password = tree(answer).xpath("//strong[contains(@class, 'secret')]")[0].text_content()
    client = cast("")
    client.post("/sign-in", {"username": "wei", "password": password})
    assert client.get(PAGE)["Location"] == "/password"
    again = keeper.post("/users/new", form)
    assert again.status_code == 409
    assert tree(again).get_element_by_id("name").get("value") == "韦明"


def test_roles_are_given_and_ended_on_the_users_page(keeper: Client, cast: Cast) -> None:
    number = number_of("stray")
    given = {"role": "office", "place": CITY, "until": "2027-12-31"}
    assert keeper.post(f"/users/{number}/roles", given)["Location"] == f"/users/{number}"
    assert cast("stray").get(PAGE).status_code == 200
    page = tree(keeper.get(f"/users/{number}"))
    assert "2027-12-31" in text(page.xpath("//section[@aria-labelledby='roles-h']")[0])
    end = page.xpath("//form[contains(@action, '/end')]/@action")[0]
    keeper.post(end)
    assert cast("stray").get(PAGE).status_code == 403
    assert "以往的角色" in main(keeper.get(f"/users/{number}"))


def test_a_role_is_handed_over(keeper: Client) -> None:
    page = tree(keeper.get(f"/users/{number_of('colleague')}"))
    address = page.xpath("//form[contains(@action, '/hand-over')]/@action")[0]
    answer = keeper.post(address, {"successor": "nobody", "since": "2026-12-01"})
    assert answer.status_code == 404 and "没有用户“nobody”" in main(answer)
    answer = keeper.post(address, {"successor": "heir", "name": "继任", "since": "2026-12-01"})
    assert "一次性密码" in main(answer)
    assert "成员单位联络员 · 示例市" in main(keeper.get(f"/users/{number_of('heir')}"))
    assert "2026-11-30" in main(keeper.get(f"/users/{number_of('colleague')}"))


def test_a_role_of_somebody_else_is_not_ended_through_this_page(keeper: Client) -> None:
    from halfsky.store.models import GrantRow

    theirs = GrantRow.objects.get(user__username="stranger").pk
    assert keeper.post(f"/users/{number_of('owner')}/roles/{theirs}/end").status_code == 404
    assert GrantRow.objects.get(pk=theirs).until is None


def test_a_locked_user_is_seen_and_freed(keeper: Client, cast: Cast) -> None:
    for _ in range(5):
        cast("").post("/sign-in", {"username": "owner", "password": "wrong"})
    assert listed(keeper, "?state=locked") == ["owner"]
    number = number_of("owner")
    assert "锁定至10:15" in main(keeper.get(f"/users/{number}"))
    assert keeper.post(f"/users/{number}/unlock").status_code == 302
    assert cast("").post("/sign-in", {"username": "owner", "password": PASSWORD}).status_code == 302


def test_a_locked_address_is_seen_and_freed(keeper: Client, cast: Cast) -> None:
    for i in range(30):
        cast("").post("/sign-in", {"username": f"n{i}", "password": "wrong"}, REMOTE_ADDR="192.0.2.9")
    assert "192.0.2.9" in main(keeper.get("/users"))
    keeper.post("/users/addresses", {"address": "192.0.2.9"})
    assert "192.0.2.9" not in main(keeper.get("/users"))


def test_a_proxy_is_believed_only_when_the_house_trusts_it(keeper: Client, cast: Cast) -> None:
    """Behind the trusted 127.0.0.1 the last address counts; what a stranger's header says does not."""
    sent = {"username": "owner", "password": PASSWORD}
    cast("").post("/sign-in", sent, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.5")
    cast("").post("/sign-in", sent, REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="6.6.6.6")
    shown = [r["地址"] for r in rows(tree(keeper.get(f"/users/{number_of('owner')}")).xpath("//main//table")[0])]
    assert shown == ["192.0.2.7", "192.0.2.5"]


def test_sessions_are_listed_and_ended(keeper: Client, cast: Cast) -> None:
    client, other = cast(""), cast("")
    agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/109.0 Safari/537.36 Edg/109.0"
    for each in (client, other):
        each.post("/sign-in", {"username": "owner", "password": PASSWORD}, HTTP_USER_AGENT=agent)
    page = tree(client.get("/account"))
    shown = rows(page.xpath("//main//table")[0])
    assert [(r["浏览器"], r["方式"]) for r in shown] == [("Edge · Windows", "密码")] * 2
    assert sum("本次登录" in r["状态"] for r in shown) == 1
    theirs = page.xpath("//button[@name='session' and @value != 'others']/@value")
    client.post("/account/sessions", {"session": theirs[0]})
    assert other.get(PAGE)["Location"].startswith("/sign-in")
    assert client.get(PAGE).status_code == 200
    keeper.post(f"/users/{number_of('owner')}/sessions", {"session": "all"})
    assert client.get(PAGE)["Location"].startswith("/sign-in")


def test_one_ends_all_other_sessions_and_stays(cast: Cast) -> None:
    here, there = cast(""), cast("")
    for each in (here, there):
        each.post("/sign-in", {"username": "owner", "password": PASSWORD})
    here.post("/account/sessions", {"session": "others"})
    assert here.get(PAGE).status_code == 200
    assert there.get(PAGE)["Location"].startswith("/sign-in")


def test_somebody_elses_session_is_not_ended(cast: Cast, town: House) -> None:
    from halfsky.store.models import SignIn

    cast("").post("/sign-in", {"username": "owner", "password": PASSWORD})
    theirs = SignIn.objects.get(user__username="owner").pk
    assert cast("stranger").post("/account/sessions", {"session": str(theirs)}).status_code == 403
    assert SignIn.objects.get(pk=theirs).ended_at is None


def test_details_are_corrected_by_oneself(cast: Cast) -> None:
    client = cast("owner")
    answer = client.post("/account/edit", {"name": "欧阳", "phone": "0775-1234567", "lang": "en"})
    assert answer.status_code == 302
    page = tree(client.get("/account"))
    assert page.get_element_by_id("phone").get("value") == "0775-1234567"
    assert "My account" in text(page.xpath("//h1")[0])


def test_a_role_is_lent_and_taken_back_on_ones_own_page(cast: Cast) -> None:
    from halfsky.store.models import GrantRow

    mine = GrantRow.objects.get(user__username="owner").pk
    client = cast("owner")
    sent = {"to": "colleague", "until": "2026-11-30"}
    assert client.post(f"/account/roles/{mine}/lend", sent)["Location"] == "/account"
    assert "已委托colleague至2026-11-30" in main(client.get("/account"))
    theirs = cast("colleague")
    assert "受owner委托" in main(theirs.get("/account"))
    page = tree(client.get("/account"))
    client.post(page.xpath("//form[contains(@action, '/loans/')]/@action")[0])
    assert "受owner委托" not in main(theirs.get("/account"))


def test_switching_off_puts_a_user_out_at_once(keeper: Client, cast: Cast) -> None:
    client = cast("")
    client.post("/sign-in", {"username": "owner", "password": PASSWORD})
    keeper.post(f"/users/{number_of('owner')}/switch", {"to": "off"})
    assert client.get(PAGE)["Location"].startswith("/sign-in")
    assert listed(keeper, "?state=off") == ["owner"]
    assert keeper.post(f"/users/{number_of('admin')}/switch", {"to": "off"}).status_code == 409


def test_an_unknown_user_is_told(keeper: Client) -> None:
    assert keeper.get("/users/999").status_code == 404
