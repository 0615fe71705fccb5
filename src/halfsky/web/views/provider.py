"""Signing in through the provider that the house has set: OpenID Connect with code and PKCE, tokens checked by Authlib.

The provider says who one is; which account that is, and what it may do, the house says alone.
"""

from __future__ import annotations

from typing import Any

from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.django_client import OAuth  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from joserfc.errors import JoseError
from requests import RequestException

from halfsky.actions import outside, sign_ins
from halfsky.kernel.accounts import Provider
from halfsky.kernel.refusals import problem
from halfsky.store.house import opened
from halfsky.web.origin import origin_of
from halfsky.web.sessions import go_on
from halfsky.web.views.account import safe

NO_PROVIDER = problem(
    "404.704",
    ("没有启用统一身份认证登录。", "Single sign-on is not set up."),
    ("请用用户名和密码登录。", "Sign in with user name and password."),
)
UNREACHED = problem(
    "503.701",
    ("统一身份认证暂时连不上。", "The provider of single sign-on cannot be reached."),
    ("请稍后再试，或用用户名和密码登录。", "Try again later, or sign in with user name and password."),
)
NOT_CONFIRMED = problem(
    "403.707",
    ("统一身份认证没有确认您的身份。", "The provider of single sign-on did not confirm who you are."),
    ("请从登录页重新开始。", "Start again from the sign-in page."),
)
BACK = "provider_back"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""How a token may be signed: with a key of the provider's own, never with one that both sides know."""
PATIENCE = 10


@require_GET
@never_cache
def provider(request: HttpRequest) -> HttpResponse:
    """Off to the provider; the way back is kept in the session."""
    set_ = _provider()
    request.session[BACK] = safe(request.GET.get("next", ""))
    try:
        answer: HttpResponse = _client(set_).authorize_redirect(request, _address(request))
    except (RequestException, ValueError) as why:
        raise UNREACHED.at() from why
    return answer


@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Back with the provider's word: checked (signature, issuer, audience, time, nonce), then matched to an account."""
    house, set_ = opened(), _provider()
    where = safe(request.session.pop(BACK, "/"))
    if request.user.is_authenticated:
        return HttpResponseRedirect(where)
    try:
        claims = _client(set_).authorize_access_token(request).get("userinfo")
    except RequestException as why:
        raise UNREACHED.at() from why
    except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError) as why:
        raise NOT_CONFIRMED.at() from why
    if not claims:
        raise NOT_CONFIRMED.at()
    user = outside.matched(house, set_, claims, origin_of(request))
    return go_on(request, user, sign_ins.PROVIDER, where)


def _provider() -> Provider:
    found = opened().settings.accounts.oidc
    if found is None:
        raise NO_PROVIDER.at()
    return found


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("web:provider_back"))


def _client(set_: Provider) -> Any:
    """A client for one request: what the provider says about itself is asked each time, so that new keys are known."""
    folder = opened().folder
    secret = folder.read_key(folder.oidc_secret) if folder.oidc_secret.exists() else None
    client = OAuth().register(
        "provider",
        client_id=set_.client_id,
        client_secret=secret,
        server_metadata_url=f"{set_.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": set_.scope,
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
            "token_endpoint_auth_method": "client_secret_basic" if secret else "none",
        },
    )
    said = client.load_server_metadata()
    if str(said.get("issuer", "")).rstrip("/") != set_.issuer.rstrip("/"):
        raise NOT_CONFIRMED.at()
    signed = said.get("id_token_signing_alg_values_supported") or ["RS256"]
    said["id_token_signing_alg_values_supported"] = [name for name in signed if name in ALGORITHMS]
    return client
