"""The demonstration's round: last year's health form in the invented city, in every state that a sheet can be in.

The answers are the invented facts that the demo pack brings, handed in by the same actions as everyone's: accepted,
waiting for review, returned to a cell, being filled in, not begun. So the figures stay what they are.
"""

from __future__ import annotations

from halfsky.actions import drafts, rounds, submissions
from halfsky.kernel.access import Viewer
from halfsky.kernel.answer import from_stored
from halfsky.kernel.fact import Absence
from halfsky.queries.forms import key_text
from halfsky.queries.sheets import check_answers, desk
from halfsky.store.house import House
from halfsky.store.models import Submission, User
from halfsky.store.viewers import viewer_of

FORM = "health-yearly"
ACCEPTED, WAITING, RETURNED, FILLING = "990101000000", "990102000000", "990104000000", "990103000000"
WHY = "演示：县妇幼保健院本年启用新院区，外县产妇来院分娩增加。"
WRONG = "演示：与上年相比变动较大，请核对分城乡的数。"


def furnish(house: House, city: str, accounts: dict[tuple[str, str], str]) -> None:
    """Open the round and bring four of the five counties into different states. `accounts` names the user of each
    (role, place)."""

    def user(role: str, place: str) -> Viewer:
        return viewer_of(house, User.objects.get(username=accounts[role, place]))

    year = str(house.today().year - 1)
    row = rounds.open_round(house, user("office", city), FORM, year, city, note="演示任务")
    for place in (ACCEPTED, WAITING, RETURNED):
        given = _answers(house, row.pk, place, year)
        filler = user("liaison", place)
        found = check_answers(house, filler, row.pk, place, given).findings
        why = {f.id: WHY for f in found if f.failed}
        sheet = submissions.submit(house, filler, row.pk, place, given, why)
        if place == RETURNED:
            wrong = {next(iter(given)): WRONG}
            submissions.take_step(house, user("statistics", place), sheet.pk, "return", WRONG, wrong)
        if place == ACCEPTED:
            submissions.take_step(house, user("statistics", place), sheet.pk, "review")
            submissions.take_step(house, user("office", place), sheet.pk, "accept")
    half = dict(list(_answers(house, row.pk, FILLING, year).items())[::2])
    drafts.save_draft(house, user("liaison", FILLING), row.pk, FILLING, half)


def _answers(house: House, round_id: int, place: str, year: str) -> dict[str, str]:
    """The invented facts of a county as one would type them; what the pack does not invent is 部门未提供."""
    at = desk(house, round_id, place)
    rows = Submission.objects.filter(place=at.place.id, period=year, current=True)
    facts = {text: from_stored(kept) for row in rows for text, kept in row.entries.items()}
    typed = {}
    for key in at.form.keys(at.content.elements):
        answer = facts.get(key_text(key), Absence.NOT_PROVIDED)
        typed[key_text(key)] = answer if isinstance(answer, str) else Absence.NOT_PROVIDED.value
    return typed
