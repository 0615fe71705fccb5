"""Evaluation (评估): what of a plan is reached, near, not reached or undecided, by domain and by leading unit.

The verdict classes are mapped once, here. 接近目标 is what is not met yet and on its way: 预期可达标, and 趋势不明 that
stands on the straight line or above it. 待定 belongs to what cannot be decided, as the figure that decides is lacking.
What is not quantifiable, and what this level does not count, is in no count and listed by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.fact import Absence
from halfsky.kernel.plan import Agency, Domain, Plan
from halfsky.kernel.rates import on_progress
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Verdict


class Stage(StrEnum):
    """Which evaluation a year calls for: it says which targets count."""

    YEARLY = "yearly"
    MIDTERM = "midterm"
    FINAL = "final"

    @property
    def label(self) -> Text:
        return _STAGES[self]


_STAGES = {
    Stage.YEARLY: Text("年度评估", "yearly evaluation"),
    Stage.MIDTERM: Text("中期评估", "mid-term evaluation"),
    Stage.FINAL: Text("终期评估", "final evaluation"),
}


def middle(plan: Plan) -> int:
    """The plan's middle year: 2025 of 2021–2030."""
    return (plan.first_year + plan.last_year) // 2


def stage(plan: Plan, year: int) -> Stage:
    """The evaluation of a year."""
    if year >= plan.last_year:
        return Stage.FINAL
    return Stage.MIDTERM if year == middle(plan) else Stage.YEARLY


def due(plan: Plan, year: int) -> int | None:
    """The year up to which targets count where a goal has several: the middle year at mid-term, so that 中期目标 judge;
    None in all other years, when the last target of each goal does."""
    return year if stage(plan, year) is Stage.MIDTERM else None


class Outcome(StrEnum):
    """What an evaluation says of a goal with a number."""

    REACHED = "reached"
    NEAR = "near"
    NOT_REACHED = "not_reached"
    UNDECIDED = "no_data"

    @property
    def label(self) -> Text:
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.REACHED: Text("达标", "reached"),
    Outcome.NEAR: Text("接近目标", "near"),
    Outcome.NOT_REACHED: Text("未达标", "not reached"),
    Outcome.UNDECIDED: Text("无数据或待定", "no data or pending"),
}


def outcome(verdict: Verdict) -> Outcome | None:
    """The outcome of one verdict; None where it is in no count."""
    if not verdict.quantifiable or verdict.reason is Absence.NOT_COUNTED_HERE:
        return None
    if verdict.reached:
        return Outcome.REACHED
    if verdict.class_ in (Class.NO_DATA, Class.PENDING):
        return Outcome.UNDECIDED
    if verdict.class_ is Class.EXPECTED or (verdict.class_ is Class.UNCLEAR and on_progress(verdict)):
        return Outcome.NEAR
    return Outcome.NOT_REACHED


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows by outcome, each by name; `aside` are those in no count."""

    reached: tuple[Row, ...]
    near: tuple[Row, ...]
    failed: tuple[Row, ...]
    undecided: tuple[Row, ...]
    aside: tuple[Row, ...]

    @property
    def counted(self) -> int:
        return len(self.reached) + len(self.near) + len(self.failed) + len(self.undecided)

    @property
    def groups(self) -> tuple[tuple[Outcome, tuple[Row, ...]], ...]:
        """Every outcome with its rows, in their order."""
        return tuple(zip(Outcome, (self.reached, self.near, self.failed, self.undecided), strict=True))


def tally(rows: Iterable[Row]) -> Tally:
    """Count rows; each is in exactly one of the five groups."""
    found: dict[Outcome | None, list[Row]] = {}
    for row in rows:
        found.setdefault(outcome(row.verdict), []).append(row)
    return Tally(*(tuple(found.get(o, ())) for o in (*Outcome, None)))


def by_domain(a: Assessment) -> tuple[tuple[Domain, Tally], ...]:
    """The domains that have rows, in the plan's order."""
    return tuple((d, tally(a.in_domain(d))) for d in a.plan.domains if a.in_domain(d))


def by_unit(a: Assessment) -> tuple[tuple[Agency | None, Tally], ...]:
    """The rows of each leading unit, those that lead most first; None holds what nobody leads, and comes last."""
    units = {row.lead.code if row.lead else "": row.lead for row in a.rows}
    led = [(unit, [r for r in a.rows if (r.lead.code if r.lead else "") == code]) for code, unit in units.items()]
    ordered = sorted(led, key=lambda pair: (pair[0] is None, -len(pair[1]), pair[0].code if pair[0] else ""))
    return tuple((unit, tally(rows)) for unit, rows in ordered)
