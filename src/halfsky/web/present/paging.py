"""A long list in pages: which rows are shown, and the addresses of the pages beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page of a list. `number` counts from 1; `total` is the number of all rows."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def paged(rows: Sequence[T], asked: str, size: int) -> Paged[T]:
    """The page that is asked for; what is no page means the first, what is too far the last."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return Paged(rows[(number - 1) * size : number * size], number, pages, len(rows))
