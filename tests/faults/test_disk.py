"""A disk that is full, and one that cannot be written: a clear refusal, nothing kept by half, all goes on later."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import FORM, GUIGANG, PDF, PINGNAN, People, answers
from tests.databases import copied
from tests.houses import PASSWORD, admin_of, open_copy

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from halfsky.store.models import RoundRow

MEGABYTE = 2**20
ROOM = 4 * MEGABYTE
"""Left beside the house on a disk of its own."""
FULL, READ_ONLY = "503.1411", "503.1412"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk for this test")
VALUES = "indicator_code,area_code,area_name,year,sex,urban_rural,value,unit,source\n" + "".join(
    f"W1.02,{PINGNAN},平南县,{year},total,total,{year % 10},1/10万,{'公报' * 40}\n" for year in range(1990, 2020)
)


class Disk:
    """A file system of its own, in memory, with a house on it."""

    def __init__(self, at: Path, size: int) -> None:
        self.at = at
        at.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "halfsky-test", at], check=True)

    def fill(self) -> None:
        """Nothing more goes onto it. What SQLite has set aside for the next writes is given back first."""
        from django.db import connection

        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with (self.at / "other").open("wb", buffering=0) as other:
            try:
                while other.write(b"x" * 4096):
                    pass
            except OSError:
                return

    def empty(self) -> None:
        (self.at / "other").unlink()

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", self.at], check=True)

    def gone(self) -> None:
        subprocess.run(["umount", "-l", self.at], check=True)


@pytest.fixture
def disk(city_template: Path, tmp_path: Path) -> Iterator[Disk]:
    """A disk with a copy of the house, closed, in `house`."""
    size = sum(f.stat().st_size for f in city_template.rglob("*") if f.is_file())
    made = Disk(tmp_path / "disk", 2 * size + ROOM)
    try:
        with copied(city_template, made.at / "house"):
            yield made
    finally:
        made.gone()


def number(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusals[0].number


def state(house: House) -> tuple[int, ...]:
    """How much there is of everything that the acts below write."""
    from halfsky.store.models import Attachment, Draft, LogEntry, SignIn, Submission, Value

    rows = tuple(model._base_manager.count() for model in (Attachment, Draft, LogEntry, SignIn, Submission, Value))
    return (*rows, len(list(house.folder.files.rglob("*"))), len(list(house.folder.run.glob("*.part"))))


def acts(house: House, row: int, file: Path) -> dict[str, Callable[[], object]]:
    """What people do all day, each a write of its own."""
    from halfsky.actions.attachments import attach
    from halfsky.actions.drafts import save_draft
    from halfsky.actions.submissions import submit
    from halfsky.actions.values import import_values
    from halfsky.store.models import RoundRow

    people = People(house)
    given = answers(house, RoundRow.objects.get(pk=row))
    return {
        "import": lambda: import_values(house, admin_of(house), file),
        "attach": lambda: attach(house, people["filler"], row, PINGNAN, "a.pdf", PDF * 1000),
        "draft": lambda: save_draft(house, people["filler"], row, PINGNAN, given),
        "submit": lambda: submit(house, people["filler"], row, PINGNAN, given, _reasons(house, row)),
    }


def _reasons(house: House, row: int) -> dict[str, str]:
    from halfsky.store.models import RoundRow
    from tests.faults.acts import reasons

    return reasons(house, RoundRow.objects.get(pk=row))


def opened_with_round(disk: Disk) -> tuple[House, int]:
    from halfsky.actions.rounds import open_round

    house = open_copy(disk.at / "house")
    return house, open_round(house, People(house)["city_office"], FORM, "2025", GUIGANG).pk


def sign_in(who: str) -> tuple[Client, HttpResponse]:
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
    return client, client.post("/sign-in", {"username": who, "password": PASSWORD})  # type: ignore[return-value]


def whole(house: House) -> bool:
    from halfsky.store.chain import verify

    return verify(house).whole


@needs_root
def test_a_full_disk(disk: Disk, tmp_path: Path) -> None:
    from django.db import connection

    house, row = opened_with_round(disk)
    file = tmp_path / "values.csv"
    file.write_text(VALUES, "utf-8")
    todo, client = acts(house, row, file), sign_in("filler")[0]
    before = state(house)
    disk.fill()
    if connection.vendor == "postgresql":  # the tables lie elsewhere; files and notes do not
        todo = {"attach": todo["attach"]}
    assert {name: number(act) for name, act in todo.items()} == dict.fromkeys(todo, FULL)
    assert state(house) == before
    assert client.get(f"/rounds/{row}/{PINGNAN}").status_code == 200, "reading goes on"
    if connection.vendor == "sqlite":
        refused = sign_in("office")[1]
        assert (
            refused.status_code == 503 and "磁盘已满" in refused.content.decode() and FULL in refused.content.decode()
        )
        assert state(house) == before
    disk.empty()
    for act in todo.values():
        act()
    assert whole(house)


def test_what_is_kept_on_a_disk_that_fills_up_at_the_last_moment_is_acknowledged(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is in the database; that its note beside it finds no room makes no refusal of it."""
    from halfsky.actions.drafts import save_draft
    from halfsky.actions.submissions import submit
    from halfsky.store import log

    given = answers(city, row)
    noted = log.read_head(city.folder)
    with monkeypatch.context() as patched:
        patched.setattr(log, "write_whole", _full)
        made = submit(city, people["filler"], row.pk, PINGNAN, given, _reasons(city, row.pk))
    assert made.state == "submitted" and log.read_head(city.folder) == noted
    assert whole(city), "a note that lags behind is no break"
    assert number(lambda: save_draft(city, people["filler"], row.pk, PINGNAN, given)) == "409.744"


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


