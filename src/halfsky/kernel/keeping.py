"""Who may keep, read and move records. One rule for lists, pages, search, exports, statistics and the API.

A record belongs to a place and lies on the desk of a place (its own, until it is passed on). Three kinds of secrecy:
open records are read by whoever sees the place; office records by those who keep or read records there or above, at the
desk, and by the agencies that the record asks for something; need-to-know records by those to whom they are entrusted,
and by nobody else — except that who supervises cases there may open one with a reason, which is logged as every opening
is. What may not be read does not exist: it is in no list, no search, no count below the threshold, and its address is
unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.access import (
    ANSWER,
    HANDLE_CASES,
    KEEP_RECORDS,
    NOT_SIGNED_IN,
    PERMISSIONS,
    READ_RECORDS,
    REVIEW_RECORDS,
    SEE_FIGURES,
    SUPERVISE_CASES,
    Permission,
    Scope,
    Viewer,
    may,
    scope,
)
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Register, Secrecy
from halfsky.kernel.text import listed
from halfsky.kernel.workflow import ASSIGNED, DESK, HOUSE, KEEPER

NO_RECORD = problem(
    "404.60",
    ("没有这条记录，或者您无权查看。", "There is no such record, or it is not for you to see."),
    ("请检查编号；个案只有承办人能看到。", "Check the number; cases are seen by those in charge of them alone."),
)
WHY_OPEN = problem(
    "403.60",
    ("这条记录不由您承办，查看前须写明理由。", "You are not in charge of this record: say why you open it."),
    ("理由和本次查看都会记入操作日志，供个人信息保护负责人检查。", "The reason and the opening go into the log."),
)
NOT_KEPT_HERE = problem(
    "409.870",
    ("“{register}”由{levels}登记，不在{came}登记。", "{register} is kept by {levels}, not at the {came} level."),
    ("请选择登记的区划。", "Choose the place that keeps it."),
)


class Reading(StrEnum):
    """Whether a record may be read: not at all, freely, or after saying why."""

    NO = "no"
    FREE = "free"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Asked:
    """An agency of a place that a record asks something of, and the field that names it."""

    field: str
    agency: str
    place: Place


@dataclass(frozen=True, slots=True)
class Lying:
    """Where a record belongs and lies, to whom it is entrusted (ids of users), and whom it asks."""

    place: Place
    desk: Place
    entrusted: frozenset[int] = frozenset()
    asked: tuple[Asked, ...] = ()


def may_keep(viewer: Viewer, register: Register, place: Place, day: dt.date) -> bool:
    """Whether somebody may enter and change records of a place. Cases are entered by who handles cases there."""
    permission = HANDLE_CASES if register.secrecy is Secrecy.NEED else KEEP_RECORDS
    return may(viewer, permission, place, day, register.agency)


def reading(viewer: Viewer, register: Register, at: Lying, day: dt.date) -> Reading:
    """Whether somebody may read a record."""
    if viewer.user_id is None:
        return Reading.NO
    if register.secrecy is Secrecy.NEED:
        if in_charge(viewer, register, at, day):
            return Reading.FREE
        supervises = any(may(viewer, SUPERVISE_CASES, place, day) for place in (at.place, at.desk))
        return Reading.ASK if supervises else Reading.NO
    places = (at.place, at.desk)
    free = any(may(viewer, p, place, day, register.agency) for p in _readers(register) for place in places)
    return Reading.FREE if free or any(answers(viewer, one, day) for one in at.asked) else Reading.NO


def answers(viewer: Viewer, one: Asked, day: dt.date) -> bool:
    """Whether somebody answers for an agency that is asked."""
    return may(viewer, ANSWER, one.place, day, one.agency)


@dataclass(frozen=True, slots=True)
class Readable:
    """All records of a register that somebody may read: those that belong to or lie at a place of `free`, those
    entrusted to `user`, those that ask an agency of `answering` (place and agency; an empty one is any); and, after
    saying why, those of `asks`. `store/scope.py` makes a filter of it."""

    free: Scope = Scope()
    user: int | None = None
    answering: frozenset[tuple[int, str]] = frozenset()
    asks: Scope = Scope()


def readable(viewer: Viewer, register: Register, day: dt.date) -> Readable:
    """The records for which `reading` says yes; a property test makes the two agree."""
    if viewer.user_id is None:
        return Readable()
    if register.secrecy is Secrecy.NEED:
        mine = viewer.user_id if _handles(viewer, register, day) else None
        return Readable(user=mine, asks=scope(viewer, SUPERVISE_CASES, day))
    scopes = [scope(viewer, permission, day, register.agency) for permission in _readers(register)]
    subtrees = frozenset(i for found in scopes for i in found.subtrees)
    free = Scope(subtrees, frozenset(i for found in scopes for i in found.places))
    return Readable(free, answering=_answering(viewer, day) if register.asks else frozenset())


def _answering(viewer: Viewer, day: dt.date) -> frozenset[tuple[int, str]]:
    return frozenset((grant.place.id, grant.holder) for grant in viewer.holding(ANSWER, day))


def _readers(register: Register) -> tuple[Permission, ...]:
    """The rights by which a record is read: those of its offices, and those that its moves ask for."""
    offices = (READ_RECORDS, KEEP_RECORDS, REVIEW_RECORDS)
    movers = {who: PERMISSIONS[who] for move in register.workflow.moves for who in move.by if who in PERMISSIONS}
    return ((SEE_FIGURES,) if register.secrecy is Secrecy.OPEN else ()) + offices + tuple(movers.values())


def demand_reading(viewer: Viewer, register: Register, at: Lying, day: dt.date, reason: str = "") -> None:
    """Refuse who may not read a record as if it were not there; ask for a reason where one is due."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    found = reading(viewer, register, at, day)
    if found is Reading.NO:
        raise NO_RECORD.at()
    if found is Reading.ASK and not reason.strip():
        raise WHY_OPEN.at()


