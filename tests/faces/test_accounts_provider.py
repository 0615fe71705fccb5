"""Signing in through a provider, over real HTTP with really signed tokens; and the ways a token may be wrong."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest

from tests.faces.conftest import CITY, YEAR, Cast, opened
from tests.faces.oidc_provider import Claims, Provider, b64, new_key, serving, signed
from tests.faces.reading import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.test import Client

    from halfsky.store.house import House

PAGE = f"/at/{CITY}/{YEAR}"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


@pytest.fixture
def provider(town: House) -> Iterator[Provider]:
    """The provider, served, and set in the house."""
    with serving(Provider()) as served:
        settings = json.loads(town.folder.settings_file.read_text("utf-8"))
        label = {"zh": "政务统一认证", "en": "government sign-on"}
        oidc = {"issuer": served.issuer, "client_id": "halfsky", "claim": "employee", "label": label}
        town.folder.settings_file.write_text(json.dumps({**settings, "accounts": {"oidc": oidc}}), "utf-8")
        town.folder.oidc_secret.write_text(served.client[1] + "\n", "ascii")
        yield served


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def at_the_provider(address: str) -> str:
    """Where the provider sends the browser back to."""
    from urllib.error import HTTPError

    try:
        build_opener(_Stay).open(address, timeout=10)
    except HTTPError as redirect:
        return str(redirect.headers["Location"])
    raise AssertionError("the provider sent nobody back")


def through(client: Client) -> object:
    """The whole way as a browser goes it."""
    away = client.get("/sign-in/provider", {"next": PAGE})
    assert away.status_code == 302
    back = at_the_provider(away["Location"])
    return client.get(back.removeprefix("http://localhost"))


def test_the_way_there_and_back_opens_the_account_that_the_claim_names(cast: Cast, provider: Provider) -> None:
    client = cast("")
    assert "政务统一认证" in main(client.get("/sign-in"))
    away = client.get("/sign-in/provider", {"next": PAGE})["Location"]
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["scope"] == ["openid profile"]
    answer = through(client)
    assert answer["Location"] == PAGE  # type: ignore[index]
    assert client.get(PAGE).status_code == 200
    assert "统一身份认证" in main(client.get("/account"))


def test_a_person_without_an_account_gets_none(cast: Cast, provider: Provider) -> None:
    from halfsky.store.models import User

    provider.person = {"sub": "1", "employee": "nobody"}
    before = User.objects.count()
    answer = through(cast(""))
    assert answer.status_code == 403 and "没有与之对应的账号" in main(answer)  # type: ignore[attr-defined]
    assert User.objects.count() == before


def other_key(claims: Claims) -> str:
    return signed(new_key(), claims)


def unsigned(claims: Claims) -> str:
    return ".".join((b64(b'{"alg":"none"}'), b64(json.dumps(claims).encode()), ""))


def symmetric(claims: Claims) -> str:
    """Signed with the client's own secret: whoever knows it could be anybody."""
    body = ".".join(b64(json.dumps(p).encode()) for p in ({"alg": "HS256", "kid": "k1"}, claims))
    return f"{body}.{b64(hmac.new(b'a-secret-of-the-client', body.encode(), hashlib.sha256).digest())}"


def changed(**other: object) -> Callable[[Claims], str | None]:
    def spoil(claims: Claims) -> None:
        claims.update(other)

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(other_key, id="another key"),
        pytest.param(unsigned, id="no signature"),
        pytest.param(symmetric, id="the client's secret"),
        pytest.param(changed(iss="https://elsewhere.example"), id="another issuer"),
        pytest.param(changed(aud="someone-else"), id="another audience"),
        pytest.param(changed(exp=1000), id="run out"),
        pytest.param(changed(nonce="not-ours"), id="another nonce"),
        pytest.param(lambda claims: "no.token.atall", id="no token"),
    ],
)
def test_a_wrong_token_opens_nothing(cast: Cast, provider: Provider, spoil: Callable[[Claims], str | None]) -> None:
    provider.spoil = spoil
    client = cast("")
    answer = through(client)
    assert answer.status_code == 403, main(answer)  # type: ignore[attr-defined]
    assert "没有确认您的身份" in main(answer)
    assert client.get(PAGE)["Location"].startswith("/sign-in")


def test_an_answer_that_was_not_asked_for_opens_nothing(cast: Cast, provider: Provider) -> None:
    """The state belongs to the browser that began: another one cannot use it, nor twice."""
    begun, other = cast(""), cast("")
    back = at_the_provider(begun.get("/sign-in/provider")["Location"]).removeprefix("http://localhost")
    assert other.get(back).status_code == 403
    assert begun.get(back).status_code == 302
    assert cast("").get("/sign-in/provider/back?error=access_denied&state=x").status_code == 403


def test_a_second_factor_of_the_house_is_asked_for_all_the_same(cast: Cast, provider: Provider) -> None:
    from tests.faces.test_accounts_second_factor import enrol

    _, codes = enrol(cast("owner"))
    client = cast("")
    assert through(client)["Location"] == "/sign-in/second"  # type: ignore[index]
    assert client.post("/sign-in/second", {"code": codes[0]})["Location"] == PAGE


def test_a_provider_that_is_away_is_told(cast: Cast, town: House, provider: Provider) -> None:
    settings = json.loads(town.folder.settings_file.read_text("utf-8"))
    settings["accounts"]["oidc"]["issuer"] = "http://127.0.0.1:9"
    town.folder.settings_file.write_text(json.dumps(settings), "utf-8")
    answer = cast("").get("/sign-in/provider")
    assert answer.status_code == 503 and "暂时连不上" in main(answer)
    assert cast("").get("/sign-in").status_code == 200
