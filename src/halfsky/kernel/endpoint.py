"""A language model that an operator lets read texts beside the rules: off unless house.json names one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_WAIT = 120


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an OpenAI-compatible service listens (`address` ends before /chat/completions), which `model` it runs, and
    its key: in a file outside the house or in a variable of the environment, never in house.json. `seconds` bounds the
    whole asking."""

    address: str
    model: str
    key_file: str = ""
    key_env: str = ""
    seconds: int = 60

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError(f"reading_model.address: {self.address!r} (http://HOST:PORT/v1)")
        if not self.model:
            raise ValueError("reading_model.model")
        if self.key_file and self.key_env:
            raise ValueError("reading_model: key_file, key_env")
        if not isinstance(self.seconds, int) or isinstance(self.seconds, bool) or not 1 <= self.seconds <= LONGEST_WAIT:
            raise ValueError(f"reading_model.seconds: {self.seconds!r} (1–{LONGEST_WAIT})")

    @property
    def host(self) -> str:
        """The machine that is asked."""
        return urlsplit(self.address).netloc
