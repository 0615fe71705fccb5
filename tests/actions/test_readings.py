"""Who opened what: noted without a write lock, entered once whatever dies when, found by who may see it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.collecting import GUIPING, PINGNAN, People, handed_in
from tests.databases import impatient, writing_elsewhere
from tests.houses import NOW, admin_of, viewer

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow

SHEET = "health-yearly 2025"


def note(house: House, who: Viewer, what: str = SHEET, place: str = PINGNAN) -> None:
    from halfsky.actions.readings import note_reading

    note_reading(house, who, what, place)


def drain(house: House) -> int:
    from halfsky.actions.readings import drain

    return drain(house)


def found(house: House, who: Viewer, **asked: str) -> list[tuple[str, str, str]]:
    """Who, what, where: the openings as the log's page shows them."""
    from halfsky.queries.log import Asked, readings

    return [(r.user, r.what, r.place_name) for r in readings(house, who, asked=Asked(**asked))]  # type: ignore[arg-type]


def batches() -> list[dict[str, object]]:
    from halfsky.store.models import LogEntry

    return [e.detail for e in LogEntry.objects.filter(action="readings.batch").order_by("position")]


def spool(house: House) -> Path:
    return house.folder.run / "readings" / "spool"


def test_an_opening_by_others_is_noted_and_that_by_the_unit_is_not(city: House, people: People, row: RoundRow) -> None:
    from halfsky.actions.readings import note_sheet
    from halfsky.queries.sheets import sheet

    handed_in(city, people, row)
    for who in ("filler", "colleague", "statistics", "office", "statistics"):
        note_sheet(city, people[who], sheet(city, people[who], row.pk, PINGNAN))
    assert drain(city) == 2
    assert sorted(found(city, admin_of(city))) == [("office", SHEET, "平南县"), ("statistics", SHEET, "平南县")]


def test_noting_waits_for_no_writer_and_entering_makes_one_entry(city: House, people: People) -> None:
    with writing_elsewhere(city), impatient():
        note(city, people["office"])
        note(city, people["city_office"])
    assert drain(city) == 2 and drain(city) == 0
    [batch] = batches()
    at = "2026-11-22T10:00:00+08:00"
    assert batch == {
        "batch": 1,
        "readings": 2,
        "lines": [[at, "office", SHEET, PINGNAN], [at, "city_office", SHEET, PINGNAN]],
    }


def test_the_same_opening_within_ten_minutes_is_one(city: House, people: People) -> None:
    for minutes in (0, 5, 9):
        city.clock = lambda m=minutes: NOW + dt.timedelta(minutes=m)  # type: ignore[misc]
        note(city, people["office"])
        drain(city)
    assert len(found(city, admin_of(city))) == 1
    note(city, people["office"], "health-yearly 2024")
    note(city, people["city_office"])
    city.clock = lambda: NOW + dt.timedelta(minutes=10)
    note(city, people["office"])
    drain(city)
    assert len(found(city, admin_of(city))) == 4


class Killed(BaseException):
    """What no handler catches: the process is gone at this point."""


