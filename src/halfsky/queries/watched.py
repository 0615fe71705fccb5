"""Warnings as the house keeps them: what indicators of a place warn of now, and how that came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from halfsky.kernel.breakdown import read_cell
from halfsky.kernel.content import Content
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level
from halfsky.kernel.watching import Followed, Warned, followed
from halfsky.store.models import WarningState


def warned(place: int, only: Iterable[str] | None = None) -> Mapping[str, Warned]:
    """What the series of a place warn of now, by their spelling; of these alone, where named."""
    rows = WarningState.objects.filter(place=place, current=True)
    if only is not None:
        rows = rows.filter(indicator__in={spelled.partition("|")[0] for spelled in only})
    return {spelled_of(row): as_warned(row) for row in rows}


def indicator_name(content: Content, spelled: str) -> Text:
    """What a series is called that a record follows."""
    series = followed(spelled)
    found = content.indicators.get(series.indicator)
    name = found.name if found else Text(series.indicator)
    return name + Text("（") + series.cell.label(content.categories) + Text("）") if series.cell else name


def spelled_of(row: WarningState) -> str:
    """The series of a kept state, as fields of records spell it."""
    return str(Followed(row.indicator, read_cell(row.cell)))


def as_warned(row: WarningState) -> Warned:
    """A kept state as the kernel sees it."""
    return Warned(
        Level(row.level) if row.level else None,
        Class(row.verdict),
        row.plan,
        row.number,
        row.year,
        row.rule,
        row.version,
        Text(row.reason.get("zh", ""), row.reason.get("en", "")),
        row.period,
        row.value,
        row.figure_on,
        row.since,
        row.veiled,
    )


def as_columns(found: Warned) -> dict[str, object]:
    """The same as columns of a row."""
    since: dt.date | None = found.since
    return {
        "plan": found.plan,
        "number": found.number,
        "year": found.year,
        "level": found.level.value if found.level else "",
        "verdict": found.verdict.value,
        "rule": found.rule,
        "version": found.version,
        "reason": {"zh": found.reason.zh, "en": found.reason.in_("en")},
        "period": found.period,
        "value": found.value,
        "figure_on": found.figure_on,
        "since": since,
        "veiled": found.veiled,
    }
