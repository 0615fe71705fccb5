"""读文稿 as pages: a text is pasted, shown beside its proposals, decided on by forms; what is wrong stands at each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.endpoint import Endpoint
from tests.faces.conftest import CITY, Cast, opened
from tests.faces.reading import main, text, tree

if TYPE_CHECKING:
    from halfsky.store.house import House

TEXT = """示例市妇女儿童工作委员会2026年工作要点

到2026年，全市孕产妇系统管理率达到95%。力争新建儿童之家12所。
市卫生健康委11月底前完成两癌筛查质量评估。"""
HERE = f"/at/{CITY}/2025/texts"


@pytest.fixture(scope="module")
def town(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that this file changes."""
    yield from opened(town_template, tmp_path_factory.mktemp("texts") / "town")


def test_a_pasted_text_is_decided_on_beside_its_words(cast: Cast) -> None:
    owner = cast("owner")
    assert "还没有读过文稿" in main(owner.get(HERE))
    address = owner.post(HERE, {"text": TEXT})["Location"]
    page = tree(owner.get(address))
    assert [text(m) for m in page.xpath("//mark")] == [
        "1全市孕产妇系统管理率达到95%",
        "2力争新建儿童之家12所",
        "3市卫生健康委11月底前完成两癌筛查质量评估",
    ]
    assert page.xpath("//mark/a[@id='p1']/@href") == ["#i1"] and page.xpath("//li[@id='i1']//a[@href='#p1']")
    assert page.xpath("//select[@name='as-1']/option[@selected]/@value") == ["women-2021:W1.06"]

    # Of three that are ticked two are done or said to be wrong each at its own place.
    answer = owner.post(address, {"n": ["1", "2"], "accept": "ticked", "as-1": "women-2021:W1.06", "as-2": ""})
    page = tree(answer)
    assert answer.status_code == 400
    assert [text(li.getparent()) for li in page.xpath("//li[@id='i1']//*[@class='wrong']")] == []
    assert "没有选定指标" in text(page.xpath("//li[@id='i2']")[0])
    [leads] = page.xpath("//li[@id='i1']//a[contains(@href, '/plans/women-2021/W1.06')]/@href")
    indicator = owner.get(leads)
    assert tree(indicator).xpath(f"//a[@href='{address}?at=1#i1']")
    assert "《示例市妇女儿童工作委员会2026年工作要点.txt》第3段" in main(indicator)

    assert owner.post(address, {"reject": "2"}).status_code == 302
    assert "不采用" in text(tree(owner.get(f"{address}?show=rejected")).xpath("//li[@id='i2']")[0])
    shown = tree(owner.get(f"{address}?kind=task"))
    assert shown.xpath("//li[contains(@class, 'proposal ')]/@id") == ["i3"]
    data = owner.get(f"{address}.json").json()
    assert [p["state"] for p in data["proposals"]] == ["accepted", "rejected", "open"]
    assert data["proposals"][0]["became"]["number"] == "W1.06"

    listed = owner.get(f"{address}.csv").content.decode("utf-8-sig").splitlines()
    assert listed[0].startswith("序号,位置,种类,对象") and "两癌筛查质量评估" in listed[3] and "未处理" in listed[3]
    assert owner.get(f"{address}.xlsx").content.startswith(b"PK")

    # One is mended on a page of its own; what cannot be read stays as it was typed.
    answer = owner.post(f"{address}/3", {"type": "target", "ref": "产假", "keep": "1"})
    assert answer.status_code == 400 and "没有指标“产假”" in main(answer)
    assert 'value="产假"' in answer.content.decode()
    assert owner.post(f"{address}/3", {"subject": "两癌筛查评估", "keep": "1"}).status_code == 302
    assert "两癌筛查评估" in text(tree(owner.get(address)).xpath("//li[@id='i3']")[0])

    # Whether a model is there to be asked stands on the page; one that does not answer takes nothing away.
    assert "模型：没有配置" in main(owner.get(address))
    settings = cast.house.folder.settings()
    cast.house.folder.keep(replace(settings, reading_model=Endpoint("http://127.0.0.1:1/v1", "small")))
    assert "发往127.0.0.1:1（small）" in main(owner.get(address))
    answer = owner.post(address, {"model": "1"})
    assert answer.status_code == 502 and "连接不上" in main(answer) and tree(answer).xpath("//li[@id='i3']")
    cast.house.folder.keep(settings)

    # A document leads to its proposals; the list knows how many wait; others see neither.
    number = address.split("/")[2]
    assert owner.get(f"/documents/{number}")["Location"] == address
    assert "示例市妇女儿童工作委员会2026年工作要点.txt" in main(owner.get(HERE))
    for who in ("colleague", "stranger"):
        refused = [cast(who).get(at).status_code for at in (address, f"{address}.json", f"{address}/1", HERE)]
        assert refused == [403] * 4
        assert cast(who).get(f"/documents/{number}/file").status_code == 403
        assert cast(who).post(address, {"accept": "3"}).status_code == 403


def test_what_cannot_be_read_is_said_above_the_form(cast: Cast) -> None:
    owner = cast("owner")
    broken = io.BytesIO(b"PK\x03\x04broken")
    broken.name = "a.docx"
    answer = owner.post(HERE, {"file": broken, "text": "甲"})
    assert answer.status_code == 400 and "文件已损坏" in main(answer) and ">甲</textarea>" in answer.content.decode()
    answer = owner.post(HERE, {})
    assert answer.status_code == 400 and "没有可读的文字" in main(answer)
    nothing = owner.post(HERE, {"text": "同志们，让我们团结起来，再创辉煌。"})["Location"]
    assert "没有读出" in main(owner.get(nothing))
