"""目标责任分解书: who answers for which goal, what is wanted, how far it has come, until when, and whom to call.

A book is words: what stood in it when it was frozen stays so, whatever figures become. Two versions are compared goal
by goal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.place import Level
from halfsky.kernel.text import Text
from halfsky.kernel.words import value_of, wanted

UNDECIDED = "未确定"
"""Stands where there is nobody."""
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the book, in the words in which it is printed; `row` is what it was judged by, until it is kept."""

    number: str
    domain: str
    goal: str
    lead: str
    support: str
    target: str
    progress: str
    due: str
    contact: str
    cell: str = ""
    row: Row | None = field(default=None, compare=False, repr=False)


COLUMNS: dict[str, Text] = {
    "number": Text("编号", "No."),
    "domain": Text("领域", "Domain"),
    "goal": Text("主要目标", "Goal"),
    "lead": Text("牵头单位", "Leads"),
    "support": Text("责任单位", "Supports"),
    "target": Text("目标值", "Target"),
    "progress": Text("进度", "Progress"),
    "due": Text("时限", "Due"),
    "contact": Text("联络员", "Contact"),
}
KEPT = (*COLUMNS, "cell")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a goal from one version to the next; of a changed one the column with both its words."""

    number: str
    goal: str
    what: str
    column: str = ""
    before: str = ""
    after: str = ""

    @property
    def label(self) -> Text:
        return WHAT[self.what]

    @property
    def heading(self) -> Text:
        return COLUMNS[self.column]


WHAT = {"new": Text("新增", "new"), "dropped": Text("删去", "dropped"), "changed": Text("修改", "changed")}


def lines(assessment: Assessment, contacts: Mapping[str, Sequence[str]]) -> tuple[Line, ...]:
    """The book of a plan at a place; `contacts` are the liaison officers by agency, as they are to be printed."""
    domains = {d.code: d.name.zh for d in assessment.plan.domains}
    return tuple(_line(row, assessment, domains, contacts) for row in assessment.rows)


def _line(row: Row, assessment: Assessment, domains: Mapping[str, str], contacts: Mapping[str, Sequence[str]]) -> Line:
    v, target = row.verdict, row.target
    # The plan's own words hold the number of the plan's own place and breakdown: elsewhere the indicator is named.
    goal = assessment.plan.goal(row.number)
    own_words = goal is not None and goal.cell == row.goal.cell
    says_own = row.goal.text.zh and own_words and (assessment.place.level is Level.NATION or target is None)
    return Line(
        number=row.number,
        domain=domains.get(row.goal.domain, row.goal.domain),
        goal=row.goal.text.zh if says_own else row.name.zh,
        lead=row.lead.name.zh if row.lead else "",
        support="、".join(a.name.zh for a in row.support) or NOTHING,
        target=wanted(target, row.indicator, v.bar).zh if target else NOTHING,
        progress=_progress(row),
        due=f"{target.year if target else assessment.plan.last_year}年底",
        contact="；".join(contacts.get(row.lead.code, ()) if row.lead else ()) or UNDECIDED,
        cell=str(row.goal.cell),
        row=row,
    )


def _progress(row: Row) -> str:
    """The last value with its year, and the verdict: 91.9%（2025年），提前达标."""
    v = row.verdict
    last = v.observation or v.latest
    if last is None:
        return (v.reason.label if v.reason else v.class_.label).zh
    value = f"{value_of(last, row.indicator, v.bar).zh}（{last.year}年）"
    return f"{value}，{v.class_.label.zh}"


def without_lead(book: Iterable[Line]) -> list[Line]:
    """The goals for which nobody answers."""
    return [line for line in book if not line.lead]


def changes(before: Iterable[Line], after: Iterable[Line]) -> list[Change]:
    """What became of every goal, in the order of the newer version; those that were dropped come last."""
    old, found = {_key(x): x for x in before}, []
    for line in after:
        earlier = old.pop(_key(line), None)
        if earlier is None:
            found.append(Change(line.number, line.goal, "new"))
            continue
        for name in COLUMNS:
            was, is_ = getattr(earlier, name), getattr(line, name)
            if was != is_:
                found.append(Change(line.number, line.goal, "changed", name, was, is_))
    return [*found, *(Change(x.number, x.goal, "dropped") for x in old.values())]


def _key(line: Line) -> tuple[str, str]:
    return line.number, line.cell


def as_json(book: Iterable[Line]) -> list[dict[str, str]]:
    """The book as it is kept."""
    return [{word: getattr(line, word) for word in KEPT} for line in book]


def from_json(rows: Iterable[Mapping[str, str]]) -> tuple[Line, ...]:
    """A book that was kept; a column that it did not have yet is empty."""
    return tuple(_from_words({word: str(row.get(word, "")) for word in KEPT}) for row in rows)


def _from_words(words: dict[str, Any]) -> Line:
    return Line(**words)
