"""Changes of the tree: rename, re-code, move, split, merge, abolish, found; when one is sound, and what it makes.

Ids stay: a place that is renamed, re-coded or moved is the same place. A new code is carried down to all below whose
codes begin with the old one; a move takes all below along. `Redrawn` lays changes one after the other upon the tree of
a day; what counts to whom afterwards is said in flows (see `lineage.py`).

A place that hangs somewhere else takes a part of nobody knows how much from what lay above it: for figures that enter
at an upper level, what was above gives off an unknown part to what is above now (本系统约定).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from halfsky.kernel.lineage import WHOLE
from halfsky.kernel.place import SIX_LEVELS, Level, Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

LONGEST_NAME = 200
COUNT = problem(
    "400.720",
    ("“{kind}”的区划数目不对：{wanted}。", "The number of places for “{kind}” is wrong: {wanted}."),
    ("请补全变更前、变更后的区划。", "Name all places before and after the change."),
)
LEVEL = problem(
    "400.721",
    ("代码 {code} 是{came}代码，这里应为{wanted}。", "{code} is a code of the level {came}; {wanted} is expected."),
    ("变更不改变层级；升格、降格请登记为撤销并新设。", "A change keeps the level; abolish and found instead."),
)
CIRCLE = problem(
    "400.722",
    (
        "{place}不能改隶到自己或自己的下级（{parent}）。",
        "{place} cannot hang below itself or what lies below it ({parent}).",
    ),
    ("请选择另一个上级。", "Choose another place above."),
)
TAKEN = problem(
    "409.723",
    ("{day} 起代码 {code} 已由{holder}使用。", "From {day} the code {code} is that of {holder}."),
    (
        "同一天一个代码只属于一个区划；请先变更那个区划，或换一个代码。",
        "A code belongs to one place a day; change that place first.",
    ),
)
LATER = problem(
    "409.724",
    (
        "{place}（或其下级）在 {day} 之后已有变更或已撤销。",
        "{place} or a place below it has changed or ended after {day}.",
    ),
    (
        "变更须按日期先后登记；请先撤回后来的变更。",
        "Changes are entered in the order of their dates; take the later back first.",
    ),
)
NO_CHANGE = problem(
    "400.725",
    ("{place}没有任何变化。", "Nothing changes for {place}."),
    ("请填写与现在不同的名称、代码或上级。", "Enter a name, code or place above that differs."),
)
LEFT_BELOW = problem(
    "400.726",
    ("{place}下面还有{count}个区划没有归属（如{first}）。", "{count} places below {place} belong nowhere ({first})."),
    ("请写明每个下级归入哪一部分，或先将它们改隶。", "Say which part takes each of them, or move them first."),
)
SHARES = problem(
    "400.727",
    ("各部分的份额合计为{sum}，不是100%。", "The shares of the parts make {sum}, not 100%."),
    (
        "份额要么全部填写且合计100%，要么全部留空（部分的历史数据则为未计算）。",
        "State all shares, 100% together, or none.",
    ),
)
NOT_BELOW = problem(
    "400.728",
    ("{child}不在{place}之下，不能划入{part}。", "{child} does not lie below {place} and cannot go to {part}."),
    (
        "只能划入被拆分区划的直接下级；其他区划请用改隶。",
        "Only what lies right below the place that is split can go along.",
    ),
)
NOT_HERE = problem(
    "400.729",
    ("{place}不能这样变更：{why}。", "{place} cannot be changed so: {why}."),
    ("请核对变更的种类和对象。", "Check the kind of the change and the place."),
)
TOP = Text("它是全树的顶端", "it is the top of the tree")
OTHER_TREE = Text("演示区划与真实区划不能混在一起", "invented and real places do not mix")
ENDED = Text("该日它已撤销", "it has ended by that day")
BAD_NAME = Text("名称为空或过长", "the name is empty or too long")
NOT_UPPER = Text("上级的层级不在它之上", "the place above is not of an upper level")
UNEQUAL = Text("合并、拆分的各方层级不同", "the places are of different levels")


class Kind(StrEnum):
    """The kinds of change; stored by code, shown by label."""

    RENAME = "rename"
    RECODE = "recode"
    MOVE = "move"
    SPLIT = "split"
    MERGE = "merge"
    ABOLISH = "abolish"
    FOUND = "found"

    @property
    def label(self) -> Text:
        return KINDS[self]


KINDS: dict[Kind, Text] = {
    Kind.RENAME: Text("更名", "renamed"),
    Kind.RECODE: Text("变更代码", "re-coded"),
    Kind.MOVE: Text("改隶", "moved"),
    Kind.SPLIT: Text("拆分", "split"),
    Kind.MERGE: Text("合并", "merged"),
    Kind.ABOLISH: Text("撤销", "abolished"),
    Kind.FOUND: Text("新设", "founded"),
}
APART = "apart"
"""What looked like a split or a merger and is none: the places end and begin each for themselves."""
STAYS = (Kind.RENAME, Kind.RECODE, Kind.MOVE)
"""The place is the same before and after."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A place as it stands from the day on. A new one has an id that nobody has yet.

    `share` is its stated part of a place that is split; `takes` are the ids of places that hang below it from now on.
    """

    place: int
    code: str
    name: str
    parent: int
    share: Fraction | None = None
    takes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the tree from a day on, with the number of the document that orders it (批复文号)."""

    kind: Kind
    day: dt.date
    of: tuple[int, ...]
    into: tuple[Successor, ...]
    document: str = ""


