"""A base made from answers: surveyed, laid out in rows, reckoned period by period, and put in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfsky.engine.asking import keys_of, levels, programme
from halfsky.engine.lanes import Lanes
from halfsky.engine.laying import Given, Layer, Mark, Survey, mark
from halfsky.engine.rollup import Month, Rollup
from halfsky.engine.snapshot import OF_MONTH, Head, Share, made, new_array, put_in_force, save_about, save_tree
from halfsky.engine.tree import Path, Tree
from halfsky.kernel.content import Content
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.rollup import Key

Notes = list[tuple[list[str], str]]
"""核实说明: the cells that each explains, and what is printed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one place gave for one period (as it is spelled), by all forms together."""

    period: str
    place: int
    given: Given
    notes: Notes


@dataclass
class Making:
    """A base as it grows in its folder."""

    at: FilePath
    content: Content
    paths: Callable[[Level, str], Iterable[Path]]
    trees: dict[str, Tree] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    tree_of: dict[tuple[str, str], Tree] = field(default_factory=dict)
    rows: dict[tuple[str, str], NDArray[Any]] = field(default_factory=dict)

    def share(self, level: Level, spelled: str, lanes: Lanes) -> Share:
        """Room for the rows of a level in a period, by the tree of its last day."""
        tree = Tree.of(self.paths(level, spelled))
        name = sha256(
            b"".join(getattr(tree, part).tobytes() for part in ("rows", "nodes", "above", "parent"))
        ).hexdigest()
        if name not in self.trees:
            self.trees[name] = tree
            save_tree(self.at, name, tree)
        made = Share(level.value, spelled, name, lanes)
        shape = len(tree.rows), lanes.width
        self.rows[level.value, spelled] = new_array(self.folder(made), "rows", shape, lanes.dtype)
        self.shares.append(made)
        self.tree_of[level.value, spelled] = self.trees[name]
        return made

    def folder(self, share: Share) -> FilePath:
        return self.at / share.level / share.period

    def reckon(self, share: Share, at: Period, before: Earlier | None) -> Earlier:
        """The figures of one period, written where readers will map them."""
        tree = self.trees[share.tree]
        asked = programme(self.content, Level(share.level), at.last_day().year, share.lanes, len(tree.rows))
        work = Rollup.over(tree, asked)
        empty = Month.empty(tree, asked)
        arrays = {name: getattr(empty, name) for name in OF_MONTH}
        month = Month(**{n: new_array(self.folder(share), n, a.shape, a.dtype) for n, a in arrays.items()})
        earlier = before.over(tree, asked.codes) if before else None
        work.full([self.rows[share.level, share.period]], [month], 2 if work.fast else 1, earlier)
        return Earlier(share, at, tree, asked.codes, month.values)


@dataclass(frozen=True, eq=False)
class Earlier:
    """The figures of the period before, to be compared with: by place and by figure, whatever has changed since."""

    share: Share
    at: Period
    tree: Tree
    codes: tuple[str, ...]
    values: NDArray[np.float64]

    def over(self, tree: Tree, codes: tuple[str, ...]) -> NDArray[np.float64] | None:
        """The same by another tree; None where other figures are asked."""
        if codes != self.codes:
            return None
        if tree is self.tree:
            return self.values
        found = np.full((len(tree.nodes), len(codes)), np.nan)
        for i, place in enumerate(tree.nodes):
            earlier = self.tree.node_of.get(int(place))
            if earlier is not None:
                found[i] = self.values[earlier]
        return found


def written(
    folder: FilePath,
    name: str,
    position: int,
    of: str,
    content: Content,
    periods: Collection[Period],
    paths: Callable[[Level, str], Iterable[Path]],
    answers: Callable[[], Iterator[Answer]],
) -> Head:
    """Write a base and put it in force. `paths` gives the places of a level by the tree of a period's last day;
    `answers` what was given, and may be asked more than once."""
    wanted = {
        level: keys
        for level in levels(content)
        if (keys := keys_of(content, level, {p.last_day().year for p in periods}))
    }
    with made(folder, name) as at:
        layers = {level: Layer(lanes, content.elements) for level, lanes in _surveyed(content, wanted, answers).items()}
        making = Making(at, content, paths)
        notes: dict[str, dict[str, Notes]] = defaultdict(dict)
        for answer in answers():
            if answer.notes:
                notes[answer.period][str(answer.place)] = answer.notes
            marked = mark(answer.given)
            for level, layer in layers.items():
                _lay_down(making, level, layer, answer, marked)
        _reckoned(making, periods)
        save_about(at, making.shares, map(str, periods), notes)
    new = Head(name, "", position, of)
    put_in_force(folder, new)
    return new


def _surveyed(
    content: Content, wanted: Mapping[Level, frozenset[Key]], answers: Callable[[], Iterator[Answer]]
) -> Mapping[Level, Lanes]:
    surveys = {level: Survey(tuple(keys), content.elements) for level, keys in wanted.items()}
    for answer in answers():
        marked = mark(answer.given)
        for survey in surveys.values():
            survey.note(answer.given, marked)
    return {level: survey.lanes() for level, survey in surveys.items()}


def _lay_down(making: Making, level: Level, layer: Layer, answer: Answer, marked: Mark) -> None:
    """Put what a place gave into its row, where it says anything of this level."""
    shape = layer.shape(answer.given, marked)
    if shape.empty:
        return
    if (level.value, answer.period) not in making.rows:
        making.share(level, answer.period, layer.lanes)
    number = making.tree_of[level.value, answer.period].row_of.get(answer.place)
    if number is not None:
        making.rows[level.value, answer.period][number] = layer.row(answer.given, shape)


def _reckoned(making: Making, periods: Collection[Period]) -> None:
    """Reckon what was laid down, period after period of a kind."""
    of = {str(p): p for p in periods}
    before: Earlier | None = None
    for share in sorted(making.shares, key=lambda s: (s.level, of[s.period].kind, of[s.period].last_day())):
        at = of[share.period]
        follows = before is not None and before.share.level == share.level and before.at == at.previous()
        before = making.reckon(share, at, before if follows else None)
