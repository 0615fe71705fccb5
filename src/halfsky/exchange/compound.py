"""A stream out of an OLE compound file, the container of .xls and .et. Read with care: chains of sectors may lie."""

from __future__ import annotations

import struct
from collections.abc import Sequence

END = 0xFFFFFFFA
"""Sector numbers from here on mean the end, or none."""
HEADER, ENTRY = 512, 128
STREAM, ROOT = 2, 5


def stream(content: bytes, *wanted: str) -> bytes | None:
    """The first stream of one of these names (whatever its case); None where there is none, or the file is unsound."""
    try:
        return _Compound(content).stream({name.lower() for name in wanted})
    except (struct.error, IndexError, ValueError):
        return None


class _Compound:
    def __init__(self, content: bytes) -> None:
        self.content = content
        shift, mini_shift = struct.unpack_from("<2H", content, 30)
        if not 7 <= shift <= 16 or not 2 <= mini_shift < shift:
            raise ValueError("no such sectors")
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        (directory,) = struct.unpack_from("<I", content, 48)
        self.cutoff, first_mini = struct.unpack_from("<2I", content, 56)
        self.fat = self._numbers(self._fat_sectors())
        self.mini_fat = self._numbers(self._chain(first_mini, self.fat))
        self.entries = self._joined(self._chain(directory, self.fat))

    def stream(self, wanted: set[str]) -> bytes | None:
        root = b""
        for at in range(0, len(self.entries) - ENTRY + 1, ENTRY):
            entry = self.entries[at : at + ENTRY]
            (length,) = struct.unpack_from("<H", entry, 64)
            name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").lower()
            first, size = struct.unpack_from("<2I", entry, 116)
            if entry[66] == ROOT:
                root = self._joined(self._chain(first, self.fat))
            elif entry[66] == STREAM and name in wanted:
                if size >= self.cutoff:
                    return self._joined(self._chain(first, self.fat))[:size]
                pieces = (
                    root[n * self.mini_size : (n + 1) * self.mini_size] for n in self._chain(first, self.mini_fat)
                )
                return b"".join(pieces)[:size]
        return None

    def _sector(self, number: int) -> bytes:
        at = HEADER + number * self.size if self.size == HEADER else (number + 1) * self.size
        return self.content[at : at + self.size]

    def _joined(self, numbers: Sequence[int]) -> bytes:
        return b"".join(self._sector(n) for n in numbers)

    def _numbers(self, sectors: Sequence[int]) -> Sequence[int]:
        joined = self._joined(sectors)
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _fat_sectors(self) -> list[int]:
        """The sectors of the table of sectors: 109 in the header, the rest in a chain of their own."""
        found = [n for n in struct.unpack_from("<109I", self.content, 76) if n < END]
        following, _ = struct.unpack_from("<2I", self.content, 68)
        seen: set[int] = set()
        while following < END and following not in seen:
            seen.add(following)
            *more, following = struct.unpack(f"<{self.size // 4}I", self._sector(following))
            found.extend(n for n in more if n < END)
        return found

    def _chain(self, first: int, table: Sequence[int]) -> list[int]:
        found: list[int] = []
        while first < END:
            if len(found) > len(table):
                raise ValueError("a chain without an end")
            found.append(first)
            first = table[first]
        return found
