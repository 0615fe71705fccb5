"""Third gate, workdays: a day off is a weekday, a worked day a weekend day, and no two packs differ on a day."""

from __future__ import annotations

from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.kernel.workdays import SATURDAY, Calendar
from halfsky.packs.form_notation import DAYS, CalendarRow
from halfsky.packs.library import Library
from halfsky.packs.spot import Complaints

IDLE_DAY = problem(
    "400.356",
    ("{day}是{weekday}，本来就{kind}。", "{day} is a {weekday}: {kind} anyway."),
    (
        "只写因放假而休息的周一至周五，和因调休而上班的周六、周日；请核对日期。",
        "Write weekdays that are off and weekend days that are worked, and no others; check the date.",
    ),
)
DAY_TWICE = problem(
    "400.357",
    ("{day}已在 {first} 写过。", "{day} is there already ({first})."),
    ("请只保留一处。", "Keep one of them."),
)
_WEEKDAYS = (
    ("星期一", "Monday"), ("星期二", "Tuesday"), ("星期三", "Wednesday"), ("星期四", "Thursday"),
    ("星期五", "Friday"), ("星期六", "Saturday"), ("星期日", "Sunday"),
)  # fmt: skip


def compile_calendar(library: Library, complaints: Complaints) -> Calendar:
    """The calendar of all packs together."""
    seen: dict[object, CalendarRow] = {}
    for row in (row for pack in library.packs for row in pack.of(CalendarRow)):
        weekend = row.day.weekday() >= SATURDAY
        if weekend is not (row.kind == "work"):
            said = {"weekday": Text(*_WEEKDAYS[row.day.weekday()]), "kind": DAYS[row.kind]}
            complaints.add(IDLE_DAY.at(row.at("day"), day=row.day, **said))
        if seen.setdefault(row.day, row) is not row:
            complaints.add(DAY_TWICE.at(row.at("day"), day=row.day, first=seen[row.day].spot))
    return Calendar(
        frozenset(row.day for row in seen.values() if row.kind == "off"),
        frozenset(row.day for row in seen.values() if row.kind == "work"),
    )
