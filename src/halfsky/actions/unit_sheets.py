"""Many units at once (分县数): a department gives the answers of all places below it in one sheet, all or nothing.

Every row is read and checked like a sheet of its own; what surrounds the rows is read once for all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from halfsky.actions.acting import Act, acting
from halfsky.actions.notices import tell_many
from halfsky.actions.submissions import entries_of, next_step, reasons_for
from halfsky.kernel.access import FILL_BELOW, Viewer, demand
from halfsky.kernel.answer import Answer
from halfsky.kernel.filing import NONE, SUBMITTED, WITH_FILLER, Way, checking_place
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.around import arounds
from halfsky.queries.forms import content_of
from halfsky.queries.grid import Grid
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

Made = tuple[Desk, Mapping[str, Answer], Mapping[str, Any]]
"""A unit's desk, its answers, the reasons of its soft findings."""


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
    complaints, units = _asked(standings, rows)
    desks = _desks(house, row, standings, units)
    typed = {code: at.grid.read(rows[code]) for code, at in desks.items()}
    around = arounds(house, standings.round, top, units, typed)
    made: list[Made] = []
    for code, at in desks.items():
        checked = at.checked(typed[code], around[code])
        try:
            made.append((at, checked.answers, reasons_for(at, checked, (explained or {}).get(code, {}))))
        except Refused as fault:
            complaints.extend(refusal.placed(code) for refusal in fault.refusals)
    if complaints:
        raise Refused(complaints)
    with acting(house, viewer, "sheets.submit_many", f"{form.code} {standings.round.period}", top) as act:
        _keep(house, viewer, row, act, made, origin)
        _tell_next(house, viewer, [at for at, _, _ in made])
        act.detail = {"units": len(made), "origin": origin}
    return len(made)


def _asked(standings: Standings, codes: Iterable[str]) -> tuple[list[Refusal], dict[str, Place]]:
    """The places of the codes that are asked and may still answer, and what is wrong with the others."""
    units = {unit.place.code: unit for unit in standings.units}
    complaints: list[Refusal] = []
    asked: dict[str, Place] = {}
    today, level = standings.house.today(), standings.round.form.level.label
    for code in codes:
        unit = units.get(code)
        if unit is None:
            complaints.append(NOT_BELOW.at(code, came=code, under=standings.under.name, level=level))
            continue
        asked[code] = unit.place
        if unit.standing.state not in WITH_FILLER:
            complaints.append(HANDED_IN.at(code, place=unit.place.name))
            continue
        try:
            standings.round.demand_taking(today, unit.extended)
        except Refused as fault:
            complaints.extend(refusal.placed(code) for refusal in fault.refusals)
    return complaints, asked


def _desks(house: House, row: RoundRow, standings: Standings, units: Mapping[str, Place]) -> dict[str, Desk]:
    """The desks of many units, with one look at what lies above them and one at the form."""
    content, round_ = content_of(house, row), standings.round
    above = places.above(house, standings.under, round_.form.level, round_.period.last_day())
    grid = Grid(round_.form, content)
    return {
        code: Desk(house, row, round_, content, at, (*(above[i] for i in at.path if i in above), at), grid)
        for code, at in units.items()
    }


def _keep(house: House, viewer: Viewer, row: RoundRow, act: Act, made: Sequence[Made], origin: str) -> None:
    """Write a revision of every unit; refuse when one has handed in since the rows were read."""
    given = Submission.objects.filter(round=row).order_by("revision").values_list("place", "revision", "state")
    newest = {place: (revision, state) for place, revision, state in given}
    late = [at.place for at, _, _ in made if newest.get(at.place.id, (0, NONE))[1] not in WITH_FILLER]
    if late:
        raise Refused([HANDED_IN.at(place.code, place=place.name) for place in late])
    now, numbers = house.now(), {at.place.id for at, _, _ in made}
    bulk.insert(
        Submission,
        COLUMNS,
        (
            (
                row.form, at.form.agency, at.place.id, row.period, row.pk, newest.get(at.place.id, (0, ""))[0] + 1,
                entries_of(answers), reasons, {}, {}, SUBMITTED, str(Way.BY_SHEET), "",
                origin, False, act.position, now, viewer.user_id, viewer.user_id,
            )
            for at, answers, reasons in made
        ),
    )  # fmt: skip
    drafts = Draft.objects.filter(round=row).values_list("pk", "place")
    Draft.objects.filter(pk__in=[pk for pk, place in drafts if place in numbers]).delete()


def _tell_next(house: House, viewer: Viewer, desks: Sequence[Desk]) -> None:
    """Tell those who may take the next step, at each checking place once, how many sheets wait for them."""
    first = desks[0]
    permission = next_step(first, SUBMITTED)
    if permission is None:
        return
    title, waiting = first.form.title, Counter(checking_place(at.trail) for at in desks)
    href = f"/rounds/{first.row.pk}?at="
    told = (
        (
            at.id,
            Text(f"{count}个单位上报了《{title.zh}》。", f"{count} units handed in {title.in_('en')}."),
            f"{href}{at.code}",
        )
        for at, count in waiting.items()
    )
    tell_many(house, viewer, "to_review", permission, "", first.row, told)
