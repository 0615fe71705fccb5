"""The gate: few work at a time, who waits too long or finds too many before her is told when to come again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from halfsky.cli import serve
from halfsky.site import gate
from halfsky.site.gate import RETRY_AFTER, Gate


class House:
    """What lies behind the gate: answers when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.began = threading.Semaphore(0)
        self.most = self.now = self.all = 0
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        with self.lock:
            self.now, self.all = self.now + 1, self.all + 1
            self.most = max(self.most, self.now)
        self.began.release()
        assert self.let.wait(10)
        with self.lock:
            self.now -= 1
        start("200 OK", [])
        return [b"done"]


class Caller:
    """Somebody who asks, in a thread of her own."""

    def __init__(self, of: Gate, path: str = "/") -> None:
        self.status, self.body = "", b""
        self.headers: dict[str, str] = {}
        self.thread = threading.Thread(target=self.ask, args=(of, path))
        self.thread.start()

    def ask(self, of: Gate, path: str) -> None:
        def start(status: str, headers: list[tuple[str, str]]) -> None:
            self.status, self.headers = status, dict(headers)

        self.body = b"".join(of({"PATH_INFO": path}, start))

    def answered(self) -> Caller:
        self.thread.join(10)
        assert not self.thread.is_alive()
        return self


def test_all_are_answered_but_two_at_a_time() -> None:
    house = House()
    of = Gate(house, workers=2, waiting=8)
    callers = [Caller(of) for _ in range(10)]
    assert house.began.acquire(timeout=10) and house.began.acquire(timeout=10)
    house.let.set()
    assert [c.answered().status for c in callers] == ["200 OK"] * 10
    assert house.most == 2


def test_who_finds_too_many_before_her_is_turned_away_at_once_in_words() -> None:
    house = House()
    of = Gate(house, workers=1, waiting=0)
    first = Caller(of)
    assert house.began.acquire(timeout=10)
    page, program = Caller(of).answered(), Caller(of, "/api/v1/places").answered()
    assert (page.status, page.headers["Retry-After"]) == ("503 Service Unavailable", str(RETRY_AFTER))
    assert "过5秒再试" in page.body.decode() and "Try again in 5 seconds" in page.body.decode()
    [said] = json.loads(program.body)["refusals"]
    assert said["number"] == "503.1410" and program.headers["Content-Type"] == "application/json"
    house.let.set()
    assert first.answered().body == b"done"
    assert Caller(of).answered().status == "200 OK", "who was turned away holds no place"
    assert house.all == 2, "nothing of those was begun"


def test_whose_turn_does_not_come_is_told_and_never_begun() -> None:
    house = House()
    of = Gate(house, workers=1, waiting=1, patience=0.05)
    first = Caller(of)
    assert house.began.acquire(timeout=10)
    assert Caller(of).answered().status == "503 Service Unavailable"
    house.let.set()
    assert first.answered().status == "200 OK", "what has begun is waited for, however long it takes"
    assert house.all == 1


def test_the_server_holds_as_many_as_the_gate_counts_on() -> None:
    assert serve.THREADS == gate.THREADS
