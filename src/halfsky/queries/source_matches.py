"""What the words of a proposal mean in this house: which place, which agency, which goal of a plan. Suggestions from
names, for people to confirm; where the words fit nothing or several things, nothing is filled in."""

from __future__ import annotations

from dataclasses import dataclass, field

from halfsky.kernel.access import Viewer
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.keeping import may_keep
from halfsky.kernel.place import Level, Place
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.register import Register
from halfsky.prose.likeness import Likely, Named, likely
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import PlaceVersion

LEVELS = {
    "国家级": Level.NATION,
    "省级": Level.PROVINCE,
    "市级": Level.PREFECTURE,
    "县级": Level.COUNTY,
    "乡镇级": Level.TOWNSHIP,
    "村级": Level.VILLAGE,
}
WHOLE = ("全", "本", "我")
"""How the words for the place of the text itself begin: 全市, 本县."""


@dataclass(frozen=True, slots=True)
class Match:
    """A goal of a plan that a target or result may be of; `ref` names it as PLAN:NUMBER."""

    plan: Plan
    goal: Goal
    indicator: Indicator
    name: str

    @property
    def ref(self) -> str:
        return f"{self.plan.code}:{self.goal.number}"

    @property
    def label(self) -> str:
        unit = f"（{self.indicator.unit}）" if self.indicator.unit else ""
        return f"{self.goal.number} {self.name}{unit}"


@dataclass
class Matching:
    """Finds what words mean at one place."""

    house: House
    here: Place
    _places: dict[str, str] = field(default_factory=dict)
    _goals: dict[int, list[Match]] = field(default_factory=dict)
    _named: dict[int, list[Named]] = field(default_factory=dict)

    def place(self, said: str, level: str, own: str | None = None) -> str:
        """The code of the place that is meant; `own` is that of the document (None: it names none, so it is taken to be
        of the place where it was brought in). "" where the words mean another one."""
        if own == "":
            return ""
        if not said or said.startswith(WHOLE):
            wanted = LEVELS.get(level)
            same = own or wanted in (None, self.here.level) or (said == "全区" and self.here.level is Level.PROVINCE)
            return (own or self.here.code) if same else ""
        if said not in self._places:
            self._places[said] = self._find(said)
        return self._places[said]

    def _find(self, said: str) -> str:
        if self.here.name.endswith(said) or said.endswith(self.here.name):
            return self.here.code
        today = PlaceVersion.objects.on(self.house.today())
        found = [v for v in today.filter(name=said) if self.here.id in v.as_place().path]
        return found[0].code if len(found) == 1 else ""

    def agency(self, said: str) -> str:
        """The kind of agency whose name stands first in the words; "" where none does."""
        found = [
            (said.index(name), -len(name), code)
            for code, agency in self.house.content.agencies.items()
            for name in (agency.name.zh, *agency.aliases)
            if name and name in said
        ]
        return min(found)[2] if found else ""

    def goals(self, year: int) -> list[Match]:
        """The goals that may be asked here in a year; those of the plans in force, else of the plans nearest to it."""
        if year not in self._goals:
            plans = sorted(self.house.content.plans.values(), key=lambda p: p.rank)
            away = min((abs(p.nearest(year) - year) for p in plans), default=0)
            codes = {self.here.code, *(p.code for p in places.trail(self.house, self.here))}
            near = [p for p in plans if abs(p.nearest(year) - year) == away]
            self._goals[year] = [
                self._match(plan, goal) for plan in near for goal in plan.goals if not goal.place or goal.place in codes
            ]
        return self._goals[year]

    def likely(self, subject: str, unit: str, year: int) -> list[Likely]:
        """The goals that a subject probably means."""
        if year not in self._named:
            self._named[year] = [Named(m.ref, m.name, m.indicator.unit) for m in self.goals(year)]
        return likely(subject, unit, self._named[year])

    def match(self, ref: str) -> Match | None:
        """The goal that a reference names."""
        code, _, number = ref.partition(":")
        plan = self.house.content.plans.get(code)
        goal = plan.goal(number) if plan else None
        return self._match(plan, goal) if plan and goal else None

    def _match(self, plan: Plan, goal: Goal) -> Match:
        indicator = self.house.content.indicators[goal.indicator]
        name = goal.name.zh or indicator.name.zh
        if goal.cell and not goal.name.zh:
            name += f"（{goal.cell.label(self.house.content.categories).zh}）"
        return Match(plan, goal, indicator, name)

    def registers(self, viewer: Viewer) -> list[Register]:
        """The registers of this level into which the viewer may put a task of a text."""
        every = [r for r in self.house.content.registers.values() if r.from_text and self.here.level in r.levels]
        return [r for r in every if may_keep(viewer, r, self.here, self.house.today())]
