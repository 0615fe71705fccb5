"""Letters of a ticket from the draft to the notice of closing: printed by who reads it, issued by who handles it."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING

import docx
import pytest

from halfsky.kernel.entry import Entry
from halfsky.kernel.refusals import Refused
from tests.collecting import People
from tests.ledgers import COUNTY, add, move

if TYPE_CHECKING:
    from halfsky.store.house import House

TICKET = {
    "matter": "农村卫生厕所普及率滞后", "source": "会议交办", "owner": "卫生健康", "support": "教育",
    "facts": "2025年普及率为58.2%，\n比目标低11.8个百分点。", "asked": "查明原因，提出措施。",
}  # fmt: skip
OFFICE = "妇女儿童工作委员会办公室"


@pytest.fixture
def supervised(books: House) -> House:
    """The house with the registers of supervision, and liaison officers of two agencies of the county."""
    from halfsky.actions import packs, users
    from halfsky.packs import shipped
    from tests.houses import PASSWORD, admin_of

    packs.install(books, admin_of(books), [p for p in shipped() if p.name == "supervision-cn"])
    for name, agency in (("health", "health"), ("sport", "sports")):
        users.add_user(books, admin_of(books), name, PASSWORD, "liaison", COUNTY, agency=agency)
    books.clock = lambda: dt.datetime.fromisoformat("2026-04-01T12:00+08:00")
    return books


def text_of(content: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)


def refused(number: str, house: House, who: str, ticket: int, code: str, *, issue: bool = False) -> None:
    from halfsky.actions import letters

    with pytest.raises(Refused) as no:
        (letters.issue if issue else letters.preview)(house, People(house)[who], ticket, code)
    assert no.value.refusals[0].number == number


def test_a_letter_is_printed_by_readers_and_issued_by_who_handles_the_record(supervised: House) -> None:
    from halfsky.actions.letters import issue, preview
    from halfsky.queries.documents import document, documents, kinds
    from halfsky.queries.places import place
    from halfsky.store.models import Document, LogEntry

    house, people = supervised, People(supervised)
    ticket = add(house, "office", "ticket", COUNTY, TICKET).pk
    county = place(house, COUNTY)

    # A draft: without a number and a date, marked; whom the ticket does not concern finds no letter.
    name, content = preview(house, people["office"], ticket, "notice")
    draft = text_of(content)
    assert name == f"{county.name}关于农村卫生厕所普及率滞后的提示函（拟稿）.docx"
    assert draft.startswith("拟稿\n") and "　　　　年　　月　　日" in draft and "2026年" not in draft
    refused("404.60", house, "sport", ticket, "notice")
    refused("404.60", house, "stranger", ticket, "notice")
    refused("409.1126", house, "office", ticket, "closure")
    refused("404.1125", house, "office", ticket, "summons")
    refused("409.1129", house, "office", ticket, "notice", issue=True)
    assert not Document.objects.filter(kind="letter").exists()

    # Sent: the letter is final. The agency that is asked prints it, the office issues and keeps it, once.
    move(house, "office", ticket, "notice", given=Entry({"letter_number": "示妇儿工委办函〔2026〕7号"}))
    final = text_of(preview(house, people["health"], ticket, "notice")[1])
    assert final.splitlines()[0] == "示妇儿工委办函〔2026〕7号"
    assert "卫生健康：\n" in final and "2025年普及率为58.2%，\n比目标低11.8个百分点。\n" in final
    assert (
        f"于2026年4月16日前书面反馈{county.name}{OFFICE}。" in final
    )  # ten workdays on: the 4th to the 6th are no workdays
    assert f"\n{county.name}{OFFICE}\n2026年4月1日\n" in final
    assert final.endswith("抄送：教育。")
    assert "监测指标" not in final  # no indicator is followed: the line is left out
    refused("403.1128", house, "health", ticket, "notice", issue=True)
    refused("404.60", house, "sport", ticket, "notice", issue=True)
    kept = issue(house, people["office"], ticket, "notice")
    assert issue(house, people["office"], ticket, "notice").pk == kept.pk
    assert (kept.kind, kept.year, kept.form) == ("letter", 2026, "final")
    assert kept.brief["record"] == ticket and kept.brief["state"] == "noticed" and kept.brief["day"] == "2026-04-01"
    assert json.dumps(kept.brief, ensure_ascii=False).count("示妇儿工委办函〔2026〕7号") == 1
    entry = LogEntry.objects.get(action="records.letter")
    assert entry.subject == f"{COUNTY} ticket {ticket}" and entry.detail["document"] == kept.pk

    # What was issued is read by who reads the ticket, and by nobody else who sees the figures of the place.
    assert document(house, people["health"], kept.pk).name.endswith("（示妇儿工委办函〔2026〕7号）.docx")
    assert [d.id for d in documents(house, people["office"], COUNTY)] == [kept.pk]
    assert documents(house, people["sport"], COUNTY) == () and kinds(house, people["sport"], COUNTY) == ()
    with pytest.raises(Refused) as no:
        document(house, people["sport"], kept.pk)
    assert no.value.refusals[0].number == "404.60"


def test_a_letter_lacks_what_it_needs_and_bears_the_day_on_which_it_became_final(supervised: House) -> None:
    from halfsky.actions.letters import issue, preview
    from halfsky.actions.records import change
    from halfsky.queries.letters import printed

    house, people = supervised, People(supervised)
    ticket = add(house, "office", "ticket", COUNTY, TICKET).pk
    move(house, "office", ticket, "notice", given=Entry({"letter_number": "1号"}))
    given = {"cause": "投入不足", "measures": "列入预算", "done_by": "2026-06-30"}
    move(house, "health", ticket, "answer", given=Entry(given))
    answer = docx.Document(io.BytesIO(preview(house, people["health"], ticket, "answer")[1]))
    rows = {row.cells[0].text: row.cells[1].text for row in answer.tables[0].rows}
    assert (rows["原因"], rows["措施"], rows["完成时限"]) == ("投入不足", "列入预算", "2026年6月30日")
    change(house, people["office"], ticket, Entry({"cause": ""}))
    assert printed(house, people["office"], ticket, "answer").lacking == ("cause",)
    refused("400.1127", house, "office", ticket, "answer", issue=True)
    change(house, people["office"], ticket, Entry({"cause": "投入不足"}))
    house.clock = lambda: dt.datetime.fromisoformat("2026-04-08T12:00+08:00")
    assert issue(house, people["office"], ticket, "answer").brief["day"] == "2026-04-01"


def test_an_order_together_with_the_inspectorate_is_signed_by_both(supervised: House) -> None:
    from halfsky.queries.letters import printed

    house, people = supervised, People(supervised)
    pages = []
    for joint in ("", "否", "是"):
        ticket = add(house, "office", "ticket", COUNTY, {**TICKET, "joint": joint}).pk
        move(house, "office", ticket, "draft")
        pages.append(printed(house, people["office"], ticket, "order").page)
    place = pages[0].sender.removesuffix("妇女儿童工作委员会")
    assert [page.partner for page in pages] == ["", "", f"{place}人民政府督查室"]
    assert [page.sender for page in pages[1:]] == [f"{place}妇女儿童工作委员会", f"{place}{OFFICE}"]
