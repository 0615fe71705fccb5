"""The tree of a day with changes laid upon it, one after the other: where every place stands then, or why it cannot.

What lies below a changed place goes along: its path follows what is above it now, its code a new code above.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from halfsky.kernel.lineage import WHOLE
from halfsky.kernel.place import SIX_LEVELS, Level, Place
from halfsky.kernel.tree_change import (
    BAD_NAME,
    CIRCLE,
    ENDED,
    LEFT_BELOW,
    LEVEL,
    LONGEST_NAME,
    NO_CHANGE,
    NOT_BELOW,
    NOT_HERE,
    NOT_UPPER,
    OTHER_TREE,
    PART_OF,
    STAYS,
    TAKEN,
    TOP,
    UNEQUAL,
    Change,
    Kind,
    Passing,
    Successor,
    demand_count,
    passed_up,
    stated_shares,
)


class Known(Protocol):
    """The tree of the day before any change is laid upon it."""

    def place(self, number: int) -> Place | None: ...

    def holder(self, code: str) -> Place | None: ...

    def below(self, number: int) -> Sequence[int]: ...


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a place has been given by a change: its code, name and place above."""

    code: str
    name: str
    parent: int


class Redrawn:
    """The tree of a day with changes laid upon it; refuses what is not sound."""

    def __init__(self, known: Known, day: dt.date) -> None:
        self.known, self.day = known, day
        self.drawn: dict[int, _Drawn] = {}
        self.born: dict[int, Place] = {}
        self.ended: set[int] = set()
        self._now: dict[int, Place | None] = {}
        self._codes: dict[str, int] = {}
        self._came: dict[int, list[int]] = {}

    def place(self, number: int) -> Place | None:
        """The place after all changes so far; None when it does not exist or has ended."""
        if number not in self._now:
            before = self.born.get(number) or self.known.place(number)
            self._now[number] = None if before is None or number in self.ended else self.redrawn(before)
        return self._now[number]

    def redrawn(self, before: Place) -> Place:
        """A place of the earlier tree as it stands now: what lies below a changed place goes along."""
        own = self.drawn.get(before.id)
        parent = own.parent if own else before.parent_id
        above = None if parent is None else self._standing(parent)
        path = (*above.path, before.id) if above else (before.id,)
        code = own.code if own else self._carried(before, above)
        return replace(before, code=code, name=own.name if own else before.name, path=path)

    def _carried(self, before: Place, above: Place | None) -> str:
        """The code of a place that a new code above is carried down to."""
        earlier = self.known.place(above.id) if above else None
        if above is None or earlier is None or earlier.code == above.code:
            return before.code
        old, new = SIX_LEVELS.used(earlier.code), SIX_LEVELS.used(above.code)
        fits = before.code.startswith(old) and len(old) == len(new)
        return new + before.code[len(old) :] if fits else before.code

    def holder(self, code: str) -> Place | None:
        """Who has been given the code, has kept it, or has it from a new code above."""
        kept = self.known.holder(code)
        for number in (self._codes.get(code), kept.id if kept else None, self._carried_to(code)):
            found = self.place(number) if number is not None else None
            if found and found.code == code:
                return found
        return None

    def _carried_to(self, code: str) -> int | None:
        """Who had the code under which a new code above would make this one."""
        uppers = (self.holder(c) for c in SIX_LEVELS.ancestors(code) if self._codes and c != SIX_LEVELS.root)
        above = next((p for p in uppers if p), None)
        earlier = self.known.place(above.id) if above else None
        if above is None or earlier is None or earlier.code == above.code:
            return None
        kept = self.known.holder(SIX_LEVELS.used(earlier.code) + code[len(SIX_LEVELS.used(above.code)) :])
        return kept.id if kept else None

    def below(self, number: int) -> list[Place]:
        """The places right below now."""
        found = (self.place(i) for i in dict.fromkeys([*self.known.below(number), *self._came.get(number, ())]))
        return [p for p in found if p and p.parent_id == number]

    def _standing(self, number: int) -> Place:
        found = self.place(number)
        if found is None:
            gone = self.known.place(number)
            raise NOT_HERE.at(place=gone.name if gone else number, why=ENDED)
        return found

    def apply(self, change: Change) -> tuple[Passing, ...]:
        """Lay one more change upon the tree; what it passes on to whom."""
        demand_count(change)
        of = [self._standing(i) for i in change.of]
        for place in of:
            if place.parent_id is None:
                raise NOT_HERE.at(place=place.name, why=TOP)
        before = {p.id: p for p in of}
        level = self._level(change, of)
        takes = self._takes(change, of)
        before |= {i: self._standing(i) for ids in takes.values() for i in ids}
        shares = stated_shares(change)
        ending = self._ending(change, of, takes)
        for successor in change.into:
            self._draw(change, successor, level, ending)
        for target, ids in takes.items():
            for number in ids:
                child = before[number]
                self._give(number, _Drawn(child.code, child.name, target))
        self.ended |= ending
        self._now.clear()
        for number in (*(s.place for s in change.into), *(i for ids in takes.values() for i in ids)):
            self._hangs_well(self._standing(number))
        return self._passed(change, before, takes, shares)

    def _give(self, number: int, drawn: _Drawn) -> None:
        """Give a place its code, name and place above, unless that makes a circle."""
        above = self._standing(drawn.parent)
        if number in above.path:
            raise CIRCLE.at(place=drawn.name, parent=above.name)
        self.drawn[number] = drawn
        self._codes[drawn.code] = number
        self._came.setdefault(drawn.parent, []).append(number)
        self._now.clear()

    def _level(self, change: Change, of: Sequence[Place]) -> Level:
        """The level that all places of the change have."""
        if not of:
            return SIX_LEVELS.level(change.into[0].code)
        if len({p.level for p in of}) > 1:
            raise NOT_HERE.at(place=of[0].name, why=UNEQUAL)
        return of[0].level

    def _takes(self, change: Change, of: Sequence[Place]) -> dict[int, tuple[int, ...]]:
        """Which places hang below which successor afterwards; after a merger everything that lay below."""
        if change.kind is Kind.MERGE:
            into = change.into[0].place
            return {into: tuple(c.id for p in of if p.id != into for c in self.below(p.id))}
        found = {s.place: s.takes for s in change.into if s.takes}
        for successor in change.into if change.kind is Kind.SPLIT else ():
            for number in successor.takes:
                child = self._standing(number)
                if child.parent_id != of[0].id:
                    raise NOT_BELOW.at(child=child.name, place=of[0].name, part=successor.name)
        return found

    def _ending(self, change: Change, of: Sequence[Place], takes: dict[int, tuple[int, ...]]) -> set[int]:
        """The places that no successor continues; nothing may be left hanging below them."""
        continued = {s.place for s in change.into}
        gone = {i for ids in takes.values() for i in ids}
        ending = [p for p in of if p.id not in continued]
        for place in ending:
            left = [c for c in self.below(place.id) if c.id not in gone]
            if left:
                raise LEFT_BELOW.at(place=place.name, count=len(left), first=left[0].name)
        return {p.id for p in ending}

    def _draw(self, change: Change, into: Successor, level: Level, ending: set[int]) -> None:
        """Let a successor begin, or continue as something else."""
        kept = self.place(into.place)
        if not into.name.strip() or len(into.name) > LONGEST_NAME:
            raise NOT_HERE.at(place=into.code, why=BAD_NAME)
        if kept is None or kept.code != into.code:
            if (came := SIX_LEVELS.level(into.code)) is not level:
                raise LEVEL.at(code=into.code, came=came.label, wanted=level.label)
            holder = self.holder(into.code)
            if holder and holder.id not in (into.place, *ending):
                raise TAKEN.at(day=self.day, code=into.code, holder=holder.name)
        elif kept.level is not level:
            raise NOT_HERE.at(place=kept.name, why=UNEQUAL)
        parent = self._standing(into.parent)
        drawn = _Drawn(into.code, into.name, parent.id)
        if change.kind in STAYS and kept and _Drawn(kept.code, kept.name, kept.path[-2]) == drawn:
            raise NO_CHANGE.at(place=kept.name)
        if kept is None:
            path = (*parent.path, into.place)
            self.born[into.place] = Place(
                into.place, into.code, into.name, level, path, since=change.day, demo=parent.demo
            )
        self._give(into.place, drawn)

    def _hangs_well(self, place: Place) -> None:
        """Refuse a place below one of its own or a lower level, or of another tree."""
        above = self._standing(place.path[-2])
        if above.level.depth >= place.level.depth:
            raise NOT_HERE.at(place=place.name, why=NOT_UPPER)
        if above.demo != place.demo:
            raise NOT_HERE.at(place=place.name, why=OTHER_TREE)

    def _passed(
        self,
        change: Change,
        before: dict[int, Place],
        takes: dict[int, tuple[int, ...]],
        shares: dict[int, Fraction | None],
    ) -> tuple[Passing, ...]:
        pairs: list[tuple[Place, int]] = []
        found: dict[tuple[int, int], Passing] = {}
        for number in change.of:
            targets = [s.place for s in change.into] or [before[number].path[-2]]
            for target in targets:
                found[number, target] = Passing(number, target, shares.get(target, WHOLE))
                if change.into:
                    pairs.append((before[number], target))
        pairs += [(before[i], i) for ids in takes.values() for i in ids]
        left: set[int] = set()
        for earlier, target in pairs:
            for source, gets in self._given_off(earlier, self._standing(target), set(change.of)):
                left.add(source)
                for passing in passed_up(change, source, gets):
                    found.setdefault((source, passing.target), passing)
        self._demand_parts(change, left)
        return tuple(found.values())

    def _demand_parts(self, change: Change, left: set[int]) -> None:
        """Refuse shares of places that nothing leaves, of all or nothing of one, and of what is no move."""
        for number, share in change.parts:
            if change.kind is not Kind.MOVE or number not in left or not 0 < share < 1:
                above, moved = self.known.place(number), self.known.place(change.of[0]) if change.of else None
                raise PART_OF.at(
                    place=moved.name if moved else "", above=above.name if above else number, came=f"{float(share):.4%}"
                )

    def _given_off(self, earlier: Place, now: Place, of: set[int]) -> Iterable[tuple[int, int]]:
        """For everything that lay above and does not any more: what is above at the same level, or right above."""
        levels = {p.level: p.id for i in now.path[:-1] if (p := self.place(i))}
        for number in earlier.path[:-1]:
            if number not in now.path and number not in of and (above := self.place(number)):
                yield number, levels.get(above.level, now.path[-2])
