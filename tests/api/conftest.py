"""A house with two open rounds (tests/rounds.py), and programs that speak to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.faces.conftest import rounds_template
from tests.houses import opened
from tests.rounds import person

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

    from halfsky.store.house import House

__all__ = ["rounds_template"]
EVERY = ("read", "fill", "review", "ledgers", "manage")


@pytest.fixture
def town(rounds_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of this test's own."""
    yield from opened(rounds_template, tmp_path / "town")


@dataclass(frozen=True)
class Program:
    """A program with a token; without one it comes as nobody."""

    secret: str = ""

    def __call__(self, method: str, address: str, sent: Any = None, **headers: str) -> Answer:
        """Ask; `address` is what follows /api/v1, `sent` goes as JSON."""
        from django.test import Client

        if self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        content = "" if sent is None else json.dumps(sent)
        client = Client(SERVER_NAME="localhost", raise_request_exception=True)
        return client.generic(method, f"/api/v1{address}", content, "application/json", headers=headers)

    def get(self, address: str) -> Any:
        """The answer to a GET, which must be given."""
        answer = self("GET", address)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


class Programs:
    """`programs("town")` comes with a token of that user with every scope, `programs("town", "read")` with one."""

    def __init__(self, house: House) -> None:
        self.house = house

    def __call__(self, username: str, *scopes: str) -> Program:
        from halfsky.actions.tokens import add_token

        if not username:
            return Program()
        return Program(add_token(self.house, person(self.house, username), "test", scopes or EVERY).secret)


@pytest.fixture
def programs(town: House) -> Programs:
    return Programs(town)


def numbers(answer: Answer) -> list[str]:
    """The numbers of the refusals of an answer."""
    return [refusal["number"] for refusal in answer.json()["refusals"]]
