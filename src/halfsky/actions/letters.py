"""Issuing an official letter of a record: the file and what it says are kept, with the state of the record."""

from __future__ import annotations

from halfsky.actions.acting import acting
from halfsky.actions.filed import Paper, put
from halfsky.actions.records import subject_of
from halfsky.documents.letter import write
from halfsky.kernel.access import Viewer
from halfsky.kernel.letter import NOT_YOURS, demand_final
from halfsky.queries.letters import LETTER, Printed, issues, printed
from halfsky.store.house import House
from halfsky.store.models import Document


def preview(house: House, viewer: Viewer, number: int, code: str) -> tuple[str, bytes]:
    """The name and the bytes of a letter as it stands now: nothing is kept, and nothing is logged."""
    made = printed(house, viewer, number, code)
    return made.name, _file(house, made)


def issue(house: House, viewer: Viewer, number: int, code: str) -> Document:
    """Keep a letter that is final; the one that was issued before, where it says the same."""
    first = _issuable(house, viewer, number, code)
    subject = subject_of(first.found.register, first.found.row)
    if before := _same(first):
        return before
    with acting(house, viewer, "records.letter", subject, first.found.at.place) as act:
        made = _issuable(house, viewer, number, code)
        document = put(house, viewer, act, _paper(house, made))
        act.detail = {**act.detail, "letter": code, "record": number, "state": made.found.row.state}
    return document


def _issuable(house: House, viewer: Viewer, number: int, code: str) -> Printed:
    """The letter, for who may issue it and once it is final."""
    made = printed(house, viewer, number, code)
    found, letter = made.found, made.letter
    if not issues(found):
        raise NOT_YOURS.at(letter=letter.label, place=found.at.desk.name)
    demand_final(found.register, letter, found.row.state, made.lacking)
    return made


def _same(made: Printed) -> Document | None:
    """The last letter of this kind that was issued of the record, if it says what this one does."""
    mine = {"kind": LETTER, "brief__record": made.found.row.pk, "brief__letter": made.letter.code}
    last = Document.objects.filter(**mine).order_by("-pk").first()
    return last if last and made.page.to_json().items() <= last.brief.items() else None


def _paper(house: House, made: Printed) -> Paper:
    found, day = made.found, made.page.day or house.today()
    brief = {
        "register": found.register.code,
        "record": found.row.pk,
        "version": found.row.version,
        "state": found.row.state,
        "letter": made.letter.code,
        **made.page.to_json(),
    }
    place, content = found.at.place, _file(house, made)
    return Paper(LETTER, place, day.year, made.name, content, brief, snapshot=house.snapshot())


def _file(house: House, made: Printed) -> bytes:
    return write(made.page, made.found.at.place.demo, house.now())
