"""Moving a record along its states: who may, what must be there first, where it goes; and entrusting it to somebody."""

from __future__ import annotations

from halfsky.actions.acting import Act, acting, user_of
from halfsky.actions.notices import tell
from halfsky.actions.record_keeping import changed_state, demand_sound, read, write_row
from halfsky.actions.records import demand_open, keeps, not_yours, subject_of, writes
from halfsky.kernel.access import (
    ANSWER,
    HANDLE_CASES,
    KEEP_RECORDS,
    PERMISSIONS,
    REVIEW_RECORDS,
    SUPERVISE_CASES,
    Permission,
    Viewer,
    may,
)
from halfsky.kernel.entry import Entry
from halfsky.kernel.keeping import may_change, takes
from halfsky.kernel.place import Place
from halfsky.kernel.record import Record, deadline, holds, settled
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Secrecy
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import DESK, KEEPER, Move, Passing
from halfsky.queries import places
from halfsky.queries.records import ENTRUSTED, Held, held, lying
from halfsky.store.house import House
from halfsky.store.models import Concern, Entrusting, GrantRow, RecordRow, User
from halfsky.store.vault import ERASED
from halfsky.store.viewers import viewer_of

WHERE_TO = problem(
    "400.921",
    ("“{move}”须选择送往哪里。", "{move}: choose where it goes."),
    ("请选择接收的区划。", "Choose the place that takes it."),
)
NOBODY_ABOVE = problem(
    "409.923",
    ("{place}没有上级，不能“{move}”。", "There is nobody above {place}: {move} is not possible."),
    ("请直接办理。", "Decide it here."),
)
NOT_FOR_CASES = problem(
    "409.924",
    ("{who}不能承办{place}的这类记录。", "{who} may not handle such records of {place}."),
    ("请选择在该地有承办权限的人。", "Choose somebody who may handle them there."),
)
NOT_YOURS = problem(
    "403.920",
    ("只有承办人和督导可以交办。", "Only those in charge and their supervisors entrust a record."),
    ("请联系承办人。", "Ask who is in charge."),
)


NOW = Text("“{title}”第{n}号：{state}。", "{title} {n}: {state}.")


def take_move(
    house: House,
    viewer: Viewer,
    number: int,
    move: str,
    reason: str = "",
    to: str = "",
    given: Entry | None = None,
    version: int | None = None,
) -> RecordRow:
    """One move of a record. `given` fills fields with it; `to` is the place where a move that sends goes."""
    found = held(house, viewer, number, today=True)
    demand_open(found)
    with acting(house, viewer, "records.move", subject_of(found.register, found.row), found.at.place) as act:
        found = held(house, viewer, number, today=True)
        if found.row.erased_at is not None:
            raise ERASED.at(day=found.row.erased_at.date())
        record = _filled(found, move, given)
        step = _step(found, record, move, reason)
        desk = _desk(found, step, to)
        carry_out(found, act, record, step, desk, reason)
    return found.row


def carry_out(found: Held, act: Act, record: Record, step: Move, desk: Place, reason: str) -> None:
    """Write a move that may be taken: the state, where the record lies, its deadline; and tell who is next."""
    house, row, workflow = found.house, found.row, found.register.workflow
    today, calendar = house.today(), house.content.calendar
    arrives = step.reaches(found.at.desk.level)
    if arrives:
        record = changed_state(record, step.to, today)
        row.due = deadline(found.register, step, record, today, calendar)
        row.stays = workflow.free(step, today, calendar)
    row.desk_id, row.moved_by_id = desk.id, found.viewer.user_id
    write_row(found, act, record, step.code, reason)
    if desk.id != found.at.desk.id:
        _hand_over(found, desk)
    else:
        tell_next(found, step, record.state)
    act.detail = {"move": step.code, "to": record.state, "desk": desk.code, "version": row.version}


def _filled(found: Held, move: str, given: Entry | None) -> Record:
    """The record with what was written together with the move: what belongs to it, and what she may write anyhow."""
    before, register = found.record(), found.register
    if given is None:
        return before
    step = next((m for m in register.workflow.moves if m.code == move), None)
    own = register.written_with(step) if step else frozenset()
    mine = writes(found)
    if strange := [code for code in (*given.values, *given.parts) if mine is not None and code not in mine | own]:
        raise not_yours(register, strange, (mine or frozenset()) | own)
    made, unread = read(found.house, found.viewer, found.register, given, before)
    record = found.made(made.values, made.parts, before.state, found.row.entered)
    demand_sound(found.register, record, unread, found.row.explained, found.house.today())
    return record


def _step(found: Held, record: Record, move: str, reason: str) -> Move:
    """The move, or the refusal that says why not."""
    house, row, register = found.house, found.row, found.register
    today = house.today()
    step = register.workflow.step(
        row.state,
        move,
        may=takes(found.viewer, register, found.at, today),
        holds=lambda need: holds(register, record, today, need),
        same_person=row.moved_by_id == found.viewer.user_id,
        reason=reason,
        called=register.label,
    )
    register.workflow.demand_stayed(step, row.state, row.stays, today)
    return settled(step, record)


