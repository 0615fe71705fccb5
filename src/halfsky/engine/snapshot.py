"""A folder of arrays: what a house's answers come to at one position in its log.

    head.json              which base and which patch are in force, and their position
    base-NUMBER/           immutable: about.json, trees/, LEVEL/PERIOD/{rows,values,ranks,marks,sums}.npy
    patch-NUMBER/          immutable: the lines that have changed since the base, of the same arrays

A folder appears whole under its name, and then `head.json` names it, by one rename: a reader sees what was or what is,
and never half of it. Everything can be made again from the answers, so a folder may be deleted at any time. Arrays are
mapped into memory, which wants a local disk: each server keeps its own folder.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.lanes import Lanes
from halfsky.engine.layered import Layered
from halfsky.engine.tree import Tree
from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.fact import Adding

OF_MONTH = ("values", "ranks", "marks", "sums")
OF_TREE = ("rows", "nodes", "above", "parent", "first", "last")
LAYOUT = 2
"""Changes whenever the files mean something else; a folder of another layout is made anew."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is in force. `of` is what else the arrays depend on: packs and the tree."""

    base: str
    patch: str
    position: int
    of: str


@dataclass(frozen=True, slots=True)
class Share:
    """One level and period of a snapshot: which tree, how the rows are laid out, and the notes that go with them."""

    level: str
    period: str
    tree: str
    lanes: Lanes


