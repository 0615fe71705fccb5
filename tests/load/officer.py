"""One officer's browser: a connection of its own, cookies, the tokens of forms; it waits when it is told to."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.houses import PASSWORD
from tests.load.town import Officer, Sheet

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SUBMISSION = re.compile(r'name="submission" value="(\d+)"')
DATA = re.compile(r'<script id="sheet-data" type="application/json">(.*?)</script>', re.DOTALL)
TIMEOUT = 60.0
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Broken(Exception):
    """An answer that is none of those expected: an error of the house."""


@dataclass
class Taken:
    """What was measured: seconds by kind of request, how often the house asked to wait, what it acknowledged."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    waits: int = 0
    errors: list[str] = field(default_factory=list)
    acknowledged: list[tuple[int, str, str]] = field(default_factory=list)
    """Round, county and the mark that the submission bears."""


@dataclass
class Browser:
    """Asks on one connection; `taken` is written into."""

    port: int
    officer: Officer
    taken: Taken
    over: Callable[[], bool]
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        if self.officer.session:
            self.cookies["sessionid"] = self.officer.session

    def ask(self, kind: str, path: str, body: bytes | None = None, content: str = FORM) -> tuple[int, str]:
        """The answer's status and text. Asked to wait, it waits and asks again; that is counted and is no error."""
        while True:
            began = time.perf_counter()
            status, headers, text = self._sent(path, body, content)
            if status != 503:
                break
            self.taken.waits += 1
            time.sleep(float(headers.get("Retry-After", "5")))
        self.taken.seconds.setdefault(kind, []).append(time.perf_counter() - began)
        if status not in (200, 302):
            raise Broken(f"{kind} {path}: {status} {text[:300]}")
        if found := TOKEN.search(text):
            self.token = found[1]
        return status, text

    def _sent(self, path: str, body: bytes | None, content: str) -> tuple[int, Mapping[str, str], str]:
        for attempt in range(2):
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
            try:
                self.line.request("POST" if body is not None else "GET", path, body, self._headers(body, content))
                answer = self.line.getresponse()
                text = answer.read().decode()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # An idle connection that the server has closed meanwhile; what was asked on it was never begun.
                self.hang_up()
                if attempt:
                    raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, dict(answer.getheaders()), text

    def hang_up(self) -> None:
        """Leave the line; the next question opens another."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def _headers(self, body: bytes | None, content: str) -> dict[str, str]:
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            sent |= {"Content-Type": content, "X-CSRFToken": self.token}
        return sent

    # What an officer does

    def sign_in(self) -> None:
        self.ask("sign-in page", "/sign-in")
        fields = {
            "username": self.officer.name,
            "password": PASSWORD,
            "csrfmiddlewaretoken": self.token,
            "next": "/tasks",
        }
        status, _ = self.ask("sign in", "/sign-in", urlencode(fields).encode())
        if status != 302:
            raise Broken(f"{self.officer.name} was not let in")

    def open_sheet(self, sheet: Sheet) -> tuple[int, str]:
        """The version of the draft, and the number of the submission that may be taken back (empty: none)."""
        _, text = self.ask("sheet", self._at(sheet))
        data, submission = DATA.search(text), SUBMISSION.search(text)
        return (json.loads(data[1])["version"] if data else 0), (submission[1] if submission else "")

    def fill_in(self, sheet: Sheet, mark: str, version: int, share: float) -> int:
        """Keep a draft of the first cells; its version."""
        answers = dict(list(sheet.answers.items())[: max(1, int(len(sheet.answers) * share))])
        return int(self._json("draft", sheet, "draft", mark, version, answers)["version"])

    def check(self, sheet: Sheet, mark: str, version: int) -> None:
        if self._json("check", sheet, "check", mark, version, sheet.answers)["left"] != 0:
            raise Broken("a whole sheet has empty cells")

    def submit(self, sheet: Sheet, mark: str, version: int) -> None:
        self._json("submit", sheet, "submit", mark, version, sheet.answers)
        self.taken.acknowledged.append((sheet.number, self.officer.county, mark))

    def take_back(self, sheet: Sheet, submission: str) -> None:
        fields = {"move": "withdraw", "submission": submission, "csrfmiddlewaretoken": self.token}
        self.ask("take back", f"{self._at(sheet)}/step", urlencode(fields).encode())

    def _json(
        self, kind: str, sheet: Sheet, to: str, mark: str, version: int, answers: Mapping[str, str]
    ) -> dict[str, Any]:
        comments = {next(iter(sheet.answers)): mark}
        body = {"answers": answers, "explained": sheet.explained, "comments": comments, "version": version}
        _, text = self.ask(kind, f"{self._at(sheet)}/{to}", json.dumps(body).encode(), JSON)
        said: dict[str, Any] = json.loads(text)
        return said

    def _at(self, sheet: Sheet) -> str:
        return f"/rounds/{sheet.number}/{self.officer.county}"
