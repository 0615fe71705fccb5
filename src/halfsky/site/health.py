"""Two addresses for whoever watches a process, both without a session, a host name or a page.

`/healthz` says that the process lives and is answered before the gate, however many wait there. `/readyz` says that it
can serve: it takes its turn at the gate, asks the database, and wants the tables of this version or of a newer one. A
proxy or an operator's script asks them; nothing about the house or a person is said.
"""

from __future__ import annotations

import json

from django.db import DatabaseError, InterfaceError, connection

from halfsky.kernel.refusals import Refusal, problem
from halfsky.site.gate import Answer, Application, Start
from halfsky.store.away import AWAY, RETRY_AFTER
from halfsky.store.folder import NO_HOUSE
from halfsky.store.house import opened
from halfsky.store.tables import up_to_date

OLD_TABLES = problem(
    "503.1371",
    ("数据库的表是旧版本的。", "The tables are those of an older version."),
    (
        "请用 halfsky serve 重新启动：它先把表更新到这一版本。",
        "Start it with halfsky serve, which brings the tables up to date first.",
    ),
)
ALIVE, READY = "/healthz", "/readyz"


class Alive:
    """A WSGI application that answers `/healthz` by itself and hands all else on."""

    def __init__(self, inside: Application) -> None:
        self.inside = inside

    def __call__(self, environ: dict[str, object], start: Start) -> Answer:
        return _said(None, start) if environ.get("PATH_INFO") == ALIVE else self.inside(environ, start)


class Ready:
    """A WSGI application that answers `/readyz` by itself and hands all else on."""

    def __init__(self, inside: Application) -> None:
        self.inside = inside
        self.fits = False

    def __call__(self, environ: dict[str, object], start: Start) -> Answer:
        return _said(self.missing(), start) if environ.get("PATH_INFO") == READY else self.inside(environ, start)

    def missing(self) -> Refusal | None:
        """What keeps this process from serving. Tables that were new enough once stay so."""
        if not opened().folder.exists():
            return NO_HOUSE.at(path=opened().path.name)
        try:
            connection.ensure_connection()
            if not connection.is_usable():
                connection.close()
                connection.ensure_connection()
            self.fits = self.fits or up_to_date()
        except (DatabaseError, InterfaceError):
            connection.close()
            return AWAY.at(seconds=RETRY_AFTER)
        return None if self.fits else OLD_TABLES.at()


def _said(missing: Refusal | None, start: Start) -> Answer:
    said = {"ok": missing is None, "refusals": [missing.as_json()] if missing else []}
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start("503 Service Unavailable" if missing else "200 OK", headers)
    return [body]