def head(folder: Path) -> Head | None:
    """What is in force; None where nothing is, or what another version has left."""
    try:
        said = json.loads((folder / "head.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return Head(said["base"], said["patch"], said["position"], said["of"]) if said.get("layout") == LAYOUT else None


@dataclass(eq=False)
class Snapshot:
    """A snapshot as one reader sees it, from first to last at one position."""

    folder: Path
    head: Head

    @classmethod
    def open(cls, folder: Path) -> Snapshot | None:
        found = head(folder)
        return cls(folder, found) if found else None

    @cached_property
    def about(self) -> Mapping[str, Any]:
        found: dict[str, Any] = json.loads((self._base / "about.json").read_text("utf-8"))
        return found

    @property
    def periods(self) -> list[str]:
        """The periods in which anything was given, also what enters at no level."""
        return list(self.about["periods"])

    @cached_property
    def shares(self) -> Mapping[tuple[str, str], Share]:
        """By level and period."""
        said = self.about
        lanes = {level: _lanes_read(spelled) for level, spelled in said["lanes"].items()}
        return {
            (s["level"], s["period"]): Share(s["level"], s["period"], s["tree"], lanes[s["level"]])
            for s in said["shares"]
        }

    @cached_property
    def notes(self) -> Mapping[str, Any]:
        """What was said beside the answers, by period and place id."""
        found: dict[str, Any] = json.loads((self._base / "notes.json").read_text("utf-8"))
        later = self.folder / self.head.patch / "notes.json"
        if self.head.patch and later.exists():
            for period, of in json.loads(later.read_text("utf-8")).items():
                found[period] = {**found.get(period, {}), **of}
        return found

    def tree(self, name: str) -> Tree:
        if name not in self._trees:
            at = self._base / "trees" / name
            self._trees[name] = Tree(*(np.load(at / f"{part}.npy") for part in OF_TREE))
        return self._trees[name]

    @cached_property
    def _trees(self) -> dict[str, Tree]:
        return {}

    @cached_property
    def _open(self) -> dict[tuple[str, str, str], Layered]:
        return {}

    def array(self, share: Share, name: str) -> Layered:
        """One array of a level and period, mapped, with what has changed on top."""
        key = share.level, share.period, name
        if key not in self._open:
            base = np.load(self._base / share.level / share.period / f"{name}.npy", mmap_mode="r")
            patch = self.folder / self.head.patch / share.level / share.period
            if self.head.patch and (patch / f"{name}.npy").exists():
                changed = np.load(patch / f"{name}.npy", mmap_mode="r")
                self._open[key] = Layered(base, np.load(patch / f"{name}-at.npy"), changed)
            else:
                self._open[key] = Layered.plain(base)
        return self._open[key]

    def writable(self, share: Share, name: str) -> NDArray[Any]:
        """The same as one array that can be written on; what is written stays in this process."""
        found: NDArray[Any] = np.load(self._base / share.level / share.period / f"{name}.npy", mmap_mode="c")
        layered = self.array(share, name)
        found[layered.lines] = layered.changed
        return found

    @property
    def _base(self) -> Path:
        return self.folder / self.head.base


@contextmanager
def made(folder: Path, name: str) -> Iterator[Path]:
    """A folder that appears under its name when it is whole and on the disk, or not at all."""
    making = folder / f"making-{name}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    yield making
    for path in sorted(making.rglob("*"), reverse=True):
        _sync(path)
    _sync(making)
    shutil.rmtree(folder / name, ignore_errors=True)
    making.rename(folder / name)
    _sync(folder)


def put_in_force(folder: Path, new: Head) -> None:
    """Let readers see another base or patch, and take away what no reader will open any more."""
    said = {"layout": LAYOUT, "base": new.base, "patch": new.patch, "position": new.position, "of": new.of}
    making = folder / "head.json.making"
    making.write_text(json.dumps(said), "utf-8")
    _sync(making)
    making.rename(folder / "head.json")
    _sync(folder)
    for path in folder.iterdir():
        if path.is_dir() and path.name not in (new.base, new.patch):
            shutil.rmtree(path, ignore_errors=True)


def save_tree(base: Path, name: str, tree: Tree) -> None:
    at = base / "trees" / name
    at.mkdir(parents=True, exist_ok=True)
    for part in OF_TREE:
        np.save(at / f"{part}.npy", getattr(tree, part))


def save_about(base: Path, shares: list[Share], periods: Iterable[str], notes: Mapping[str, Any]) -> None:
    """What the base holds, and the notes beside it."""
    lanes = {share.level: _lanes_written(share.lanes) for share in shares}
    listed = [{"level": s.level, "period": s.period, "tree": s.tree} for s in shares]
    (base / "about.json").write_text(
        json.dumps({"lanes": lanes, "shares": listed, "periods": sorted(periods)}), "utf-8"
    )
    (base / "notes.json").write_text(json.dumps(notes, ensure_ascii=False), "utf-8")


def new_array(at: Path, name: str, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """An array on the disk, mapped, to be filled."""
    at.mkdir(parents=True, exist_ok=True)
    found: NDArray[Any] = np.lib.format.open_memmap(at / f"{name}.npy", "w+", np.dtype(dtype), shape)
    return found


def save_changed(patch: Path, share: Share, name: str, lines: NDArray[np.int64], changed: NDArray[Any]) -> None:
    """The lines of one array that have changed since the base."""
    at = patch / share.level / share.period
    at.mkdir(parents=True, exist_ok=True)
    np.save(at / f"{name}-at.npy", lines)
    np.save(at / f"{name}.npy", changed)


def _lanes_written(lanes: Lanes) -> dict[str, Any]:
    return {
        "keys": [f"{code}|{cell}" for code, cell in lanes.keys],
        "scales": lanes.scales,
        "ways": [way.value for way in lanes.ways],
        "most": lanes.most,
        "wide": lanes.wide,
    }


def _lanes_read(said: Mapping[str, Any]) -> Lanes:
    parts = (text.partition("|") for text in said["keys"])
    return Lanes(
        tuple((code, read_cell(cell)) for code, _, cell in parts),
        tuple(said["scales"]),
        tuple(Adding(way) for way in said["ways"]),
        tuple(said["most"]),
        said["wide"],
    )


def _sync(path: Path) -> None:
    """Let what lies there be on the disk before anything is said about it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
