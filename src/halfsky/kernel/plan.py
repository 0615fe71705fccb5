"""Plans: the tree of what is wanted (domains, goals), the years it holds for, and who answers for it (duties)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, Cell
from halfsky.kernel.place import Level, Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

NOT_IN_FORCE = problem(
    "404.14",
    ("《{plan}》的年度是{first}年至{last}年，没有{year}年。", "{plan} has the years {first} to {last}, not {year}."),
    (
        "请换成{nearest}年等规划期内的年度，或另选{year}年在期的规划。",
        "Take a year of it, such as {nearest}, or a plan that is in force in {year}.",
    ),
)


class GoalKind(StrEnum):
    """What a goal asks: to reach a value, to keep it, both, a trend without a number, or nothing at all."""

    REACH = "reach"
    KEEP = "keep"
    REACH_KEEP = "reach_keep"
    QUALITATIVE = "qualitative"
    MONITOR = "monitor"

    @property
    def quantifiable(self) -> bool:
        return self in (GoalKind.REACH, GoalKind.KEEP, GoalKind.REACH_KEEP)

    @property
    def keeps(self) -> bool:
        """Judged anew each year."""
        return self in (GoalKind.KEEP, GoalKind.REACH_KEEP)


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of a plan under the plan's own number, pointing at the catalogue's indicator.

    `name` is the plan's own name for it, where it differs from the catalogue's. A goal with a `place` was added by the
    plan of that place: it is asked there and below, nowhere else.
    """

    number: str
    domain: str
    indicator: str
    kind: GoalKind
    cell: Cell = TOTAL
    text: Text = Text("")
    name: Text = Text("")
    base_year: int | None = None
    base: Fraction | None = None
    source: str = ""
    review: bool = False
    note: str = ""
    place: str = ""

    def of(self, cell: Cell) -> Goal:
        """The goal asked of a breakdown: the stated base and name belong to its own cell alone."""
        return self if cell == self.cell else replace(self, cell=cell, base=None, name=Text(""))

    def at(self, place: Place) -> Goal:
        """The goal as it is asked at a place: the stated base belongs to the plan's own place and to no other."""
        own = place.code == self.place if self.place else place.level is Level.NATION
        return self if own or self.base is None else replace(self, base=None)


@dataclass(frozen=True, slots=True)
class Domain:
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Agency:
    """A kind of office: 卫生健康, 教育, 统计 ...; every place has its own office of the kind."""

    code: str
    name: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """Which kind of agency leads a goal and which support it."""

    number: str
    lead: str
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a goal weighs in the index of the plan, and whether it must be reached (必达)."""

    number: str
    weight: Fraction
    must: bool = False


SUBJECTS = ("women", "children")
"""两规划 are named in this order."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan generation. `subject` is women or children; plans of places add goals that carry their place. `weights`
    and `index_method` say how its 实现程度 is worked out; both may be silent."""

    code: str
    title: Text
    first_year: int
    last_year: int
    base_year: int
    subject: str = ""
    domains: tuple[Domain, ...] = ()
    goals: tuple[Goal, ...] = ()
    duties: tuple[Duty, ...] = ()
    weights: tuple[Weight, ...] = ()
    index_method: str = ""

    @property
    def rank(self) -> tuple[int, int, str]:
        """The order in which plans are named: the newest generation first, women before children."""
        subject = SUBJECTS.index(self.subject) if self.subject in SUBJECTS else len(SUBJECTS)
        return -self.first_year, subject, self.code

    def in_force(self, year: int) -> bool:
        """Whether the year is one of the plan's: no other is judged by it."""
        return self.first_year <= year <= self.last_year

    def nearest(self, year: int) -> int:
        """The year of the plan that lies nearest to `year`: itself where the plan is in force."""
        return min(max(year, self.first_year), self.last_year)

    def demand(self, year: int) -> None:
        """Refuse a year that is not the plan's."""
        if not self.in_force(year):
            raise NOT_IN_FORCE.at(
                plan=self.title, first=self.first_year, last=self.last_year, year=year, nearest=self.nearest(year)
            )

    def goal(self, number: str) -> Goal | None:
        return next((g for g in self.goals if g.number == number), None)

    def duty(self, number: str) -> Duty | None:
        return next((d for d in self.duties if d.number == number), None)
