"""Secrets at rest: sealed so that they can be read again with the key alone, or digested so that nobody can read them.

The key lies in DIR/keys/accounts.key, outside the database, and is made when it is first needed. A sealed text carries
a version and is bound to what it belongs to (`purpose`, such as "user.factor.7"): in another row it does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from halfsky.kernel.refusals import problem
from halfsky.store.folder import Folder

UNREADABLE = problem(
    "503.700",
    (
        "加密保存的内容打不开：密钥 {path} 缺失或不是原来的那一个。",
        "What was kept sealed cannot be opened: the key {path} is missing or another one.",
    ),
    (
        "请系统管理员从密钥备份中放回该文件；找不回的，请为有关用户重设动态口令。",
        "Put the file back from the backup of the keys; if it is lost, reset the second factor of the users concerned.",
    ),
)
VERSION, NONCE = b"\x01", 12


def _key(folder: Folder) -> bytes:
    path = folder.accounts_key
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError:
        return _new_key(path)
    except (OSError, ValueError) as why:
        raise UNREADABLE.at(path=path) from why


def _new_key(path: Path) -> bytes:
    """A fresh key; of two processes that need it at once, the second takes what the first has written."""
    fresh = secrets.token_bytes(32)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(fresh.hex() + "\n")
    try:
        os.link(part, path)
    except FileExistsError:
        fresh = bytes.fromhex(path.read_text("ascii").strip())
    finally:
        part.unlink()
    return fresh


def _derived(folder: Folder, use: str) -> bytes:
    return hmac.new(_key(folder), use.encode(), hashlib.sha256).digest()


def seal(folder: Folder, purpose: str, content: bytes) -> bytes:
    """The content under AES-256-GCM, bound to its purpose."""
    nonce = secrets.token_bytes(NONCE)
    return VERSION + nonce + AESGCM(_derived(folder, "seal")).encrypt(nonce, content, purpose.encode())


def unseal(folder: Folder, purpose: str, sealed: bytes) -> bytes:
    """What was sealed for this purpose; refuses what the key does not open."""
    try:
        if sealed[:1] != VERSION:
            raise InvalidTag
        nonce = sealed[1 : 1 + NONCE]
        return AESGCM(_derived(folder, "seal")).decrypt(nonce, sealed[1 + NONCE :], purpose.encode())
    except (InvalidTag, ValueError) as why:
        raise UNREADABLE.at(path=folder.accounts_key) from why


def seal_text(folder: Folder, purpose: str, text: str) -> str:
    """A sealed text as a column holds it; nothing stays nothing."""
    return base64.b64encode(seal(folder, purpose, text.encode())).decode() if text else ""


def unseal_text(folder: Folder, purpose: str, sealed: str) -> str:
    """The text that a column holds sealed."""
    try:
        return unseal(folder, purpose, base64.b64decode(sealed, validate=True)).decode() if sealed else ""
    except ValueError as why:
        raise UNREADABLE.at(path=folder.accounts_key) from why


def digest(folder: Folder, purpose: str, secret: str) -> str:
    """A digest that says nothing without the key: for tokens, PINs and codes that are only ever compared."""
    return hmac.new(_derived(folder, "digest"), f"{purpose}\0{secret}".encode(), hashlib.sha256).hexdigest()
