"""Making a house, backing it up, bringing it back: whole, or nothing at all."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.store import postgres
from halfsky.store.folder import HouseSettings
from halfsky.store.house import House
from tests.databases import database, on_postgresql
from tests.houses import PASSWORD, admin_of, open_copy, viewer

TABLES = "house.pgdump" if on_postgresql() else "house.sqlite3"


def number(call: object) -> str:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    return refused.value.refusals[0].number


# New


def test_a_new_house_has_the_tree_of_the_list(full_house: House) -> None:
    from halfsky.queries import places

    counted = places.count_by_level(full_house, places.top(full_house))
    # 31 provinces and 3 regions; 342 cities less 9 stand-ins; 2978 counties less the 3 that repeat their city.
    assert counted[Level.PROVINCE] == 34
    assert counted[Level.PREFECTURE] == 342 - 9
    assert counted[Level.COUNTY] == 2978 - 3
    guigang = places.place(full_house, "4508")
    # Counted in the files: lines of areas, streets and villages whose code begins with 4508.
    assert places.count_by_level(full_house, guigang) == {Level.COUNTY: 5, Level.TOWNSHIP: 74, Level.VILLAGE: 1195}
    assert places.count_by_level(full_house, places.place(full_house, "4501")).keys() == {Level.COUNTY}


def test_dongguan_has_no_counties_and_stand_ins_give_way(full_house: House) -> None:
    from halfsky.queries import places

    assert places.all_children(full_house, places.place(full_house, "4419")) == []
    beijing = places.all_children(full_house, places.place(full_house, "11"))
    assert len(beijing) == 16
    assert {p.name for p in beijing} >= {"东城区", "延庆区"}
    xiantao = places.place(full_house, "429004")
    assert [(p.name, p.stand_in) for p in places.trail(full_house, xiantao)][1:] == [
        ("湖北省", False), ("省直辖县级行政区划", True),
    ]  # fmt: skip


def test_a_new_house_is_whole_and_has_no_default_password(full_house: House) -> None:
    from django.contrib.auth import authenticate

    from halfsky.store.chain import verify

    assert verify(full_house).whole
    assert authenticate(username="admin", password="admin") is None
    assert authenticate(username="admin", password=PASSWORD) is not None
    assert list(full_house.content.plans) == ["children-2011", "children-2021", "women-2011", "women-2021"]


def test_what_exists_is_never_overwritten(tmp_path: Path) -> None:
    from halfsky.actions.houses import new

    (tmp_path / "file").write_text("mine")
    for taken in (tmp_path, tmp_path / "file"):
        assert number(lambda taken=taken: new(taken, open_copy, admin="admin", password=PASSWORD)) == "409.510"
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("wrong", "wanted"), [({"password": "short"}, "400.561"), ({"admin": "no spaces"}, "400.560"), ({}, "404.31")]
)
def test_whatever_goes_wrong_nothing_is_left(tmp_path: Path, wrong: dict[str, str], wanted: str, house: House) -> None:
    from halfsky.actions.houses import new

    settings = HouseSettings(database=database().fresh())
    arguments = {"admin": "admin", "password": PASSWORD, **wrong}
    # Without another fault, a pack that is not there stops the making after the tree was planted.
    missing = [tmp_path / "no-such-pack"]
    target = tmp_path / "new"

    def few(level: Level) -> tuple[str, ...]:
        return ("11",) if level.depth == 1 else ()

    assert (
        number(lambda: new(target, open_copy, settings=settings, shipped=missing, planted=few, **arguments)) == wanted
    )
    assert not target.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["house"]
    if settings.database:
        postgres.demand_empty(settings.database)


# Backup and restore


@pytest.fixture
def kept(house: House, admin: Viewer, tmp_path: Path) -> Path:
    """A backup with its keys, of a house that holds one document."""
    from halfsky.actions.keeping import backup
    from halfsky.store.files import keep_content
    from halfsky.store.models import Document

    written = tmp_path / "written.docx"
    written.write_bytes(b"PK, as far as this test goes")
    sha256 = keep_content(house.folder, written.read_bytes())
    written.unlink()
    Document.objects.create(
        plan="women-2021", place_id=1, year=2024, kind="monitoring", form="work", name="报告.docx",
        sha256=sha256, snapshot=house.snapshot(), written_at=house.now(), by_id=admin.user_id,
    )  # fmt: skip
    house.folder.shapes.mkdir()
    (house.folder.shapes / "450800000000.geojson").write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    out = tmp_path / "kept.tar.gz"
    backup(house, admin, out, with_keys=True)
    return out


def everything(house: House) -> list[object]:
    """All rows of all tables of the store, and the kept files."""
    from django.apps import apps

    rows = [list(m.objects.order_by("pk").values_list()) for m in apps.get_app_config("store").get_models()]
    kept = (*house.folder.files.iterdir(), *house.folder.shapes.iterdir())
    return [*rows, sorted((p.name, p.read_bytes()) for p in kept)]


def test_a_restored_house_is_the_same_house(house: House, kept: Path, tmp_path: Path) -> None:
    from halfsky.actions.keeping import restore
    from halfsky.store.models import LogEntry

    position = LogEntry.objects.count()
    before = everything(house)
    done = restore(kept, tmp_path / "again", open_copy, database=database().fresh())
    assert (done.unchecked, done.entries) == (0, position - 1)
    after = everything(done.house)
    # The backup was logged in the old house after it was made, the restore in the new one: their last entries differ.
    assert [len(a) for a in after] == [len(b) for b in before]  # type: ignore[arg-type]
    logs = [rows for rows in after if rows and isinstance(rows, list) and "house.new" in str(rows[0])]
    assert len(logs) == 1
    differ = [(a, b) for a, b in zip(after, before, strict=True) if a != b]
    ((new_log, old_log),) = differ
    assert new_log[:-1] == old_log[:-1]  # type: ignore[index]
    last = LogEntry.objects.order_by("-position")[0]
    assert (last.action, last.detail["position"], last.detail["unchecked"]) == ("house.restore", position - 1, 0)


def test_a_restored_house_goes_on_working(kept: Path, tmp_path: Path) -> None:
    from halfsky.actions.keeping import restore
    from halfsky.queries.documents import document
    from halfsky.store.chain import verify
    from halfsky.store.models import Document

    again = restore(kept, tmp_path / "again", open_copy, database=database().fresh()).house
    viewer(again, "later", "leader", "000000000000")
    assert verify(again).whole
    written = document(again, admin_of(again), Document.objects.get().pk)
    assert written.path.read_bytes()[:2] == b"PK"


def test_keys_stay_out_unless_asked_for(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.keeping import backup

    backup(house, admin, tmp_path / "plain.tar.gz")
    with tarfile.open(tmp_path / "plain.tar.gz") as archive:
        names = archive.getnames()
    assert names[:4] == ["manifest.json", "house.json", TABLES, "log.head"]
    assert not [n for n in names if "key" in n]
    content = gzip.decompress((tmp_path / "plain.tar.gz").read_bytes())
    assert house.folder.log_key.read_text().split()[1].encode() not in content
    assert oct((tmp_path / "plain.tar.gz").stat().st_mode & 0o777) == "0o600"


def test_without_its_keys_a_house_goes_on_under_a_new_one_and_says_so(
    house: House, admin: Viewer, tmp_path: Path
) -> None:
    from halfsky.actions.keeping import backup, restore
    from halfsky.store.chain import verify

    done = backup(house, admin, tmp_path / "plain.tar.gz")
    restored = restore(tmp_path / "plain.tar.gz", tmp_path / "again", open_copy, database=database().fresh())
    assert restored.unchecked == done.manifest.position
    viewer(restored.house, "later", "leader", "000000000000")
    chain = verify(restored.house)
    assert (chain.whole, chain.unchecked) == (True, done.manifest.position)


def test_keys_kept_apart_make_the_log_verifiable_again(house: House, admin: Viewer, tmp_path: Path) -> None:
    from halfsky.actions.keeping import backup, restore

    shutil.copytree(house.folder.keys, tmp_path / "apart")
    plain = tmp_path / "plain.tar.gz"
    backup(house, admin, plain)
    restored = restore(plain, tmp_path / "again", open_copy, tmp_path / "apart", database().fresh())
    assert restored.unchecked == 0
    assert number(lambda: restore(plain, tmp_path / "x", open_copy, tmp_path, database().fresh())) == "503.500"


def rewritten(kept: Path, to: Path, change: object) -> Path:
    """The backup with its members changed by `change(name, content) -> content or None`."""
    with tarfile.open(kept) as source, tarfile.open(to, "w:gz") as target:
        for member in source:
            stream = source.extractfile(member)
            assert stream is not None
            content = change(member.name, stream.read())  # type: ignore[operator]
            if content is not None:
                member.size = len(content)
                target.addfile(member, io.BytesIO(content))
    return to


def altered_database(name: str, content: bytes) -> bytes:
    return content.replace(b"house.new", b"house.old") if name == TABLES else content


def resealed(name: str, content: bytes) -> bytes:
    """The altered database with a manifest that fits it: only the log's own chain can tell."""
    import hashlib

    if name != "manifest.json":
        return altered_database(name, content)
    manifest = json.loads(content)
    part = next(p for p in manifest["parts"] if p["path"] == TABLES)
    part["sha256"] = hashlib.sha256(RESEALED["database"]).hexdigest()
    return json.dumps(manifest).encode()