@dataclass(frozen=True, slots=True)
class Passing:
    """What a change makes of a place: `source` counts to `target` by `share` (None: unknown).

    `direct` is false where the place only lay above one that went elsewhere.
    """

    source: int
    target: int
    share: Fraction | None = WHOLE
    direct: bool = True


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
        _count(change)
        of = [self._standing(i) for i in change.of]
        for place in of:
            if place.parent_id is None:
                raise NOT_HERE.at(place=place.name, why=TOP)
        before = {p.id: p for p in of}
        level = self._level(change, of)
        takes = self._takes(change, of)
        before |= {i: self._standing(i) for ids in takes.values() for i in ids}
        shares = _shares(change)
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
        for earlier, target in pairs:
            for source, gets in self._given_off(earlier, self._standing(target), set(change.of)):
                for to in (source, gets):
                    found.setdefault((source, to), Passing(source, to, None, direct=False))
        return tuple(found.values())

    def _given_off(self, earlier: Place, now: Place, of: set[int]) -> Iterable[tuple[int, int]]:
        """For everything that lay above and does not any more: what is above at the same level, or right above."""
        levels = {p.level: p.id for i in now.path[:-1] if (p := self.place(i))}
        for number in earlier.path[:-1]:
            if number not in now.path and number not in of and (above := self.place(number)):
                yield number, levels.get(above.level, now.path[-2])


def _count(change: Change) -> None:
    """How many places a kind of change has before and after."""
    of, into, kind = len(change.of), len(change.into), change.kind
    same = {s.place for s in change.into} == set(change.of)
    match kind:
        case Kind.RENAME | Kind.RECODE | Kind.MOVE:
            sound, wanted = of == into == 1 and same, Text("前后为同一个区划", "one place, the same before and after")
        case Kind.SPLIT:
            sound, wanted = of == 1 and into >= 2, Text("由一个分为至少两个", "one place becomes two or more")
        case Kind.MERGE:
            sound, wanted = of >= 2 and into == 1, Text("由至少两个并为一个", "two or more places become one")
        case Kind.ABOLISH:
            sound, wanted = of == 1 and into == 0, Text("撤销一个，没有后继", "one place ends, none follows")
        case Kind.FOUND:
            sound, wanted = of == 0 and into == 1, Text("新设一个，没有前身", "one place begins, from none")
    distinct = len(set(change.of)) == of and len({s.place for s in change.into}) == into
    if not sound or not distinct or len({s.code for s in change.into}) < into:
        raise COUNT.at(kind=kind.label, wanted=wanted)


def _shares(change: Change) -> dict[int, Fraction | None]:
    """The stated shares of a split, by part: all of them, or none."""
    if change.kind is not Kind.SPLIT:
        return {}
    stated = [s.share for s in change.into if s.share is not None]
    if stated and (len(stated) < len(change.into) or sum(stated) != 1 or min(stated) <= 0):
        raise SHARES.at(sum=f"{float(100 * sum(stated)):g}%")
    return {s.place: s.share for s in change.into}
