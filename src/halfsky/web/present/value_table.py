"""The values of an indicator as a table: a line a period, the parts beside the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from halfsky.kernel.assessment import Assessment, Row, Source
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.period import Period
from halfsky.kernel.text import Text

Cells = Sequence[tuple[Cell, Text, tuple[Observation, ...]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One period: the whole, then the parts in the order of the headings (None: no value); `gap` is the reason why the
    whole has none, where it is known."""

    period: Period
    whole: Observation | None
    parts: tuple[Observation | None, ...]
    source: str
    judges: bool
    gap: Absence | None = None


@dataclass(frozen=True, slots=True)
class ValueTable:
    headings: tuple[Text, ...]
    lines: tuple[Line, ...]


def value_table(
    row: Row, cells: Cells, uncomputed: Collection[Period] = (), hidden: Collection[Period] = ()
) -> ValueTable:
    """Newest first. The source is that of the whole, else of the first part that has one."""
    whole = {o.period: o for o in row.series}
    parts = [{o.period: o for o in series} for _, _, series in cells]
    periods = sorted(
        {*whole, *(p for part in parts for p in part), *uncomputed, *hidden}, key=lambda p: p.last_day(), reverse=True
    )
    lines = (
        replace(
            _line(row, period, whole.get(period), [part.get(period) for part in parts]),
            gap=Absence.NOT_COMPUTED if period in uncomputed else Absence.HIDDEN if period in hidden else None,
        )
        for period in periods
    )
    return ValueTable(tuple(label for _, label, _ in cells), tuple(lines))


def _line(row: Row, period: Period, whole: Observation | None, parts: list[Observation | None]) -> Line:
    said = next((o for o in (whole, *parts) if o), None)
    judging = row.verdict.observation
    judges = whole is not None and judging is not None and judging.period == period
    return Line(period, whole, tuple(parts), said.source if said else "", judges)


def keys(source: str) -> list[str]:
    """The keys of a source that names several ("GMW-20230601;NBS-W-2020")."""
    return [key for piece in source.split(";") if (key := piece.strip())]


def cited(
    assessment: Assessment, row: Row, cells: Cells, also: Iterable[str] = (), texts: Mapping[str, Source] | None = None
) -> list[tuple[str, Source | None]]:
    """Every source that the page names, once: (key, the source or None where only its key is known). `also` are sources
    of what the assessment does not speak of; `texts` knows those of them that are source texts."""
    named = [row.target.source if row.target else "", row.goal.source]
    named += [o.source for o in reversed(row.series)] + [o.source for _, _, series in cells for o in series]
    every = dict.fromkeys(key for source in (*named, *also) for key in keys(source))
    known = {**assessment.sources, **(texts or {})}
    return [(key, known.get(key)) for key in every]
