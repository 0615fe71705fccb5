"""Rounds: opening one, giving one unit more time, reminding, closing, freezing (定稿)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.actions.acting import acting, user_of
from halfsky.actions.notices import sheet_address, tell, tell_many
from halfsky.kernel.access import FILL_FORMS, OPEN_ROUNDS, Viewer, demand
from halfsky.kernel.filing import ACCEPTED, ARCHIVED
from halfsky.kernel.form import Form
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.round import Burden, State, burden, demand_new, demand_open, due_days
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.queries.forms import form_of
from halfsky.queries.sheets import NO_ROUND, desk
from halfsky.queries.standings import Standings, Unit
from halfsky.store.house import House
from halfsky.store.models import Extension, PackText, PlaceVersion, RoundRow, Submission
from halfsky.store.models.place import spelled

OPEN_ALREADY = problem(
    "409.740",
    ("《{form}》{period}在{place}已经布置过。", "{form} for {period} is open at {place} already."),
    ("请到该任务中办理，个别单位可以延期。", "Go on in that round; single units can be given more time."),
)
NOBODY_DUE = problem(
    "400.750",
    ("{place}没有填报《{form}》的{level}单位。", "There is nobody at {place} to fill in {form} ({level})."),
    ("请换一个地区，或换一张报表。", "Choose another place or another form."),
)
DUE_PAST = problem(
    "400.751",
    ("日期{day}已经过去。", "{day} is past."),
    ("请选择今天以后的日期。", "Choose a day after today."),
)
SAY_WHY = problem(
    "400.752",
    ("请写明原因。", "Say why."),
    ("用一句话说明，留存备查。", "One sentence; it is kept."),
)
NOT_THAT_STATE = problem(
    "409.741",
    ("该任务{state}，不能再办理。", "The round is {state}."),
    ("请查看任务的办理记录。", "See its history."),
)
NOT_ALL_ACCEPTED = problem(
    "409.742",
    (
        "还有{count}个单位的上报表没有验收，不能定稿。",
        "{count} sheets are not accepted yet; the round cannot be frozen.",
    ),
    (
        "请先验收或退回这些上报表；没有上报的单位不影响定稿。",
        "Accept or return them first; units that gave nothing do not hinder it.",
    ),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a round would mean."""

    form: Form
    period: Period
    place: Place
    due: dt.date
    late_until: dt.date
    units: int
    burden: Burden


def plan_round(house: House, viewer: Viewer, form: str, period_: str, place: str) -> Opening:
    """What a round would ask of whom, until when; refuses what could not be opened. Nothing is kept."""
    at = places.place(house, place)
    demand(viewer, OPEN_ROUNDS, at, house.today())
    content = house.content
    asked, when = content.form(form), period(period_)
    demand_open(asked, when, house.today())
    others = RoundRow.objects.filter(period=str(when), place__in=_around(house, at))
    if same := others.filter(form=form).first():
        raise OPEN_ALREADY.at(form=asked.title, period=when.label, place=places.by_id(house, same.place_id).name)
    demand_new(asked, (form_of(house, row) for row in others), content.elements)
    day = when.last_day()
    inside = PlaceVersion.objects.on(day).under(spelled(at.path)).filter(level=asked.level, stand_in=False)
    units = inside.count()
    if not units:
        raise NOBODY_DUE.at(place=at.name, form=asked.title, level=asked.level.label)
    due, late_until = due_days(asked, when, house.today(), content.calendar)
    return Opening(asked, when, at, due, late_until, units, burden(asked, content.elements, units))


def _around(house: House, at: Place) -> list[int]:
    """The places whose rounds ask the same units: those above, the place itself, those below that opened one."""
    opened = set(RoundRow.objects.values_list("place", flat=True))
    below = {p.id for p in places.by_ids(house, opened) if at.id in p.path}
    return [*at.path, *below]


def open_round(
    house: House, viewer: Viewer, form: str, period_: str, place: str, note: str = "", due: dt.date | None = None
) -> RoundRow:
    """Open a round; every unit that is asked finds it in its inbox."""
    plan = plan_round(house, viewer, form, period_, place)
    late = plan.late_until
    if due is not None:
        if due < house.today():
            raise DUE_PAST.at(day=due)
        late = due + (plan.late_until - plan.due)
    text = PackText.objects.get(code=plan.form.pack, current=True)
    with acting(house, viewer, "rounds.open", f"{form} {plan.period}", plan.place) as act:
        row = RoundRow.objects.create(
            form=form,
            pack=text.code,
            fingerprint=text.fingerprint,
            period=str(plan.period),
            place_id=plan.place.id,
            due=due or plan.due,
            late_until=late,
            note=note.strip(),
            opened_at=house.now(),
            opened_by=user_of(viewer),
            position=act.position,
        )
        says = Text(
            f"布置《{plan.form.title.zh}》{plan.period.label.zh}，{row.due}前上报。",
            f"{plan.form.title.in_('en')} for {plan.period.label.in_('en')} is open; due on {row.due}.",
        )
        told = ((unit.id, says, sheet_address(row.pk, unit.code)) for unit in Standings(house, row).places)
        tell_many(house, viewer, "opened", FILL_FORMS, plan.form.agency, row, told)
        act.detail = {"due": row.due.isoformat(), "units": plan.units, "cells": plan.burden.cells, "note": row.note}
    return row


