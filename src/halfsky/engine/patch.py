"""What has changed since the base: new rows of some places, and the figures of all that lies above them.

A patch holds every line that differs from the base, those of the patch before it among them, so that a reader looks at
two things at most. Whole numbers do not drift: what is reckoned from changed rows is what a new base would hold.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.asking import programme
from halfsky.engine.base import Answer
from halfsky.engine.lanes import DoesNotFit
from halfsky.engine.laying import Layer, mark
from halfsky.engine.rollup import Month, Rollup
from halfsky.engine.snapshot import OF_MONTH, Head, Share, Snapshot, made, put_in_force, save_changed
from halfsky.kernel.content import Content
from halfsky.kernel.period import period
from halfsky.kernel.place import Level

Lines = NDArray[np.int64]


@dataclass(eq=False)
class Open:
    """One level and period being changed: its arrays to be written on, and which lines of each differ."""

    snapshot: Snapshot
    share: Share
    work: Rollup
    rows: NDArray[Any]
    month: Month
    lines: dict[str, list[Lines]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, snapshot: Snapshot, content: Content, share: Share) -> Open:
        tree = snapshot.tree(share.tree)
        year = period(share.period).last_day().year
        work = Rollup.over(tree, programme(content, Level(share.level), year, share.lanes, len(tree.rows)))
        month = Month(**{name: snapshot.writable(share, name) for name in OF_MONTH})
        return cls(snapshot, share, work, snapshot.writable(share, "rows"), month)

    def reckon(self, rows: Collection[int], before: NDArray[np.float64] | None) -> None:
        """Reckon what these rows touch, and note which lines that may have changed."""
        nodes = self.work.again(self.rows, self.month, rows, before)
        tree = self.work.tree
        start, member = tree.families
        families = [member[start[node] : start[node + 1]] for node in nodes]
        lines = np.unique(np.concatenate((*families, np.flatnonzero(tree.parent < 0)))).astype(np.int64)
        for name in ("values", "ranks", "marks"):
            self.lines[name].append(lines)
        self.lines["sums"].append(np.sort(tree.kept[nodes]).astype(np.int64))


def patched(
    snapshot: Snapshot, content: Content, touched: Collection[int], answers: Iterable[Answer], position: int
) -> bool:
    """Put in force a patch with what the `touched` places say now; False where a new base is wanted: a period is new,
    a number does not fit, or the tree has changed between two periods that are compared."""
    said = {(a.period, a.place): a for a in answers}
    try:
        changed = _changed(snapshot, content, touched, said)
    except (DoesNotFit, NewBase):
        return False
    if not changed and not any(a.notes for a in said.values()) and not _noted(snapshot, touched):
        put_in_force(snapshot.folder, Head(snapshot.head.base, snapshot.head.patch, position, snapshot.head.of))
        return True
    name = f"patch-{position}"
    with made(snapshot.folder, name) as at:
        for key, share in snapshot.shares.items():
            for array in ("rows", *OF_MONTH):
                before = snapshot.array(share, array)
                if key not in changed:
                    if len(before.lines):
                        save_changed(at, share, array, before.lines, before.changed)
                    continue
                lines = np.unique(np.concatenate((before.lines, *changed[key].lines[array])))
                whole = changed[key].rows if array == "rows" else getattr(changed[key].month, array)
                save_changed(at, share, array, lines, whole[lines])
        notes = {p: {**snapshot.notes.get(p, {})} for p in snapshot.periods}
        for spelled in snapshot.periods:
            for place in touched:
                answer = said.get((spelled, place))
                notes[spelled][str(place)] = answer.notes if answer else []
        (at / "notes.json").write_text(json.dumps(notes, ensure_ascii=False), "utf-8")
    put_in_force(snapshot.folder, Head(snapshot.head.base, name, position, snapshot.head.of))
    return True


class NewBase(Exception):
    """A patch cannot hold this."""


def _noted(snapshot: Snapshot, touched: Collection[int]) -> bool:
    """Whether one of these places said something beside its figures before."""
    return any(of.get(str(place)) for of in snapshot.notes.values() for place in touched)


def _changed(
    snapshot: Snapshot, content: Content, touched: Collection[int], said: Mapping[tuple[str, int], Answer]
) -> Mapping[tuple[str, str], Open]:
    """The levels and periods of which something differs, reckoned anew."""
    if not {spelled for spelled, _ in said} <= set(snapshot.periods):
        raise NewBase
    rows: dict[tuple[str, str], dict[int, Any]] = defaultdict(dict)
    held = set(snapshot.shares)
    layers = {share.level: Layer(share.lanes, content.elements) for share in snapshot.shares.values()}
    for key, share in snapshot.shares.items():
        tree, now = snapshot.tree(share.tree), snapshot.array(share, "rows")
        for place in touched:
            number = tree.row_of.get(place)
            if number is None:
                continue
            answer = said.get((share.period, place))
            row = layers[share.level].row(answer.given if answer else {})
            if not np.array_equal(row, now.line(number)):
                rows[key][number] = row
    for level, layer in layers.items():
        for (spelled, _), answer in said.items():
            if (level, spelled) not in held and not layer.shape(answer.given, mark(answer.given)).empty:
                raise NewBase
    return _reckoned(snapshot, content, rows)


def _reckoned(
    snapshot: Snapshot, content: Content, rows: Mapping[tuple[str, str], Mapping[int, Any]]
) -> Mapping[tuple[str, str], Open]:
    """Reckon these rows, each period before the one that is compared with it."""
    found: dict[tuple[str, str], Open] = {}

    def opened(key: tuple[str, str]) -> Open:
        if key not in found:
            found[key] = Open.of(snapshot, content, snapshot.shares[key])
        return found[key]

    def before(key: tuple[str, str]) -> NDArray[np.float64] | None:
        """The figures of the period before, where they are by the same tree and of the same kind."""
        level, spelled = key
        earlier = level, str(period(spelled).previous())
        if earlier not in snapshot.shares:
            return None
        one, other = opened(earlier), opened(key)
        if one.work.programme.codes != other.work.programme.codes:
            return None
        if one.share.tree != other.share.tree:
            raise NewBase
        return one.month.values

    def following(key: tuple[str, str]) -> tuple[str, str] | None:
        level, spelled = key
        found = (k for k in snapshot.shares if k[0] == level and period(k[1]).previous() == period(spelled))
        return next(found, None)

    for key in sorted(rows, key=lambda k: (k[0], period(k[1]).last_day())):
        share = opened(key)
        for number, row in rows[key].items():
            share.rows[number] = row
        share.lines["rows"].append(np.array(sorted(rows[key]), np.int64))
        share.reckon(list(rows[key]), before(key))
        later = following(key)
        if later is not None and before(later) is not None:
            opened(later).reckon(list(rows[key]), before(later))
    return {key: share for key, share in found.items() if share.lines}
