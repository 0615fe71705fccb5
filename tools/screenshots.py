"""Takes the pictures of the README from a demonstration built for the purpose: `.venv/bin/python tools/screenshots.py`.

Each is a PNG of at most 256 colours under docs/pictures/, small enough to be kept in the repository.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
HERE = "/at/990100000000/2025"
DESK, PHONE = (1440, 960), (390, 844)
# File name → who looks, address, screen, and how far down the picture begins.
WANTED = {
    "first-1440": ("office", HERE, DESK, 0),
    "plan-1440": ("office", f"{HERE}/plans/women-2021", DESK, 0),
    "indicator-1440": ("office", f"{HERE}/plans/women-2021/W1.02", DESK, 0),
    "working-1440": ("office", f"{HERE}/plans/women-2021/W1.02", DESK, "#steps"),
    "first-390": ("office", HERE, PHONE, 0),
    "round-1440": ("office", "/rounds/1", DESK, 0),
    "sheet-1440": ("south-liaison", "/rounds/1/990103000000", DESK, 0),
    "sheet-390": ("south-liaison", "/rounds/1/990103000000", PHONE, 0),
    "jot-390": ("chair", "/at/990101001001/2026/jot/activity", PHONE, 0),
}
MOST_BYTES = 200_000


def main() -> None:
    """Build, serve, take, stop."""
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [sys.executable, "-m", "halfsky", "demo", f"{scratch}/demo", "--json", "--port", str(port)]
        with (
            subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server,
            sync_playwright() as play,
        ):
            assert server.stdout is not None
            told = json.loads(server.stdout.readline())
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            try:
                wait_for(told["address"])
                take_all(browser.new_page(locale="zh-CN"), told)
            finally:
                browser.close()
                server.terminate()


def wait_for(address: str) -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def take_all(page: Page, told: dict[str, object]) -> None:
    """Take every picture, signed in as the account of the demonstration that it is for."""
    address = str(told["address"])
    passwords = {a["user"]: a["password"] for a in told["accounts"]}  # type: ignore[attr-defined]
    here = ""
    for name, (who, path, (width, height), down) in WANTED.items():
        if who != here:
            page.context.clear_cookies()
            page.goto(f"{address}/sign-in")
            page.fill("#id_username", who)
            page.fill("#id_password", passwords[who])
            page.click("main button")
            here = who
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        if isinstance(down, str):
            page.locator(down).evaluate("element => element.scrollIntoView()")
        save(name, page.screenshot())


def save(name: str, picture: bytes) -> None:
    """Keep a picture with as many colours as it takes to look the same."""
    path = PICTURES / f"{name}.png"
    Image.open(BytesIO(picture)).convert("RGB").quantize(256).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES // 1000} kB")


if __name__ == "__main__":
    main()
