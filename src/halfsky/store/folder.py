"""The folder that is a house: what lies where, its settings, its keys. Needs no Django, so settings can read it."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from halfsky.kernel.accounts import AccountRules, Provider
from halfsky.kernel.endpoint import Endpoint
from halfsky.kernel.hiding import USUAL_THRESHOLD
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

NO_HOUSE = problem(
    "404.500",
    (
        "“{path}”不是一个半边天数据目录（缺少 house.json）。",
        "“{path}” is not a house of Halfsky (house.json is missing).",
    ),
    ("请检查路径；新建请运行 halfsky new {path}。", "Check the path, or make one with: halfsky new {path}"),
)
BAD_SETTINGS = problem(
    "400.500",
    ("house.json 无法读取：{why}。", "house.json cannot be read: {why}."),
    ("请改正该文件，写法见运维手册。", "Correct the file; the operator's page shows how it is written."),
)
NO_KEY = problem(
    "503.500",
    ("缺少密钥文件 {path}。", "The key file {path} is missing."),
    (
        "请从密钥备份中恢复该文件；没有它不能校验操作日志。",
        "Restore it from the backup of the keys; the log cannot be verified without it.",
    ),
)


@dataclass(frozen=True, slots=True)
class HouseSettings:
    """What an operator sets, in house.json. `database` is None for SQLite in the folder, else a PostgreSQL address;
    `api_requests` is how many a token or session may make in a minute; `person_keys` a folder outside the house for the
    keys of records about persons, `cipher` how these are encrypted: aes (AES-256-GCM) or sm4 (SM4-GCM). Counts of
    persons below `small_counts` are hidden from those who may not read the records (0: none are). `public_ledgers` are
    the registers whose lists everyone may read without signing in; none about persons is ever shown. `public_intake`
    are those into which everyone may write, where they declare an intake. `reading_model` may read texts beside the
    rules; no text leaves the machine unless it is named."""

    title: Text = Text("半边天", "Halfsky")
    time_zone: str = "Asia/Shanghai"
    allowed_hosts: tuple[str, ...] = ()
    https: bool = False
    database: str | None = None
    accounts: AccountRules = AccountRules()
    api_requests: int = 600
    person_keys: str = ""
    cipher: str = "aes"
    small_counts: int = USUAL_THRESHOLD
    public_ledgers: tuple[str, ...] = ()
    public_intake: tuple[str, ...] = ()
    reading_model: Endpoint | None = None

    def __post_init__(self) -> None:
        if self.cipher not in ("aes", "sm4"):
            raise ValueError(f"cipher: {self.cipher!r} (aes, sm4)")
        if not isinstance(self.api_requests, int) or isinstance(self.api_requests, bool) or self.api_requests < 1:
            raise ValueError(f"api_requests: {self.api_requests!r} (≥ 1)")
        if not isinstance(self.small_counts, int) or isinstance(self.small_counts, bool) or self.small_counts < 0:
            raise ValueError(f"small_counts: {self.small_counts!r} (≥ 0)")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths of one house."""

    path: Path
    keys: Path = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", self.path / "keys")

    @property
    def database(self) -> Path:
        return self.path / "house.sqlite3"

    @property
    def settings_file(self) -> Path:
        return self.path / "house.json"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def shapes(self) -> Path:
        """Where an operator puts outlines of her own: CODE.geojson holds the places below CODE."""
        return self.path / "shapes"

    @property
    def run(self) -> Path:
        """What lives only while something runs: locks, half-made files. Never part of a backup."""
        return self.path / "run"

    @property
    def arrays(self) -> Path:
        """Sums and figures worked out beforehand, mapped into memory: a cache, never part of a backup. Each server
        keeps its own on a local disk: where HALFSKY_ARRAYS says, else in the folder itself."""
        elsewhere = os.environ.get("HALFSKY_ARRAYS", "")
        return Path(elsewhere) if elsewhere else self.path / "arrays"

    @property
    def shown(self) -> Path:
        """What was last shown of small counts, and what was hidden: later editions must fit."""
        return self.path / "shown.json"

    def file(self, sha256: str) -> Path:
        """Where the file of this digest lies."""
        return self.files / sha256

    @property
    def log_head(self) -> Path:
        return self.path / "log.head"

    @property
    def log_key(self) -> Path:
        return self.keys / "log.key"

    @property
    def secret_key(self) -> Path:
        return self.keys / "secret.key"

    @property
    def accounts_key(self) -> Path:
        """Seals what accounts keep secret; made when it is first needed."""
        return self.keys / "accounts.key"

    @property
    def persons_key(self) -> Path:
        """Wraps the keys of records about persons: where `person_keys` of house.json says, else beside the other keys.
        Whoever has the house and its backups, and not this file, reads no such record."""
        return self._person_keys / "persons.key"

    @property
    def erased(self) -> Path:
        """The names of erased records, outside the database: a restore erases them again."""
        return self._person_keys / "persons.erased"

    @property
    def _person_keys(self) -> Path:
        elsewhere = self.settings().person_keys
        return Path(elsewhere) if elsewhere else self.keys

    @property
    def oidc_secret(self) -> Path:
        """What the provider of single sign-on knows this house by."""
        return self.keys / "oidc.secret"

    def exists(self) -> bool:
        return self.settings_file.is_file()

    def demand(self) -> Folder:
        """This folder, or a refusal when no house is there."""
        if not self.exists():
            raise NO_HOUSE.at(path=self.path)
        return self

    def make(self, settings: HouseSettings) -> None:
        """Lay out a new house: folders, settings and fresh keys. The folder itself may exist, empty."""
        for folder in (self.path, self.keys, self.files, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new_log_key(self, 1)
        new_secret_key(self)
        self.keep(settings)

    def keep(self, settings: HouseSettings) -> None:
        """Write house.json, for its owner alone: the address of a database may hold a password."""
        write_private(self.settings_file, settings.as_json())

    def settings(self) -> HouseSettings:
        """What house.json says; unknown names are refused."""
        try:
            raw = json.loads(self.demand().settings_file.read_text("utf-8"))
            title = Text(**raw.pop("title")) if "title" in raw else HouseSettings().title
            accounts = _accounts(raw.pop("accounts", {}))
            hosts = tuple(raw.pop("allowed_hosts", ()))
            public = tuple(map(str, raw.pop("public_ledgers", ())))
            intake = tuple(map(str, raw.pop("public_intake", ())))
            model = self._endpoint(raw.pop("reading_model", None))
            made = HouseSettings(
                title=title,
                allowed_hosts=hosts,
                accounts=accounts,
                public_ledgers=public,
                public_intake=intake,
                reading_model=model,
                **raw,
            )
            made.zone  # noqa: B018 — an unknown time zone is refused here, not at the first date
            if not isinstance(made.database, str | None):
                raise TypeError("database: postgresql://USER@HOST:PORT/NAME")
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as why:
            raise BAD_SETTINGS.at(str(self.settings_file), why=why) from why
        return made

    def _endpoint(self, raw: dict[str, Any] | None) -> Endpoint | None:
        """The model of house.json, if any; its key lies outside the house, so that no backup holds it."""
        if raw is None:
            return None
        made = Endpoint(**raw)
        if made.key_file and Path(made.key_file).resolve().is_relative_to(self.path.resolve()):
            raise ValueError(f"reading_model.key_file: {made.key_file!r} lies inside the house")
        return made

    def read_key(self, path: Path) -> str:
        """The content of a key file."""
        try:
            return path.read_text("ascii").strip()
        except OSError as why:
            raise NO_KEY.at(path=path) from why


def _accounts(raw: dict[str, Any]) -> AccountRules:
    """The part `accounts` of house.json, lists as tuples; what it leaves out has its usual value."""
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    if given.get("oidc"):
        provider = dict(given["oidc"])
        if "label" in provider:
            provider["label"] = Text(**provider["label"])
        given["oidc"] = Provider(**provider)
    return AccountRules(**given)


def new_log_key(folder: Folder, first: int) -> None:
    """A fresh key that seals the log from position `first` on."""
    write_private(folder.log_key, f"{first} {secrets.token_hex(32)}\n")


def new_secret_key(folder: Folder) -> None:
    """A fresh key for sessions; whoever was signed in has to sign in again."""
    write_private(folder.secret_key, secrets.token_urlsafe(50))


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone may read, from its first moment on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step, so that no reader ever sees half of it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    write_private(part, text)
    part.replace(path)
