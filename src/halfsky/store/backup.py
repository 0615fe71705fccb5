"""A house as one file: a snapshot by the database's own backup call, the kept files, a manifest with every digest.

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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from halfsky.kernel.refusals import problem
from halfsky.store.folder import Folder

DAMAGED = problem(
    "400.590",
    ("备份文件已损坏，或不是半边天的备份：{why}。", "The backup is damaged, or is none of Halfsky: {why}."),
    ("请换用另一份备份；没有恢复任何内容。", "Use another backup; nothing was restored."),
)
NOT_SQLITE = problem(
    "400.591",
    ("本数据目录使用 PostgreSQL，不能用此命令备份数据库。", "This house keeps its tables in PostgreSQL."),
    ("请用 pg_dump 备份数据库，并另存 files/ 和 keys/。", "Use pg_dump for the database, and copy files/ and keys/."),
)
FORMAT = "halfsky-backup-1"
MANIFEST = "manifest.json"
ALLOWED = re.compile(r"house\.sqlite3|house\.json|log\.head|files/[0-9a-f]{64}|keys/(log|secret)\.key")
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
    if folder.settings().database is not None:
        raise NOT_SQLITE.at()
    scratch = folder.run / f"{out.name}.part"
    scratch.mkdir(mode=0o700, parents=True)
    try:
        copy, head = scratch / "house.sqlite3", scratch / "log.head"
        position = _snapshot(folder.database, copy, head)
        named = {"house.json": folder.settings_file, "house.sqlite3": copy, "log.head": head}
        named |= {f"files/{path.name}": path for path in sorted(folder.files.iterdir())}
        if with_keys:
            named |= {"keys/log.key": folder.log_key, "keys/secret.key": folder.secret_key}
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


def _snapshot(database: Path, copy: Path, head: Path) -> int:
    """Copy the database as it stands, and write the head of the log as the copy has it; returns its position."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        last = target.execute("SELECT position, mac FROM log_entry ORDER BY position DESC LIMIT 1").fetchone()
    position, mac = last or (0, "0" * 64)
    head.write_text(f"{position} {mac}\n", "ascii")
    return int(position)


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
                _write_part(_stream(archive, member), part, folder.path / part.path)
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
