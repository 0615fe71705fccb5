"""The page of warnings in pieces: one line for each series that warns, with what follows it and what may be begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text, listed
from halfsky.kernel.warning import Level
from halfsky.kernel.watching import Warned
from halfsky.queries.first_page import Alarm, FirstPage
from halfsky.queries.warnings import Follow, series_of
from halfsky.web.standing import Here, Link


@dataclass(frozen=True, slots=True)
class Line:
    """One warning: the alarm, the kept state with the day since which it stands, the records that follow it, and
    where one may be begun."""

    alarm: Alarm
    kept: Warned | None
    follow: tuple[Follow, ...]
    begin: tuple[Link, ...]


def lines(
    here: Here,
    alarms: Sequence[Alarm],
    kept: Mapping[str, Warned],
    follow: Mapping[str, tuple[Follow, ...]],
    offers: Sequence[Register],
) -> list[Line]:
    """The lines of one level, as the alarms stand. Nothing is begun twice, and nothing for a year that is over."""
    found = []
    for alarm in alarms:
        series = series_of(alarm.row)
        state, mine = kept.get(series), follow.get(series, ())
        there = {one.register.code for one in mine}
        wanted = [r for r in offers if r.code not in there] if state and state.grave else []
        found.append(Line(alarm, state, mine, tuple(Link(begin(here, r, alarm.row), r.title) for r in wanted)))
    return found


def begin(here: Here, register: Register, row: Row) -> str:
    """The form of a record that a warning raises, with what it brings along."""
    level = row.warning.level.label if row.warning else Text("")
    words = {
        "name": row.name.zh,
        "reason": row.warning.reason.zh if row.warning else "",
        "level": level.zh,
        "lead": row.lead.name.zh if row.lead else "",
        "support": listed([a.name for a in row.support]).zh if row.support else "",
    }
    given = {code: text.format(**words) for code, text in register.presets}
    query = urlencode({register.raised_by: series_of(row), **{code: text for code, text in given.items() if text}})
    return f"{here.to('record_new', register=register.code)}?{query}"


def quiet(found: FirstPage, level: Level) -> list[tuple[Assessment, Row]]:
    """The rows of a level that nobody is asked to put right, one for each series."""
    once: dict[str, tuple[Assessment, Row]] = {}
    for assessment in found.assessments:
        for row in assessment.warned(level):
            once.setdefault(series_of(row), (assessment, row))
    return list(once.values())
