"""Changing the tree: one function a kind. Each can be asked `dry` first: what would stand otherwise, whom it touches.

A change is made by who keeps the tree of every place above that it touches. Roles and open sheets of places that end
are handed on in the same act (`handing_on.py`, `owed_sheets.py`). `taking_back.py` undoes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, takewhile
from types import MappingProxyType
from typing import Any

from halfsky.actions.acting import acting, holding, user_of
from halfsky.actions.handing_on import Handing, hand_on, handings
from halfsky.actions.owed_sheets import Owed, Owing, hand_over
from halfsky.actions.planting import sweep
from halfsky.actions.redrawing import Redrawing, Step
from halfsky.kernel.access import MANAGE_PLACES, Viewer, demand
from halfsky.kernel.handing_on import Fate
from halfsky.kernel.place import SIX_LEVELS, Place
from halfsky.kernel.round import State
from halfsky.kernel.tree_change import Change, Kind, Passing, Successor
from halfsky.queries.places import NO_PLACE
from halfsky.store.house import House
from halfsky.store.locks import PLACES_LOCK, alone
from halfsky.store.models import RoundRow, TreeChange, TreeFlow

SHOWN, NAMED = 200, 50
"""So many steps, and so many roles, sheets and rounds, are shown before a change is confirmed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A place as it shall stand: what is left out stays (or, for a new place, follows the place it comes from)."""

    code: str
    name: str = ""
    parent: str = ""
    share: Fraction | None = None
    takes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change does, or has done: `number` is that of the kept change, None when it was only looked at.

    `steps` are the first of the `versions` places that stand otherwise; `unknown` are places whose earlier figures by
    today's tree are 未计算. `handings` are the first of `roles` roles there and what becomes of them, `owed` the first
    of `sheets` sheets of open rounds at places that end; `rounds` (form, period, place) are those open around it.
    """

    kind: Kind
    day: dt.date
    versions: int
    steps: tuple[Step, ...]
    unknown: tuple[Place, ...]
    handings: tuple[Handing, ...]
    roles: int
    owed: tuple[Owed, ...]
    sheets: int
    rounds: tuple[tuple[str, str, str], ...]
    number: int | None = None


Build = Callable[[Redrawing], Change]


def rename(
    house: House, viewer: Viewer, place: str, name: str, day: dt.date, document: str = "", *, dry: bool = False
) -> Changed:
    """更名: the place gets another name from the day on."""
    return _one(house, viewer, Kind.RENAME, Part(place, name), day, document, dry)


def recode(
    house: House, viewer: Viewer, place: str, code: str, day: dt.date, document: str = "", *, name: str = "",
    dry: bool = False,
) -> Changed:  # fmt: skip
    """变更代码 (撤县设市 with a new name in one go): carried down to the codes that begin with the old one."""
    return _one(house, viewer, Kind.RECODE, Part(place, name), day, document, dry, code)


def move(
    house: House, viewer: Viewer, place: str, parent: str, day: dt.date, document: str = "", *, code: str = "",
    name: str = "", shares: Mapping[str, Fraction] | None = None, dry: bool = False,
) -> Changed:  # fmt: skip
    """改隶: the place and all below it hang below another place from the day on, perhaps under another code.

    `shares` are, by the codes of the places above that it leaves, the parts of their earlier figures that go with it.
    """
    return _one(house, viewer, Kind.MOVE, Part(place, name, parent), day, document, dry, code, shares or {})


def _one(
    house: House, viewer: Viewer, kind: Kind, part: Part, day: dt.date, document: str, dry: bool, code: str = "",
    shares: Mapping[str, Fraction] = MappingProxyType({}),
) -> Changed:  # fmt: skip
    def build(redrawing: Redrawing) -> Change:
        now = found(redrawing, part.code)
        into = Successor(
            now.id,
            SIX_LEVELS.full(code) if code else now.code,
            part.name.strip() or now.name,
            found(redrawing, part.parent).id if part.parent else now.path[-2] if len(now.path) > 1 else now.id,
        )
        parts = tuple((found(redrawing, above).id, share) for above, share in shares.items())
        return Change(kind, day, (now.id,), (into,), document, parts)

    return make(house, viewer, day, build, dry)


def split(
    house: House, viewer: Viewer, place: str, parts: Sequence[Part], day: dt.date, document: str = "", *,
    dry: bool = False,
) -> Changed:  # fmt: skip
    """拆分: into two or more parts, of which one may be the place itself (its code, or a new place without it ends).

    A part whose code somebody has on that day is that place, which grows; any other is new and hangs, where no parent
    is named, below what the place hangs below. Shares are stated for all parts or for none.
    """

    def build(redrawing: Redrawing) -> Change:
        before = found(redrawing, place)
        into = tuple(_part(redrawing, p, before.path[-2]) for p in parts)
        return Change(Kind.SPLIT, day, (before.id,), into, document)

    return make(house, viewer, day, build, dry)


