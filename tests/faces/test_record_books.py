"""Ledgers in Excel on the pages: headings said once, faults listed and marked, nothing of the file kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.faces.conftest import Cast
from tests.faces.reading import main, text, tree
from tests.houses import opened
from tests.ledgers import CARE, EVENT, VILLAGE, add, numbers, see

if TYPE_CHECKING:
    from halfsky.store.house import House

HERE = f"/at/{VILLAGE}/2026/ledgers"
OWN = "活动名称,类别,活动日期,天气\n三八座谈,座谈,2026-03-08,晴\n"


@pytest.fixture
def town(ledgers_template: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(ledgers_template, tmp_path / "town")


def send(client: Any, said: str, register: str = "event") -> Any:
    file = SimpleUploadedFile("表.csv", said.encode("gb18030"))
    answer = client.post(f"{HERE}/{register}/book", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def left(house: House) -> list[Path]:
    """What lies of uploads, without the notes of them."""
    return [path for path in (house.folder.run / "uploads").iterdir() if path.suffix != ".json"]


def test_headings_are_said_once_and_known_from_then_on(town: House, cast: Cast) -> None:
    client = cast("chair")
    at = send(client, OWN)
    page = client.get(at)
    assert "核对表头" in main(page) and "三八座谈" in main(page)
    chosen = {
        text(row.xpath(".//label")[0]): (select.get("name"), select.xpath("string(./option[@selected]/@value)"))
        for row in tree(page).xpath("//tbody/tr")
        for select in row.xpath(".//select")
    }
    assert {heading: key for heading, (_, key) in chosen.items()} == {"活动名称": "name", "活动日期": "day", "天气": ""}
    answer = client.post(at, dict(chosen.values()))
    assert answer.status_code == 302
    assert "已导入：新增1条" in main(client.get(at))
    assert len(numbers(town, "chair", "event")) == 1
    again = send(client, OWN.replace("03-08", "03-09"))
    assert "已导入：新增1条" in main(client.get(again))
    assert left(town) == []
    assert cast("town").get(at).status_code == 404


def test_faults_are_listed_and_marked_and_the_file_is_let_go_of(town: House, cast: Cast) -> None:
    client = cast("chair")
    at = send(client, "姓名,民族,身份证号,登记日期\n示例甲,某族,123,2026-02-01\n", "care")
    page = main(client.get(at))
    assert "有1处需要改正，没有导入任何记录" in page and "表.csv!C2" in page
    assert "民族（按民族区分个人）" in page
    (kept,) = left(town)
    assert "示例甲".encode() not in kept.read_bytes() and b"PK" not in kept.read_bytes()[:2]
    copy = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{at}/marked"))))
    cells = [cell.value for row in copy.worksheets[0] for cell in row]
    assert "示例甲" in cells and "某族" not in cells and "民族" not in cells
    assert copy.worksheets[0]["C2"].comment is not None


def test_a_file_without_known_headings_is_refused_and_let_go_of(town: House, cast: Cast) -> None:
    client = cast("chair")
    page = main(client.get(send(client, "甲,乙\n1,2\n")))
    assert "没有认出" in page
    assert left(town) == []


def test_a_large_file_is_read_by_a_job_which_may_be_killed(
    town: House, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import record_uploads
    from halfsky.actions.follow import run_waiting
    from halfsky.store.models import FollowUp

    monkeypatch.setattr(record_uploads, "MOST_AT_ONCE", 10)
    client = cast("chair")
    at = send(client, "名称,类别,日期\n三八座谈,座谈,2026-03-08\n")
    assert "正在检查" in main(client.get(at))

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(record_uploads, "_answer", dies)
        with pytest.raises(KeyboardInterrupt):
            run_waiting(town)
    FollowUp.objects.update(state="waiting")
    assert run_waiting(town) == 0
    assert "已导入：新增1条" in main(client.get(at))
    assert len(numbers(town, "chair", "event")) == 1 and left(town) == []


def test_records_are_taken_out_with_persons_only_for_a_reason(town: House, cast: Cast) -> None:
    add(town, "chair", "care", VILLAGE, CARE)
    add(town, "chair", "event", VILLAGE, EVENT)
    client = cast("chair")

    def taken(register: str, **said: str) -> str:
        answer = client.post(f"{HERE}/{register}/book/export", said)
        assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
        return str([[cell.value for cell in row] for row in book.worksheets[0]])

    assert EVENT["name"] in taken("event")
    narrowed = tree(client.get(f"{HERE}/event/book?f.sort=play")).xpath("//input[@name='f.sort']/@value")
    assert narrowed == ["play"]
    assert EVENT["name"] not in taken("event", **{"f.sort": "play"})
    assert CARE["name"] not in taken("care")
    assert CARE["name"] in taken("care", persons="1", reason="春节慰问")
    assert client.post(f"{HERE}/care/book/export", {"persons": "1"}).status_code == 400
    assert list((town.folder.run).glob("tmp*")) == []


def test_the_template_is_taken_and_comes_back(town: House, cast: Cast) -> None:
    client = cast("chair")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{HERE}/event/book/template"))))
    for column, value in enumerate((None, None, "三八座谈", "座谈", "2026-03-08"), 1):
        book.worksheets[0].cell(5, column, value)
    out = io.BytesIO()
    book.save(out)
    answer = client.post(f"{HERE}/event/book", {"file": SimpleUploadedFile("表.xlsx", out.getvalue())})
    assert "已导入：新增1条" in main(client.get(answer["Location"]))
    assert see(town, "chair", numbers(town, "chair", "event")[0]).values["name"] == "三八座谈"