def may_change(viewer: Viewer, register: Register, at: Lying, day: dt.date) -> bool:
    """Whether somebody may change what a record says: who keeps it; of a case, who is in charge of it."""
    if register.secrecy is Secrecy.NEED:
        return in_charge(viewer, register, at, day)
    return may_keep(viewer, register, at.place, day)


def writable(viewer: Viewer, register: Register, at: Lying, state: str, day: dt.date) -> frozenset[str] | None:
    """The fields and kinds of child records that somebody may write now; None where that is every one. Who may take a
    move writes what belongs to it."""
    if may_change(viewer, register, at, day):
        return None
    takes_it = takes(viewer, register, at, day)
    moves = (m for m in register.workflow.possible(state) if any(takes_it(who) for who in m.by))
    return frozenset(code for move in moves for code in register.written_with(move))


def in_charge(viewer: Viewer, register: Register, at: Lying, day: dt.date) -> bool:
    """Whether a record is entrusted to somebody who (still, and through this door) handles cases: who leaves the post
    leaves the cases, and a program acting for her has none."""
    return viewer.user_id in at.entrusted and _handles(viewer, register, day)


def _handles(viewer: Viewer, register: Register, day: dt.date) -> bool:
    return any(g.serves(HANDLE_CASES, register.agency) for g in viewer.holding(HANDLE_CASES, day))


def takes(viewer: Viewer, register: Register, at: Lying, day: dt.date) -> Callable[[str], bool]:
    """Who is meant by the words of a move: keeper, desk, assigned, or a permission held where the record lies."""

    def is_meant(who: str) -> bool:
        if who == KEEPER:
            return may_change(viewer, register, at, day)
        if who == ASSIGNED:
            return in_charge(viewer, register, at, day)
        if who == HOUSE:
            return False
        if who in register.asks:
            return any(one.field == who and answers(viewer, one, day) for one in at.asked)
        if who == DESK:
            if register.secrecy is Secrecy.NEED:
                return in_charge(viewer, register, at, day)
            return may(viewer, REVIEW_RECORDS, at.desk, day, register.agency)
        return any(g.place.id == at.desk.id and who in g.permissions for g in viewer.grants if g.holds_on(day))

    return is_meant


def demand_kept_at(register: Register, place: Place) -> None:
    """Refuse a place whose level keeps no records of this kind."""
    if place.level not in register.levels:
        levels = listed([level.label for level in register.levels])
        raise NOT_KEPT_HERE.at(register=register.title, levels=levels, came=place.level.label)
