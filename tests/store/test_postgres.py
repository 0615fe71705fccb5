"""What is special to a house in PostgreSQL: its address, a database that is not fit, the tools that copy it."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.databases import Postgresql, database
from tests.houses import PASSWORD, admin_of, open_copy


def refusal(call: object) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    (only,) = refused.value.refusals
    return only.number, only.in_("en")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "halfsky",
        "host=db dbname=x",
        "mysql://anna:secret@db/x",
        "postgresql://db",
        "postgresql://anna@db/",
        "postgresql://anna@db/x?colour=red",
    ],
)
def test_what_is_no_address_is_refused_without_showing_a_password(address: str) -> None:
    from halfsky.store.postgres import django_settings

    number, says = refusal(lambda: django_settings(address))
    assert number == "400.506"
    assert "secret" not in says


@pytest.fixture
def server() -> Postgresql:
    used = database()
    assert isinstance(used, Postgresql)
    return used


@pytest.mark.postgresql
def test_a_database_that_is_not_fit_is_refused_before_anything_is_made(
    house: House, server: Postgresql, tmp_path: Path
) -> None:
    from halfsky.actions.houses import new
    from halfsky.store.folder import HouseSettings

    def make(address: str) -> tuple[str, str]:
        settings = HouseSettings(database=address)
        return refusal(lambda: new(tmp_path / "h", open_copy, admin="admin", password="x", settings=settings))

    import psycopg

    number, says = make(server.address("nowhere"))
    assert number == "503.506" and '"nowhere" does not exist' in says
    old = "CREATE DATABASE old_letters TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'"
    server.server.execute(old)
    assert make(server.address("old_letters"))[0] == "400.507"
    taken = database().fresh()
    assert taken is not None
    with psycopg.connect(taken) as theirs:
        theirs.execute("CREATE TABLE payroll (salary int)")
        theirs.execute("INSERT INTO payroll VALUES (7)")
    number, says = make(taken)
    assert number == "409.506" and "payroll" in says
    with psycopg.connect(taken) as theirs:
        assert theirs.execute("SELECT salary FROM payroll").fetchone() == (7,)
    assert [p.name for p in tmp_path.iterdir()] == ["house"]


@pytest.mark.postgresql
def test_a_command_says_that_the_database_is_away(
    house: House, server: Postgresql, capsys: pytest.CaptureFixture[str]
) -> None:
    from halfsky.cli.main import main
    from halfsky.store.folder import HouseSettings

    house.folder.keep(HouseSettings(database=server.address("gone_away")))
    assert main(["audit", "verify", "--house", str(house.path), "--lang", "en"], open_house=open_copy) == 1
    assert '"gone_away" does not exist' in capsys.readouterr().err


@pytest.mark.postgresql
def test_without_its_tools_a_backup_is_refused_and_nothing_is_left(
    house: House, admin: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions.keeping import backup, restore

    backup(house, admin, tmp_path / "whole.tar.gz", with_keys=True)
    monkeypatch.setenv("PATH", "")
    number, says = refusal(lambda: backup(house, admin, tmp_path / "b.tar.gz"))
    assert number == "503.507" and "pg_dump" in says
    target = database().fresh()
    number, says = refusal(lambda: restore(tmp_path / "whole.tar.gz", tmp_path / "r", open_copy, database=target))
    assert number == "503.507" and "pg_restore" in says
    assert sorted(p.name for p in tmp_path.iterdir()) == ["house", "whole.tar.gz"]


@pytest.mark.postgresql
def test_a_backup_comes_back_into_its_own_kind_of_database(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.houses import new
    from halfsky.actions.keeping import backup, restore
    from halfsky.store.postgres import demand_empty

    backup(house, admin, tmp_path / "p.tar.gz", with_keys=True)
    with tarfile.open(tmp_path / "p.tar.gz") as archive:
        settings = archive.extractfile("house.json")
        assert settings is not None
        assert json.loads(settings.read())["database"] is None
    number, _ = refusal(lambda: restore(tmp_path / "p.tar.gz", tmp_path / "r", open_copy))
    assert number == "400.591"

    def provinces(level: Level) -> tuple[str, ...]:
        return ("",) if level.depth <= 1 else ()

    small = new(tmp_path / "s", open_copy, admin="admin", password=PASSWORD, shipped=[], planted=provinces)
    backup(small, admin_of(small), tmp_path / "s.tar.gz", with_keys=True)
    target = database().fresh()
    number, _ = refusal(lambda: restore(tmp_path / "s.tar.gz", tmp_path / "r", open_copy, database=target))
    assert number == "400.592"
    assert target is not None
    demand_empty(target)
    assert not (tmp_path / "r").exists()
