"""The packs that come with the product, and the companions of a pack that is read from a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from halfsky.kernel.refusals import Refused
from halfsky.packs.files import HEAD
from halfsky.packs.library import arrange
from halfsky.packs.pack import RawPack, read_outline, read_pack


def shipped() -> list[Path]:
    """The folders of the shipped packs, each after those it needs."""
    outlines = {path: read_outline(path) for path in folders(Path(str(files("halfsky"))) / "content")}
    by_code = {outline.code: path for path, outline in outlines.items()}
    return [by_code[pack.code] for pack in arrange(outlines.values()).packs]


def folders(parent: Path) -> list[Path]:
    """The folders of packs right below a folder."""
    return sorted(path.parent for path in parent.glob(f"*/{HEAD}"))


def with_companions(packs: Sequence[RawPack], near: Iterable[Path]) -> list[RawPack]:
    """The packs and all that they need: of the packs in the folders `near` first, of the shipped ones then.

    What is found nowhere is left out; `join` names it.
    """
    known = {pack.code: pack for pack in packs}
    found = _by_code([*near, *shipped()])
    waiting = list(packs)
    while waiting:
        for code in waiting.pop().needs:
            if code not in known and code in found:
                known[code] = read_pack(found[code])
                waiting.append(known[code])
    return list(known.values())


def _by_code(paths: Iterable[Path]) -> dict[str, Path]:
    """Where each pack lies; the first of a code counts, and one that cannot be read is passed over."""
    found: dict[str, Path] = {}
    for path in paths:
        try:
            found.setdefault(read_outline(path).code, path)
        except Refused:
            continue
    return found
