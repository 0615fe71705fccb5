"""What watches a process may ask it: whether it lives, and whether it can serve."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from halfsky.site.gate import Gate
from halfsky.store.house import House
from tests.databases import on_postgresql


def inside(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"a page"]


def asked(of: Callable[..., Any], path: str) -> tuple[int, Any]:
    said: list[str] = []
    body = b"".join(of({"PATH_INFO": path}, lambda status, headers: said.append(status)))
    return int(said[0][:3]), body.decode()


def test_it_lives_while_nobody_else_is_let_in() -> None:
    from halfsky.site.health import Alive

    full = Alive(Gate(inside, workers=1, waiting=-1))
    assert asked(full, "/")[0] == 503
    assert asked(full, "/healthz") == (200, '{"ok": true, "refusals": []}')


@pytest.mark.database
def test_it_serves_with_tables_of_this_version_and_a_database_that_answers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.site import health

    monkeypatch.setattr(health, "up_to_date", lambda: False)
    number = json.loads(asked(health.Ready(inside), "/readyz")[1])["refusals"][0]["number"]
    assert number == "503.1371"
    monkeypatch.undo()

    of = health.Ready(inside)
    assert asked(of, "/readyz")[0] == 200
    assert asked(of, "/anything") == (200, "a page")
    if on_postgresql():
        # The server lets go of us: the next question opens a new connection.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (ours,) = cursor.fetchone()
        import psycopg

        with psycopg.connect(house.settings.database or "", autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [ours])
        assert asked(of, "/readyz")[0] == 200

    def nobody_there() -> None:
        raise OperationalError("connection refused")

    connection.close()
    monkeypatch.setattr(connection, "connect", nobody_there)
    code, said = asked(of, "/readyz")
    assert (code, json.loads(said)["refusals"][0]["number"]) == (503, "503.1370")
    monkeypatch.undo()
    house.folder.settings_file.unlink()
    assert json.loads(asked(of, "/readyz")[1])["refusals"][0]["number"] == "404.500"