def _desk(found: Held, step: Move, to: str) -> Place:
    """Where the record lies after a move."""
    at = found.at.desk
    match step.passes:
        case Passing.STAYS:
            return at
        case Passing.HOME:
            return found.at.place
        case Passing.SENDS:
            if not to.strip():
                raise WHERE_TO.at("to", move=step.label)
            return places.place(found.house, to)
        case Passing.UP:
            if step.until is not None and step.reaches(at.level):
                return at
            above = [p for p in places.trail(found.house, at) if not p.stand_in]
            if not above:
                raise NOBODY_ABOVE.at(place=at.name, move=step.label)
            return above[-1]


def _hand_over(found: Held, desk: Place) -> None:
    """Those at the new desk are told; a case leaves the hands of who sent it and comes into theirs who handle cases
    there, of whom those who had it before are enough. A notice says that something has come, and nothing of what it
    is."""
    house, register, row = found.house, found.register, found.row
    need = register.secrecy is Secrecy.NEED
    permission = HANDLE_CASES if need else REVIEW_RECORDS
    says = Text(f"“{register.title.zh}”有一条记录待办理。", f"A record of {register.title.in_('en')} waits for you.")
    tell(house, found.viewer, "record", says, desk.id, permission, register.agency, None, f"/records/{row.pk}")
    if not need:
        return
    now, there = house.now(), handlers(house, found, desk)
    had_it = set(Entrusting.objects.filter(record=row).values_list("user", flat=True))
    Entrusting.objects.filter(record=row, until=None).update(until=now)
    for user in [u for u in there if u.pk in had_it] or there:
        Entrusting.objects.create(record=row, user=user, since=now, by=user_of(found.viewer))


def tell_next(found: Held, step: Move, state: str) -> None:
    """Those are told who may go on from here and did not bring it here themselves: the agencies that are asked, the
    office where the record lies, who keeps it; and those whom the move names. Cases are told by handing them over."""
    house, register, row = found.house, found.register, found.row
    if register.secrecy is Secrecy.NEED:
        return
    takes_it = takes(found.viewer, register, found.at, house.today())
    moves = register.workflow.possible(state)
    after = {who for m in moves if not any(takes_it(other) for other in m.by) for who in m.by}
    label = register.workflow.label(state)
    says = NOW.format(title=register.title, n=row.pk, state=label)
    for who in sorted(after | set(step.tells)):
        for place, permission, agency in _addressees(found, who):
            tell(house, found.viewer, "record", says, place, permission, agency, None, f"/records/{row.pk}")


def _addressees(found: Held, who: str) -> list[tuple[int, Permission, str]]:
    """Where those are found whom a word means, by which right and for which agency."""
    register, desk = found.register, found.at.desk.id
    if who in register.asks:
        asked = Concern.objects.filter(record=found.row.pk, field=who)
        return [(c.place_id, ANSWER, c.agency) for c in asked]
    if who == DESK:
        return [(desk, REVIEW_RECORDS, register.agency)]
    if who == KEEPER:
        return [(found.at.place.id, KEEP_RECORDS, register.agency)]
    return [(desk, PERMISSIONS[who], "")] if who in PERMISSIONS else []


def handlers(house: House, found: Held, at: Place) -> list[User]:
    """Everyone who may handle cases of this kind at a place today."""
    users = User.objects.filter(is_active=True, pk__in=GrantRow.objects.filter(place=at.id).values("user"))
    agency, today = found.register.agency, house.today()
    return [u for u in users.order_by("pk") if may(viewer_of(house, u), HANDLE_CASES, at, today, agency)]


def entrust(house: House, viewer: Viewer, number: int, username: str, instead: bool = False) -> RecordRow:
    """Entrust a case to a colleague who may handle it where it lies, beside those in charge or in their place."""
    found = held(house, viewer, number, today=True)
    user = User.objects.filter(username=username, is_active=True).first()
    today, desk = house.today(), found.at.desk
    supervises = may(viewer, SUPERVISE_CASES, desk, today)
    if not supervises and not may_change(viewer, found.register, found.at, today):
        raise NOT_YOURS.at()
    permission = keeps(found.register)
    if user is None or not may(viewer_of(house, user), permission, desk, today, found.register.agency):
        raise NOT_FOR_CASES.at("user", who=username, place=desk.name)
    with acting(house, viewer, "records.entrust", subject_of(found.register, found.row), found.at.place) as act:
        now = house.now()
        standing = Entrusting.objects.filter(record=found.row, until=None)
        if instead:
            standing.update(until=now)
        if not standing.filter(user=user).exists():
            Entrusting.objects.create(record=found.row, user=user, since=now, by=user_of(viewer))
        act.detail = {"deed": ENTRUSTED, "to": user.username, "instead": instead}
    return found.row


def held_by_house(house: House, viewer: Viewer, row: RecordRow) -> Held:
    """A record in the hand of the house itself, which reads it to move it and shows it to nobody."""
    register = house.content.register(row.register)
    return Held(house, viewer, row, register, lying(house, row, register))
