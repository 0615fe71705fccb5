"""The evaluation of a plan at a place in a year: all that its page, its report and its JSON show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from halfsky.kernel.archive import Behind, Dossier, RowKey, archive
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.evaluating import Stage, Tally, stage, tally
from halfsky.kernel.fact import Element
from halfsky.kernel.index import Index, index
from halfsky.kernel.inventory import Finding, inventory
from halfsky.kernel.scoring import Method
from halfsky.kernel.text import Text
from halfsky.kernel.words import many


@dataclass(frozen=True, slots=True)
class Words:
    """What persons wrote: the causes of problems by goal number, how the evaluation was done, what they advise. Each
    line of a text is a paragraph."""

    causes: Mapping[str, str] = field(default_factory=dict)
    work: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Background:
    """What tells of the place itself: an element in the year, and in the year before where that is known."""

    element: Element
    value: Fraction
    before: Fraction | None = None

    @property
    def says(self) -> Text:
        return many(self.value, self.element.unit)

    @property
    def said_before(self) -> Text | None:
        return None if self.before is None else many(self.before, self.element.unit)


@dataclass(frozen=True)
class Evaluation:
    """One assessment, evaluated. `behind` tells by goal number and cell what computed figures stand on, `followed` what
    is done about a row under supervision (督办单：督办中，期限2026-12-01)."""

    assessment: Assessment
    method: Method | None = None
    words: Words = Words()
    behind: Mapping[RowKey, Behind] = field(default_factory=dict)
    background: tuple[Background, ...] = ()
    followed: Mapping[RowKey, tuple[Text, ...]] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        return stage(self.assessment.plan, self.assessment.year)

    def done_about(self, row: Row) -> tuple[Text, ...]:
        """What is done about a row."""
        return self.followed.get((row.number, row.goal.cell), ())

    @property
    def elsewhere_followed(self) -> tuple[Row, ...]:
        """The rows that are under supervision, or were, and are no problem now."""
        problems = {id(f.row) for f in self.inventory}
        return tuple(r for r in self.assessment.rows if self.done_about(r) and id(r) not in problems)

    @cached_property
    def tally(self) -> Tally:
        return tally(self.assessment.rows)

    @cached_property
    def index(self) -> Index:
        return index(self.assessment, self.method)

    @cached_property
    def inventory(self) -> tuple[Finding, ...]:
        return inventory(self.assessment, self.words.causes)

    @cached_property
    def dossiers(self) -> tuple[Dossier, ...]:
        return archive(self.assessment, self.behind)
