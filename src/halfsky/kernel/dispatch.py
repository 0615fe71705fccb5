"""月调度: chosen indicators ranked over the places below, frozen for a month, and what is asked of each place.

An indicator comes with the newest figures there are: of the months of the year so far, of the month, of the year, else
of the last year whose figures may still judge. Freezing a month again makes a new version and leaves the old one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.fact import Absence
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.league import League, NoChange, Standing
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.text import Text

MOST_YEARS = 12
"""So many years are looked back for figures of a census, a term or a survey."""


class Ask(StrEnum):
    """What is asked of a place for one indicator."""

    REPORT = "report"
    EXPLAIN = "explain"
    PUSH = "push"
    WATCH = "watch"
    KEEP = "keep"
    NOTHING = "nothing"

    @property
    def label(self) -> Text:
        return ASKS[self]


ASKS = {
    Ask.REPORT: Text("没有数据，请核实原因并补报", "no figure: find out why and report it"),
    Ask.EXPLAIN: Text(
        "到期未达目标，请书面说明原因、措施和时限", "due and missed: say why, what is done and until when"
    ),
    Ask.PUSH: Text("未达目标值，请对照目标加快推进", "below the target: move faster"),
    Ask.WATCH: Text("较上期变差，请分析原因", "worse than before: find out why"),
    Ask.KEEP: Text("请保持", "keep it up"),
    Ask.NOTHING: Text("—"),
}
OWED = (Absence.NOT_REPORTED, Absence.NOT_PROVIDED)


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator of a dispatch: how the plan calls it, of which period its figures are, and its league table."""

    plan: str
    number: str
    name: Text
    when: Period
    before: Period
    league: League

    @property
    def indicator(self) -> Indicator:
        return self.league.indicator

    @property
    def key(self) -> str:
        """What the choice keeps."""
        return f"{self.plan}/{self.number}"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A dispatch of a place and month. `due` is the day until which the places below are to answer, where one is set;
    `version` counts how often the month was frozen."""

    place: Place
    month: Period
    version: int
    below: tuple[Place, ...]
    items: tuple[Item, ...]
    snapshot: str
    frozen_on: dt.date
    due: dt.date | None = None

    @property
    def demo(self) -> bool:
        return self.place.demo

    @property
    def title(self) -> str:
        """What stands over the sheet."""
        return f"{self.place.name}妇女儿童发展主要指标{self.month.label.zh}调度表"


def candidates(indicator: Indicator, month: Period) -> Sequence[Period]:
    """The periods whose figures a dispatch of the month may show, the newest first."""
    years = range(month.year, month.year - MOST_YEARS, -1)
    kept = [y for y in years if y == month.year or indicator.validity.may_judge(y, month.year)]
    return [month.to_date(), month, *(Period("year", y) for y in kept)]


def asked(row: Standing) -> Ask:
    """What is asked of one place: first the figure, then the target, due or ahead, then the trend.

    Where neither way is better and no target is missed, nothing."""
    if row.now is None:
        return Ask.REPORT if row.entrant.absence in OWED else Ask.NOTHING
    if row.met is False and row.entrant.target is not None:
        over = row.no_change is not NoChange.NOT_OVER and row.entrant.target.year <= row.now.year
        return Ask.EXPLAIN if over else Ask.PUSH
    if row.rank is None:
        return Ask.NOTHING
    return Ask.WATCH if row.gain is not None and row.gain < 0 else Ask.KEEP
