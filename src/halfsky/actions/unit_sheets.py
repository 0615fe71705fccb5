"""Many units at once (分县数): a department gives the answers of all places below it in one sheet, all or nothing.

Every row is read and checked like a sheet of its own; what surrounds the rows is read once for all of them, and rows
of a large table that surely are sound are kept without a look at each (`whole_sheets.py`). They are
staged before anybody has to wait for them (`sheet_batches.py`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from halfsky.actions.acting import acting
from halfsky.actions.notices import Letter, letters, send
from halfsky.actions.sheet_batches import moved, publish, stage, staging
from halfsky.actions.submissions import entries_of, next_step, reasons_for
from halfsky.actions.whole_sheets import Cleared, cleared
from halfsky.kernel.access import FILL_BELOW, Viewer, demand
from halfsky.kernel.answer import Answer
from halfsky.kernel.filing import SUBMITTED, WITH_FILLER, Way, checking_place
from halfsky.kernel.place import Level, Place
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.round import Round, State
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.around import arounds
from halfsky.queries.forms import content_of
from halfsky.queries.grid import Grid
from halfsky.queries.sheets import NO_ROUND, Desk
from halfsky.queries.standings import Standings
from halfsky.store import bulk
from halfsky.store.head import head
from halfsky.store.house import House
from halfsky.store.models import Extension, RoundRow, Submission

NOT_BELOW = problem(
    "400.765",
    ("“{came}”不是{under}的填报单位。", "“{came}” is no unit of {under} in this round."),
    ("请核对区划代码；本表只收{level}单位。", "Check the code; the form is filled in by units of the level {level}."),
)
HANDED_IN = problem(
    "409.763",
    ("{place}已经上报，不能覆盖。", "{place} has handed in already and is not overwritten."),
    ("请从表中去掉该行，或先退回该单位的上报表。", "Take the row out, or have its sheet returned first."),
)
NOTHING_GIVEN = problem(
    "400.766",
    ("表中没有任何单位的数。", "The sheet holds no unit at all."),
    ("每行一个单位，至少一行。", "One row a unit, at least one."),
)
COLUMNS = (
    "form", "agency", "place", "period", "round", "revision", "entries", "explained", "comments", "returned", "state",
    "way", "reason", "origin", "current", "handed_in_at", "handed_in_by", "handled_by",
)  # fmt: skip

Made = tuple[Mapping[str, Answer] | None, Any]
"""A unit's answers, the reasons of its soft findings."""


def submit_sheet(
    house: House,
    viewer: Viewer,
    round_id: int,
    under: str,
    rows: Mapping[str, Mapping[str, str]],
    origin: str = "web",
    explained: Mapping[str, Mapping[str, str]] | None = None,
) -> int:
    """Hand in the answers of many units, by place code. Returns how many; refuses with every complaint of every row,
    placed at "code element|cell"."""
    row = RoundRow.objects.filter(pk=round_id).first()
    if row is None:
        raise NO_ROUND.at(came=round_id)
    top, begun = places.place(house, under), head().position
    standings = Standings(house, row, top)
    form = standings.round.form
    demand(viewer, FILL_BELOW, top, house.today(), form.agency)
    if not rows:
        raise NOTHING_GIVEN.at()
    complaints, units, seen = _asked(standings, rows)
    desks = _Desks(house, row, standings)
    clear = cleared(desks.grid, standings.round, top, units, rows)
    left = {code: place for code, place in units.items() if code not in clear.row}
    beside = {place.parent_id for place in left.values()}
    near = {code: place for code, place in units.items() if place.parent_id in beside}
    typed = {code: desks.grid.read(rows[code]) for code in near}
    around = arounds(house, standings.round, top, near, typed) if left else {}
    made: dict[str, Made] = {}
    for code, place in left.items():
        at = desks.of(place)
        checked = at.checked(typed[code], around[code])
        try:
            made[code] = checked.answers, reasons_for(at, checked, (explained or {}).get(code, {}))
        except Refused as fault:
            complaints.extend(refusal.placed(code) for refusal in fault.refusals)
    if complaints:
        raise Refused(complaints)
    with staging(house, viewer, row) as batch:
        stage(batch, COLUMNS, _rows(house, viewer, row, form.agency, units, made, clear, seen, origin))
        written = _to_next(house, viewer, desks, units)
        with acting(house, viewer, "sheets.submit_many", f"{form.code} {standings.round.period}", top) as act:
            _demand_taking(house, standings.round, units)
            _demand_unmoved(moved(batch, begun, seen), units)
            publish(house, batch, act)
            send(written)
            act.detail = {"units": len(units), "origin": origin}
    return len(units)


