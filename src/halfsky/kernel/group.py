"""Named groups of places with dates (第一类县、山区县): a target may be set for a group.

A place's own target beats that of a group it belongs to, a group's beats nothing: the upper level's is only 参照.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from halfsky.kernel.target import Target
from halfsky.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Membership:
    """A place in a group from a day until a day (None: open)."""

    place: str
    since: dt.date | None = None
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of places, dated."""

    code: str
    name: Text
    members: tuple[Membership, ...] = ()

    def holds(self, place: str, day: dt.date) -> bool:
        """Whether the place belongs to the group on the day."""
        return any(m.place == place and m.holds_on(day) for m in self.members)


def in_force(
    own: Iterable[Target], group: Iterable[Target], above: Sequence[Iterable[Target]], until: int | None = None
) -> InForce:
    """The target that judges, and the one that is shown for reference.

    `own` are the targets set for the place itself, `group` those of groups it belongs to, `above` those of the places
    over it, the nearest first. Of several years the last counts: interim targets are passed on the way. With `until`
    it is the last that is due by that year, where there is one: 中期目标 at mid-term.
    """
    target = _last(own, until) or _last(group, until)
    upper = next((t for ts in above if (t := _last(ts, until))), None)
    return InForce(target, upper)


@dataclass(frozen=True, slots=True)
class InForce:
    """What judges a place, and what stands above it."""

    target: Target | None
    upper: Target | None


def _last(targets: Iterable[Target], until: int | None) -> Target | None:
    every = list(targets)
    due = [t for t in every if until is not None and t.year <= until]
    return max(due or every, key=lambda t: t.year, default=None)
