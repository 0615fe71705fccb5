"""群众填写: without an account and without a name, where the house says so; the answer is read under a number."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.test import Client

from tests.faces.reading import main, tree
from tests.ledgers import COUNTY, TOWN, VILLAGE, move, numbers, see

if TYPE_CHECKING:
    from halfsky.store.house import House

NEW, ASK = f"/public/{COUNTY}/opinion-box/new", "/public/answer"
FORM = {"f.kind": "venue", "f.matter": "妇女之家晚上不开门。\n能不能开到九点？"}


def enter(house: House, *registers: str) -> Client:
    house.folder.keep(replace(house.folder.settings(), public_intake=registers))
    house._settings = None
    return Client(SERVER_NAME="localhost")


def test_nobody_writes_where_the_house_does_not_say_so(shipped_books: House) -> None:
    closed = enter(shipped_books)
    assert closed.get(NEW).status_code == closed.post(NEW, FORM).status_code == 404
    open_ = enter(shipped_books, "opinion-box", "activity")
    assert open_.get(f"/public/{COUNTY}/activity/new").status_code == 404  # it declares no intake
    assert open_.get(f"/public/{VILLAGE}/opinion-box/new").status_code == 404  # it is kept further up
    assert open_.get(f"/public/{COUNTY}/opinion-box").status_code == 404  # what came in is no public list


def test_a_resident_writes_and_reads_the_answer_under_her_number(shipped_books: House) -> None:
    from halfsky.queries.inbox import inbox
    from halfsky.store.models import LogEntry, User
    from tests.collecting import People

    house = shipped_books
    noon = dt.datetime.fromisoformat("2026-11-02T12:00+08:00")
    house.clock = lambda: noon
    resident = enter(house, "opinion-box")
    form = tree(resident.get(NEW))
    assert {i.get("name") for i in form.xpath("//main//*[starts-with(@name, 'f.')]")} == {
        "f.kind", "f.matter", "f.phone",
    }  # fmt: skip
    assert form.get_element_by_id("f-matter").tag == "textarea"
    empty = resident.post(NEW, {"f.kind": "venue"})
    assert empty.status_code == 400 and tree(empty).xpath("//a[@href='#f-matter']")
    taken = resident.post(NEW, {**FORM, "f.phone": "13800000000", "f.result": "taken", "f.reply": "自己答复自己"})
    number = tree(taken).xpath("//p[contains(@class, 'secret')]")[0].text_content()
    assert taken["Cache-Control"].find("no-store") >= 0
    # The office is told, finds it in its ledger, and it is nobody's who is signed in.
    record = numbers(house, "county", "opinion-box", COUNTY)[0]
    kept = see(house, "county", record)
    assert kept.values == {"kind": "venue", "matter": FORM["f.matter"], "phone": "13800000000"}
    assert any(str(record) in note.says.zh for note in inbox(house, People(house)["county"]))
    entry = LogEntry.objects.get(action="records.intake")
    assert (entry.user, entry.subject) == ("", f"{COUNTY} opinion-box {record}")
    office = Client(SERVER_NAME="localhost")
    office.force_login(User.objects.get(username="county"))
    assert "群众提交" in main(office.get(f"/records/{record}"))
    assert NEW in main(office.get(f"/at/{COUNTY}/2026/ledgers/opinion-box"))
    assert "/public/" not in main(office.get(f"/at/{COUNTY}/2026/ledgers/activity"))
    # She reads where it stands, and then the answer, and never more than that.
    assert "收到" in main(resident.post(ASK, {"number": number})) and number.startswith(f"{record}-")
    assert "还没有答复" in main(resident.post(ASK, {"number": number}))
    move(house, "county", record, "take")
    from halfsky.kernel.entry import Entry

    noon = dt.datetime.fromisoformat("2026-11-20T12:00+08:00")
    move(house, "county", record, "answer", given=Entry({"result": "采纳", "reply": "十二月起开到九点。"}))
    page = main(resident.post(ASK, {"number": f" {number} "}))
    assert "已答复" in page and "采纳" in page and "十二月起开到九点。" in page and "13800000000" not in page
    assert FORM["f.matter"][:5] not in page


def test_a_number_is_not_found_by_trying(shipped_books: House) -> None:
    from halfsky.actions.public_intake import MOST_WRONG_NUMBERS
    from tests.ledgers import add

    resident = enter(shipped_books, "opinion-box")
    told = resident.post(NEW, FORM)
    number = tree(told).xpath("//p[contains(@class, 'secret')]")[0].text_content()
    mine = add(shipped_books, "county", "opinion-box", COUNTY, {"kind": "其他", "matter": "电话反映"}).pk
    from halfsky.queries.public_intake import number_of
    from halfsky.store.models import RecordRow

    entered = number_of(shipped_books, RecordRow.objects.get(pk=mine))
    assert resident.post(ASK, {"number": entered}).status_code == 404  # entered by the office, read by nobody outside
    for n in range(MOST_WRONG_NUMBERS - 1):
        assert resident.post(ASK, {"number": f"{number[:-1]}{(int(number[-1]) + 1 + n % 9) % 10}"}).status_code == 404
    assert resident.post(ASK, {"number": number}).status_code == 429
    elsewhere = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(ASK, {"number": number}).status_code == 200


def test_one_address_writes_so_much_in_a_day(shipped_books: House) -> None:
    from halfsky.actions.failures import sweep
    from halfsky.actions.public_intake import MOST_OF_ADDRESS
    from halfsky.store.models import FailureRow, RecordRow

    resident, day = enter(shipped_books, "opinion-box"), dt.datetime.fromisoformat("2026-11-02T12:00+08:00")
    shipped_books.clock = lambda: day
    address = f"/public/{TOWN}/opinion-box/new"
    assert [resident.post(address, FORM).status_code for _ in range(MOST_OF_ADDRESS)] == [200] * MOST_OF_ADDRESS
    refused = resident.post(address, FORM)
    assert refused.status_code == 429 and "429.1159" in refused.content.decode()
    assert (
        tree(refused).get_element_by_id("f-matter").text.strip() == FORM["f.matter"]
    )  # what was written is still there
    assert RecordRow.objects.filter(register="opinion-box").count() == MOST_OF_ADDRESS
    assert not FailureRow.objects.exclude(shown="").exists()
    assert Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7").post(address, FORM).status_code == 200
    day += dt.timedelta(days=1)
    assert resident.post(address, FORM).status_code == 200
    day += dt.timedelta(days=3)
    sweep(shipped_books)
    assert not FailureRow.objects.filter(kind__startswith="intake").exists()