def _asked(standings: Standings, codes: Iterable[str]) -> tuple[list[Refusal], dict[str, Place], dict[int, int]]:
    """What is wrong with the codes, the places of those that are asked, and the newest revisions of those that may
    still answer."""
    units = {unit.place.code: unit for unit in standings.units}
    complaints: list[Refusal] = []
    found: dict[str, Place] = {}
    seen: dict[int, int] = {}
    today, level = standings.house.today(), standings.round.form.level.label
    for code in codes:
        unit = units.get(code)
        if unit is None:
            complaints.append(NOT_BELOW.at(code, came=code, under=standings.under.name, level=level))
            continue
        found[code] = unit.place
        if unit.standing.state not in WITH_FILLER:
            complaints.append(HANDED_IN.at(code, place=unit.place.name))
            continue
        seen[unit.place.id] = unit.revision
        complaints += _too_late(standings.round, today, code, unit.extended)
    return complaints, found, seen


class _Desks:
    """The desks of many units, with one look at what lies above them and one at the form."""

    def __init__(self, house: House, row: RoundRow, standings: Standings) -> None:
        self.house, self.row, self.round = house, row, standings.round
        self.content = content_of(house, row)
        self.grid = Grid(self.round.form, self.content)
        self.above = places.above(house, standings.under, self.round.form.level, self.round.period.last_day())
        self.checks: dict[int | None, Place] = {}

    def of(self, at: Place) -> Desk:
        return Desk(self.house, self.row, self.round, self.content, at, self._trail(at), self.grid)

    def _trail(self, at: Place) -> tuple[Place, ...]:
        return *(self.above[i] for i in at.path if i in self.above), at

    def checking_place(self, at: Place) -> Place:
        """Where a unit's sheet is checked: for units below the counties, that of its neighbours, too."""
        if at.level.depth <= Level.COUNTY.depth:
            return checking_place(self._trail(at))
        if at.parent_id not in self.checks:
            self.checks[at.parent_id] = checking_place(self._trail(at))
        return self.checks[at.parent_id]


def _rows(
    house: House,
    viewer: Viewer,
    row: RoundRow,
    agency: str,
    units: Mapping[str, Place],
    made: Mapping[str, Made],
    clear: Cleared,
    seen: Mapping[int, int],
    origin: str,
) -> Iterator[tuple[Any, ...]]:
    """A further revision of every unit, in the order of `COLUMNS`."""
    now, none = bulk.written(Submission, "handed_in_at", house.now()), bulk.written(Submission, "comments", {})
    spelled = clear.entries()
    for code, place in units.items():
        answers, reasons = made.get(code, (None, none))
        entries = bulk.Written(spelled(code)) if answers is None else entries_of(answers)
        yield (
            row.form, agency, place.id, row.period, row.pk, seen[place.id] + 1,
            entries, reasons, none, none, SUBMITTED, str(Way.BY_SHEET), "",
            origin, False, now, viewer.user_id, viewer.user_id,
        )  # fmt: skip


def _demand_taking(house: House, round_: Round, units: Mapping[str, Place]) -> None:
    """Refuse units that come too late, by the state of the round and the extensions at this moment."""
    now = replace(round_, state=State(RoundRow.objects.values_list("state", flat=True).get(pk=round_.id)))
    today = house.today()
    if now.takes(today):
        return
    extended = dict(Extension.objects.filter(round=now.id).values_list("place", "until"))
    complaints: list[Refusal] = []
    for code, place in units.items():
        complaints += _too_late(now, today, code, extended.get(place.id))
    if complaints:
        raise Refused(complaints)


def _too_late(round_: Round, today: dt.date, code: str, extended: dt.date | None) -> Sequence[Refusal]:
    """What is wrong with the moment at which a unit hands in."""
    try:
        round_.demand_taking(today, extended)
    except Refused as fault:
        return [refusal.placed(code) for refusal in fault.refusals]
    return ()


def _demand_unmoved(moved_: Set[int], units: Mapping[str, Place]) -> None:
    """Refuse when one of the units has handed in since the rows were read."""
    if moved_:
        raise Refused([HANDED_IN.at(code, place=at.name) for code, at in units.items() if at.id in moved_])


def _to_next(house: House, viewer: Viewer, desks: _Desks, units: Mapping[str, Place]) -> list[Letter]:
    """What those who may take the next step are told, at each checking place once: how many sheets wait for them."""
    first = desks.of(next(iter(units.values())))
    permission = next_step(first, SUBMITTED)
    if permission is None:
        return []
    title, waiting = first.form.title, Counter(map(desks.checking_place, units.values()))
    href = f"/rounds/{first.row.pk}?at="
    told = (
        (
            at.id,
            Text(f"{count}个单位上报了《{title.zh}》。", f"{count} units handed in {title.in_('en')}."),
            f"{href}{at.code}",
        )
        for at, count in waiting.items()
    )
    return letters(house, viewer, "to_review", permission, "", first.row, told)
