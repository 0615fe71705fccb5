"""A small invented tree to change, and random changes of it: province, two prefectures, counties, townships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from hypothesis import strategies as st

from halfsky.kernel.lineage import Flow, Lineage
from halfsky.kernel.place import SIX_LEVELS, Level, Place
from halfsky.kernel.redrawn import Redrawn
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.tree_change import Change, Kind, Passing, Successor

NATION, PROVINCE, EAST, WEST = 1, 2, 3, 4
FIRST = dt.date(2021, 1, 1)


@dataclass
class World:
    """A tree in memory, day after day: what `Known` asks, and the flows so far."""

    places: dict[int, Place] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    next_id: int = 100
    changes: int = 0

    def place(self, number: int) -> Place | None:
        return self.places.get(number)

    def holder(self, code: str) -> Place | None:
        return next((p for p in self.places.values() if p.code == code), None)

    def below(self, number: int) -> Sequence[int]:
        return [p.id for p in self.places.values() if p.parent_id == number]

    def add(self, number: int, code: str, name: str, parent: int | None) -> None:
        whole = SIX_LEVELS.full(code)
        path = (*self.places[parent].path, number) if parent else (number,)
        self.places[number] = Place(number, whole, name, SIX_LEVELS.level(whole), path)

    def change(self, change: Change) -> tuple[Passing, ...]:
        """Make the change; a refused one changes nothing."""
        redrawn = Redrawn(self, change.day)
        passed = redrawn.apply(change)
        found = [redrawn.place(i) for i in (*self.places, *redrawn.born)]
        self.places = {p.id: p for p in found if p}
        self.flows += [Flow(change.day, self.changes, p.source, p.target, p.share) for p in passed]
        self.changes += 1
        return passed

    def of(self, level: Level) -> list[Place]:
        return [p for p in self.places.values() if p.level is level]

    def held(self, source: int, top: int, after: dt.date) -> Fraction | None:
        """How much of an earlier place lies below a place of the tree of now."""
        return Lineage(self.flows).held(source, after, lambda i: top in self.places[i].path)


def world() -> World:
    """Province 99 with two prefectures of two counties each, each county with two townships."""
    made = World()
    made.add(NATION, "000000000000", "全国", None)
    made.add(PROVINCE, "99", "某省", NATION)
    number = EAST
    for prefecture in ("9901", "9902"):
        made.add(number, prefecture, f"市{prefecture}", PROVINCE)
        number += 1
    for prefecture, parent in (("9901", EAST), ("9902", WEST)):
        for county in ("01", "02"):
            above, code = number, prefecture + county
            made.add(above, code, f"县{code}", parent)
            number += 1
            for township in ("101", "102"):
                made.add(number, code + township, f"镇{code}{township}", above)
                number += 1
    return made


CODES = {
    Level.PREFECTURE: [f"99{i:02}" for i in range(3, 9)],
    Level.COUNTY: [f"990{a}{b:02}" for a in (1, 2) for b in range(11, 20)],
    Level.TOWNSHIP: [f"9901{a:02}{b}" for a in (1, 2) for b in range(201, 210)],
}


@st.composite
def histories(draw: st.DrawFn, most: int = 6) -> tuple[World, World, list[Change]]:
    """The first tree, the last one, and the sound changes between them, a day apart."""
    before, now, done = world(), world(), []
    for step in range(draw(st.integers(0, most))):
        change = draw(_changes(now, FIRST + dt.timedelta(step)))
        try:
            now.change(change)
        except Refusal:
            continue
        now.next_id += 10
        done.append(change)
    return before, now, done


@st.composite
def _changes(draw: st.DrawFn, now: World, day: dt.date) -> Change:
    kind = draw(st.sampled_from(Kind))
    level = draw(st.sampled_from([Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP]))
    mine = sorted(now.of(level), key=lambda p: p.id)
    upper = sorted(p.id for p in now.places.values() if p.level.depth < level.depth)
    parent, code = draw(st.sampled_from(upper)), SIX_LEVELS.full(draw(st.sampled_from(CODES[level])))
    new = now.next_id
    if kind is Kind.FOUND or not mine:
        lower = sorted(p.id for p in now.places.values() if p.level.depth > level.depth)
        takes = tuple(draw(st.lists(st.sampled_from(lower), max_size=2, unique=True))) if lower else ()
        return Change(Kind.FOUND, day, (), (Successor(new, code, "新", parent, takes=takes),))
    it = draw(st.sampled_from(mine))
    match kind:
        case Kind.RENAME:
            return Change(kind, day, (it.id,), (Successor(it.id, it.code, it.name + "新", it.path[-2]),))
        case Kind.RECODE:
            return Change(kind, day, (it.id,), (Successor(it.id, code, it.name, it.path[-2]),))
        case Kind.MOVE:
            left = [i for i in it.path[:-1] if i not in now.places[parent].path]
            stated = tuple((i, Fraction(1, 4)) for i in left if draw(st.booleans()))
            return Change(kind, day, (it.id,), (Successor(it.id, it.code, it.name, parent),), parts=stated)
        case Kind.ABOLISH:
            return Change(kind, day, (it.id,), ())
        case Kind.MERGE:
            other = draw(st.sampled_from(mine))
            into = draw(st.sampled_from([Successor(it.id, it.code, it.name, it.path[-2]),
                                         Successor(new, code, "合", it.path[-2])]))  # fmt: skip
            return Change(kind, day, (it.id, other.id), (into,))
        case _:
            children = sorted(now.below(it.id))
            cut = draw(st.integers(0, len(children)))
            part = draw(st.sampled_from([None, Fraction(1, 3), Fraction(1, 2)]))
            rest = None if part is None else 1 - part
            first = Successor(new, code, "甲", parent, part, tuple(children[:cut]))
            stays = draw(st.booleans())
            second = (
                Successor(it.id, it.code, it.name, it.path[-2], rest)
                if stays
                else Successor(new + 1, it.code, "乙", it.path[-2], rest, tuple(children[cut:]))
            )
            return Change(kind, day, (it.id,), (first, second))
