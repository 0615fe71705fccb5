"""评估资料: what must lie behind each row before a report may stand on it, and how complete it is.

A piece is there, missing, or not asked of this row (a published figure needs no sheets). The meter is the share of what
is there in what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.assessment import Assessment, Row, Source
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.figure import RATE_ALONE
from halfsky.kernel.indicator import Rhythm
from halfsky.kernel.plan import GoalKind
from halfsky.kernel.text import Text


class Piece(StrEnum):
    """What belongs into the dossier of an indicator."""

    DEFINITION = "definition"
    BASE = "base"
    FIGURE = "figure"
    SOURCE = "source"
    ORIGIN = "origin"
    EXPLANATIONS = "explanations"
    TARGET = "target"
    UNIT = "unit"

    @property
    def label(self) -> Text:
        return _PIECES[self]


_PIECES = {
    Piece.DEFINITION: Text("已核对的指标解释", "definition checked"),
    Piece.BASE: Text("基期数", "base value"),
    Piece.FIGURE: Text("当年数据", "figure of the year"),
    Piece.SOURCE: Text("有公布日期的来源", "source with its date of publication"),
    Piece.ORIGIN: Text("上报表或台账", "sheets or records"),
    Piece.EXPLANATIONS: Text("核实说明", "explanations of soft checks"),
    Piece.TARGET: Text("已核对的目标文件", "document of the target, checked"),
    Piece.UNIT: Text("牵头单位", "leading unit"),
}


RowKey = tuple[str, Cell]
"""A goal may be asked of several breakdowns: its number and the cell name a row."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What a computed figure stands on: how many places were to give something, and how many did."""

    due: int
    held: int


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of one row. `held` is None where it is not asked."""

    piece: Piece
    held: bool | None
    note: Text = Text("")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The dossier of one row."""

    row: Row
    items: tuple[Item, ...]

    @property
    def asked(self) -> int:
        return sum(i.held is not None for i in self.items)

    @property
    def held(self) -> int:
        return sum(i.held is True for i in self.items)

    @property
    def complete(self) -> Fraction | None:
        return share([self])

    @property
    def missing(self) -> tuple[Item, ...]:
        return tuple(i for i in self.items if i.held is False)


def share(dossiers: Iterable[Dossier]) -> Fraction | None:
    """How complete some dossiers are together; None where nothing is asked."""
    every = list(dossiers)
    asked = sum(f.asked for f in every)
    return Fraction(sum(f.held for f in every), asked) if asked else None


def archive(a: Assessment, behind: Mapping[RowKey, Behind] | None = None) -> tuple[Dossier, ...]:
    """The dossiers of all rows that this level counts; `behind` tells by number and cell what computed figures stand
    on."""
    known = behind or {}
    here = (r for r in a.rows if r.verdict.reason is not Absence.NOT_COUNTED_HERE)
    return tuple(dossier(r, a.sources, known.get((r.number, r.goal.cell))) for r in here)


def dossier(row: Row, sources: Mapping[str, Source], behind: Behind | None = None) -> Dossier:
    """The dossier of one row."""
    now = row.verdict.observation
    return Dossier(
        row,
        (
            _definition(row),
            Item(Piece.BASE, row.verdict.base is not None),
            _figure(row, now),
            _source(now, sources),
            _origin(now, behind),
            _explained(now),
            _target(row, sources),
            Item(Piece.UNIT, row.lead is not None),
        ),
    )


def _definition(row: Row) -> Item:
    version = row.indicator.definition(row.question.judged)
    if version is None or not (version.formula or version.numerator or version.note):
        return Item(Piece.DEFINITION, False, Text("未登记", "none is registered"))
    if version.review:
        return Item(Piece.DEFINITION, False, Text("待核对", "not checked yet"))
    return Item(Piece.DEFINITION, True)


def _figure(row: Row, now: Observation | None) -> Item:
    if row.verdict.parts:
        silent = sum(p.value is None for p in row.verdict.parts)
        lacking = Text(f"{silent}个单位未报", f"{silent} places are silent") if silent else Text("")
        return Item(Piece.FIGURE, not silent, lacking)
    if now is None:
        reason = row.verdict.reason or Absence.NOT_PROVIDED
        return Item(Piece.FIGURE, False, reason.label)
    if now.year < row.question.year and row.indicator.validity.rhythm is Rhythm.ANNUAL:
        return Item(Piece.FIGURE, False, Text(f"用的是{now.year}年数据", f"the figure is of {now.year}"))
    return Item(Piece.FIGURE, True)


def _source(now: Observation | None, sources: Mapping[str, Source]) -> Item:
    """A computed figure has sheets or records instead, and so has a rate that an agency gave as such."""
    if now is None or now.computed or now.source == RATE_ALONE:
        return Item(Piece.SOURCE, None)
    keys = [k.strip() for k in now.source.split(";") if k.strip()]
    known = [sources[k] for k in keys if k in sources]
    if not keys or len(known) < len(keys):
        return Item(Piece.SOURCE, False, Text("来源未登记", "the source is not registered"))
    if now.published is None and not all(s.published for s in known):
        return Item(Piece.SOURCE, False, Text("没有公布日期", "without a date of publication"))
    return Item(Piece.SOURCE, True)


def _origin(now: Observation | None, behind: Behind | None) -> Item:
    if now is not None and now.source == RATE_ALONE:
        return Item(Piece.ORIGIN, True, Text("单位直接填报的率", "given as a rate by the agency"))
    if now is None or not now.computed:
        return Item(Piece.ORIGIN, None)
    if behind is None:
        return Item(Piece.ORIGIN, False, Text("查不到", "none is found"))
    said = Text(f"{behind.due}个单位中{behind.held}个已报", f"{behind.held} of {behind.due} places")
    return Item(Piece.ORIGIN, behind.due > 0 and behind.held == behind.due, said)


def _explained(now: Observation | None) -> Item:
    """No sheet is handed in without the explanations that its soft checks want: they are there wherever any spoke."""
    if now is None or not now.footnotes:
        return Item(Piece.EXPLANATIONS, None)
    return Item(Piece.EXPLANATIONS, True, Text(f"{len(now.footnotes)}条", f"{len(now.footnotes)}"))


def _target(row: Row, sources: Mapping[str, Source]) -> Item:
    """What nobody asks needs no document; a goal without a number stands in the plan itself."""
    if row.goal.kind is GoalKind.MONITOR or (row.goal.kind.quantifiable and row.target is None):
        return Item(Piece.TARGET, None)
    named = row.target.source if row.target else row.goal.source
    keys = [k.strip() for k in named.split(";") if k.strip()]
    if not keys or any(k not in sources for k in keys):
        return Item(Piece.TARGET, False, Text("没有写明文件", "no document is named"))
    if row.needs_review:
        return Item(Piece.TARGET, False, Text("待复核", "to be checked against the original"))
    return Item(Piece.TARGET, True)