def merge(
    house: House, viewer: Viewer, places: Sequence[str], into: Part, day: dt.date, document: str = "", *,
    dry: bool = False,
) -> Changed:  # fmt: skip
    """合并: the places become one: one of them (by its code), another that grows, or a new one under a free code."""

    def build(redrawing: Redrawing) -> Change:
        of = [found(redrawing, code) for code in places]
        target = _part(redrawing, into, of[0].path[-2])
        grows = [target.place] if redrawing.redrawn.place(target.place) else []
        return Change(Kind.MERGE, day, tuple(dict.fromkeys([*(p.id for p in of), *grows])), (target,), document)

    return make(house, viewer, day, build, dry)


def abolish(
    house: House, viewer: Viewer, place: str, day: dt.date, document: str = "", *, dry: bool = False
) -> Changed:
    """撤销: the place ends with the day before; its earlier figures count to the place above."""

    def build(redrawing: Redrawing) -> Change:
        return Change(Kind.ABOLISH, day, (found(redrawing, place).id,), (), document)

    return make(house, viewer, day, build, dry)


def establish(
    house: House, viewer: Viewer, part: Part, day: dt.date, document: str = "", *, dry: bool = False
) -> Changed:
    """新设: a place begins, below the one that is named or that its code tells; it may take lower places along."""

    def build(redrawing: Redrawing) -> Change:
        whole = SIX_LEVELS.full(part.code)
        above = [c for c in SIX_LEVELS.ancestors(whole) if redrawing.redrawn.holder(c)]
        parent = found(redrawing, part.parent or next(iter(above), SIX_LEVELS.root))
        return Change(Kind.FOUND, day, (), (_part(redrawing, part, parent.id, new=True),), document)

    return make(house, viewer, day, build, dry)


def found(redrawing: Redrawing, code: str) -> Place:
    """The place that has the code on the day; refuses an unknown one."""
    place = redrawing.redrawn.holder(SIX_LEVELS.full(code))
    if place is None:
        raise NO_PLACE.at(came=code)
    return place


def _part(redrawing: Redrawing, part: Part, parent: int, new: bool = False) -> Successor:
    """A successor from what is said of it: a place that has the code, else a new one."""
    whole = SIX_LEVELS.full(part.code)
    kept = None if new else redrawing.redrawn.holder(whole)
    takes = tuple(found(redrawing, code).id for code in part.takes)
    above = found(redrawing, part.parent).id if part.parent else kept.path[-2] if kept and kept.parent_id else parent
    name = part.name.strip() or (kept.name if kept else "")
    return Successor(kept.id if kept else redrawing.new_id(), whole, name, above, part.share, takes)


def make(house: House, viewer: Viewer, day: dt.date, build: Build, dry: bool) -> Changed:
    """One change: looked at, and unless `dry` made and logged."""
    with alone(house.folder, PLACES_LOCK):
        redrawing = Redrawing(day)
        change = build(redrawing)
        redrawing.lay(change)
        demand_keeper(house, viewer, redrawing, [change])
        seen = _looked_at(house, redrawing, change)
        if dry:
            return seen
        number = keep(house, viewer, redrawing, lambda done: None)[0]
        return replace(seen, number=number)


def keep(house: House, viewer: Viewer, redrawing: Redrawing, progress: Callable[[int], None]) -> list[int]:
    """Write all changes that were laid, in one entry of the log; their numbers. The places' lock is held."""
    sweep()
    try:
        versions = redrawing.stage(progress)
        first = redrawing.laid[0][0]
        details = [described(redrawing, change) for change, _ in redrawing.laid]
        action = "places.change" if len(details) == 1 else "places.changes"
        at = _concerned(house, redrawing)
        with acting(house, viewer, action, _subject(first, details[0], len(details)), at) as act:
            handed = {**hand_on(house, redrawing), **hand_over(house, viewer, Owing(house, redrawing))}
            edition = redrawing.publish(house, act.subject)
            rows = [
                TreeChange(
                    kind=change.kind, day=change.day, document=change.document, detail=detail, edition=edition,
                    position=act.position, by=user_of(viewer), at=house.now(),
                )
                for (change, _), detail in zip(redrawing.laid, details, strict=True)
            ]  # fmt: skip
            TreeChange.objects.bulk_create(rows, batch_size=500)
            flows = (
                TreeFlow(
                    change=row, source_id=p.source, target_id=p.target, direct=p.direct,
                    share="" if p.share is None else str(p.share),
                )
                for row, (_, passed) in zip(rows, redrawing.laid, strict=True)
                for p in (*passed, *_begun(Kind(row.kind), row.detail))
            )  # fmt: skip
            TreeFlow.objects.bulk_create(flows, batch_size=500)
            act.detail = {"day": str(first.day), "versions": versions, "changes": [row.pk for row in rows], **handed}
            if len(rows) == 1:
                act.detail |= {"kind": first.kind.value, "document": first.document, **details[0]}
    except BaseException:
        sweep()
        raise
    return [row.pk for row in rows]


