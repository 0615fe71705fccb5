"""`halfsky check-text`: findings as lines and as JSON, a commented copy, one refusal for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from halfsky.store.house import House
from tests.cli.commands import Run

TEXT = "2025年工作总结\n全市共有养老机构126家，其中公办48家、民办82家。\n一本上线3537人，比上年增长17.85%。\n"


def test_a_text_is_checked_without_a_house(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "总结.txt"
    file.write_bytes(TEXT.encode("gb18030"))
    said = run("check-text", file)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == f"总结.txt：{len(TEXT)}字，矛盾1处，存疑1处。"
    assert "  1  第2段  矛盾  分项与合计不符\n     “126家”\n     48 + 82 = 130，文中合计为126家，相差4。" in said.out
    shape = json.loads(run("check-text", file, "--json").out)
    assert [(f["kind"], f["quote"]) for f in shape["findings"]] == [("sum", "126家"), ("growth", "比上年增长17.85%")]
    for f in shape["findings"]:
        assert TEXT[f["start"] : f["end"]] == f["quote"]
        assert all(TEXT[a["start"] : a["end"]] == a["quote"] for a in f["also"])
    assert json.loads(run("check-text", file, "--json", "--tolerance", "0.01").out)["questions"] == 0
    assert run("check-text", file, "--tolerance", "x").code == 2
    refused = run("check-text", file, "--comments", tmp_path / "out.docx")
    assert refused.code == 1 and "[400.1243]" in refused.err and not (tmp_path / "out.docx").exists()
    assert run("check-text", tmp_path / "none.txt").code == 2


def test_the_findings_become_comments_of_a_copy(tmp_path: Path, run: Run) -> None:
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    file, copy = tmp_path / "总结.docx", tmp_path / "批注.docx"
    document.save(str(file))
    before = file.read_bytes()
    assert run("check-text", file, "--comments", copy).code == 0
    comments = [c.text for c in docx.Document(str(copy)).comments]
    assert [c.split("】")[0] for c in comments] == ["【矛盾·分项与合计不符", "【存疑·增长率算不出"]
    assert file.read_bytes() == before


@pytest.mark.database
def test_numbers_are_compared_with_a_house(house: House, tmp_path: Path, run: Run) -> None:
    from halfsky.kernel.breakdown import TOTAL
    from halfsky.kernel.period import Period
    from halfsky.queries.hidden import everything
    from halfsky.queries.places import place
    from halfsky.queries.series import series

    at = place(house, "450800000000")
    code = "孕产妇系统管理率"
    indicator = next(i for i in house.content.indicators.values() if i.name.zh == code)
    points = series(house, at, {indicator.code: (TOTAL,)}, everything(house)).get((indicator.code, TOTAL), ())
    known = next(o for o in points if o.period == Period("year", 2015))
    file = tmp_path / "a.txt"
    for shift, many in ((0, 0), (3, 1)):
        file.write_text(f"2015年，全市{code}为{float(known.value) - shift:.4g}%。", encoding="utf-8")
        out = run("check-text", file, "--json", "--house", house.path, "--place", at.code).out
        shape = json.loads(out)
        assert shape["compared_with_house"] and len(shape["findings"]) == many, out
