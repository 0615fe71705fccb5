"""A report looked at again: the user's edited copy is sent, what changed is listed, and what she chose is written."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import docx
import pytest

from tests.faces.conftest import CITY, YEAR, Cast, opened
from tests.faces.reading import main, text, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from halfsky.store.house import House

HERE = f"/at/{CITY}/{YEAR}/documents"


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house of each test's own: these tests change it."""
    yield from opened(town_template, tmp_path / "town")


def revise(house: House, tmp_path: Path) -> tuple[str, str]:
    """Another published value for the indicator that the city's report speaks of first; returns it before and after."""
    from halfsky.actions.values import import_values
    from halfsky.queries.assessments import assess
    from tests.houses import admin_of

    viewer = admin_of(house)
    found = assess(house, viewer, "women-2021", CITY, YEAR)
    row = next(r for r in found.rows if r.verdict.observation and r.indicator.unit == "%" and not r.goal.cell)
    now = row.verdict.observation
    assert now is not None
    after = now.value - 1
    table = tmp_path / "values.csv"
    source = next(iter(house.content.sources))
    table.write_text(
        "indicator,place,year,value,unit,source\n"
        f"{row.indicator.code},{CITY},{now.year},{float(after):.1f},%,{source}\n",
        encoding="utf-8",
    )
    import_values(house, viewer, table)
    return row.name.zh, f"{float(after):.1f}%"


def test_an_edited_copy_is_traced_chosen_from_and_filed_anew(cast: Cast, tmp_path: Path) -> None:
    owner = cast("owner")
    content = b"".join(owner.get("/documents/1/file"))
    file = docx.Document(io.BytesIO(content))
    file.add_paragraph("这一段是我自己写的。")
    out = io.BytesIO()
    file.save(out)
    sent = io.BytesIO(out.getvalue())
    sent.name = "我的报告.docx"
    address = owner.post(f"{HERE}/look", {"file": sent})["Location"]
    assert "没有变化" in main(owner.get(address))

    name, after = revise(cast.house, tmp_path)
    page = tree(owner.get(address))
    numbers = page.xpath("//input[@name='number']")
    assert numbers and any(name in text(n.getparent()) and after in text(n.getparent()) for n in numbers)
    assert page.xpath("//details//table/tbody/tr")
    # Nobody else finds the copy, and who may not write may not have it written.
    assert cast("colleague").get(address).status_code == 404
    assert not tree(cast("colleague").get("/documents/1/changes")).xpath("//main//button[contains(., '写进')]")

    chosen = {"number": [n.get("value") for n in numbers], "sentence": []}
    filed = owner.post(address, chosen)["Location"]
    assert re.fullmatch(r"/documents/\d+", filed) and filed != "/documents/1"
    made = docx.Document(io.BytesIO(b"".join(owner.get(f"{filed}/file"))))
    told = "".join(t.text or "" for t in made.element.body.iter("{*}t"))
    assert after in told and "这一段是我自己写的。" in told
    assert "我的报告（已刷新）.docx" in main(owner.get(filed))


def test_a_template_is_sent_and_written_from(cast: Cast) -> None:
    owner = cast("owner")
    assert "还没有模板" in main(owner.get(f"{HERE}/templates"))
    for words, status, says in (
        ("孕产妇死亡率{{孕产妇死亡}}。", 400, "相近的有：孕产妇死亡率"),
        ("{{地区}}孕产妇死亡率{{孕产妇死亡率}}。", 302, ""),
    ):
        file, out = docx.Document(), io.BytesIO()
        file.add_paragraph(words)
        file.save(out)
        sent = io.BytesIO(out.getvalue())
        sent.name = "季报.docx"
        answer = owner.post(f"{HERE}/templates", {"file": sent})
        assert answer.status_code == status
        assert says in (main(answer) if status == 400 else "")
    [form] = tree(owner.get(f"{HERE}/templates")).xpath("//form[contains(@action, '/write')]")
    filed = owner.post(form.get("action"), {"form": "final"})["Location"]
    made = docx.Document(io.BytesIO(b"".join(owner.get(f"{filed}/file"))))
    assert re.fullmatch(r"示例市孕产妇死亡率[\d.]+/10万。|示例市孕产妇死亡率（.+）。", made.paragraphs[0].text)
    assert "演示数据" in made.sections[0].header.paragraphs[-1].text
