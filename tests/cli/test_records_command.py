"""`halfsky records`: a template, a file brought in, records taken out; what is wrong is said and nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from tests.cli.commands import Run
from tests.ledgers import CARE, TOWN, add, numbers

if TYPE_CHECKING:
    from halfsky.store.house import House


def test_records_come_in_and_go_out(books: House, run: Run, tmp_path: Path) -> None:
    house = ("--house", books.path, "--user", "town")
    template, file, out = tmp_path / "template.xlsx", tmp_path / "event.csv", tmp_path / "out.xlsx"
    assert run("records", "template", "event", "--out", template, *house).code == 0
    assert openpyxl.load_workbook(template).sheetnames[0] == "测试活动"
    file.write_text("名称,类别,日期,民族\n三八座谈,座谈,2026-03-08,某族\n", "gb18030")
    tried = run("records", "import", "event", file, "--place", TOWN, "--dry-run", *house)
    assert (tried.code, numbers(books, "town", "event")) == (0, [])
    assert "检查通过，没有保存。将新增1条" in tried.out and "没有读取“民族”列" in tried.out
    done = json.loads(run("records", "import", "event", file, "--place", TOWN, "--json", *house).out)
    assert (done["added"], done["check"], done["skipped"][0]["sorts_by"]["en"]) == (1, False, "ethnicity")
    taken = run("records", "export", "event", "--place", TOWN, "--out", out, *house)
    assert taken.code == 0 and "已导出1条" in taken.out
    assert openpyxl.load_workbook(out).worksheets[0]["F5"].value == "三八座谈"


def test_what_is_wrong_is_told_with_cells(books: House, run: Run, tmp_path: Path) -> None:
    file, marked = tmp_path / "event.csv", tmp_path / "marked.xlsx"
    file.write_text("名称,类别,日期\n三八座谈,舞蹈,三月\n", "utf-8")
    words = ("records", "import", "event", file, "--place", TOWN, "--house", books.path, "--user", "town")
    done = run(*words, "--marked", marked)
    assert done.code == 1 and marked.exists()
    assert "event.csv!B2：" in done.err and "[400.871]" in done.err
    assert "共2处有错，没有保存任何记录。" in done.out
    said = json.loads(run(*words, "--json").out)
    assert (said["wrong"], said["position"], len(said["refusals"])) == (2, None, 2)


def test_persons_are_taken_out_with_a_reason_only(books: House, run: Run, tmp_path: Path) -> None:
    add(books, "town", "care", TOWN, CARE)
    out = tmp_path / "out.xlsx"
    words = ("records", "export", "care", "--place", TOWN, "--out", out, "--house", books.path, "--user", "town")
    assert "没有写用途，不含个人信息。" in run(*words).out
    assert json.loads(run(*words, "--reason", "核对名单", "--json").out)["persons"] is True


def test_what_is_not_there_is_a_wrong_request(books: House, run: Run, tmp_path: Path) -> None:
    house = ("--house", books.path)
    assert run("records", "template", "nothing", "--out", tmp_path / "a.xlsx", *house).code == 2
    assert run("records", "template", "event", "--out", tmp_path / "no" / "a.xlsx", *house).code == 2
    assert run("records", "import", "event", tmp_path / "a.csv", "--place", TOWN, *house).code == 2