def extend(house: House, viewer: Viewer, round_id: int, place: str, until: dt.date, reason: str) -> Extension:
    """Give one unit more time, with a reason; also after the round was closed, never after it was frozen."""
    row = _managed(house, viewer, round_id, State.OPEN, State.CLOSED)
    at = desk(house, round_id, place)
    if until < house.today():
        raise DUE_PAST.at(day=until)
    if not reason.strip():
        raise SAY_WHY.at("reason")
    with acting(house, viewer, "rounds.extend", f"{row.form} {row.period}", at.place) as act:
        given = {"until": until, "reason": reason.strip(), "given_by_id": viewer.user_id, "given_at": house.now()}
        made, _ = Extension.objects.update_or_create(round=row, place_id=at.place.id, defaults=given)
        says = Text(
            f"《{at.form.title.zh}》延期至{until}。", f"More time for {at.form.title.in_('en')}: until {until}."
        )
        href = sheet_address(row.pk, at.place.code)
        tell(house, viewer, "extended", says, at.place.id, FILL_FORMS, at.form.agency, row, href)
        act.detail = {"until": until.isoformat(), "reason": reason.strip()}
    return made


def remind(house: House, viewer: Viewer, round_id: int, places_: Sequence[str]) -> int:
    """Remind units that still owe an answer (催报); those that have handed in are left in peace. Returns how many."""
    row = _managed(house, viewer, round_id, State.OPEN, State.CLOSED)
    wanted = set(places_)
    standings = Standings(house, row)
    owing = [u for u in standings.units if u.place.code in wanted and u.standing.kind != "filled"]
    form = standings.round.form
    with acting(house, viewer, "rounds.remind", f"{row.form} {row.period}", standings.round.top) as act:
        told = ((u.place.id, _reminder(form, row, u), sheet_address(row.pk, u.place.code)) for u in owing)
        tell_many(house, viewer, "remind", FILL_FORMS, form.agency, row, told)
        act.detail = {"units": len(owing), "places": [u.place.code for u in owing][:20]}
    return len(owing)


def _reminder(form: Form, row: RoundRow, unit: Unit) -> Text:
    until = max(filter(None, (row.due, unit.extended)))
    return Text(f"催报：《{form.title.zh}》应于{until}前上报。", f"Reminder: {form.title.in_('en')} is due on {until}.")


def close_round(house: House, viewer: Viewer, round_id: int) -> RoundRow:
    """Take no more answers; what came is still returned, reviewed and accepted."""
    row = _managed(house, viewer, round_id, State.OPEN)
    with acting(house, viewer, "rounds.close", f"{row.form} {row.period}", _top(house, row)):
        row.state = State.CLOSED
        row.save(update_fields=["state"])
    return row


def freeze_round(house: House, viewer: Viewer, round_id: int) -> RoundRow:
    """Freeze a round (定稿): what was accepted is archived, and changes by corrections alone."""
    row = _managed(house, viewer, round_id, State.OPEN, State.CLOSED)
    with acting(house, viewer, "rounds.freeze", f"{row.form} {row.period}", _top(house, row)) as act:
        # Asked once it is our turn to write: nobody hands in between the question and the freezing.
        pending = [u for u in Standings(house, row).units if u.submission_id and not u.standing.accepted]
        if pending:
            raise NOT_ALL_ACCEPTED.at(count=len(pending))
        row.state = State.FROZEN
        row.save(update_fields=["state"])
        sealed = Submission.objects.filter(round=row, state=ACCEPTED, current=True).update(state=ARCHIVED)
        act.detail = {"sheets": sealed}
    return row


def _managed(house: House, viewer: Viewer, round_id: int, *states: State) -> RoundRow:
    """The round, for who may open rounds where it was opened; refuses one in another state."""
    row = RoundRow.objects.filter(pk=round_id).first()
    if row is None:
        raise NO_ROUND.at(came=round_id)
    demand(viewer, OPEN_ROUNDS, _top(house, row), house.today())
    if State(row.state) not in states:
        raise NOT_THAT_STATE.at(state=State(row.state).label)
    return row


def _top(house: House, row: RoundRow) -> Place:
    """Where a round was opened."""
    return places.by_id(house, row.place_id)
