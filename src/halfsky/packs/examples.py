"""The fourth gate: a pack's own examples, worked out by the kernel alone and compared with the answers it gives.

`examples/facts.csv` and `examples/values.csv` go in; `figures.csv` and `verdicts.csv` are what must come out. An
example is a world of its own: it sees no fact or value but those of its folder, and no target but those of its pack.
Facts of places that lie below by their codes are rolled up.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Absence, Missing, Observation, Reading
from halfsky.kernel.figure import choose, compute, operands
from halfsky.kernel.group import in_force
from halfsky.kernel.judging import judge
from halfsky.kernel.numbers import decimals_of, exact, rounded
from halfsky.kernel.period import Period, year
from halfsky.kernel.place import SIX_LEVELS, Level
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.refusals import problem
from halfsky.kernel.rollup import Key, roll_up
from halfsky.kernel.sentence import row_name, sentence
from halfsky.kernel.small import with_pools
from halfsky.kernel.target import Part, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Question
from halfsky.packs.notation import FactRow, FigureRow, ValueRow, VerdictRow
from halfsky.packs.pack import EXAMPLES, RawPack
from halfsky.packs.rows import rows
from halfsky.packs.spot import Complaints

FIGURE_DIFFERS = problem(
    "400.311",
    (
        "例题：{name} {period} 应为 {wanted}，算得 {came}。",
        "Example: {name} {period} should be {wanted}; it comes to {came}.",
    ),
    ("请核对公式、例题的数据和答案。", "Check the formula, and the figures and answers of the example."),
)
VERDICT_DIFFERS = problem(
    "400.312",
    (
        "例题：{number} {year}年应判为“{wanted}”，判定是“{came}”：{why}",
        "Example: {number} in {year} should be {wanted}; it is {came}: {why}",
    ),
    ("请核对目标、例题的数据和答案。", "Check the target, and the figures and answers of the example."),
)
JUDGED_ON_OTHER = problem(
    "400.313",
    (
        "例题：{number} {year}年应按 {wanted} 判定，用的是 {came}。",
        "Example: {number} in {year} should be judged on {wanted}; it was on {came}.",
    ),
    ("请核对例题的数据和答案。", "Check the figures and answers of the example."),
)
_NOTHING = Text("无", "nothing")


def check_examples(packs: Iterable[RawPack], content: Content) -> None:
    """Work out the examples of all packs. Refuses every answer that differs, at once."""
    complaints = Complaints()
    for pack in packs:
        _World(pack, content, rows(pack).targets, complaints).check()
    complaints.refuse()


@dataclass
class _World:
    """The figures of one pack's examples, and what follows from them."""

    pack: RawPack
    content: Content
    targets: Sequence[Target]
    complaints: Complaints
    facts: dict[Period, dict[str, dict[Key, Reading]]] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = defaultdict(lambda: defaultdict(dict))
        for row in self.pack.of(FactRow, EXAMPLES):
            given = Missing(row.value, row.element) if isinstance(row.value, Absence) else exact(row.value)
            self.facts[row.period][row.place][row.element, row.cell] = given

    def check(self) -> None:
        for figure in self.pack.of(FigureRow):
            self.figure(figure)
        for verdict in self.pack.of(VerdictRow):
            plan = self.content.plans[verdict.plan or self.pack.head.extends or self.pack.code]
            self.verdict(verdict, plan)

    def figure(self, row: FigureRow) -> None:
        found = next((o for o in self.series(row.indicator, row.place, row.cell) if o.period == row.period), None)
        if not self.same(found, row.value, row.indicator):
            name = self.content.indicators[row.indicator].name
            said = {"name": name, "period": row.period, "wanted": row.value, "came": _shown(found)}
            self.complaints.add(FIGURE_DIFFERS.at(row.at("value"), **said))

    def verdict(self, row: VerdictRow, plan: Plan) -> None:
        goal = plan.goal(row.number)
        assert goal is not None
        question = self.question(row, plan, goal)
        verdict = judge(question)
        now = verdict.observation
        if verdict.class_ is not row.verdict:
            name = row_name(question.indicator.name, goal, goal.cell.label(self.content.categories))
            said = {"wanted": row.verdict.label, "came": verdict.class_.label, "why": sentence(question, verdict, name)}
            self.complaints.add(VERDICT_DIFFERS.at(row.at("verdict"), number=row.number, year=row.year, **said))
        elif row.value and not self.same(now, row.value, goal.indicator):
            said = {"wanted": Text(row.value), "came": _shown(now)}
            self.complaints.add(JUDGED_ON_OTHER.at(row.at("value"), number=row.number, year=row.year, **said))

    def question(self, row: VerdictRow, plan: Plan, goal: Goal) -> Question:
        own = [
            t
            for t in self.targets
            if (t.plan, t.number, t.place, t.cell) == (plan.code, goal.number, row.place, goal.cell)
        ]
        target = in_force(own, (), ()).target
        return Question(
            self.content.indicators[goal.indicator],
            goal,
            target,
            self.series(goal.indicator, row.place, goal.cell),
            row.year,
            row.as_of or dt.date(row.year + 1, 12, 31),
            goal.base_year or plan.base_year,
            self.parts(row, goal, target.each) if target and target.each else (),
        )

    def parts(self, row: VerdictRow, goal: Goal, level: Level) -> tuple[Part, ...]:
        """The places of a level below that the example knows, with their values of the year."""
        known = {place for places in self.facts.values() for place in places}
        known |= {value.place for value in self.pack.of(ValueRow, EXAMPLES)}
        below = [p for p in sorted(known) if SIX_LEVELS.level(p) is level and row.place in SIX_LEVELS.ancestors(p)]
        found = {p: self.series(goal.indicator, p, goal.cell) for p in below}
        return tuple(Part(Text(p), next((o.value for o in s if o.year == row.year), None)) for p, s in found.items())

    def series(self, code: str, place: str, cell: Cell) -> tuple[Observation, ...]:
        """The yearly observations of an indicator at a place: published ones, computed ones, the better of both."""
        indicator = self.content.indicators[code]
        found = {
            year(row.year): Observation(
                year(row.year), exact(row.value), row.value, row.source, row.published, row.note, cell=row.cell
            )
            for row in self.pack.of(ValueRow, EXAMPLES)
            if (row.indicator, row.place, row.cell) == (code, place, cell)
        }
        for period, places in self.facts.items():
            formula = self.content.formula(indicator, period.last_day().year)
            if formula is None:
                continue
            rolled = roll_up(operands(formula, cell), self.content.elements, _parts_of(place, places))
            computed = compute(indicator, formula, rolled, self.content.elements, cell, period)
            if computed is not None:
                found[period] = choose(found[period], computed, indicator) if period in found else computed
        points = sorted(found.values(), key=lambda o: o.period.last_day())
        return with_pools(indicator, points)

    def same(self, found: Observation | None, wanted: str, code: str) -> bool:
        """Whether a value is the printed one, by the digits of the indicator or those printed, whichever are more."""
        decimals = max(decimals_of(wanted), self.content.indicators[code].decimals)
        return found is not None and Fraction(rounded(found.value, decimals)) == exact(wanted)


def _parts_of(place: str, places: Mapping[str, Mapping[Key, Reading]]) -> list[Mapping[Key, Reading]]:
    """What is given for a place itself, else for the places below it."""
    if place in places:
        return [places[place]]
    return [entries for code, entries in places.items() if place in SIX_LEVELS.ancestors(code)]


def _shown(found: Observation | None) -> Text:
    return Text(found.shown) if found else _NOTHING
