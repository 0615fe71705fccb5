"""A month is frozen, bulletins go out, one county signs; frozen again, a second version stands beside the first."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from openpyxl import load_workbook

from tests.databases import database
from tests.faces.reading import main, rows, text, tree
from tests.houses import open_copy, opened, viewer
from tests.league import CITY, RANKS, TENG, WANXIU, seven_counties
from tests.templates import made_once

if TYPE_CHECKING:
    from django.test import Client

    from halfsky.store.house import House
    from tests.faces.conftest import Cast

PAGE = f"/at/{CITY}/2025/dispatch"
KEY = "women-2021/W1.03"


@pytest.fixture
def town(small_template: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[House]:
    """The seven counties, with the office of their city, that of one of them, and a liaison officer there."""

    def make(path: Path) -> None:
        database().copy(small_template, path)
        house = seven_counties(open_copy(path))
        from halfsky.store.tables import close

        viewer(house, "city", "office", CITY)
        viewer(house, "county", "office", TENG)
        viewer(house, "liaison", "liaison", TENG)
        close()

    yield from opened(made_once(tmp_path_factory, "seven-dispatch", make), tmp_path / "house")


def freeze(client: Client, month: str = "2026-10", due: str = "2026-12-10") -> int:
    """Freeze on the page; the number of the sheet that it leads to."""
    answer = client.post(PAGE, {"month": month, "chosen": [KEY], "due": due})
    assert answer.status_code == 302, main(answer)
    return int(answer["Location"].rsplit("/", 1)[1])


def content(client: Client, number: int) -> BytesIO:
    return BytesIO(b"".join(client.get(f"/documents/{number}/file").streaming_content))


def signed(client: Client, sheet: int) -> dict[str, str]:
    found = rows(tree(client.get(f"/documents/{sheet}")).xpath("//section[@aria-labelledby='sent-h']//table")[0])
    return {line["地区"]: line["签收"] for line in found}


def test_a_month_from_the_choice_to_the_receipt_and_its_second_version(cast: Cast) -> None:
    from halfsky.store.models import Notice

    city, county = cast("city"), cast("county")
    offered = tree(city.get(f"{PAGE}?month=2026-10")).xpath("//input[@name='chosen']/@value")
    assert offered == [KEY]  # no other goal of a plan has figures of the counties
    assert "2025年 · 7个地区中6个有数据" in main(city.get(f"{PAGE}?month=2026-10"))
    sheet = freeze(city)

    book = load_workbook(content(city, sheet))
    table = {r[1].value: [c.value for c in r[2:4]] for r in book["调度表"].iter_rows(min_row=5, max_row=11)}
    assert book["调度表"]["A1"].value == "梧州市妇女儿童发展主要指标2026年10月调度表"
    assert table == {
        "万秀区": [100, 1], "长洲区": [85, 2], "龙圩区": [85, 2], "苍梧县": [60, 4], "藤县": [38, 5], "蒙山县": [20, 6],
        "岑溪市": ["未报", "—"],
    }  # fmt: skip
    asks = {r[5].value: r[12].value for r in book["明细表"].iter_rows(min_row=4, max_row=10)}
    assert asks["苍梧县"] == "到期未达目标，请书面说明原因、措施和时限"
    assert (asks["藤县"], asks["岑溪市"]) == ("请保持", "没有数据，请核实原因并补报")
    assert asks["长洲区"] == "较上期变差，请分析原因"

    # the county's office is told, and nobody else there
    assert "梧州市发来2026年10月指标进展反馈单，请签收。" in main(county.get("/inbox"))
    assert "反馈单" not in main(cast("liaison").get("/inbox"))
    bulletin = int(
        tree(county.get("/inbox")).xpath("//a[starts-with(@href, '/documents/')]/@href")[0].rsplit("/", 1)[1]
    )
    words = "".join(docx.Document(content(county, bulletin)).element.body.itertext())
    assert "藤县妇女儿童工作委员会办公室：" in words and "万秀区100%" in words and "62.0个百分点" in words
    assert "没有需要说明的问题" in words and "苍梧县" not in words and "蒙山县" not in words
    missed = tree(city.get(f"/documents/{sheet}")).xpath("//table//a[text()='苍梧县']/@href")[0].rsplit("/", 1)[1]
    asked = "".join(docx.Document(content(city, int(missed))).element.body.itertext())
    assert "到期未达目标，请书面说明原因、措施和时限" in asked and "请于2026年12月10日前" in asked
    page = main(county.get(f"/documents/{bulletin}"))
    assert "请签收" in page and "苍梧县" not in page

    # looking is not signing; the office signs, once
    assert set(signed(city, sheet).values()) == {"未签收"} and len(signed(city, sheet)) == len(RANKS)
    assert cast("liaison").post(f"/documents/{bulletin}/receive").status_code == 403
    for _ in range(2):
        assert county.post(f"/documents/{bulletin}/receive").status_code == 302
    told = signed(city, sheet)
    assert {name for name, state in told.items() if state == "已签收"} == {"藤县"}
    assert "请签收" not in main(county.get(f"/documents/{bulletin}"))
    assert "1/7个地区" in main(city.get(PAGE))

    # a second version stands beside the first, which keeps its receipts
    again = freeze(city, due="")
    assert again != sheet and "（第2版）" in main(city.get(f"/documents/{again}"))
    assert set(signed(city, again).values()) == {"未签收"} and signed(city, sheet) == told
    notice = Notice.objects.filter(document__period="2026-10", receipts=None, document__brief__to=TENG).get()
    county.post("/inbox/read", {"notice": [notice.pk]})  # as a program does that notes a notice as read
    assert signed(city, again)["藤县"] == "已签收"
    assert content(city, sheet).getvalue() != content(city, again).getvalue()

    # who keeps the log finds both, the county's list shows the kinds
    assert main(city.get("/log")).count("冻结月调度") >= 2
    assert "指标进展反馈单" in main(county.get(f"/at/{TENG}/2025/documents?kind=bulletin"))
    assert county.get(f"/documents/{sheet}").status_code == 403


def test_what_cannot_be_frozen_is_refused(cast: Cast) -> None:
    city = cast("city")
    for sent, number in (
        ({"month": "2026-10"}, "400.1003"),
        ({"month": "2026-12", "chosen": [KEY]}, "400.1002"),
        ({"month": "2025", "chosen": [KEY]}, "400.1002"),
        ({"month": "2026-10", "chosen": ["women-2021/W1.02"]}, "400.1004"),
        ({"month": "2026-10", "chosen": [KEY], "due": "2026-01-01"}, "400.1006"),
    ):
        answer = city.post(PAGE, sent)
        assert answer.status_code == 400 and number in main(answer)
    assert "400.1005" in main(cast("county").post(f"/at/{TENG}/2025/dispatch", {"month": "2026-10", "chosen": [KEY]}))
    assert "还没有冻结过" in main(city.get(PAGE))
    assert "这里没有下级区划" in main(cast("county").get(f"/at/{TENG}/2025/dispatch"))


def test_who_has_not_signed_is_reminded_by_the_office_and_once_by_the_night(cast: Cast) -> None:
    import datetime as dt

    from halfsky.actions.dispatch_reminders import sweep
    from halfsky.store.models import Document, Notice

    city, county = cast("city"), cast("county")
    number = freeze(city)
    bulletin = Document.objects.get(kind="bulletin", place__versions__code=TENG, brief__dispatch=number)
    county.post(f"/documents/{bulletin.pk}/receive")
    assert city.post(f"/documents/{number}/remind").status_code == 302
    # Seven counties, one of which has signed.
    told = Notice.objects.filter(kind="bulletin_reminder")
    assert told.count() == 6 and not told.filter(href=f"/documents/{bulletin.pk}").exists()
    receipts = tree(city.get(f"/documents/{number}")).xpath("//section[@aria-labelledby='sent-h']//tbody/tr")
    assert sum("已催办" in text(r) for r in receipts) == 6
    assert county.post(f"/documents/{number}/remind").status_code == 403

    later = freeze(city, "2026-11")
    assert sweep(cast.house) == 0
    Document.objects.filter(pk=later).update(written_at=cast.house.now() - dt.timedelta(days=12))
    # Seven new bulletins nobody has signed; those of the first month were reminded of already.
    assert (sweep(cast.house), sweep(cast.house)) == (7, 0)


def test_a_dispatch_stands_beside_that_of_the_month_before(cast: Cast, tmp_path: Path) -> None:
    from halfsky.actions.values import import_values
    from tests.houses import admin_of

    city = cast("city")
    first = freeze(city)
    assert "较上次调度" not in main(city.get(f"/documents/{first}"))
    table = tmp_path / "values.csv"
    source = next(iter(cast.house.content.sources))
    # 藤县, fifth with 38 %, reports 100 %: it shares the first place now, four places up.
    table.write_text(f"indicator,place,year,value,unit,source\nW1.03,{TENG},2025,100,%,{source}\n", encoding="utf-8")
    import_values(cast.house, admin_of(cast.house), table)
    table_rows = tree(city.get(f"/documents/{freeze(city, '2026-11')}")).xpath("//tbody/tr")
    [row] = [text(r) for r in table_rows if "上次38" in text(r)]
    assert "升4位" in row


def test_the_numbers_of_a_bulletin_lead_back_to_their_figures(cast: Cast, town: House) -> None:
    from halfsky.kernel.refusals import Refusal
    from halfsky.queries.living import changes, living
    from halfsky.store.models import Document, User
    from halfsky.store.viewers import viewer_of

    number = freeze(cast("city"))
    city = viewer_of(town, User.objects.get(username="city"))
    # The openings of 藤县 and 万秀区 differ in one number; a bulletin is known by its own table as well.
    for place, value, rank in ((TENG, "38%", "5"), (WANXIU, "100%", "1")):
        row = Document.objects.get(kind="bulletin", place__versions__code=place, brief__dispatch=number)
        found = living(town, city, content(cast("city"), row.pk).getvalue(), "反馈单.docx")
        assert [o.written.id for o in found.origins] == [row.pk] and not found.origins[0].lost
        told = [(n.entry.what, n.shown) for n in found.numbers if n.entry.code == "cervical_cancer_screening"]
        assert told[:2] == [("value", value), ("rank", rank)]
        if place == TENG:
            # From tests/league.py: 30 → 38, 100 − 38 behind the first, at least 30 asked.
            rest = [
                ("change", "8.0个百分点"),
                ("value", "100%"),
                ("behind_first", "62.0个百分点"),
                ("target", "30%以上"),
            ]
            assert told[2:] == rest
            own = next(n.entry for n in found.numbers if n.entry.what == "value")
            assert (own.exact, own.unit, own.period, own.source) == ("38", "%", "2025", "SEVEN")
            assert [n.shown for n in found.numbers][:6] == ["7个", "1项", "1项", "0项", "0项", "0项"]
        with pytest.raises(Refusal) as refused:
            changes(town, city, found)
        assert refused.value.number == "400.1260"
    workbook = Document.objects.get(pk=number)
    kept = town.folder.file(workbook.sha256).read_bytes()
    traced = living(town, city, kept, workbook.name)
    assert [o.written.id for o in traced.origins] == [number]
    teng = [(n.entry.what, n.shown) for n in traced.numbers if n.entry.of.startswith("藤县")]
    assert teng[:3] == [("value", "38%"), ("rank", "5"), ("change", "8.0个百分点")]
