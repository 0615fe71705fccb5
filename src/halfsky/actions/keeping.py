"""Backing a house up and bringing one back: whole or not at all, saying whether the log could be checked."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import halfsky
from halfsky.actions import readings
from halfsky.actions.acting import acting
from halfsky.actions.houses import Open, appearing
from halfsky.exchange.files import demand_file, sha256_of
from halfsky.kernel.access import KEEP_HOUSE, Viewer, demand
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.store import backup as backups
from halfsky.store.backup import Manifest
from halfsky.store.chain import verify
from halfsky.store.folder import NO_KEY, Folder, new_log_key, new_secret_key
from halfsky.store.house import House
from halfsky.store.tables import make_tables
from halfsky.store.viewers import operator

EXISTS = problem(
    "409.590",
    ("备份文件“{path}”已经存在。", "The file “{path}” exists already."),
    ("请换一个文件名；已有的备份不会被覆盖。", "Choose another name; nothing is overwritten."),
)
BROKEN_LOG = problem(
    "410.590",
    ("备份中的操作日志已被改动：{says}", "The log in the backup is not as it was written: {says}"),
    ("请换用更早的备份；没有恢复任何内容。", "Use an earlier backup; nothing was restored."),
)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written."""

    manifest: Manifest
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A house that was brought back. `unchecked` entries of the log could not be verified: their key is not here."""

    house: House
    manifest: Manifest
    entries: int
    unchecked: int


def backup(house: House, viewer: Viewer, out: Path, with_keys: bool = False) -> BackedUp:
    """Write a backup; the log's entry about it comes after, so the backup itself does not hold it."""
    demand(viewer, KEEP_HOUSE, places.top(house), house.today())
    if out.exists():
        raise EXISTS.at(path=out)
    readings.drain(house)  # What lies in the folder run/ is in no backup.
    made_at = house.now().isoformat(timespec="seconds")
    try:
        manifest = backups.write(house.folder, out, version=halfsky.__version__, made_at=made_at, with_keys=with_keys)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    done = BackedUp(manifest, sha256_of(out), out.stat().st_size)
    with acting(house, viewer, "house.backup", out.name) as act:
        act.detail = {"sha256": done.sha256, "position": manifest.position, "keys": with_keys}
    return done


def restore(
    backup_file: Path, path: Path, open_house: Open, keys: Path | None = None, database: str | None = None
) -> Restored:
    """Bring a house back from a backup into a new folder. `keys` is the folder of keys that were kept apart, `database`
    the empty PostgreSQL database into which the tables of one go.

    Without the log's key nothing of the log can be verified; the house then goes on under a new key.
    """
    demand_file(backup_file)
    with appearing(path, database) as part:
        folder = Folder(part)
        manifest = backups.unpack(backup_file, folder)
        backups.load_tables(folder, manifest, database)
        _bring_keys(folder, keys, manifest)
        house = open_house(part)
        make_tables()
        chain = verify(house)
        if chain.broken:
            raise BROKEN_LOG.at(says=chain.broken.says)
        with acting(house, operator(house), "house.restore", backup_file.name) as act:
            act.detail = {"made_at": manifest.made_at, "position": manifest.position, "unchecked": chain.unchecked}
    return Restored(open_house(path), manifest, chain.entries, chain.unchecked)


def _bring_keys(folder: Folder, kept: Path | None, manifest: Manifest) -> None:
    """The keys of the backup, else those kept apart, else new ones from the next entry on."""
    if manifest.keys:
        return
    if kept is not None:
        for key in (folder.log_key, folder.secret_key):
            if not (kept / key.name).is_file():
                raise NO_KEY.at(path=kept / key.name)
            shutil.copyfile(kept / key.name, key)
            key.chmod(0o600)
        for key in (folder.accounts_key, folder.oidc_secret):
            if (kept / key.name).is_file():
                shutil.copyfile(kept / key.name, key)
                key.chmod(0o600)
        return
    new_log_key(folder, manifest.position + 1)
    new_secret_key(folder)
