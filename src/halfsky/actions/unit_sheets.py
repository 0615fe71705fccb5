"""Many units at once (分县数): a department gives the answers of all places below it in one sheet, all or nothing.

Every row is read and checked like a sheet of its own; what surrounds the rows is read once for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from halfsky.actions.acting import acting
from halfsky.actions.submissions import entries_of, sound
from halfsky.kernel.access import FILL_BELOW, Viewer, demand
from halfsky.kernel.answer import Answer
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.checking import Around, Kind
from halfsky.kernel.fact import Reading
from halfsky.kernel.filing import COUNTING, SUBMITTED, WITH_FILLER, Way
from halfsky.kernel.grammar import Outcome
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.rollup import Key
from halfsky.queries import places
from halfsky.queries.around import around, readings_of
from halfsky.queries.forms import content_of
from halfsky.queries.sheets import NO_ROUND, Desk
from halfsky.queries.standings import Standings
from halfsky.store import bulk
from halfsky.store.house import House
from halfsky.store.models import Draft, RoundRow, Submission

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
    "way", "reason", "origin", "current", "position", "handed_in_at", "handed_in_by", "handled_by",
)  # fmt: skip


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
    top = places.place(house, under)
    standings = Standings(house, row, top)
    form = standings.round.form
    demand(viewer, FILL_BELOW, top, house.today(), form.agency)
    if not rows:
        raise NOTHING_GIVEN.at()
    units = {unit.place.code: unit for unit in standings.units}
    complaints: list[Refusal] = []
    today = house.today()
    for code in rows:
        if code not in units:
            complaints.append(NOT_BELOW.at(code, came=code, under=top.name, level=form.level.label))
        elif units[code].standing.state not in WITH_FILLER:
            complaints.append(HANDED_IN.at(code, place=units[code].place.name))
        else:
            standings.round.demand_taking(today, units[code].extended)
    desks = _desks(house, row, standings, [units[code].place for code in rows if code in units])
    around_ = _arounds(house, standings, rows, desks)
    made: list[tuple[Desk, dict[str, Answer], dict[str, object]]] = []
    for code, at in desks.items():
        try:
            checked, reasons = sound(at, rows[code], (explained or {}).get(code, {}), around_[code])
            made.append((at, dict(checked.answers), reasons))
        except Refused as fault:
            complaints.extend(refusal.placed(code) for refusal in fault.refusals)
    if complaints:
        raise Refused(complaints)
    with acting(house, viewer, "sheets.submit_many", f"{form.code} {standings.round.period} {top.code}") as act:
        revisions = {u.place.id: u.revision for u in standings.units}
        now = house.now()
        common = (form.code, form.agency, str(standings.round.period), row.pk)
        bulk.insert(
            Submission,
            COLUMNS,
            (
                (
                    common[0], common[1], at.place.id, common[2], common[3], revisions[at.place.id] + 1,
                    entries_of(answers), reasons, {}, {}, SUBMITTED, str(Way.BY_SHEET), "",
                    origin, False, act.position, now, viewer.user_id, viewer.user_id,
                )
                for at, answers, reasons in made
            ),
        )  # fmt: skip
        Draft.objects.filter(round=row, place__in=[at.place.id for at, _, _ in made]).delete()
        act.detail = {"units": len(made), "origin": origin}
    return len(made)


def _desks(house: House, row: RoundRow, standings: Standings, wanted: Sequence[Place]) -> dict[str, Desk]:
    """The desks of many units, with one look at the tree."""
    content, day = content_of(house, row), standings.round.period.last_day()
    above = {p.id: p for p in places.by_ids(house, {i for place in wanted for i in place.path}, day)}
    return {
        place.code: Desk(house, row, standings.round, content, place, tuple(above[i] for i in place.path if i in above))
        for place in wanted
    }


def _arounds(
    house: House, standings: Standings, rows: Mapping[str, Mapping[str, str]], desks: Mapping[str, Desk]
) -> dict[str, Around]:
    """What surrounds each row: the units' earlier answers in two queries, their siblings from the sheet itself."""
    round_ = standings.round
    kinds = {check.kind for check in round_.form.checks}
    if Kind.BELOW in kinds:
        return {code: around(house, round_, at.place) for code, at in desks.items()}
    wanted = {at.place.id for at in desks.values()}
    previous = _given(wanted, str(round_.period.previous()))
    same = round_.period.previous() == round_.period.same_period_last_year()
    last_year = previous if same else _given(wanted, str(round_.period.same_period_last_year()))
    found = {code: Around(previous.get(at.place.id, {}), last_year.get(at.place.id, {})) for code, at in desks.items()}
    if Kind.SIBLINGS not in kinds:
        return found
    beside: dict[int | None, list[tuple[str, Mapping[Key, Reading]]]] = defaultdict(list)
    for code, at in desks.items():
        answers, _ = at.read(rows[code])
        beside[at.place.parent_id].append((code, readings_of(entries_of(answers))))
    reckoned: dict[tuple[str, Cell, int], Outcome] = {}
    return {
        code: replace(
            found[code],
            siblings=[e for other, e in beside[at.place.parent_id] if other != code],
            reckoned=reckoned,
        )
        for code, at in desks.items()
    }


def _given(wanted: set[int], period: str) -> dict[int, dict[Key, Reading]]:
    rows = Submission.objects.filter(period=period, current=True, state__in=COUNTING)
    found: dict[int, dict[Key, Reading]] = defaultdict(dict)
    for row in rows.only("place_id", "entries"):
        if row.place_id in wanted:
            found[row.place_id].update(readings_of(row.entries))
    return found
