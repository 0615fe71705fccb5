"""Who comes in: a program with its token, or somebody signed in on the pages, who may only look.

A session is taken for GET alone: a page of somebody else cannot make a browser write here. A token is counted, and a
route names the scopes of which it takes any one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.security import APIKeyCookie, HttpBearer

from halfsky.api.answers import TOO_MANY
from halfsky.api.shapes import Refusals
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.kernel.token import MISSING_SCOPE, SCOPES
from halfsky.queries.tokens import bearer, scopes_of
from halfsky.store.house import House, opened
from halfsky.store.visits import visit

ONLY_READS = problem(
    "403.801",
    ("网页登录状态只能用来读取。", "A sign-in of the pages only reads here."),
    ("写入请用令牌。", "Write with a token."),
)
NOTHING_NEW = 304
ALWAYS = frozenset({400, 401, 403, 404, 429, 503})
WHEN_WRITING = ALWAYS | {409, 413}


class Bearer(HttpBearer):
    """A token in the header Authorization."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        house = opened()
        viewer = bearer(house, token.strip())
        _count(house, f"token-{viewer.token}")
        if self.scopes and not scopes_of(viewer).intersection(self.scopes):
            wanted = [SCOPES[code].label + Text(f"（{code}）", f"({code})") for code in self.scopes]
            raise MISSING_SCOPE.at(scope=Text("或".join(t.zh for t in wanted), " or ".join(t.en for t in wanted)))
        return viewer


class Session(APIKeyCookie):
    """Whom the pages know by their cookie."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        viewer: Viewer = getattr(request, "viewer", Viewer())
        if viewer.user_id is None:
            return None
        if request.method != "GET":
            raise ONLY_READS.at()
        _count(opened(), f"user-{viewer.user_id}")
        return viewer


class Part(Router):
    """The routes of one noun, each with its scopes, its answer and the refusals that may come."""

    def reads(self, path: str, answer: Any, *scopes: str, summary: Text) -> Callable[..., Any]:
        """A GET route."""
        answers = {200: answer, NOTHING_NEW: None, ALWAYS: Refusals}
        return self.get(
            path,
            auth=[Bearer(scopes), Session()],
            response=answers,
            summary=_said(summary),
            openapi_extra=_extra(scopes),
        )

    def writes(
        self, method: str, path: str, answer: Any, *scopes: str, summary: Text, status: int = 200
    ) -> Callable[..., Any]:
        """A POST or PUT route."""
        answers = {status: answer, WHEN_WRITING: Refusals}
        return self.api_operation(
            [method],
            path,
            auth=[Bearer(scopes), Session()],
            response=answers,
            summary=_said(summary),
            openapi_extra=_extra(scopes),
        )


def asked(request: HttpRequest) -> tuple[House, Viewer]:
    """The house, and who asks it."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return opened(), viewer


def _count(house: House, name: str) -> None:
    now, most = house.now(), house.settings.api_requests
    visits = visit(house.folder, name, now)
    if visits.count > most:
        raise TOO_MANY.at(most=most, seconds=visits.wait(now))


def _said(summary: Text) -> str:
    return f"{summary.zh} · {summary.en}"


def _extra(scopes: tuple[str, ...]) -> dict[str, Any]:
    return {"x-scopes": list(scopes)}
