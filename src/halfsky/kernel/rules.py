"""A change of the warning rules, held against figures that are there: what it would have raised, what it would have
missed. Rules are content; nobody should learn from the first red list what a new version means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.warning import Level, Rule, Warning_, warn

GRAVE = (Level.RED, Level.YELLOW)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that would warn otherwise; None where no rule holds."""

    assessment: Assessment
    row: Row
    before: Warning_ | None
    after: Warning_ | None

    @property
    def raised(self) -> bool:
        """Whether the new rules ask for more."""
        return _rank(self.after) < _rank(self.before)


def alike(old: Iterable[Rule], new: Iterable[Rule]) -> bool:
    """Whether two sets of rules raise the same, whatever their words and versions."""
    return [(r.code, r.level, r.when) for r in old] == [(r.code, r.level, r.when) for r in new]


def differences(assessment: Assessment, rules: tuple[Rule, ...]) -> Iterator[Difference]:
    """The rows that other rules would put on another level."""
    for row in assessment.rows:
        after = warn(rules, row.question, row.verdict, row.name)
        if _level(after) is not _level(row.warning):
            yield Difference(assessment, row, row.warning, after)


def _level(found: Warning_ | None) -> Level | None:
    return found.level if found else None


def _rank(found: Warning_ | None) -> int:
    order = list(Level)
    return order.index(found.level) if found else len(order)
