"""Two plans side by side: which goals are carried over, which are dropped, which are new, and whose target changed.

Goals are the same when they ask for the same indicator in the same breakdown; numbers differ from plan to plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.refusals import problem
from halfsky.kernel.target import Target
from halfsky.kernel.text import Text

OTHER_SUBJECT = problem(
    "400.1054",
    ("《{old}》和《{new}》不是同一类规划，不能对照。", "{old} and {new} are plans of different subjects."),
    ("请选择同为妇女规划或同为儿童规划的两个。", "Choose two plans for women, or two for children."),
)


class Fate(StrEnum):
    """What becomes of a goal from one plan to the next."""

    CHANGED = "changed"
    CARRIED = "carried"
    NEW = "new"
    DROPPED = "dropped"

    @property
    def label(self) -> Text:
        return {
            "changed": Text("目标值变了", "target changed"),
            "carried": Text("沿用", "carried over"),
            "new": Text("新增", "new"),
            "dropped": Text("不再列入", "dropped"),
        }[self]


@dataclass(frozen=True, slots=True)
class Pair:
    """A goal in both plans, or in one of them, with its targets."""

    fate: Fate
    old: Goal | None
    new: Goal | None
    before: Target | None = None
    after: Target | None = None

    @property
    def goal(self) -> Goal:
        """The goal as the newer plan has it, where it does."""
        found = self.new or self.old
        assert found is not None
        return found


Wanted = Mapping[tuple[str, Cell], Target]
"""The last target of each goal, by number and breakdown."""


def compare(old: Plan, new: Plan, before: Wanted, after: Wanted) -> tuple[Pair, ...]:
    """Every goal of both, in the order of the newer plan; those that were dropped come last."""
    if old.subject != new.subject:
        raise OTHER_SUBJECT.at(old=old.title, new=new.title)
    left: dict[tuple[str, Cell], list[Goal]] = {}
    for goal in old.goals:
        left.setdefault((goal.indicator, goal.cell), []).append(goal)
    found = []
    for goal in new.goals:
        earlier = left.get((goal.indicator, goal.cell))
        mate = earlier.pop(0) if earlier else None
        was = before.get((mate.number, mate.cell)) if mate else None
        found.append(_pair(mate, goal, was, after.get((goal.number, goal.cell))))
    dropped = {id(goal) for goals in left.values() for goal in goals}
    gone = [g for g in old.goals if id(g) in dropped]
    return (*found, *(Pair(Fate.DROPPED, g, None, before.get((g.number, g.cell))) for g in gone))


def _pair(old: Goal | None, new: Goal, before: Target | None, after: Target | None) -> Pair:
    if old is None:
        return Pair(Fate.NEW, None, new, None, after)
    fate = Fate.CARRIED if _asks(before) == _asks(after) else Fate.CHANGED
    return Pair(fate, old, new, before, after)


def _asks(target: Target | None) -> object:
    """What a target asks, whatever its year."""
    if target is None:
        return None
    return target.comparator, target.value, target.value2, target.tolerance, target.each
