"""An office's own Word file as a template: marks become words and figures, the rest stays; then a figure is revised."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from halfsky.kernel.refusals import Refused
from tests.actions.test_refreshing import NATION, revise, words
from tests.cli.commands import Run, run

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

__all__ = ["run"]
RATES = [
    # By hand from values.csv and targets.csv: 15.1 in 2023, 14.3 in 2024, 16.9 in 2020, at most 12 by 2030.
    ("{{孕产妇死亡率}}", "14.3/10万"),
    ("{{mmr|上年}}", "15.1/10万"),
    ("{{孕产妇死亡率|较上年}}", "下降0.8个十万分点"),
    ("{{ 孕产妇死亡率 ｜ 较基期 }}", "下降2.6个十万分点"),
    ("｛｛孕产妇死亡率|目标｝｝", "12/10万以下"),
    ("{{孕产妇死亡率|距目标}}", "2.3个十万分点"),
    ("{{孕产妇死亡率|2022}}", "15.7/10万"),
    ("{{孕产妇死亡率|农村}}", "15.9/10万"),
    ("{{W1.02|数据年度}}", "2024"),
    ("{{地区}}{{年度}}年、{{上年}}年", "全国2024年、2023年"),
]


def template(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def kept(house: House, viewer: Viewer, content: bytes, name: str = "本办月报.docx") -> str:
    from halfsky.actions.templates import keep_template

    return str(keep_template(house, viewer, NATION, content, name).pk)


def written(house: House, viewer: Viewer, key: str, form: str = "work") -> tuple[str, bytes]:
    from halfsky.actions.templates import write_from
    from halfsky.queries.documents import document

    found = document(house, viewer, write_from(house, viewer, key, NATION, 2024, form, "women-2021").pk)
    return found.name, found.path.read_bytes()


def test_marks_say_what_the_house_knows(house: House, admin: Viewer) -> None:
    key = kept(house, admin, template(*(f"甲{mark}乙" for mark, _ in RATES)))
    name, content = written(house, admin, key)
    assert name == "全国2024年本办月报（工作稿）.docx"
    assert words(content) == [f"甲{says}乙" for _, says in RATES]


def test_the_looks_of_a_sentence_stay_though_a_mark_is_cut_into_runs(house: House, admin: Viewer) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("全市孕产妇死亡率为").italic = True
    for piece in ("{", "{孕产妇", "死亡率}", "}"):
        paragraph.add_run(piece).bold = True
    paragraph.add_run("，继续下降。")
    document.add_table(1, 1).cell(0, 0).text = "{{孕产妇死亡率}}"
    out = io.BytesIO()
    document.save(out)
    _, content = written(house, admin, kept(house, admin, out.getvalue()), "final")
    made = docx.Document(io.BytesIO(content))
    runs = [(r.text, r.bold, r.italic) for r in made.paragraphs[0].runs]
    assert runs == [("全市孕产妇死亡率为", None, True), ("14.3/10万", True, None), ("，继续下降。", None, None)]
    assert made.tables[0].cell(0, 0).text == "14.3/10万"


def test_what_is_written_from_a_template_lives(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.refreshing import refresh_file
    from halfsky.queries.living import changes, living

    own = template(
        "我县孕产妇死亡率为{{孕产妇死亡率}}，{{孕产妇死亡率|较上年}}。",
        "{{图|孕产妇死亡率}}",
        "{{段|妇女与健康}}",
        "结束。",
    )
    key = kept(house, admin, own)
    _, content = written(house, admin, key)
    assert words(content)[0] == "我县孕产妇死亡率为14.3/10万，下降0.8个十万分点。"
    assert words(content)[-1] == "结束。"
    assert len(docx.Document(io.BytesIO(content)).inline_shapes) == 2  # its own, and the passage's
    found = living(house, admin, content, "月报.docx")
    assert not found.origins[0].lost
    revise(house, admin, tmp_path)
    [change] = changes(house, admin, found)
    first = change.comparison.numbers[0]
    assert first.before and first.after and (first.before.shown, first.after.shown) == ("14.3/10万", "14.6/10万")
    done = refresh_file(house, admin, content, "月报.docx")
    assert words(done.content)[0] == "我县孕产妇死亡率为14.6/10万，下降0.5个十万分点。"
    assert words(done.content) == words(written(house, admin, key)[1])


def test_a_workbook_is_filled_traced_and_refreshed(house: House, admin: Viewer, tmp_path: Path) -> None:
    import openpyxl

    from halfsky.actions.refreshing import refresh_file
    from halfsky.queries.living import changes, living

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表 一's"
    for row in (
        ["指标", "本年", "说明"],
        ["孕产妇死亡率", "{{孕产妇死亡率}}", "比上年{{孕产妇死亡率|较上年}}"],
        ["两倍", "=B2*2", ""],
    ):
        sheet.append(row)
    sheet["B2"].number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    name, content = written(house, admin, kept(house, admin, out.getvalue(), "月报.xlsx"))
    assert name.endswith("（工作稿）.xlsx")

    def cells(of: bytes) -> list[object]:
        made = openpyxl.load_workbook(io.BytesIO(of))["表 一's"]
        return [made["B2"].value, made["B2"].number_format, made["C2"].value, made["B3"].value]

    assert cells(content) == [14.3, "0.00", "比上年下降0.8个十万分点", "=B2*2"]
    found = living(house, admin, content, "月报.xlsx")
    assert [(n.shown, n.entry.what) for n in found.numbers] == [("14.3/10万", "value"), ("0.8个十万分点", "change")]
    revise(house, admin, tmp_path)
    [change] = changes(house, admin, found)
    assert [(c.before.shown, c.after.shown) for c in change.comparison.numbers if c.before and c.after] == [
        ("14.3/10万", "14.6/10万"),
        ("0.8个十万分点", "0.5个十万分点"),
    ]
    done = refresh_file(house, admin, content, "月报.xlsx")
    assert cells(done.content) == [14.6, "0.00", "比上年下降0.5个十万分点", "=B2*2"]
    again = living(house, admin, done.content, "月报.xlsx")
    assert not any(c.comparison for c in changes(house, admin, again))


def test_what_means_nothing_is_refused_at_once(house: House, admin: Viewer) -> None:
    from halfsky.actions.templates import keep_template

    wrong = template("{{孕产妇死亡}}和{{孕产妇死亡率|去年}}", "见{{表|预警}}。", "{{没写完}", "{{表|全部}}")
    with pytest.raises(Refused) as refused:
        keep_template(house, admin, NATION, wrong, "错.docx")
    assert [r.number for r in refused.value.refusals] == ["400.1263"]
    for text, number in (
        ("{{孕产妇死亡}}", "400.1265"),
        ("{{孕产妇死亡率|去年}}", "400.1266"),
        ("{{没写完}", "400.1264"),
        ("{{表|全部}}", "400.1266"),
        ("没有标记。", "400.1271"),
    ):
        with pytest.raises(Refused) as refused:
            keep_template(house, admin, NATION, template(text), "错.docx")
        assert [r.number for r in refused.value.refusals] == [number], text


def test_by_command(house: House, admin: Viewer, tmp_path: Path, run: Run) -> None:
    own, out = tmp_path / "月报.docx", tmp_path / "写好.docx"
    own.write_bytes(template("孕产妇死亡率{{孕产妇死亡率}}。"))
    asked = ("--place", NATION, "--year", 2024, "--house", house.folder.path)
    done = run("write", "--template", own, "--out", out, *asked)
    assert (done.code, words(out.read_bytes())) == (0, ["孕产妇死亡率14.3/10万。"])
    missing = run("write", "--template", "none", "--out", out, *asked)
    assert (missing.code, "没有文稿模板“none”" in missing.err) == (2, True)


def test_every_shipped_template_is_written(full_house: House) -> None:
    from halfsky.actions.templates import write_from
    from halfsky.queries.documents import document
    from tests.houses import admin_of

    viewer = admin_of(full_house)
    for key in full_house.content.templates:
        made = document(full_house, viewer, write_from(full_house, viewer, key, NATION, 2024, "final").pk)
        said = words(made.path.read_bytes())
        assert not any("{{" in line or "｛｛" in line for line in said), key
        assert any("全国" in line for line in said), key
