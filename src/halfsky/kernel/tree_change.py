"""Changes of the tree: rename, re-code, move, split, merge, abolish, found; when one is sound, and what it makes.

Ids stay: a place that is renamed, re-coded or moved is the same place. A new code is carried down to all below whose
codes begin with the old one; a move takes all below along. `redrawn.py` lays changes one after the other upon the tree
of a day; what counts to whom afterwards is said in flows (see `lineage.py`).

A place that hangs somewhere else takes a part along from what lay above it: for figures that enter at an upper level,
what was above gives off a part to what is above now. How much, nobody knows unless the move states it (本系统约定).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.lineage import WHOLE
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
PART_OF = problem(
    "400.851",
    ("{place}占{above}的份额（{came}）不能采用。", "The share {came} of {above} that {place} takes cannot be used."),
    (
        "只有改隶可以写明份额：针对它所离开的上级，大于0、小于100%。",
        "Only a move states shares: of the places above that it leaves, more than none and less than all.",
    ),
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
    """One change of the tree from a day on, with the number of the document that orders it (批复文号).

    `parts` are stated shares of a move: of a place above that is left (by id), which part of its earlier figures goes.
    """

    kind: Kind
    day: dt.date
    of: tuple[int, ...]
    into: tuple[Successor, ...]
    document: str = ""
    parts: tuple[tuple[int, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Passing:
    """What a change makes of a place: `source` counts to `target` by `share` (None: unknown).

    `direct` is false where the place only lay above one that went elsewhere.
    """

    source: int
    target: int
    share: Fraction | None = WHOLE
    direct: bool = True


def demand_count(change: Change) -> None:
    """Refuse a change that has not as many places before and after as its kind."""
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


def stated_shares(change: Change) -> dict[int, Fraction | None]:
    """The stated shares of a split, by part: all of them, or none."""
    if change.kind is not Kind.SPLIT:
        return {}
    stated = [s.share for s in change.into if s.share is not None]
    if stated and (len(stated) < len(change.into) or sum(stated) != 1 or min(stated) <= 0):
        raise SHARES.at(sum=f"{float(100 * sum(stated)):g}%")
    return {s.place: s.share for s in change.into}


def passed_up(change: Change, source: int, target: int) -> tuple[Passing, Passing]:
    """What a place that lay above keeps, and what it gives off to the one that is above now: by the stated share, or
    nobody knows how much."""
    share = dict(change.parts).get(source)
    kept = None if share is None else WHOLE - share
    return Passing(source, source, kept, direct=False), Passing(source, target, share, direct=False)
