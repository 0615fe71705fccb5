"""The documented deployment, run: nginx with the shipped file in front of two servers of one house in PostgreSQL.

Somebody signs in through the proxy, fills in on one server and sees it on the other; the database is started again
while people write; one server is killed. Whatever was acknowledged is there afterwards, and the site goes on.
"""

from __future__ import annotations

import http.client
import json
import signal
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from halfsky.store.house import House
from tests.cli.test_serve import free_port
from tests.collecting import FORM, GUIGANG, PINGNAN, People, answers
from tests.databases import copied
from tests.deployment.units import command
from tests.houses import PASSWORD, open_copy
from tests.own_server import OwnServer, own_server

pytestmark = [pytest.mark.slow, pytest.mark.postgresql, pytest.mark.proxy]
ROOT = Path(__file__).parents[2]
NAME = "halfsky.example"
WAIT = 40.0


@dataclass
class Browser:
    """Asks through the proxy, or a server directly as the proxy does."""

    port: int
    direct: bool = False
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, body: bytes | None = None, content: str = "application/json") -> tuple[int, str, str]:
        """Status, text, and what Retry-After says."""
        if self.direct:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        else:
            trusting = ssl._create_unverified_context()
            line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=trusting)
        headers = {"Host": NAME, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if self.direct:
            headers["X-Forwarded-Proto"] = "https"
        if body is not None:
            headers |= {"Content-Type": content, "Referer": f"https://{NAME}/", "Origin": f"https://{NAME}"}
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        line.request("GET" if body is None else "POST", path, body, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return answer.status, text, answer.headers.get("Retry-After", "")

    def sign_in(self, name: str) -> None:
        assert self.ask("/sign-in")[0] == 200
        fields = {"username": name, "password": PASSWORD, "next": "/tasks"}
        token = self.cookies["csrftoken"]
        status, text, _ = self.ask(
            "/sign-in",
            urlencode(fields | {"csrfmiddlewaretoken": token}).encode(),
            "application/x-www-form-urlencoded",
        )
        assert status == 302, text

    def at(self, port: int) -> Browser:
        """The same person at one server."""
        return Browser(port, direct=True, cookies=self.cookies)


@contextmanager
def served(house: Path, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """What the unit of a server starts, with a folder for sums of its own."""
    words, environment = command("halfsky-web.service", house, folder / f"arrays-{port}", port)
    with (folder / f"said-{port}").open("wb") as log:
        process = subprocess.Popen(words, env=environment, stderr=log, stdout=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def proxied(folder: Path, port: int, servers: tuple[int, int]) -> Iterator[None]:
    """nginx with the file of the deployment: only addresses, ports and the certificate are others."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    said = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for shown, here in (
        ("10.0.0.11:8000", f"127.0.0.1:{servers[0]}"),
        ("10.0.0.12:8000", f"127.0.0.1:{servers[1]}"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/halfsky/", f"{folder}/"),
    ):
        assert said.count(shown) >= 1, shown
        said = said.replace(shown, here)
    (folder / "halfsky.conf").write_text(said, "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors; events {{}}"
        f" http {{ access_log off; {paths} include {folder}/halfsky.conf; }}",
        "utf-8",
    )
    process = subprocess.Popen(["/usr/sbin/nginx", "-e", folder / "errors", "-p", folder, "-c", folder / "nginx.conf"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def until(holds: object, what: str, folder: Path) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            if holds():  # type: ignore[operator]
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(what + "\n" + "\n".join(p.read_text("utf-8") for p in sorted(folder.glob("said-*"))))


def opened_round(path: Path) -> tuple[int, dict[str, str]]:
    """Open the yearly form; its number, and the answers of a sound sheet. The house is closed again. Tests digest
    passwords in a way of their own; the filler gets one that the product knows."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from halfsky.actions.rounds import open_round
    from halfsky.store.models import User
    from halfsky.store.tables import close

    house: House = open_copy(path)
    row = open_round(house, People(house)["city_office"], FORM, "2025", GUIGANG)
    given, hasher = answers(house, row), PBKDF2PasswordHasher()
    digest = str(hasher.encode(PASSWORD, hasher.salt(), iterations=1000))
    User.objects.filter(username="filler").update(password=digest)
    close()
    return row.pk, given


@dataclass
class Writing:
    """Somebody who saves her draft again and again, a greater number each time, and notes what came back."""

    browser: Browser
    path: str
    given: dict[str, str]
    cell: str
    kept: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        number = version = 0
        while not self.over.is_set():
            number += 1
            given = {**self.given, self.cell: str(number)}
            body = json.dumps({"answers": given, "explained": {}, "comments": {}, "version": version})
            status, text, retry = self.browser.ask(f"{self.path}/draft", body.encode())
            if status == 200:
                self.kept.append(number)
                version = int(json.loads(text)["version"])
                continue
            self.refused.append((status, retry))
            status, text, _ = self.browser.ask(f"{self.path}/draft")
            version = int(json.loads(text)["version"]) if status == 200 else version

    def enough(self, more: int) -> None:
        """Wait until so many more saves are acknowledged."""
        wanted, end = len(self.kept) + more, time.monotonic() + WAIT
        while len(self.kept) < wanted:
            assert time.monotonic() < end, self.refused[-3:]
            time.sleep(0.05)


def restarted_while(writer: Writing, server: OwnServer) -> None:
    """Start the database again while she writes; she goes on by the same processes."""
    thread = threading.Thread(target=writer.run)
    thread.start()
    try:
        writer.enough(3)
        server.stop()
        time.sleep(0.5)
        server.start()
        writer.enough(3)
    finally:
        writer.over.set()
        thread.join()


def test_the_site_goes_on(city_template: Path, tmp_path: Path) -> None:
    with own_server() as server, ExitStack() as stack:
        with copied(city_template, tmp_path / "house"):
            server.take(tmp_path / "house")
        settings = json.loads((tmp_path / "house" / "house.json").read_text("utf-8"))
        settings |= {"allowed_hosts": [NAME], "https": True}
        (tmp_path / "house" / "house.json").write_text(json.dumps(settings), "utf-8")
        number, given = opened_round(tmp_path / "house")
        one, two, front = free_port(), free_port(), free_port()
        first = stack.enter_context(served(tmp_path / "house", one, tmp_path))
        stack.enter_context(served(tmp_path / "house", two, tmp_path))
        stack.enter_context(proxied(tmp_path, front, (one, two)))
        for port in (one, two):
            until(lambda p=port: Browser(p, direct=True).ask("/readyz")[0] == 200, "not ready", tmp_path)

        browser = Browser(front)
        browser.sign_in("filler")
        path, cell = f"/rounds/{number}/{PINGNAN}", next(iter(given))
        writer = Writing(browser.at(one), path, given, cell)
        restarted_while(writer, server)
        assert {status for status, _ in writer.refused} <= {503}
        assert writer.refused and all(retry == "5" for _, retry in writer.refused)

        # What one server acknowledged the other shows, in the sheet and as data.
        status, text, _ = browser.at(two).ask(f"{path}/draft")
        assert status == 200
        assert int(json.loads(text)["answers"][cell]) >= writer.kept[-1]
        assert browser.at(two).ask(path)[0] == 200

        first.send_signal(signal.SIGKILL)
        first.wait(10)
        assert [browser.ask(path)[0] for _ in range(6)] == [200] * 6
