"""The room of ledgers: which registers somebody finds there, where a record is shown, what may be kept by a browser."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.access import (
    HANDLE_CASES,
    KEEP_RECORDS,
    READ_RECORDS,
    REVIEW_RECORDS,
    SEE_FIGURES,
    SUPERVISE_CASES,
    Permission,
    may,
)
from halfsky.kernel.content import NO_REGISTER
from halfsky.kernel.keeping import may_keep
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register, Secrecy
from halfsky.queries.record_lists import RegisterView
from halfsky.web.standing import Here, somewhere, viewer_of


@dataclass(frozen=True, slots=True)
class Jot:
    """A register into which a line is jotted down (记一笔) here."""

    register: Register
    href: str


def kept_here(here: Here, view: RegisterView) -> bool:
    """Whether a register is one of the viewer's at this place: she keeps or reads it, or it holds something for her."""
    return view.may_keep or view.records > 0 or reads(here, view.register)


def reads(here: Here, register: Register) -> bool:
    """Whether the viewer's work has to do with a register, at this place or with figures of it."""
    if register.feeds or register.secrecy is Secrecy.OPEN:
        return True
    cases = register.secrecy is Secrecy.NEED
    held = (HANDLE_CASES, SUPERVISE_CASES) if cases else (KEEP_RECORDS, READ_RECORDS, REVIEW_RECORDS)
    return any(_holds(here, permission, register.agency) for permission in held)


def _holds(here: Here, permission: Permission, agency: str) -> bool:
    return may(here.viewer, permission, here.place, here.house.today(), agency)


def seen_register(here: Here, code: str) -> Register:
    """A register that is kept at this place or below."""
    register = here.house.content.register(code)
    if all(level.depth < here.place.level.depth for level in register.levels):
        raise NO_REGISTER.at(came=code, known="—")
    return register


def jots(here: Here) -> list[Jot]:
    """The registers into which the viewer may jot down a line here."""
    day = here.house.today()
    return [
        Jot(register, here.to("jot_down", register=register.code))
        for register in here.house.content.registers.values()
        if register.quick
        and here.place.level in register.levels
        and register.secrecy is not Secrecy.NEED
        and may_keep(here.viewer, register, here.place, day)
    ]


def names_persons(register: Register) -> bool:
    """Whether anything in a register is sealed: no address and no machine keeps what is looked for or typed there."""
    return register.about_person or any(asked.sealed for _, asked in register.all_fields())


def private(answer: HttpResponse, register: Register) -> HttpResponse:
    """A page that may name persons is kept by no browser."""
    if names_persons(register):
        answer["Cache-Control"] = "no-store"
    return answer


def beside(request: HttpRequest, *places: Place) -> Here | None:
    """Where the pages of one record stand: at the first of its places of which the viewer sees figures, else where she
    was."""
    here = somewhere(request)
    viewer = viewer_of(request)
    if here is None:
        return None
    seen = next((p for p in places if may(viewer, SEE_FIGURES, p, here.house.today())), None)
    return Here(here.house, viewer, seen, here.year, "ledgers") if seen else here
