"""A house as one file: a snapshot by the database's own means, the kept files, a manifest with every digest.

SQLite copies itself by its backup call, PostgreSQL by pg_dump; a backup comes back into a database of its own kind.
The address of a database is left out, as it may hold a password and the house comes back elsewhere.

Keys are left out unless asked for: whoever finds a backup should not be able to forge the log or a session. They are
kept by the operator apart from the backups (DIR/keys).
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from halfsky.kernel.refusals import problem
from halfsky.store import postgres
from halfsky.store.folder import Folder

DAMAGED = problem(
    "400.590",
    ("备份文件已损坏，或不是半边天的备份：{why}。", "The backup is damaged, or is none of Halfsky: {why}."),
    ("请换用另一份备份；没有恢复任何内容。", "Use another backup; nothing was restored."),
)
WANTS_DATABASE = problem(
    "400.591",
    ("该备份来自 PostgreSQL 数据库。", "The backup is of a house in PostgreSQL."),
    (
        "请用 --database 指明一个空的 PostgreSQL 数据库。",
        "Name an empty PostgreSQL database with --database.",
    ),
)
WANTS_NONE = problem(
    "400.592",
    ("该备份来自 SQLite，不能恢复到 PostgreSQL。", "The backup is of a house in SQLite; it does not fit PostgreSQL."),
    ("请去掉 --database。", "Leave --database out."),
)
FORMAT = "halfsky-backup-1"
MANIFEST = "manifest.json"
SQLITE, DUMP = "house.sqlite3", "house.pgdump"
ALLOWED = re.compile(
    r"house\.(sqlite3|pgdump)|house\.json|shown\.json|log\.head|files/[0-9a-f]{64}|shapes/\d{12}\.geojson"
    r"|keys/(log|secret|accounts)\.key|keys/oidc\.secret"
)
MOST_MANIFEST = 64 << 20
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `position` is that of the log's head."""

    format: str
    version: str
    made_at: str
    position: int
    keys: bool
    parts: tuple[Part, ...]

    @property
    def of_postgres(self) -> bool:
        """Whether the tables come from PostgreSQL."""
        return any(part.path == DUMP for part in self.parts)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @staticmethod
    def read(text: str) -> Manifest:
        """Read a manifest; refuses one that is malformed, of another format, or that names files outside a house."""
        try:
            raw = json.loads(text)
            parts = tuple(Part(str(p["path"]), int(p["size"]), str(p["sha256"])) for p in raw.pop("parts"))
            made = Manifest(parts=parts, **raw)
        except (ValueError, TypeError, KeyError, AttributeError) as why:
            raise DAMAGED.at(why=MANIFEST) from why
        if made.format != FORMAT or not all(ALLOWED.fullmatch(p.path) and p.size >= 0 for p in parts):
            raise DAMAGED.at(why=MANIFEST)
        return made


def write(folder: Folder, out: Path, *, version: str, made_at: str, with_keys: bool) -> Manifest:
    """Write the backup to `out`, which must not exist; the house may be in use."""
    settings = folder.settings()
    scratch = folder.run / f"{out.name}.part"
    scratch.mkdir(mode=0o700, parents=True)
    try:
        copy, head, kept = scratch / (DUMP if settings.database else SQLITE), scratch / "log.head", folder.settings_file
        if settings.database:
            last = postgres.dump(settings.database, copy)
            kept = scratch / "house.json"
            kept.write_text(replace(settings, database=None).as_json(), "utf-8")
        else:
            last = _snapshot(folder.database, copy)
        position, mac = last or (0, "0" * 64)
        head.write_text(f"{position} {mac}\n", "ascii")
        named = {"house.json": kept, copy.name: copy, "log.head": head}
        if folder.shown.exists():
            named["shown.json"] = scratch / "shown.json"
            named["shown.json"].write_bytes(folder.shown.read_bytes())
        named |= {f"files/{path.name}": path for path in sorted(folder.files.iterdir())}
        outlines = {f"shapes/{path.name}": path for path in sorted(folder.shapes.glob("*.geojson"))}
        named |= {name: path for name, path in outlines.items() if ALLOWED.fullmatch(name)}
        if with_keys:
            kept_keys = (folder.log_key, folder.secret_key, folder.accounts_key, folder.oidc_secret)
            named |= {f"keys/{key.name}": key for key in kept_keys if key.exists()}
        parts = tuple(Part(name, path.stat().st_size, _sha256(path)) for name, path in named.items())
        manifest = Manifest(FORMAT, version, made_at, position, with_keys, parts)
        listing = scratch / MANIFEST
        listing.write_text(manifest.as_json(), "utf-8")
        with out.open("xb") as raw:
            out.chmod(0o600)
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
                archive.add(listing, MANIFEST)
                for name, path in named.items():
                    archive.add(path, name)
    finally:
        for left in scratch.iterdir():
            left.unlink()
        scratch.rmdir()
    return manifest


def _snapshot(database: Path, copy: Path) -> tuple[int, str] | None:
    """Copy the database as it stands; returns the last entry of the log as the copy has it."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        last = target.execute("SELECT position, mac FROM log_entry ORDER BY position DESC LIMIT 1").fetchone()
    return last and (int(last[0]), str(last[1]))


def load_tables(folder: Folder, manifest: Manifest, database: str | None) -> None:
    """Bring the tables of an unpacked backup to where the house will have them; refuses another kind of database."""
    if not manifest.of_postgres:
        if database:
            raise WANTS_NONE.at()
        return
    if not database:
        raise WANTS_DATABASE.at()
    dumped = folder.path / DUMP
    postgres.load(database, dumped)
    dumped.unlink()
    folder.keep(replace(folder.settings(), database=database))


def unpack(backup: Path, folder: Folder) -> Manifest:
    """Unpack into a folder that does not exist yet; refuses what differs from the manifest in any way."""
    for path in (folder.path, folder.keys, folder.files, folder.run):
        path.mkdir(mode=0o700)
    try:
        with tarfile.open(backup, "r:gz") as archive:
            members = iter(archive)
            first = next(members, None)
            if first is None or first.name != MANIFEST or not first.isfile() or first.size > MOST_MANIFEST:
                raise DAMAGED.at(backup.name, why=MANIFEST)
            manifest = Manifest.read(_stream(archive, first).read().decode("utf-8"))
            wanted = {part.path: part for part in manifest.parts}
            for member in members:
                part = wanted.pop(member.name, None)
                if part is None or not member.isfile() or member.size != part.size:
                    raise DAMAGED.at(backup.name, why=member.name)
                to = folder.path / part.path
                to.parent.mkdir(mode=0o700, exist_ok=True)
                _write_part(_stream(archive, member), part, to)
    except (tarfile.TarError, OSError, EOFError, UnicodeDecodeError, zlib.error) as why:
        raise DAMAGED.at(backup.name, why=type(why).__name__) from why
    if wanted:
        raise DAMAGED.at(backup.name, why=next(iter(wanted)))
    return manifest


def _stream(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    found = archive.extractfile(member)
    if found is None:
        raise DAMAGED.at(why=member.name)
    return found


def _write_part(source: IO[bytes], part: Part, to: Path) -> None:
    digest = hashlib.sha256()
    with to.open("xb") as out:
        to.chmod(0o600)
        for piece in _pieces(source):
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest() != part.sha256:
        raise DAMAGED.at(why=part.path)


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(CHUNK):
        yield piece


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