def _begun(kind: Kind, detail: dict[str, Any]) -> list[Passing]:
    """A place that was founded counts to itself: that is how its history begins."""
    return [Passing(p["id"], p["id"]) for p in detail["into"] if kind is Kind.FOUND]


def _concerned(house: House, redrawing: Redrawing) -> Place:
    """The lowest place that holds all that changes, before and after; of what is new, what lies above it."""
    found: list[Place] = []
    for number in {n for change, _ in redrawing.laid for n in (*change.of, *(s.place for s in change.into))}:
        now, before = redrawing.redrawn.place(number), redrawing.tree.place(number)
        found += [before] if before else []
        if now:
            kept = tuple(takewhile(redrawing.tree.place, now.path))
            found.append(replace(now, path=kept))
    return holding(house, found)


def _subject(first: Change, detail: dict[str, Any], count: int) -> str:
    if count > 1:
        return f"{first.day} {count}"
    said = detail["of"] or detail["into"]
    return f"{first.kind.value} {said[0]['code']}"


def described(redrawing: Redrawing, change: Change) -> dict[str, Any]:
    """How the places stood before and stand after, for the history and the log."""
    before = [p for i in change.of if (p := redrawing.tree.place(i) or redrawing.redrawn.place(i))]
    into = []
    for successor in change.into:
        above = redrawing.redrawn.place(successor.parent)
        share = {"share": str(successor.share)} if successor.share is not None else {}
        into.append(
            {"id": successor.place, "code": successor.code, "name": successor.name,
             "parent": above.name if above else "", **share}
        )  # fmt: skip
    left = ((redrawing.tree.place(number), share) for number, share in change.parts)
    parts = [{"code": p.code, "name": p.name, "share": str(share)} for p, share in left if p]
    return {"of": [_before(redrawing, p) for p in before], "into": into, **({"parts": parts} if parts else {})}


def _before(redrawing: Redrawing, place: Place) -> dict[str, Any]:
    above = redrawing.tree.place(place.parent_id) if place.parent_id else None
    return {"id": place.id, "code": place.code, "name": place.name, "parent": above.name if above else ""}


def demand_keeper(house: House, viewer: Viewer, redrawing: Redrawing, changes: Iterable[Change]) -> None:
    """Refuse unless the viewer keeps the tree of everything above the places, before and after."""
    above: dict[int, Place] = {}
    for change in changes:
        numbers = [*change.of, *(s.place for s in change.into), *(i for s in change.into for i in s.takes)]
        for number in numbers:
            for place in (redrawing.tree.place(number), redrawing.redrawn.place(number)):
                parent = place.parent_id if place else None
                if parent is not None and (p := redrawing.tree.place(parent) or redrawing.redrawn.place(parent)):
                    above[parent] = p
    for place in above.values():
        demand(viewer, MANAGE_PLACES, place, house.today())


def _looked_at(house: House, redrawing: Redrawing, change: Change) -> Changed:
    """What the change would do; counts every place, shows the first."""
    steps = redrawing.steps()
    shown = tuple(islice(steps, SHOWN))
    count = len(shown) + sum(1 for _ in steps)
    _, passed = redrawing.laid[-1]
    unknown = dict.fromkeys(p.target for p in passed if p.share is None)
    touched = [p for i in change.of if (p := redrawing.tree.place(i))]
    touched += [p for s in change.into if s.place not in change.of and (p := redrawing.tree.place(s.place))]
    roles, owed = handings(house, redrawing, [p.id for p in touched]), Owing(house, redrawing).found
    return Changed(
        change.kind,
        change.day,
        count,
        shown,
        tuple(p for i in unknown if (p := redrawing.redrawn.place(i))),
        tuple(sorted(roles, key=lambda h: h.fate is Fate.STAYS)[:NAMED]),
        len(roles),
        tuple(owed[:NAMED]),
        len(owed),
        tuple(_rounds(redrawing, touched))[:NAMED],
    )


def _rounds(redrawing: Redrawing, touched: Sequence[Place]) -> Iterable[tuple[str, str, str]]:
    """The open rounds of the places, of what lies above and of what lies below them."""
    for row in RoundRow.objects.filter(state=State.OPEN.value).order_by("pk"):
        place = redrawing.tree.place(row.place_id)
        if place and any(place.under(one) or one.under(place) for one in touched):
            yield row.form, row.period, place.name
