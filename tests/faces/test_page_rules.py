"""Rules of every page: no script or style inside it, one heading, labels on fields; light, and for an old browser."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import halfsky
from tests.faces.conftest import CITY, YEAR, Cast
from tests.faces.reading import tree

if TYPE_CHECKING:
    from django.test import Client

HERE = f"/at/{CITY}/{YEAR}"
PAGES = (
    HERE,
    f"{HERE}/plans/women-2021?columns=all",
    f"{HERE}/plans/women-2021/W1.02",
    f"{HERE}/duties/women-2021",
    f"{HERE}/duties/women-2021/book",
    f"{HERE}/duties/women-2021/split",
    f"{HERE}/duties/women-2021/split?key=W1.06",
    f"{HERE}/duties/women-2021/pledges",
    f"{HERE}/succession",
    f"{HERE}/place",
    f"{HERE}/map",
    f"{HERE}/compare",
    f"{HERE}/whatif",
    f"{HERE}/search?q=率",
    f"{HERE}/documents",
    "/documents/1",
    "/packs",
    "/users",
    "/users/new",
    "/users/import",
    "/users/2",
    "/cards",
    "/account",
    "/account/factor",
    "/log",
    "/password",
    "/nowhere",
)
STATIC = Path(halfsky.__file__).parent / "web" / "static" / "web"
MOST = 200_000
# Newer than Chromium 109: the style sheets and scripts do without.
TOO_NEW_CSS = (
    "text-wrap", "color-mix", "subgrid", "light-dark", "@scope", "@starting-style", "field-sizing", "anchor-name",
    "animation-timeline", "view-transition", "interpolate-size", "popover", r"^\s*&",
)  # fmt: skip
TOO_NEW_JS = (
    r"\.toSorted\(", r"\.toReversed\(", r"\.with\(", r"groupBy\(", "fromAsync", "withResolvers", r"\.isSubsetOf\(",
    "startViewTransition", "showPopover", "with { type:",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_carries_no_script_no_style_and_no_handler(keeper: Client, address: str) -> None:
    page = tree(keeper.get(address))
    assert not page.xpath("//script[not(@src) and not(@type='application/json')] | //style | //*[@style]")
    assert not [name for e in page.iter() for name in e.attrib if name.startswith(("on", "hx-on"))]
    assert not page.xpath("//*[starts-with(@href, 'http')] | //*[starts-with(@src, 'http')]")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_a_title_and_labels(keeper: Client, address: str) -> None:
    page = tree(keeper.get(address))
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//title")[0].text.strip(" ·") != "半边天"
    labels = set(page.xpath("//label/@for"))
    assert not [f.get("id") for f in page.xpath("//input[not(@type='hidden')] | //select") if f.get("id") not in labels]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_policy_forbids_what_is_not_ours(owner: Client) -> None:
    policy = owner.get(HERE)["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


def test_a_page_of_figures_is_not_kept_by_caches_in_between(owner: Client) -> None:
    assert owner.get(HERE)["Cache-Control"] == "private, no-cache"


def fetched(client: Client, address: str) -> dict[str, bytes]:
    """The page and everything it loads, as bytes."""
    from django.contrib.staticfiles import finders

    answer = client.get(address)
    names = tree(answer).xpath("//link[@rel='stylesheet']/@href | //script/@src | //link[@rel='icon']/@href")
    found = {name: finders.find(name.removeprefix("/static/")) for name in names}
    assert all(found.values()), found
    return {address: answer.content, **{name: Path(str(path)).read_bytes() for name, path in found.items()}}


def test_the_first_page_is_light(owner: Client) -> None:
    loaded = fetched(owner, HERE)
    assert sum(len(gzip.compress(content)) for content in loaded.values()) < MOST
    assert not any("echarts" in name for name in loaded)


def test_the_chart_library_comes_with_charts_alone(owner: Client) -> None:
    assert any("echarts" in name for name in fetched(owner, f"{HERE}/plans/women-2021/W1.02"))
    assert not any("echarts" in name for name in fetched(owner, f"{HERE}/plans/women-2021"))


@pytest.mark.parametrize(("kind", "too_new"), [("css", TOO_NEW_CSS), ("js", TOO_NEW_JS)])
def test_an_old_office_browser_understands_it(kind: str, too_new: tuple[str, ...]) -> None:
    files = list(STATIC.rglob(f"*.{kind}"))
    assert files
    for path in files:
        source = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not [feature for feature in too_new if re.search(feature, source, re.MULTILINE)], path.name


def test_pages_differ_for_those_who_may_do_less(cast: Cast) -> None:
    """No menu leads to an empty room: what one may not open is not offered."""
    rooms = {
        who: set(tree(cast(who).get(HERE)).xpath("//nav[@class='rooms']//li/a/@href")) for who in ("owner", "admin")
    }
    assert rooms["admin"] - rooms["owner"] == {"/packs", "/users"}
    for who, links in rooms.items():
        assert all(cast(who).get(link).status_code == 200 for link in links)