def test_who_is_killed_before_the_entry_is_kept_loses_nothing(
    city: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import readings

    note(city, people["office"])
    with monkeypatch.context() as broken:
        broken.setattr(readings.bulk, "insert", _kill)
        with pytest.raises(Killed):
            drain(city)
    assert batches() == []
    note(city, people["city_office"])
    assert drain(city) == 2
    assert [b["batch"] for b in batches()] == [1, 2]
    assert len(found(city, admin_of(city))) == 2


def test_who_is_killed_after_the_entry_is_kept_doubles_nothing(
    city: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(city, people["office"])
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", _kill)
        with pytest.raises(Killed):
            drain(city)
    assert len(batches()) == 1
    note(city, people["city_office"])
    assert drain(city) == 1
    assert [b["readings"] for b in batches()] == [1, 1]
    assert len(found(city, admin_of(city))) == 2
    assert not list((city.folder.run / "readings").glob("batch-*"))


def _kill(*_: object, **__: object) -> None:
    raise Killed


def test_a_line_torn_by_a_power_cut_takes_no_other_along(city: House, people: People) -> None:
    note(city, people["office"])
    spool(city).write_bytes(spool(city).read_bytes() + '["2026-11-22T10:00:00+08:00", "某'.encode()[:-1])
    note(city, people["city_office"])
    assert drain(city) == 2
    assert {who for who, _, _ in found(city, admin_of(city))} == {"office", "city_office"}


def test_what_cannot_be_noted_is_not_shown(city: House, people: People) -> None:
    (city.folder.run / "readings").write_text("in the way")
    with pytest.raises(Refusal) as refused:
        note(city, people["office"])
    assert refused.value.number == "503.860"


def test_openings_are_found_by_person_thing_place_and_day(city: House, people: People) -> None:
    from halfsky.queries.log import Asked, readings

    note(city, people["office"])
    note(city, people["city_office"], "education-yearly 2025", GUIPING)
    note(city, people["city_office"], "a thing of nowhere", "999999999999")
    drain(city)
    admin = admin_of(city)
    assert found(city, admin, user="office") == [("office", SHEET, "平南县")]
    assert found(city, admin, words="education") == [("city_office", "education-yearly 2025", "桂平市")]
    assert found(city, admin, place=PINGNAN) == [("office", SHEET, "平南县")]
    assert found(city, admin, words="nowhere") == [("city_office", "a thing of nowhere", "")]
    assert readings(city, admin, asked=Asked(since=dt.date(2026, 11, 23))) == ()
    newest, *older = readings(city, admin)
    assert readings(city, admin, before=newest.number) == tuple(older)


def test_who_reads_the_log_of_a_county_finds_openings_there_and_her_own(city: House, people: People) -> None:
    from halfsky.queries.log import entries

    auditor = viewer(city, "auditor", "auditor", PINGNAN)
    note(city, people["city_office"])
    note(city, people["city_office"], SHEET, GUIPING)
    note(city, people["sibling_office"], "her own", PINGNAN)
    note(city, auditor, "her own", GUIPING)
    drain(city)
    assert {place for _, _, place in found(city, auditor)} == {"平南县", "桂平市"}
    assert {(who, place) for who, _, place in found(city, auditor)} == {
        ("city_office", "平南县"), ("sibling_office", "平南县"), ("auditor", "桂平市"),
    }  # fmt: skip
    assert ("sibling_office", "her own", "平南县") in found(city, people["sibling_office"])
    assert not [e for e in entries(city, auditor, limit=500) if e.action == "readings.batch"]
    whole = next(e for e in entries(city, admin_of(city)) if e.action == "readings.batch")
    assert whole.detail == {"batch": 1, "readings": 4}, "the lines are shown as openings"


def test_only_who_reads_the_log_asks_for_openings(city: House, people: People) -> None:
    from halfsky.actions.readings import refresh
    from halfsky.queries.log import readings

    note(city, people["city_office"])
    for who, number in (("filler", "403.10"), ("stranger", "403.10"), ("nobody", "401.10")):
        for ask in (readings, refresh):
            with pytest.raises(Refusal) as refused:
                ask(city, people[who])  # type: ignore[operator]
            assert refused.value.number == number
    assert refresh(city, people["office"]) == 1


def test_a_job_of_every_minute_enters_them(city: House, people: People) -> None:
    from django_tasks_db.models import DBTaskResult

    from halfsky.actions.readings import enter_readings, schedule

    schedule(city)
    schedule(city)
    waiting = DBTaskResult.objects.filter(task_path=enter_readings.module_path)
    assert waiting.count() == 1
    waiting.delete()
    note(city, people["city_office"])
    enter_readings.func()
    assert len(found(city, admin_of(city))) == 1
    assert waiting.count() == 1, "it is in the queue again"


def test_a_back_up_holds_what_was_noted_before_it(city: House, people: People, tmp_path: Path) -> None:
    from halfsky.actions.keeping import backup

    note(city, people["city_office"])
    backup(city, admin_of(city), tmp_path / "house.hsb")
    assert len(found(city, admin_of(city))) == 1
    assert not spool(city).exists()


def test_the_lines_in_the_file_hold_no_more_than_is_entered(city: House, people: People) -> None:
    note(city, people["city_office"])
    [line] = spool(city).read_text("utf-8").splitlines()
    assert json.loads(line) == ["2026-11-22T10:00:00+08:00", "city_office", SHEET, PINGNAN]
