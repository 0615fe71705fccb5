"""An assessment: every row of a plan at a place in a year, judged. What pages, JSON and reports show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from halfsky.kernel.by_tree import ByTree, used
from halfsky.kernel.fact import Observation
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Agency, Domain, Goal, Plan
from halfsky.kernel.rates import Summary, summarise
from halfsky.kernel.target import Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Question, Verdict
from halfsky.kernel.warning import Level, Warning_


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a figure or target comes from."""

    key: str
    title: str
    issuer: str = ""
    published: str = ""
    page: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One goal judged: what it is called, the question, the verdict and its words, who answers."""

    number: str
    name: Text
    question: Question
    verdict: Verdict
    sentence: Text
    lead: Agency | None = None
    support: tuple[Agency, ...] = ()
    warning: Warning_ | None = None
    upper: Target | None = None

    @property
    def goal(self) -> Goal:
        return self.question.goal

    @property
    def indicator(self) -> Indicator:
        return self.question.indicator

    @property
    def target(self) -> Target | None:
        return self.question.target

    @property
    def series(self) -> tuple[Observation, ...]:
        return self.question.series

    @property
    def needs_review(self) -> bool:
        """待复核: the goal or its target still waits for a check against the original document."""
        return self.goal.review or bool(self.target and self.target.review)

    @property
    def definition_needs_review(self) -> bool:
        """The usual definition is shown, not yet checked against the official one."""
        version = self.indicator.definition(self.question.judged)
        return bool(version and version.review)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All rows of a plan at a place in a year. `snapshot` names the position in the log and the packs it stands on.

    `tree` is the day whose tree made every figure (None: each period's own); `redrawn` says that something has changed
    at or below the place, so that the two may differ.
    """

    plan: Plan
    place: Place
    year: int
    as_of: dt.date
    snapshot: str
    rows: tuple[Row, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    tree: dt.date | None = None
    redrawn: bool = False

    @property
    def by_tree(self) -> ByTree:
        """By which tree the figures were made."""
        return used(self.tree)

    @property
    def uncomputed(self) -> bool:
        """Whether any row lacks a figure of some year because a share is not known."""
        return any(row.question.uncomputed for row in self.rows)

    @property
    def demo(self) -> bool:
        """演示数据: an invented place."""
        return self.place.demo

    @property
    def summary(self) -> Summary:
        return summarise(self.rows)

    def in_domain(self, domain: Domain) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if r.goal.domain == domain.code)

    def of_class(self, *classes: Class) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if r.verdict.class_ in classes)

    def warned(self, level: Level) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if r.warning and r.warning.level is level)

    def row(self, number: str) -> Row | None:
        """The row by the plan's number or the catalogue's code."""
        return next((r for r in self.rows if number in (r.number, r.indicator.code)), None)
