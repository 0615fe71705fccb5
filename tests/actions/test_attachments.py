"""Files that belong to sheets: by those who fill in or enter for others, known by what they hold, kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import GUIGANG, PDF, PINGNAN, People, answers, explained

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow


def number(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusals[0].number


def untouched(city: House) -> bool:
    """Nothing is kept of what was refused: no row, no entry in the log, no file."""
    from halfsky.store.models import Attachment, LogEntry

    entries = LogEntry.objects.filter(action="sheets.attach").exists()
    return not (Attachment.objects.exists() or entries or city.folder.file(hashlib.sha256(PDF).hexdigest()).exists())


@pytest.mark.parametrize("who", ["filler", "colleague", "office"])
def test_the_scan_is_kept_and_shown_with_the_sheet(city: House, people: People, row: RoundRow, who: str) -> None:
    from halfsky.actions.attachments import attach
    from halfsky.queries.sheets import sheet
    from halfsky.store.models import LogEntry

    made = attach(city, people[who], row.pk, PINGNAN, "盖章件.pdf", PDF)
    assert city.folder.file(made.sha256).read_bytes() == PDF
    assert (made.name, made.size, made.sha256) == ("盖章件.pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert [a.pk for a in sheet(city, people["filler"], row.pk, PINGNAN).attachments] == [made.pk]
    [entry] = LogEntry.objects.filter(action="sheets.attach")
    assert entry.detail == {"name": "盖章件.pdf", "sha256": made.sha256, "size": len(PDF)}


@pytest.mark.parametrize(
    "who",
    ["teacher", "statistics", "leader", "city_office", "city_filler", "sibling", "sibling_office", "stranger"],
)
def test_who_may_not(city: House, people: People, row: RoundRow, who: str) -> None:
    from halfsky.actions.attachments import attach

    assert number(lambda: attach(city, people[who], row.pk, PINGNAN, "a.pdf", PDF)) == "403.10"
    assert untouched(city)


def test_who_is_not_signed_in_is_asked_to(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.attachments import attach

    assert number(lambda: attach(city, people["nobody"], row.pk, PINGNAN, "a.pdf", PDF)) == "401.10"
    assert untouched(city)


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("a.pdf", b"", "400.767"),
        ("a.pdf", b"PK\x03\x04 an archive that calls itself a scan", "400.767"),
        ("a.pdf", b"<html><script>alert(1)</script>", "400.767"),
        ("a.png", b"%PDF-" + b"0" * (20 * 1024 * 1024), "413.741"),
    ],
)
def test_what_is_no_scan(city: House, people: People, row: RoundRow, name: str, content: bytes, refused: str) -> None:
    from halfsky.actions.attachments import attach

    assert number(lambda: attach(city, people["filler"], row.pk, PINGNAN, name, content)) == refused
    assert untouched(city)


def test_a_file_needs_a_sheet(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.attachments import attach

    filler = people["filler"]
    assert number(lambda: attach(city, filler, 999, PINGNAN, "a.pdf", PDF)) == "404.740"
    assert number(lambda: attach(city, filler, row.pk, GUIGANG, "a.pdf", PDF)) == "404.741"
    assert number(lambda: attach(city, filler, row.pk, "990000000000", "a.pdf", PDF)) == "404.510"
    assert untouched(city)


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        (r"C:\用户\桌面\盖章件.pdf", "盖章件.pdf"),
        ("/home/a/盖章件.pdf", "盖章件.pdf"),
        ("a/b\\c.pdf", "c.pdf"),
        (r"a\b/c.pdf", "c.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("长" * 300, "长" * 200),
        ("盖章\x00件\n.pdf", "盖章件.pdf"),
        (" \x00 ", "stamped.pdf"),
    ],
)
def test_of_a_name_the_file_is_kept_not_the_way_to_it(
    city: House, people: People, row: RoundRow, came: str, kept: str
) -> None:
    from halfsky.actions.attachments import attach

    assert attach(city, people["filler"], row.pk, PINGNAN, came, PDF).name == kept


def test_the_same_file_twice_lies_there_once(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.attachments import attach
    from halfsky.store.models import Attachment

    one = attach(city, people["filler"], row.pk, PINGNAN, "a.pdf", PDF)
    two = attach(city, people["office"], row.pk, PINGNAN, "b.pdf", PDF)
    assert one.sha256 == two.sha256 and Attachment.objects.count() == 2
    assert [p.name for p in city.folder.run.iterdir() if p.name.endswith(".part")] == []


def test_pictures_are_scans_too(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.attachments import attach

    for mark in (b"\xff\xd8\xff\xe0 jpg", b"\x89PNG\r\n\x1a\n png"):
        assert attach(city, people["filler"], row.pk, PINGNAN, "扫描", mark).size == len(mark)


def test_entering_for_an_agency_takes_the_scan_of_that_sheet_alone(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.attachments import attach
    from halfsky.actions.submissions import enter_for
    from halfsky.store.models import Submission
    from tests.collecting import GUIPING

    other = attach(city, people["sibling_office"], row.pk, GUIPING, "a.pdf", PDF)
    given, why = answers(city, row), explained(city, people, row)
    assert number(lambda: enter_for(city, people["office"], row.pk, PINGNAN, given, why, other.pk)) == "400.763"
    assert not Submission.objects.exists()
    own = attach(city, people["office"], row.pk, PINGNAN, "a.pdf", PDF)
    assert enter_for(city, people["office"], row.pk, PINGNAN, given, why, own.pk).state == "entered"
