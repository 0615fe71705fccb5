"""The vault: what describes a person served, encrypted under a key of each record, wrapped by a master key.

The master keys lie in `persons.key`, outside the database and the backups (house.json can name a folder outside the
house): a line a key, "NAME CIPHER KEY", the last one wraps what is new. Destroying a record's wrapped key makes all
that was ever sealed under it unreadable, in every edition and every file; its name is noted beside the master keys, so
that a restored backup forgets it again. The blind index finds exactly what is looked for, and says nothing without the
key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from halfsky.kernel.refusals import problem
from halfsky.store.folder import Folder, write_private
from halfsky.store.keyfile import append_line

LOCKED = problem(
    "503.920",
    (
        "加密的个人信息打不开：密钥文件 {path} 缺失、不完整或不是原来的那一个。",
        "What is kept of persons cannot be opened: {path} is missing, incomplete or another one.",
    ),
    ("请系统管理员从密钥备份中放回该文件，再重试。", "Put the file back from the backup of the keys and try again."),
)
ERASED = problem(
    "410.920",
    ("这条记录中的个人信息已于{day}依法删除。", "What this record held of persons was erased on {day}."),
    ("只保留用于汇总的非个人信息。", "Only what is counted and names nobody is left."),
)
NONCE, TAG = 12, 16
SIZES = {"aes": 32, "sm4": 16}
DIGEST = 32


@dataclass(frozen=True, slots=True)
class Master:
    """One master key by its name."""

    name: str
    cipher: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The key of one record as it is kept: which master wraps it, and the wrapped key."""

    master: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RecordKeyring:
    """The opened key of one record."""

    uid: str
    cipher: str
    key: bytes

    def seal(self, use: str, content: bytes) -> bytes:
        """Content bound to this record and to its use."""
        return _encrypt(self.cipher, self.key, content, f"{self.uid} {use}")

    def unseal(self, use: str, sealed: bytes) -> bytes:
        return _decrypt(self.cipher, self.key, bytes(sealed), f"{self.uid} {use}")

    def seal_values(self, values: Any) -> bytes:
        """A JSON value, sealed."""
        return self.seal("values", json.dumps(values, ensure_ascii=False, sort_keys=True).encode())

    def unseal_values(self, sealed: bytes) -> Any:
        return json.loads(self.unseal("values", sealed))


class Vault:
    """The master keys of one house, read once. The first one is made when it is first needed, unless something is
    sealed already (`used`): then the file is lost, and a new one would hide it."""

    def __init__(self, folder: Folder, used: Callable[[], bool] = lambda: False) -> None:
        self.folder = folder
        self.path = folder.persons_key
        self.masters = _masters(self.path)
        if not self.masters:
            if used():
                raise LOCKED.at(path=self.path)
            self.masters = [_new_master(self.path, folder.settings().cipher)]

    def new(self, uid: str) -> tuple[RecordKeyring, Wrapped]:
        """A fresh key for a record, and how it is kept."""
        master = self.masters[-1]
        ring = RecordKeyring(uid, master.cipher, secrets.token_bytes(SIZES[master.cipher]))
        return ring, self.wrap(ring)

    def wrap(self, ring: RecordKeyring) -> Wrapped:
        """The key of a record under the newest master key; its cipher goes with it."""
        master = self.masters[-1]
        content = ring.cipher.encode().ljust(4) + ring.key
        return Wrapped(master.name, _encrypt(master.cipher, master.key, content, f"key {ring.uid}"))

    def open(self, uid: str, wrapped: Wrapped) -> RecordKeyring:
        """The key of a record; refuses when the master key is not here."""
        master = next((m for m in self.masters if m.name == wrapped.master), None)
        if master is None:
            raise LOCKED.at(path=self.path)
        try:
            content = _decrypt(master.cipher, master.key, wrapped.content, f"key {uid}")
        except InvalidTag as why:
            raise LOCKED.at(path=self.path) from why
        return RecordKeyring(uid, content[:4].decode().strip(), content[4:])

    def blind(self, register: str, field: str, spelling: str) -> str:
        """The digest by which exactly this spelling is found again. The first master key makes it, so that it outlives
        the change of keys."""
        said = f"{register}\0{field}\0{spelling}".encode()
        return hmac.new(self.masters[0].key + b"blind", said, hashlib.sha256).hexdigest()[:DIGEST]

    def rotate(self) -> Vault:
        """A new master key; what is wrapped anew from now on is under it."""
        _new_master(self.path, self.folder.settings().cipher, another=True)
        return Vault(self.folder)


def vault_of(folder: Folder) -> Vault:
    """The vault of a house whose database is open."""
    from halfsky.store.models import RecordKey

    return Vault(folder, RecordKey.objects.exists)


def note_erased(folder: Folder, uids: list[str]) -> None:
    """Note the names of erased records outside the database, on the disk before the erasure is said to be done."""
    for uid in uids:
        append_line(folder.erased, uid)


def erased(folder: Folder) -> list[str]:
    """The names of all records that were ever erased in this house."""
    try:
        return folder.erased.read_text("ascii").split()
    except FileNotFoundError:
        return []


def _masters(path: Path) -> list[Master]:
    try:
        lines = [line.split() for line in path.read_text("ascii").splitlines() if line.strip()]
        return [Master(name, cipher, bytes.fromhex(key)) for name, cipher, key in lines]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as why:
        raise LOCKED.at(path=path) from why


def _new_master(path: Path, cipher: str, another: bool = False) -> Master:
    """A fresh master key; of two processes that need the first one at once, the second takes what the first wrote."""
    made = Master(secrets.token_hex(4), cipher, secrets.token_bytes(SIZES[cipher]))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if another:
        append_line(path, _line(made))
        return made
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    write_private(part, f"{_line(made)}\n")
    try:
        os.link(part, path)
    except FileExistsError:
        made = _masters(path)[-1]
    finally:
        part.unlink()
    return made


def _line(master: Master) -> str:
    return f"{master.name} {master.cipher} {master.key.hex()}"


def _encrypt(cipher: str, key: bytes, content: bytes, bound: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    if cipher == "aes":
        return nonce + AESGCM(key).encrypt(nonce, content, bound.encode())
    engine = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    engine.authenticate_additional_data(bound.encode())
    return nonce + engine.update(content) + engine.finalize() + engine.tag


def _decrypt(cipher: str, key: bytes, sealed: bytes, bound: str) -> bytes:
    nonce, rest = sealed[:NONCE], sealed[NONCE:]
    if cipher == "aes":
        return AESGCM(key).decrypt(nonce, rest, bound.encode())
    engine = Cipher(algorithms.SM4(key), modes.GCM(nonce, rest[-TAG:])).decryptor()
    engine.authenticate_additional_data(bound.encode())
    return engine.update(rest[:-TAG]) + engine.finalize()
