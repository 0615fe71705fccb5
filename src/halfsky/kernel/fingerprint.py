"""Fingerprints: names for exact texts. Whoever holds the same files or the same packs gets the same name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping


def of_files(files: Mapping[str, bytes]) -> str:
    """sha256 over the sorted paths and the digests of the files, in hexadecimal: the fingerprint of one pack."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return whole.hexdigest()


def of_packs(marks: Mapping[str, str]) -> str:
    """sha256 over the fingerprints of packs, sorted by their codes: the fingerprint of all content together."""
    return hashlib.sha256("\n".join(f"{code} {marks[code]}" for code in sorted(marks)).encode()).hexdigest()


def of_answers(sheet: Iterable[str], answers: Mapping[str, str | Mapping[str, str]]) -> str:
    """The 数据校验码 of a sheet (form, period, place) and what it answers, as submissions keep it: three groups of four
    characters, for a print-out. Empty cells and the order of cells change nothing."""
    lines = ["|".join(sheet)]
    for key in sorted(answers):
        kept = answers[key]
        lines.append(f"{key}\0{kept if isinstance(kept, str) else kept['absent']}")
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest().upper()
    return "-".join(digest[n : n + 4] for n in (0, 4, 8))
