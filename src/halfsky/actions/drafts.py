"""Drafts: what is being typed, kept every few seconds. Raw texts, sound or not; the unit alone sees them.

A save writes no log entry: nothing was said to anybody yet. Handing in is logged, with everything it says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from halfsky.actions.acting import user_of
from halfsky.kernel.access import ENTER_FOR, FILL_FORMS, NOT_ALLOWED, NOT_SIGNED_IN, Viewer
from halfsky.kernel.filing import NONE, WITH_FILLER
from halfsky.kernel.refusals import problem
from halfsky.kernel.round import State
from halfsky.queries.grid import NO_SUCH_CELL
from halfsky.queries.sheets import Desk, desk
from halfsky.store.house import House
from halfsky.store.locks import turn, writing
from halfsky.store.models import Draft, RoundRow

STALE = problem(
    "409.743",
    ("{who}在{when}保存了较新的内容。", "{who} saved a newer version at {when}."),
    ("请先看对方改了什么，再保存。", "Look at what changed before you save."),
)
NOT_WITH_YOU = problem(
    "409.744",
    ("上报表已经上报，现在不能填写。", "The sheet has been handed in and cannot be filled in now."),
    ("如需修改，请先撤回，或请审核单位退回。", "Withdraw it, or ask those who check it to return it."),
)
TOO_LONG = problem(
    "413.740",
    ("“{came}…”太长。", "“{came}…” is too long."),
    ("一格至多{most}个字。", "At most {most} characters a cell."),
)
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save says: the version to name next time."""

    version: int
    saved_at: dt.datetime


def save_draft(
    house: House,
    viewer: Viewer,
    round_id: int,
    place: str,
    answers: Mapping[str, str],
    explained: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
    version: int = 0,
) -> Saved:
    """Keep what is typed so far. `version` is the one that was read (0: none); a newer one is not overwritten."""
    at = desk(house, round_id, place)
    demand_filling(at, viewer)
    if not at.may(viewer, FILL_FORMS):  # who enters stamped sheets for others writes no draft of theirs
        raise NOT_ALLOWED.at(at.place.name, permission=FILL_FORMS.label)
    _demand_sound(at, answers, explained or {}, comments or {})
    with writing():
        turn(at.row.pk, at.place.id)
        kept = Draft.objects.filter(round=at.row, place=at.place.id).first()
        if kept is not None and kept.version != version:
            when = kept.saved_at.astimezone(house.settings.zone)
            raise STALE.at(who=kept.saved_by.name, when=f"{when:%Y-%m-%d %H:%M}")
        draft = kept or Draft(round=at.row, place_id=at.place.id, version=0)
        draft.answers, draft.explained, draft.comments = dict(answers), dict(explained or {}), dict(comments or {})
        draft.version += 1
        draft.saved_at, draft.saved_by = house.now(), user_of(viewer)
        draft.save()
    return Saved(draft.version, draft.saved_at)


def demand_filling(at: Desk, viewer: Viewer) -> None:
    """Refuse who may not fill in the sheet, and a sheet that is not with the unit or comes too late."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    if not (at.may(viewer, FILL_FORMS) or at.may(viewer, ENTER_FOR)):
        raise NOT_ALLOWED.at(at.place.name, permission=FILL_FORMS.label)
    newest = at.newest()
    if (newest.state if newest else NONE) not in WITH_FILLER:
        raise NOT_WITH_YOU.at(at.place.name)
    demand_taking(at)


def demand_taking(at: Desk) -> None:
    """Refuse what comes too late, by the state of the round at this moment."""
    now = State(RoundRow.objects.values_list("state", flat=True).get(pk=at.row.pk))
    replace(at.round, state=now).demand_taking(at.house.today(), at.extended)


def _demand_sound(at: Desk, *mappings: Mapping[str, str]) -> None:
    for mapping in mappings:
        for text, said in mapping.items():
            if len(said) > LONGEST:
                raise TOO_LONG.at(text, came=said[:20], most=LONGEST)
    for text in mappings[0]:
        if text.partition("|")[0] not in at.grid.elements:
            raise NO_SUCH_CELL.at(text, came=text)
