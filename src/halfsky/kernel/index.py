"""实现程度指数: one number for a plan and one for each domain, by one of three published methods (`scoring.py`).

A row's weight is that of its goal, shared evenly by the goal's rows; where a plan declares none, every goal weighs the
same and the index says so. A row whose score is undefined (—) takes no part, neither above nor below the line, and
says why. The index of any rows is 100 × Σ weight·score ÷ Σ weight·reference: the reference is 100 for the two degrees,
and the score of the base year for the normalised method, so that there the base year is 100.

必达指标 are gates: they change no number, and forbid the conclusion that the plan is realised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.evaluating import Outcome, outcome
from halfsky.kernel.scoring import FULL, Lack, Method, scored
from halfsky.kernel.text import Text, listed


@dataclass(frozen=True, slots=True)
class Part:
    """One row in the index: its weight, its score in `reference` units, and why it has none."""

    row: Row
    weight: Fraction
    score: Fraction | None
    reference: Fraction = FULL
    lack: Lack | None = None
    must: bool = False

    @property
    def counted(self) -> bool:
        return self.score is not None


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a plan at a place in a year. `declared` says that the weights are the plan's own."""

    method: Method
    parts: tuple[Part, ...]
    declared: bool

    @property
    def total(self) -> Fraction | None:
        return value(self.parts)

    def of_domain(self, code: str) -> Fraction | None:
        return value(self.in_domain(code))

    def in_domain(self, code: str) -> tuple[Part, ...]:
        return tuple(p for p in self.parts if p.row.goal.domain == code)

    @property
    def undefined(self) -> tuple[Part, ...]:
        return tuple(p for p in self.parts if not p.counted)

    def contribution(self, part: Part) -> Fraction | None:
        """How many points of the total come from one row; they add up to the total."""
        below = _below(self.parts)
        return FULL * part.weight * part.score / below if part.score is not None and below else None

    def share(self, parts: Iterable[Part]) -> Fraction | None:
        """The share of some rows in all the weight that counts."""
        every = sum((p.weight for p in self.parts if p.counted), Fraction(0))
        return sum((p.weight for p in parts if p.counted), Fraction(0)) / every if every else None

    @property
    def gates(self) -> Gates:
        return Gates(tuple(p.row for p in self.parts if p.must))


@dataclass(frozen=True, slots=True)
class Gates:
    """The rows that must be reached."""

    rows: tuple[Row, ...]
    failed: tuple[Row, ...] = field(init=False)
    open: tuple[Row, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = {id(r): outcome(r.verdict) for r in self.rows}
        undecided = [r for r in self.rows if found[id(r)] in (Outcome.UNDECIDED, None)]
        failed = [r for r in self.rows if found[id(r)] in (Outcome.NEAR, Outcome.NOT_REACHED)]
        object.__setattr__(self, "open", tuple(undecided))
        object.__setattr__(self, "failed", tuple(failed))

    @property
    def passed(self) -> bool:
        return not (self.failed or self.open)

    @property
    def says(self) -> Text:
        """What the gates allow to be concluded."""
        if not self.rows:
            return Text("本规划未设必达指标。", "The plan declares no goal that must be reached.")
        head = Text(f"必达指标{len(self.rows)}项", f"{len(self.rows)} must be reached")
        if self.passed:
            return Text(f"{head.zh}，全部达标。", f"{head.en}: all are.")
        said = head
        for rows, zh, en in ((self.failed, "未达标", "are not"), (self.open, "尚不能判定", "cannot be told")):
            if rows:
                named = listed([r.name for r in rows])
                said = Text(
                    f"{said.zh}，{len(rows)}项{zh}（{named.zh}）", f"{said.en}, {len(rows)} {en} ({named.in_('en')})"
                )
        return Text(
            f"{said.zh}，不得作出规划目标已实现的结论，指数仅供参考。",
            f"{said.en}: the plan may not be called realised, whatever the index.",
        )


def value(parts: Iterable[Part]) -> Fraction | None:
    """The index of some rows; None where none of them has a score."""
    every = [p for p in parts if p.score is not None]
    below = _below(every)
    return (
        FULL * sum((p.weight * p.score for p in every if p.score is not None), Fraction(0)) / below if below else None
    )


def _below(parts: Iterable[Part]) -> Fraction:
    return sum((p.weight * p.reference for p in parts if p.counted), Fraction(0))


def index(a: Assessment, method: Method | None = None) -> Index:
    """The index of an assessment by the plan's method, or by another that is asked for."""
    chosen = method or Method(a.plan.index_method or Method.AGAINST_TARGET)
    rows = [r for r in a.rows if outcome(r.verdict) is not None]
    of_goal = Counter(r.number for r in rows)
    weights = {w.number: w for w in a.plan.weights}
    parts = []
    for row in rows:
        declared = weights.get(row.number)
        must = declared is not None and declared.must
        if weights and declared is None:
            parts.append(Part(row, Fraction(0), None, lack=Lack.NO_WEIGHT))
            continue
        weight = (declared.weight if declared else Fraction(1)) / of_goal[row.number]
        score, reference, lack = scored(row, chosen)
        parts.append(Part(row, weight, score, reference, lack, must))
    return Index(chosen, tuple(parts), bool(weights))
