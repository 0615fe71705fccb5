"""A ledger copied from the guide and installed while the house is open: list, form, figures, with nothing restarted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faces.conftest import Cast
from tests.faces.reading import main
from tests.houses import admin_of
from tests.ledgers import VILLAGE

if TYPE_CHECKING:
    from halfsky.store.house import House

GUIDE = Path(__file__).parents[2] / "docs" / "registers.md"
HERE = f"/at/{VILLAGE}/2026"
KINDS = ("family", "law", "care", "other")
TEAM = {"f.name": "示例服务队", "f.kind": "law", "f.founded": "2026-03-08"}


def copied(folder: Path) -> Path:
    """A pack with the page of the guide and its elements."""
    guide = GUIDE.read_text("utf-8")
    page = re.search(r"^```yaml\n(register: .*?)^```$", guide, re.M | re.S)
    table = re.search(r"^```\n(code,name.*?)^```$", guide, re.M | re.S)
    assert page and table
    (folder / "registers").mkdir(parents=True)
    (folder / "pack.yaml").write_text("pack: mine\nversion: 1.0.0\nkind: registers\ntitle: 自己的台账\n", "utf-8")
    (folder / "registers" / "volunteer-team.yaml").write_text(page[1], "utf-8")
    (folder / "elements.csv").write_text(table[1], "utf-8")
    kinds = "".join(f"volunteer_kind,{kind},{kind}\n" for kind in KINDS)
    (folder / "dimensions.csv").write_text(f"dimension,code,zh\n{kinds}", "utf-8")
    return folder


def test_a_page_of_the_guide_is_a_ledger_as_soon_as_it_is_installed(books: House, tmp_path: Path) -> None:
    from halfsky.actions import packs

    chair = Cast(books)("chair")
    assert chair.get(f"{HERE}/ledgers/volunteer-team").status_code == 404
    packs.install(books, admin_of(books), [copied(tmp_path / "mine")])

    assert "巾帼志愿服务队" in main(chair.get(f"{HERE}/ledgers"))
    kept = chair.post(f"{HERE}/ledgers/volunteer-team/new", TEAM)
    assert kept.status_code == 302
    assert "示例服务队" in main(chair.get(f"{HERE}/ledgers/volunteer-team"))
    again = chair.post(f"{HERE}/ledgers/volunteer-team/new", TEAM)
    assert again.status_code == 409 and "队名与此相同" in main(again)
    figures = main(chair.get(f"{HERE}/ledgers/volunteer-team/figures"))
    assert "志愿服务队数" in figures
    year = chair.get(f"{HERE}/yearly.json").json()
    told = {row["element"]: row["value"] for g in year["groups"] for r in g["registers"] for row in r["figures"]}
    assert told["volunteer_teams"] == "1"