RESEALED: dict[str, bytes] = {}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (altered_database, "400.590"),
        (lambda name, content: None if name == "log.head" else content, "400.590"),
        (lambda name, content: None if name == "manifest.json" else content, "400.590"),
        (lambda name, content: content.replace(b"log.head", b"../../a") if "manifest" in name else content, "400.590"),
        (lambda name, content: b"{" if "manifest" in name else content, "400.590"),
        (resealed, "410.590"),
    ],
)
def test_a_backup_that_was_tampered_with_is_refused_and_nothing_is_left(
    kept: Path, tmp_path: Path, change: object, wanted: str
) -> None:
    from halfsky.actions.keeping import restore

    with tarfile.open(kept) as source:
        tables = source.extractfile(TABLES)
        assert tables is not None
        RESEALED["database"] = altered_database(TABLES, tables.read())
    target = database().fresh()
    bad = rewritten(kept, tmp_path / "bad.tar.gz", change)
    assert number(lambda: restore(bad, tmp_path / "again", open_copy, database=target)) == wanted
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.tar.gz", "house", "kept.tar.gz"]
    if target:
        postgres.demand_empty(target)


def test_damaged_files_and_links_are_refused(kept: Path, tmp_path: Path) -> None:
    from halfsky.actions.keeping import restore

    whole = kept.read_bytes()
    link = tmp_path / "link.tar.gz"
    with tarfile.open(link, "w:gz") as archive:
        member = tarfile.TarInfo("manifest.json")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    for name, content in (("cut", whole[: len(whole) // 2]), ("text", b"hello"), ("link.tar.gz", link.read_bytes())):
        (tmp_path / name).write_bytes(content)
        assert number(lambda name=name: restore(tmp_path / name, tmp_path / "again", open_copy)) == "400.590"
    assert number(lambda: restore(tmp_path / "none", tmp_path / "again", open_copy)) == "404.501"
    assert number(lambda: restore(kept, tmp_path / "house", open_copy)) == "409.510"
    assert not (tmp_path / "again").exists()


def test_only_who_keeps_the_house_backs_it_up(house: House, tmp_path: Path) -> None:
    from halfsky.actions.keeping import backup

    office = viewer(house, "office", "office", "000000000000")
    local = viewer(house, "local", "admin", "450000000000")
    for who, wanted in ((office, "403.10"), (local, "403.10"), (Viewer(), "401.10")):
        assert number(lambda who=who: backup(house, who, tmp_path / "x.tar.gz")) == wanted
    assert not (tmp_path / "x.tar.gz").exists()
    (tmp_path / "taken").write_text("mine")
    assert number(lambda: backup(house, admin_of(house), tmp_path / "taken")) == "409.590"
    assert (tmp_path / "taken").read_text() == "mine"
