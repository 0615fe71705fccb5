"""我的令牌: made on the page with the password once more, shown once, listed with its last use, ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from halfsky.store.house import House
from tests.faces.conftest import Cast
from tests.faces.reading import tree
from tests.houses import PASSWORD, opened

TOKENS = "/account/tokens"
GIVEN = {"name": "卫健委系统", "scope": ["read", "fill"], "days": "30", "password": PASSWORD}


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(town_template, tmp_path / "town")


def test_a_token_is_shown_once_and_then_by_its_beginning(cast: Cast) -> None:
    client = cast("owner")
    page = tree(client.post(TOKENS, GIVEN))
    secret = page.xpath("string(//output)")
    assert secret.startswith("hs_") and len(secret) > 40
    again = client.get(TOKENS).content.decode()
    assert secret not in again and secret[:8] in again and "read fill" in again and "未见使用" in again


def test_the_password_is_asked_once_more(cast: Cast) -> None:
    from halfsky.store.models import Token

    answer = cast("owner").post(TOKENS, {**GIVEN, "password": "wrong"})
    assert answer.status_code == 400 and "卫健委系统" in answer.content.decode()
    assert not Token.objects.exists()


def test_all_that_is_wrong_is_said_at_once(cast: Cast) -> None:
    answer = cast("owner").post(TOKENS, {"name": "", "days": "x", "password": PASSWORD})
    said = answer.content.decode()
    assert answer.status_code == 400
    assert all(number in said for number in ("400.804", "400.805", "400.806"))


def test_it_is_ended_on_the_page_by_its_owner_alone(cast: Cast) -> None:
    from halfsky.store.models import Token

    client = cast("owner")
    client.post(TOKENS, GIVEN)
    number = Token.objects.get().pk
    assert cast("stranger").post(f"{TOKENS}/{number}/end").status_code == 403
    assert client.post(f"{TOKENS}/{number}/end").status_code == 302
    assert "已停用" in client.get(TOKENS).content.decode()
    assert client.post(f"{TOKENS}/{number}/end").status_code == 409


def test_a_manager_ends_the_tokens_of_others_on_their_page(cast: Cast) -> None:
    from halfsky.store.models import Token, User

    cast("owner").post(TOKENS, GIVEN)
    cast("stranger").post(TOKENS, GIVEN)
    first, second = Token.objects.order_by("pk")
    owner, keeper = User.objects.get(username="owner").pk, cast("admin")
    page = tree(keeper.get(f"/users/{owner}"))
    (action,) = page.xpath("//form[contains(@action, '/tokens/')]/@action")
    assert action == f"/users/{owner}/tokens/{first.pk}/end"
    assert keeper.post(f"/users/{owner}/tokens/{second.pk}/end").status_code == 404
    assert keeper.post(action).status_code == 302
    assert "已停用" in keeper.get(f"/users/{owner}").content.decode()
    assert [bool(token.ended_at) for token in Token.objects.order_by("pk")] == [True, False]


def test_a_duty_that_is_due_keeps_the_session_out_of_the_api(cast: Cast) -> None:
    """Who has to choose a password first gets nothing from the API either."""
    import datetime as dt

    from halfsky.store.models import User

    client = cast("owner")
    assert client.get("/api/v1/forms").status_code == 200
    User.objects.filter(username="owner").update(one_time_until=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    assert client.get("/api/v1/forms").status_code == 401
