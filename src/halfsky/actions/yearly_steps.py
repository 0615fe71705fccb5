"""The lines of a yearly list as changes of the tree, in an order in which each finds what it needs.

From the top down, level by level: what stays and stands otherwise, what begins, what splits and merges. What ends does
so last, from the bottom up, when everything that lay below it hangs elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from halfsky.actions.redrawing import Redrawing
from halfsky.kernel.place import SIX_LEVELS, Level, Place
from halfsky.kernel.tree_change import APART, Change, Kind, Successor
from halfsky.queries.places import NO_PLACE
from halfsky.store.models import TreeLine

Build = Callable[[Redrawing, TreeLine], Change | None]
STAYS = (Kind.RENAME, Kind.RECODE, Kind.MOVE)


def steps(taken: Sequence[TreeLine]) -> Iterator[tuple[TreeLine, Build]]:
    """What to do for each line that has been taken; a line may need two steps."""
    goes_to = {line.place_id: line.parent for line in taken if line.place_id and line.kind in STAYS}
    for depth in range(6):
        mine = [line for line in taken if Level(line.level).depth == depth]
        yield from ((line, _stays) for line in mine if line.kind in STAYS)
        for line in mine:
            if line.kind == Kind.FOUND or (line.kind == APART and line.code):
                yield line, partial(_begins, code=line.code, name=line.name)
            elif line.kind == APART:
                yield from ((line, partial(_begins, code=code, name=name)) for code, name in line.others)
        yield from ((line, partial(_splits, goes_to=goes_to)) for line in mine if line.kind == Kind.SPLIT)
        yield from ((line, _merges) for line in mine if line.kind == Kind.MERGE)
    for line in sorted(taken, key=lambda line: -Level(line.level).depth):
        if line.kind == Kind.ABOLISH or (line.kind == APART and line.code_before):
            yield line, partial(_ends, code=line.code_before)
        elif line.kind == APART:
            yield from ((line, partial(_ends, code=code)) for code, _ in line.others)


def _before(redrawing: Redrawing, code: str) -> Place:
    """The place that had the code before anything changed."""
    place = redrawing.tree.holder(code)
    if place is None:
        raise NO_PLACE.at(came=code)
    return redrawing.redrawn.place(place.id) or place


def _now(redrawing: Redrawing, code: str) -> Place:
    place = redrawing.redrawn.holder(code)
    if place is None:
        raise NO_PLACE.at(came=code)
    return place


def _stays(redrawing: Redrawing, line: TreeLine) -> Change | None:
    """Renamed, re-coded or moved: whatever still differs when its turn has come."""
    kept = _before(redrawing, line.code_before)
    parent = _now(redrawing, line.parent).id if line.parent else kept.parent_id
    if parent is None or (kept.parent_id, kept.code, kept.name) == (parent, line.code, line.name):
        return None
    kind = Kind.MOVE if parent != kept.parent_id else Kind.RECODE if line.code != kept.code else Kind.RENAME
    return Change(kind, redrawing.day, (kept.id,), (Successor(kept.id, line.code, line.name, parent),))


def _begins(redrawing: Redrawing, line: TreeLine, code: str, name: str) -> Change:
    above = (c for c in SIX_LEVELS.parents(code) if redrawing.redrawn.holder(c))
    parent = _now(redrawing, line.parent or next(above, SIX_LEVELS.root))
    return Change(Kind.FOUND, redrawing.day, (), (Successor(redrawing.new_id(), code, name, parent.id),))


def _splits(redrawing: Redrawing, line: TreeLine, goes_to: dict[int, str]) -> Change:
    """Into the new ones, each with the places that the list hangs below it; without shares, which no list states."""
    kept = _before(redrawing, line.code_before)
    children = redrawing.redrawn.below(kept.id)
    into = tuple(
        Successor(
            redrawing.new_id(), code, name, kept.path[-2],
            takes=tuple(c.id for c in children if goes_to.get(c.id) == code),
        )
        for code, name in line.others
    )  # fmt: skip
    return Change(Kind.SPLIT, redrawing.day, (kept.id,), into)


def _merges(redrawing: Redrawing, line: TreeLine) -> Change:
    """Into the new one, or into one that is there already and grows."""
    of = [_before(redrawing, code) for code, _ in line.others]
    grown = redrawing.redrawn.holder(line.code)
    if grown:
        into = Successor(grown.id, grown.code, grown.name, grown.path[-2])
        return Change(Kind.MERGE, redrawing.day, (*(p.id for p in of), grown.id), (into,))
    parent = _now(redrawing, line.parent).id if line.parent else of[0].path[-2]
    return Change(
        Kind.MERGE,
        redrawing.day,
        tuple(p.id for p in of),
        (Successor(redrawing.new_id(), line.code, line.name, parent),),
    )


def _ends(redrawing: Redrawing, line: TreeLine, code: str) -> Change:
    return Change(Kind.ABOLISH, redrawing.day, (_before(redrawing, code).id,), ())
