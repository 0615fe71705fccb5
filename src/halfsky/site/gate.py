"""The gate in front of the house: a few threads do the work, whoever comes waits a bounded time, then is told to retry.

Without it a burst would be queued without end: everybody would wait, and the answers would come after the browsers have
gone. Requests are taken in the order in which they come; whose turn does not come within `PATIENCE`, or who finds too
many before them, gets 503 with Retry-After, and nothing was begun. The grid of a sheet keeps what was typed and tries
again. The threads that work hold the connections to the database, so their number bounds those, too.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from html import escape
from typing import Any

from halfsky.kernel.refusals import Refusal, problem

TOO_MANY = problem(
    "503.1410",
    ("现在访问的人太多，这次请求没有处理。", "Too many are asking at this moment; this request was not begun."),
    (
        "请过{seconds}秒再试；正在填写的内容存在本机，会自动重新保存。",
        "Try again in {seconds} seconds; what you are typing is kept on your machine and saved again by itself.",
    ),
)
WORKERS = 4
"""So many requests are worked on at a time in one process."""
THREADS = 256
"""So many may be held in one process: those that are worked on, that wait, and a few that are being turned away."""
TURNED_AWAY = 16
PATIENCE = 10.0
"""Seconds; browsers give up after twenty."""
RETRY_AFTER = 5

Answer = Iterable[bytes]
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Answer]


class Gate:
    """A WSGI application that lets requests into another."""

    def __init__(
        self, inside: Application, workers: int = WORKERS, waiting: int | None = None, patience: float = PATIENCE
    ) -> None:
        self.inside = inside
        self.patience = patience
        self.pool = ThreadPoolExecutor(workers, "house")
        self.places = threading.BoundedSemaphore(workers + (THREADS - TURNED_AWAY if waiting is None else waiting))

    def __call__(self, environ: dict[str, Any], start: Start) -> Answer:
        if not self.places.acquire(blocking=False):
            return turned_away(environ, start)
        begun = threading.Event()
        try:
            work = self.pool.submit(self._worked, environ, start, begun)
            return self._waited(work, begun, environ, start)
        finally:
            self.places.release()

    def _worked(self, environ: dict[str, Any], start: Start, begun: threading.Event) -> Answer:
        begun.set()
        return self.inside(environ, start)

    def _waited(self, work: Future[Answer], begun: threading.Event, environ: dict[str, Any], start: Start) -> Answer:
        """The answer; what has not begun in time is taken back, what has begun is waited for."""
        begun.wait(self.patience)
        if work.cancel():
            return turned_away(environ, start)
        return work.result()


def turned_away(environ: dict[str, Any], start: Start) -> Answer:
    """503 in the shape that the caller reads: the page of a person, or the JSON of a program."""
    no = TOO_MANY.at(seconds=RETRY_AFTER)
    json_asked = environ.get("PATH_INFO", "").startswith("/api/") or "json" in environ.get("CONTENT_TYPE", "")
    body, kind = (_json(no), "application/json") if json_asked else (_page(no), "text/html; charset=utf-8")
    start(
        "503 Service Unavailable",
        [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Retry-After", str(RETRY_AFTER)),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return [body]


def _json(no: Refusal) -> bytes:
    return json.dumps({"refusals": [no.as_json()]}, ensure_ascii=False).encode()


def _page(no: Refusal) -> bytes:
    """A page that asks nothing of the house, in both languages."""
    said = "".join(f'<p lang="{lang}">{escape(no.in_(lang))}</p>' for lang in ("zh", "en"))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{no.number}</title>'
    return f'<!doctype html><html lang="zh-Hans"><head>{head}</head><body>{said}</body></html>'.encode()
