"""What is known of persons: sealed, opened one by one, entrusted, invisible to everyone else, erased for good."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from halfsky.kernel.entry import Entry
from halfsky.kernel.refusals import Refused
from tests.actions.test_records import figure
from tests.ledgers import BESIDE, CARE, CASE, CITY, COUNTY, VILLAGE, add, move, numbers, see

if TYPE_CHECKING:
    from pathlib import Path

    from halfsky.store.house import House
    from tests.collecting import People

NAMES = ("示例甲", "示例乙", "课后照看", "11010519491231002X", "13800000000")


def number(problem: pytest.ExceptionInfo[Refused]) -> str:
    return problem.value.refusals[0].problem.number


def everything_kept(house: House) -> bytes:
    """All that lies in the database and the folder of the house, its keys apart."""
    from django.db import connection

    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [repr(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row]
    files = [
        p.read_bytes()
        for p in house.path.rglob("*")
        if p.is_file() and "keys" not in p.parts and p.suffix != ".sqlite3"
    ]
    return "\n".join(said).encode() + b"".join(files)


def log(house: House) -> list[str]:
    from halfsky.store.models import LogEntry

    return [f"{e.user} {e.action}" for e in LogEntry.objects.order_by("position") if e.action.startswith("records.")]


def test_nothing_that_names_or_describes_a_person_can_be_read_from_what_is_kept(books: House) -> None:
    add(books, "chair", "care", VILLAGE, CARE, visit=[{"day": "2026-03-01", "help": "送去书包"}])
    case = add(books, "worker", "case", COUNTY, CASE).pk
    move(books, "worker", case, "transfer", to=BESIDE, reason="示例乙住在西山区")
    kept = everything_kept(books)
    for name in (*NAMES, "送去书包", "住在西山区"):
        assert name.encode() not in kept
    assert b"2026-02-01" in kept  # what is open is there: the search itself finds things


def test_every_reading_of_a_person_is_an_act_that_is_logged(books: House, staff: People) -> None:
    from halfsky.queries.records import record as shown

    row = add(books, "chair", "care", VILLAGE, CARE)
    closed = shown(books, staff["town"], row.pk)
    assert not closed.open
    assert set(closed.record.values) == {"since"}
    assert see(books, "town", row.pk).values["name"] == "示例甲"
    assert shown(books, staff["town"], row.pk).record.values["name"] == "示例甲"  # for half an hour
    assert not shown(books, staff["second"], row.pk).open  # for her alone
    assert log(books) == ["chair records.add", "town records.open"]
    books.clock = lambda: dt.datetime(2026, 11, 22, 2, 31, tzinfo=dt.UTC)
    assert not shown(books, staff["town"], row.pk).open


def test_a_record_of_a_person_is_changed_by_who_has_opened_it(books: House, staff: People) -> None:
    from halfsky.actions.records import change

    row = add(books, "chair", "care", VILLAGE, CARE)
    with pytest.raises(Refused) as caught:
        change(books, staff["chair"], row.pk, Entry({"need": "课后照看和辅导"}))
    assert number(caught) == "409.922"
    see(books, "chair", row.pk)
    change(books, staff["chair"], row.pk, Entry({"need": "课后照看和辅导"}))
    assert see(books, "chair", row.pk).values == CARE | {"need": "课后照看和辅导"}


@pytest.mark.parametrize(
    "who", ["colleague", "county", "city", "leader", "office", "remote", "protector", "stranger", "nobody"]
)
def test_a_case_is_not_there_for_anybody_else(books: House, staff: People, who: str) -> None:
    from halfsky.actions.record_openings import open_record
    from halfsky.queries.places import place
    from halfsky.queries.record_lists import registers
    from halfsky.queries.records import record as shown

    case = add(books, "worker", "case", COUNTY, CASE).pk
    assert numbers(books, who, "case") == []
    assert numbers(books, who, "case", text="示例乙") == []
    assert numbers(books, who, "case", text=str(case)) == []
    with pytest.raises(Refused) as caught:
        shown(books, staff[who], case)
    assert number(caught) == "404.60"
    with pytest.raises(Refused) as caught:
        open_record(books, staff[who], case, "想看看")
    assert number(caught) in ("404.60", "401.10")
    counts = {v.register.code: v.records for v in registers(books, staff[who], place(books, CITY))}
    assert counts["case"] == 0


def test_the_supervisor_says_why_and_the_words_stay_out_of_the_log(books: House, staff: People) -> None:
    from halfsky.store.models import LogEntry, Opening

    case = add(books, "worker", "case", COUNTY, CASE).pk
    with pytest.raises(Refused) as caught:
        see(books, "head", case)
    assert number(caught) == "403.60"
    assert see(books, "head", case, "抽查示例乙的办理时限").values["name"] == "示例乙"
    assert Opening.objects.get(record=case).reason == "抽查示例乙的办理时限"
    assert not any("示例乙" in entry.detail for entry in LogEntry.objects.all())


def test_a_case_that_is_passed_on_leaves_the_hands_of_who_sent_it_and_comes_back(books: House) -> None:
    case = add(books, "worker", "case", COUNTY, CASE).pk
    move(books, "worker", case, "transfer", to=BESIDE, reason="住在西山区")
    assert numbers(books, "worker", "case") == []
    assert numbers(books, "remote", "case") == [case]
    assert see(books, "remote", case).values["phone"] == "13800000000"
    move(books, "remote", case, "giveback", reason="户籍在东河区")
    assert numbers(books, "remote", "case") == []
    assert numbers(books, "worker", "case") == [case]


def test_who_leaves_the_post_leaves_the_cases(books: House) -> None:
    from halfsky.store.models import GrantRow

    case = add(books, "worker", "case", COUNTY, CASE).pk
    GrantRow.objects.filter(user__username="worker").update(until=dt.date(2026, 11, 21))
    assert numbers(books, "worker", "case") == []
    with pytest.raises(Refused) as caught:
        see(books, "worker", case)
    assert number(caught) == "404.60"


def test_a_case_is_entrusted_to_who_may_handle_it_there(books: House, staff: People) -> None:
    from halfsky.actions.record_moves import entrust

    case = add(books, "worker", "case", COUNTY, CASE).pk
    entrust(books, staff["worker"], case, "colleague")
    assert numbers(books, "colleague", "case") == numbers(books, "worker", "case") == [case]
    entrust(books, staff["head"], case, "colleague", instead=True)
    assert numbers(books, "worker", "case") == []
    for who in ("remote", "county", "nobody-at-all"):
        with pytest.raises(Refused) as caught:
            entrust(books, staff["head"], case, who)
        assert number(caught) == "409.924"


def test_what_is_erased_is_gone_from_every_edition_and_the_figures_stay(books: House, staff: People) -> None:
    from halfsky.actions.erasing import erase
    from halfsky.actions.records import change
    from halfsky.queries.records import record as shown

    row = add(books, "chair", "care", VILLAGE, CARE, visit=[{"day": "2026-03-01", "paid": "200"}])
    see(books, "chair", row.pk)
    change(books, staff["chair"], row.pk, Entry({"need": "辅导"}))
    with pytest.raises(Refused) as caught:
        erase(books, staff["county"], row.pk, "本人要求")
    assert number(caught) == "403.10"
    erase(books, staff["protector"], row.pk, "本人要求")
    gone = shown(books, staff["chair"], row.pk)
    assert gone.erased_at is not None
    assert not gone.editable
    assert see(books, "chair", row.pk).values == {"since": "2026-02-01"}
    assert numbers(books, "chair", "care", VILLAGE, text="示例甲") == []
    assert figure(books, "t_paid", CITY) == 200
    with pytest.raises(Refused) as caught:
        erase(books, staff["protector"], row.pk, "再来一次")
    assert number(caught) == "409.925"


def test_a_backup_that_comes_back_forgets_again(books: House, staff: People) -> None:
    from halfsky.actions.erasing import erase, replay
    from halfsky.store.models import RecordKey, RecordRow

    row = add(books, "chair", "care", VILLAGE, CARE)
    key = RecordKey.objects.get(record=row.pk)
    sealed = row.sealed
    erase(books, staff["protector"], row.pk, "本人要求")
    RecordRow.objects.filter(pk=row.pk).update(sealed=sealed, erased_at=None)  # as an older backup has it
    RecordKey.objects.create(record_id=row.pk, master=key.master, wrapped=key.wrapped)
    assert replay(books) == 1
    assert not RecordKey.objects.exists()
    assert RecordRow.objects.get(pk=row.pk).sealed is None
    assert replay(books) == 0


def test_records_are_erased_when_their_time_is_over(books: House) -> None:
    from halfsky.actions.erasing import sweep
    from halfsky.store.models import RecordRow

    row = add(books, "chair", "care", VILLAGE, CARE)
    move(books, "chair", row.pk, "end", reason="返乡")
    books.clock = lambda: dt.datetime(2029, 11, 22, 2, 0, tzinfo=dt.UTC)
    assert sweep(books) == 0  # three years to the day
    books.clock = lambda: dt.datetime(2029, 11, 23, 2, 0, tzinfo=dt.UTC)
    assert sweep(books) == 1
    assert RecordRow.objects.get(pk=row.pk).erased_at is not None


def test_after_a_new_master_key_everything_still_opens(books: House) -> None:
    from halfsky.actions.person_keys import rotate
    from halfsky.store.models import RecordKey
    from tests.houses import admin_of

    row = add(books, "chair", "care", VILLAGE, CARE)
    before = bytes(RecordKey.objects.get().wrapped)
    assert rotate(books, admin_of(books)) == 1
    assert bytes(RecordKey.objects.get().wrapped) != before
    assert see(books, "chair", row.pk).values == CARE
    assert numbers(books, "chair", "care", VILLAGE, text="示例甲") == [row.pk]


def photo() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_lies_encrypted_and_without_its_traces(books: House, staff: People) -> None:
    from halfsky.actions.erasing import erase
    from halfsky.actions.record_files import attach, content_of

    row = add(books, "chair", "care", VILLAGE, CARE)
    see(books, "chair", row.pk)
    kept = attach(books, staff["chair"], row.pk, "photo", "示例甲.jpg", photo())
    assert kept.name == "照片"
    on_disk: Path = books.folder.file(kept.kept)
    assert not on_disk.read_bytes().startswith(b"\xff\xd8")
    _, content = content_of(books, staff["chair"], row.pk, kept.pk)
    assert content.startswith(b"\xff\xd8")
    assert b"SecretCamera" not in content
    assert b"SecretCamera" in photo()
    erase(books, staff["protector"], row.pk, "本人要求")
    assert not on_disk.exists()


def test_an_administrator_of_the_machine_sees_no_person_and_cannot_make_herself_see(books: House) -> None:
    from halfsky.actions.users import grant
    from halfsky.queries.records import record as shown
    from tests.houses import admin_of

    case = add(books, "worker", "case", COUNTY, CASE).pk
    with pytest.raises(Refused) as caught:
        shown(books, admin_of(books), case)
    assert number(caught) == "404.60"
    with pytest.raises(Refused) as caught:
        grant(books, admin_of(books), "admin", "case_head", COUNTY)
    assert number(caught) == "403.921"
