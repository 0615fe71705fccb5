"""Back to a time that is named: a base back-up, the kept log of writes, and the folder of the house taken along.

What was acknowledged before that time is there, what came after is not, the log is whole, and a scan that belongs to
the sheet is in its place. The road is the one that docs/deployment.md describes, with its own files.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.collecting import FORM, GUIGANG, PDF, PINGNAN, People, handed_in
from tests.databases import copied
from tests.houses import admin_of, open_copy
from tests.own_server import OwnServer, own_server

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
DEPLOY = Path(__file__).parents[2] / "deploy"


def archiving(server: OwnServer) -> Path:
    """Let the server keep its log of writes, by the settings that are shipped; the folder of what is kept."""
    kept = server.folder / "wal"
    kept.mkdir()
    if server.other:
        shutil.chown(kept, "postgres", "postgres")
    said = (DEPLOY / "archive.conf").read_text("utf-8").replace("/srv/halfsky-wal", str(kept))
    with (server.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(said)
    server.stop()
    server.start()
    return kept


def moment(server: OwnServer) -> str:
    """This moment by the server's clock, with a little room on both sides."""
    time.sleep(0.05)
    with server.connected() as line:
        ((now,),) = line.execute("SELECT clock_timestamp()::text").fetchall()
    time.sleep(0.05)
    return str(now)


def kept_until_now(server: OwnServer, kept: Path) -> None:
    """End the file of the log that is being written, and wait until it is kept."""
    with server.connected() as line:
        ((name,),) = line.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchall()
    until = time.monotonic() + 20
    while not (kept / name).exists():
        assert time.monotonic() < until, (server.folder / "log").read_text()
        time.sleep(0.05)


def test_a_house_goes_back_to_a_named_time(city_template: Path, tmp_path: Path) -> None:
    with own_server() as server:
        with copied(city_template, tmp_path / "house"):
            server.take(tmp_path / "house")
        kept = archiving(server)
        base = server.folder / "base"
        words = ("--pgdata", str(base), "--checkpoint=fast", "--no-sync", "--username=postgres", "--wal-method=none")
        server.run("pg_basebackup", "--host", str(server.folder), *words)

        from halfsky.actions.attachments import attach
        from halfsky.actions.keeping import backup, restore
        from halfsky.actions.rounds import open_round
        from halfsky.actions.submissions import take_step
        from halfsky.queries.sheets import desk
        from halfsky.store.chain import verify
        from halfsky.store.models import Attachment, Submission
        from halfsky.store.tables import close

        house = open_copy(tmp_path / "house")
        people = People(house)
        row = open_round(house, people["city_office"], FORM, "2025", GUIGANG)
        attach(house, people["office"], row.pk, PINGNAN, "盖章.pdf", PDF)
        sheet = handed_in(house, people, row)
        then = moment(server)
        take_step(house, people["statistics"], sheet.pk, "review")
        assert Submission.objects.get(pk=sheet.pk).state == "reviewed"
        kept_until_now(server, kept)
        close()
        server.stop()

        again = server.folder / "again"
        done = subprocess.run([DEPLOY / "restore-to.sh", base, kept, then, again], check=True, **server.other)
        assert done.returncode == 0
        server.data = again
        server.start()

        # The folder as it is now, beside the tables as they were: taken through a back-up, which fits them together.
        shutil.copytree(tmp_path / "house", tmp_path / "beside")
        beside = open_copy(tmp_path / "beside")
        assert not verify(beside).whole
        backup(beside, admin_of(beside), tmp_path / "then.tar.gz")
        close()
        with server.connected() as line:
            line.execute("CREATE DATABASE back OWNER halfsky")
        back = restore(
            tmp_path / "then.tar.gz", tmp_path / "back", open_copy, tmp_path / "house" / "keys", server.address("back")
        ).house
        assert verify(back).whole
        assert json.loads(back.folder.settings_file.read_text("utf-8"))["database"] == server.address("back")
        found = Submission.objects.get(pk=sheet.pk)
        assert (found.state, found.entries) == ("submitted", sheet.entries)
        (scan,) = Attachment.objects.all()
        assert back.folder.file(scan.sha256).read_bytes() == PDF
        assert desk(back, row.pk, PINGNAN).newest() == found
        close()