@needs_root
@pytest.mark.parametrize("left_open", [False, True])
def test_a_disk_that_cannot_be_written_is_read(disk: Disk, tmp_path: Path, left_open: bool) -> None:
    """Also where the house was not closed: a server that was killed leaves its last writes beside the database."""
    from django.db import connection

    from halfsky.store.tables import close

    house, row = opened_with_round(disk)
    client = sign_in("filler")[0]
    before = state(house)
    if left_open:
        if connection.vendor != "sqlite":
            return  # nothing lies beside the database there
        kept = tmp_path / "killed"
        shutil.copytree(disk.at / "house", kept)
        close()
        shutil.rmtree(disk.at / "house")
        shutil.copytree(kept, disk.at / "house")
        assert (disk.at / "house" / "house.sqlite3-wal").stat().st_size
    close()
    disk.remount("ro")
    house = open_copy(disk.at / "house")
    file = tmp_path / "values.csv"
    file.write_text(VALUES, "utf-8")
    assert state(house) == before and whole(house)
    for page in (f"/rounds/{row}/{PINGNAN}", "/tasks", f"/at/{PINGNAN}/2025", f"/at/{PINGNAN}/2025/plans/women-2021"):
        assert client.get(page).status_code == 200, page
    todo = {name: act for name, act in acts(house, row, file).items() if _on_disk(name)}
    assert {name: number(act) for name, act in todo.items()} == dict.fromkeys(todo, READ_ONLY)
    assert state(house) == before
    close()
    disk.remount("rw")
    house = open_copy(disk.at / "house")
    for act in acts(house, row, file).values():
        act()
    assert whole(house)


def _on_disk(name: str) -> bool:
    from django.db import connection

    return connection.vendor == "sqlite" or name in ("attach", "import")


@pytest.mark.postgresql
def test_a_database_server_without_room_or_that_only_reads(city: House, people: People, tmp_path: Path) -> None:
    """The server says so by the codes of its errors."""
    from django.db import connection

    from halfsky.actions.rounds import open_round

    row = open_round(city, people["city_office"], FORM, "2025", GUIGANG).pk
    file = tmp_path / "values.csv"
    file.write_text(VALUES, "utf-8")
    todo = {name: act for name, act in acts(city, row, file).items() if name != "attach"}
    before = state(city)
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        assert {name: number(act) for name, act in todo.items()} == dict.fromkeys(todo, READ_ONLY)
        cursor.execute("SET default_transaction_read_only = off")
        raises = "BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END"
        cursor.execute(f"CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ {raises} $$")
        for table in ("value", "draft", "submission"):
            cursor.execute(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()")
        assert {name: number(act) for name, act in todo.items()} == dict.fromkeys(todo, FULL)
        cursor.execute("DROP FUNCTION no_room CASCADE")
    assert state(city) == before
    for act in todo.values():
        act()
    assert whole(city)
