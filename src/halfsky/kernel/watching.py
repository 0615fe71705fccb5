"""Watching: what an indicator of a place warns of, kept as it changes, so that what follows it knows when it may rest.

A state is the level of the gravest rule that holds, and the figure that it was judged by. `figure_on` is the day since
which the house has that figure: evidence that a matter is put right is later than the figure that says it is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from halfsky.kernel.assessment import Row
from halfsky.kernel.breakdown import TOTAL, Cell, read_cell
from halfsky.kernel.fact import Observation
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import LEVELS, Level

QUIET = "none"
"""The code of a state in which no rule holds."""
STATES: tuple[tuple[str, Text], ...] = (
    *((level.value, text) for level, text in LEVELS.items()),
    (QUIET, Text("无预警", "no warning")),
)
"""What a formula may compare a state with."""
_ORDER = [level.value for level in Level]


@dataclass(frozen=True, slots=True)
class Followed:
    """A series as something may follow it: an indicator in a breakdown. Spelled `mmr` or `mmr|residence=rural`."""

    indicator: str
    cell: Cell = TOTAL

    def __str__(self) -> str:
        return f"{self.indicator}|{self.cell}" if self.cell else self.indicator


def followed(spelled: str) -> Followed:
    """The series that a spelling means."""
    code, _, at = spelled.partition("|")
    return Followed(code, read_cell(at))


@dataclass(frozen=True, slots=True)
class Warned:
    """What a series of a place warns of. `period` and `value` spell the figure out (empty: none); `since` is the day
    since which it warns of this; `plan` and `number` say in which plan it stands; `veiled` that it rests on few cases
    and is not for everyone."""

    level: Level | None
    verdict: Class
    plan: str
    number: str
    year: int
    rule: str = ""
    version: str = ""
    reason: Text = NOTHING
    period: str = ""
    value: str = ""
    figure_on: dt.date | None = None
    since: dt.date | None = None
    veiled: bool = False

    @property
    def code(self) -> str:
        return self.level.value if self.level else QUIET

    @property
    def label(self) -> Text:
        return dict(STATES)[self.code]

    @property
    def grave(self) -> bool:
        """Whether somebody is asked to do something about it."""
        return self.level in (Level.RED, Level.YELLOW)

    @property
    def rank(self) -> int:
        """The gravest first."""
        return _ORDER.index(self.level.value) if self.level else len(_ORDER)

    def same_figure(self, other: Warned) -> bool:
        return (self.period, self.value) == (other.period, other.value)

    def same(self, other: Warned) -> bool:
        """Whether nothing has changed that anybody is told of; the words may have."""
        mine = (self.code, self.verdict, self.rule, self.plan, self.number, self.veiled)
        theirs = (other.code, other.verdict, other.rule, other.plan, other.number, other.veiled)
        return mine == theirs and self.same_figure(other)


def state(rows: Iterable[tuple[str, Row]]) -> Warned:
    """The state of one series from its rows in all plans that judge it, each with the plan's code: the gravest speaks;
    of two that are alike the first."""
    return min((_of(plan, row) for plan, row in rows), key=lambda found: found.rank)


def _of(plan: str, row: Row) -> Warned:
    warning, figure = row.warning, row.verdict.observation or row.verdict.latest
    found = Warned(warning.level if warning else None, row.verdict.class_, plan, row.number, row.question.judged)
    if warning:
        found = replace(found, rule=warning.rule, version=warning.version, reason=warning.reason)
    return (
        replace(found, period=str(figure.period), value=str(figure.value), figure_on=_known(figure, row))
        if figure
        else found
    )


def _known(figure: Observation, row: Row) -> dt.date:
    """The first day on which the figure could be known: not after the day of judging."""
    return min(figure.known_from(), row.question.as_of)


def changed(before: Warned | None, now: Warned, today: dt.date) -> Warned | None:
    """The state to be kept from today on, or None where nothing has changed. A figure that takes the place of another
    is new today, whenever it was published; a level that stays has been there since it came."""
    if before is None:
        return replace(now, since=today)
    if before.same(now):
        return None
    figure_on = before.figure_on if before.same_figure(now) else today if now.value else None
    return replace(now, figure_on=figure_on, since=before.since if before.code == now.code else today)
