"""The demonstration as its visitors meet it: built and served by the real command, opened in Debian's Chromium.

The server and its worker are processes of their own, so that nothing here touches the house but the pages.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.demonstration import ROOT, demo_at, plain_environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CITY, NATION = "990100000000", "000000000000"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Demo:
    """Where the demonstration is served, its accounts (user name → password), and its folder."""

    address: str
    passwords: dict[str, str]
    house: Path = Path()
    signed_in: dict[str, Any] = field(default_factory=dict)
    """Cookies by account: the password of each is typed and checked, which is slow by design, once a house."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def demo(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`halfsky demo`, with its worker, until the tests are over."""
    if not (ROOT / "build" / "static" / "staticfiles.json").is_file():
        pytest.fail("the static files are not collected: make setup", pytrace=False)
    folder, port = demo_at(tmp_path_factory.mktemp("demo") / "house", demo_template), free_port()
    command = [sys.executable, "-m", "halfsky", "demo", str(folder), "--json", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=plain_environment(), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        try:
            wait_for(told["address"], server)
            yield Demo(told["address"], {a["user"]: a["password"] for a in told["accounts"]}, Path(told["house"]))
        finally:
            server.terminate()
            server.wait(20)


def wait_for(address: str, server: subprocess.Popen[str], seconds: float = 60) -> None:
    """Until it answers; its end is a failure."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert server.poll() is None, "the server has stopped"
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{address} does not answer")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once for all that is looked at; every window has a fresh profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One person at one screen; every complaint of the browser about our pages is kept in `complaints`."""

    def __init__(self, context: BrowserContext, demo: Demo) -> None:
        self.demo, self.context = demo, context
        self.tab: Page = context.new_page()
        self.complaints: list[str] = []
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def sign_in(self, username: str) -> Visitor:
        """Come in by the page for it, or where the account has done so before, by the same session."""
        if username in self.demo.signed_in:
            self.context.add_cookies(self.demo.signed_in[username])
            return self
        self.tab.goto(f"{self.demo.address}/sign-in")
        self.tab.fill("#id_username", username)
        self.tab.fill("#id_password", self.demo.passwords[username])
        self.tab.click("main button")
        self.tab.wait_for_url("**/at/**")
        self.demo.signed_in[username] = self.context.cookies()
        return self

    @property
    def page(self) -> Page:
        """Where the person is: on the page opened last, at first on her first page."""
        if self.tab.url == "about:blank" and self.context.cookies():
            self.tab.goto(f"{self.demo.address}/")
        return self.tab

    def open(self, path: str) -> Page:
        self.tab.goto(self.demo.address + path)
        return self.tab

    def beside(self) -> Visitor:
        """The same person in one more tab."""
        return Visitor(self.context, self.demo)


@pytest.fixture
def visit(chromium: Browser, demo: Demo) -> Iterator[type]:
    """`visit("office")` opens a browser window for that account; "" is signed out."""
    windows: list[BrowserContext] = []

    def come(username: str = "", screen: dict[str, int] = DESK, script: bool = True) -> Visitor:
        window = chromium.new_context(viewport=screen, java_script_enabled=script, locale="zh-CN")  # type: ignore[arg-type]
        windows.append(window)
        visitor = Visitor(window, demo)
        return visitor.sign_in(username) if username else visitor

    yield come  # type: ignore[misc]
    for window in windows:
        window.close()
