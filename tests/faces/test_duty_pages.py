"""The pages of responsibility: a target is split, the book filed and signed, pledges leave as a zip, plans compare."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.collecting import PDF
from tests.faces.conftest import CITY, YEAR, Cast
from tests.faces.reading import main, rows, text, tree
from tests.houses import opened

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House

PAGE = f"/at/{CITY}/{YEAR}/duties/women-2021"
KEY = "W1.06"


@pytest.fixture(scope="module")
def town(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from opened(town_template, tmp_path_factory.mktemp("house") / "town")


def blanks(answer: object) -> dict[str, str]:
    """What stands in the blanks of the form that splits over places."""
    form = tree(answer).get_element_by_id("below")
    return {i.get("name"): i.get("value", "") for i in form.xpath(".//input[@name]")}


def test_a_target_is_proposed_checked_kept_and_promised(owner: Client) -> None:
    chosen = tree(owner.get(f"{PAGE}/split"))
    assert f"?key={KEY}" in [a.get("href") for a in chosen.xpath("//th/a")]
    said = blanks(owner.get(f"{PAGE}/split?key={KEY}"))
    said |= {name: str(1000 * n) for n, name in enumerate((n for n in said if n.startswith("weight-")), 1)}
    proposed = owner.post(f"{PAGE}/split", {**said, "deed": "propose"})
    assert "达到总目标：按分母加权" in main(proposed)
    parts = {n: v for n, v in blanks(proposed).items() if n.startswith("part-")}
    assert len(parts) == 5 and all(parts.values())

    # The largest place far behind and the others ahead: the plain mean says what the whole does not.
    codes = sorted(n.removeprefix("part-") for n in parts)
    weights = {f"weight-{c}": "10000" if c == codes[0] else "1000" for c in codes}
    lazy = {f"part-{c}": "85" if c == codes[0] else "95" for c in codes}
    short = owner.post(f"{PAGE}/split", {**said, **weights, **lazy, "deed": "keep"})
    # (10000 × 85 + 4 × 1000 × 95) ÷ 14000 = 87.857…; the mean is (85 + 4 × 95) ÷ 5 = 93.
    assert short.status_code == 400
    assert "没有达到总目标：按分母加权 87.9%" in main(short) and "400.1041" in main(short)
    assert [text(s) for s in tree(short).xpath("//s")] == ["93.0%"]
    kept = owner.post(f"{PAGE}/split", {**said, **parts, "deed": "keep"}, follow=True)
    assert "新增5个目标值" in main(kept)

    steps = owner.post(f"{PAGE}/split", {"key": KEY, "deed": "steps", "base_year": "2020", "base": "81", "shares": ""})
    years = {i.get("name"): i.get("value") for i in tree(steps).get_element_by_id("years").xpath(".//tbody//input")}
    assert (years["year-2021"], years["year-2029"]) == ("82.0", "90.0")  # 81 + 10 points in ten years
    assert "新增9个目标值" in main(
        owner.post(f"{PAGE}/split", {"key": KEY, "deed": "keep_years", **years}, follow=True)
    )


def test_targets_leave_as_a_table_and_come_back_unchanged(owner: Client) -> None:
    taken = owner.post(f"{PAGE}/targets.csv")
    assert taken["Content-Type"].startswith("text/csv")
    file = SimpleUploadedFile("targets.csv", taken.content)
    done = owner.post(f"{PAGE}/targets", {"file": file}, follow=True)
    assert "新增0个目标值，修改0个" in main(done)
    broken = SimpleUploadedFile("targets.csv", "编号,区划代码,年度,比较方式,目标值\nW1.02,1,2030,≤,12\n".encode())
    assert owner.post(f"{PAGE}/targets", {"file": broken}).status_code == 400


def test_the_book_is_filed_and_signed(owner: Client, cast: Cast) -> None:
    assert "第1版" in main(owner.get(f"{PAGE}/book"))
    filed = owner.post(f"{PAGE}/book", follow=True)
    number = int(filed.redirect_chain[-1][0].rpartition("/")[2])
    assert "这是第1版" in main(filed)
    assert "打开第1版" in main(owner.get(f"/documents/{number}"))
    assert len(json.loads(owner.get(f"{PAGE}/book.json").content)["rows"]) > 60
    shown = json.loads(owner.get(f"/duties/versions/{number}.json").content)
    assert shown["version"] == 1 and shown["signed_on"] is None and shown["rows"][0]["domain"] == "妇女与健康"
    taken = owner.get(f"/duties/versions/{number}.csv").content.decode("utf-8-sig")
    assert taken.startswith("编号,领域,主要目标,牵头单位,责任单位,目标值,进度,时限,联络员")
    colleague = cast("colleague")
    assert "尚未签署" in main(colleague.get(f"/duties/versions/{number}"))
    scan = {"by": "李某", "on": "2026-11-22", "file": SimpleUploadedFile("a.pdf", PDF)}
    assert colleague.post(f"/papers/{number}/sign", scan).status_code == 403
    nothing = owner.post(f"/papers/{number}/sign", {"by": "", "on": "", "file": SimpleUploadedFile("a.pdf", PDF)})
    assert nothing.status_code == 400 and "400.1048" in main(nothing)
    signed = owner.post(f"/papers/{number}/sign", {**scan, "file": SimpleUploadedFile("a.pdf", PDF)}, follow=True)
    assert "李某" in main(signed)
    back = owner.get(f"/papers/{number}/scan")
    assert b"".join(back.streaming_content) == PDF and back["Content-Type"] == "application/pdf"  # type: ignore[attr-defined]
    versions = rows(tree(owner.get(f"{PAGE}/book")).xpath("//table")[0])
    assert "李某" in versions[0]["签署"]
    assert "已签署" in main(colleague.get(PAGE))


def promised(owner: Client) -> None:
    """All five places have a target now: each gets a pledge, all leave in one zip, one is signed by both sides."""
    page = f"/at/{CITY}/2026/duties/women-2021/pledges"
    written = owner.post(page, {"signer": "王某", "day": "2026-11-22"}, follow=True)
    assert "已形成5份责任书" in main(written)
    archive = zipfile.ZipFile(io.BytesIO(owner.get(f"{page}.zip").content))
    assert len(archive.namelist()) == 5 and all(name.endswith("2026年目标责任书.docx") for name in archive.namelist())
    number = tree(written).xpath("//form[contains(@action, '/papers/')]/@action")[0].split("/")[2]
    signing = {"by": "王某、赵某", "on": "2026-11-22", "file": SimpleUploadedFile("a.pdf", PDF), "back": page}
    done = owner.post(f"/papers/{number}/sign", signing, follow=True)
    assert done.redirect_chain[-1][0] == page and "王某、赵某" in main(done)
    [line] = rows(tree(owner.get(f"/documents/{number}")).xpath("//table")[0])
    assert (line["编号"], line["时限"]) == (KEY, "2030年")


def test_a_draft_of_the_next_plan_stands_beside_the_old_one(town: House, owner: Client, tmp_path: Path) -> None:
    from halfsky.actions.packs import install
    from halfsky.kernel.period import period
    from halfsky.packs.cloning import Cloning, write_clone
    from halfsky.queries.next_plan import installed_pack, latest_bases
    from tests.houses import admin_of

    admin = admin_of(town)
    assert "只有一代规划" in main(owner.get(f"/at/{CITY}/{YEAR}/succession"))
    bases = latest_bases(town, admin, "women-2021", 2031)
    old = installed_pack(town, "women-2021")
    write_clone(Cloning(old, "women-2031", period("2031..2040"), keep=True, bases=bases), tmp_path / "women-2031")
    install(town, admin, [tmp_path / "women-2031"])
    shown = json.loads(owner.get(f"/at/{CITY}/{YEAR}/succession.json?near=women-2031").content)
    assert (shown["old"], shown["new"]) == ("women-2021", "women-2031")
    assert {r["change"] for r in shown["rows"]} == {"沿用"}
    assert "全国" in main(owner.get(f"/at/{CITY}/{YEAR}/succession?near=women-2031"))
    assert owner.get(f"/at/{CITY}/{YEAR}/succession?plans=women-2021,children-2021").status_code == 400
