"""The one workflow: states, moves, who may, what must be there first, by when. Submissions, tickets and records use it.

A workflow is declared by a pack; this page holds what any of them means. Conditions (`needs`, `unless`) are expressions
of the one grammar, evaluated by the caller's scope; here they are names that hold or do not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from halfsky.kernel.access import PERMISSIONS
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.kernel.workdays import Calendar

NO_SUCH_MOVE = problem(
    "409.30",
    ("当前状态为“{state}”，不能“{move}”。", "The state is {state}: {move} is not possible now."),
    ("此时可以：{moves}。", "Possible now: {moves}."),
)
NOT_YOUR_MOVE = problem(
    "403.30",
    ("“{move}”由{by}办理。", "{move} is done by {by}."),
    ("请转交有权限的单位。", "Pass it to those who may."),
)
SAME_PERSON = problem(
    "403.31",
    ("“{move}”须由另一人办理：上一步是您本人办的。", "{move} is for somebody else: the step before was yours."),
    ("请同一单位有权限的另一位同事办理。", "Ask a colleague who may."),
)
NO_REASON = problem(
    "400.32",
    ("“{move}”须写明原因。", "{move} needs a reason."),
    ("请用一两句话说明，对方将看到。", "Say it in a sentence or two; the other side will read it."),
)
NEEDS_FIRST = problem(
    "400.31",
    ("“{move}”之前须先具备：{needs}。", "{move} needs first: {needs}."),
    ("请补齐后再办理。", "Complete it and try again."),
)
TOO_EARLY = problem(
    "409.871",
    ("“{state}”要到{day}才满期，现在不能“{move}”。", "{state} lasts until {day}: {move} is not possible before."),
    ("请在期满后办理。", "Come back after that day."),
)


class Passing(StrEnum):
    """Where a move sends what it moves: it stays, goes to the level above, to a place that is chosen, or back home."""

    STAYS = "stays"
    UP = "up"
    SENDS = "sends"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Move:
    """One step from some states to another. `by` names who may (any of them; empty: anyone who sees it).

    `needs` must hold first; `other`: not by who took the step before; `reason`: it must be said why. `days` is the
    deadline of the state it leads to (`workdays`: counted in workdays), `due_by` the field of a record that holds it
    instead, `lapse` the move that the house takes when that
    passes; `stay` is how many days the state must last before any other move (a public notice). A move that passes UP
    is taken level by level: the state changes once the level `until` is reached; `until_by` is the field of a record
    that says which level that is. `fills` are fields (and kinds of child records) that may be written with it, beside
    those that it needs; `tells` who is told, beside those who may go on.
    """

    code: str
    label: Text
    sources: tuple[str, ...]
    to: str
    by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    days: int | None = None
    other: bool = False
    reason: bool = False
    workdays: bool = False
    stay: int = 0
    lapse: str = ""
    passes: Passing = Passing.STAYS
    until: Level | None = None
    until_by: str = ""
    due_by: str = ""
    fills: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()

    def reaches(self, level: Level) -> bool:
        """Whether it changes the state when taken at a level; below `until` it only passes on."""
        return self.passes is not Passing.UP or self.until is None or level.depth <= self.until.depth


NO_CALENDAR = Calendar()


@dataclass(frozen=True, slots=True)
class Workflow:
    """Named states (the first is where everything begins) and the moves between them."""

    states: tuple[tuple[str, Text], ...]
    moves: tuple[Move, ...]
    code: str = ""
    title: Text = NOTHING

    @property
    def start(self) -> str:
        return self.states[0][0]

    def label(self, state: str) -> Text:
        return dict(self.states)[state]

    def possible(self, state: str) -> tuple[Move, ...]:
        """The moves that lead out of a state."""
        return tuple(m for m in self.moves if state in m.sources)

    def unreachable(self, *begun: str) -> tuple[str, ...]:
        """States that no chain of moves reaches from the start, nor from one in which something may begin without a
        move: a mistake in the declaration."""
        seen = {self.start, *begun}
        front = list(seen)
        while front:
            for move in self.possible(front.pop()):
                if move.to not in seen:
                    seen.add(move.to)
                    front.append(move.to)
        return tuple(code for code, _ in self.states if code not in seen)

    def step(
        self,
        state: str,
        code: str,
        may: Callable[[str], bool],
        holds: Callable[[str], bool],
        same_person: bool = False,
        reason: str = "",
        called: Callable[[str], Text] = Text,
    ) -> Move:
        """The move that `code` means in this state, or the refusal that says why not. `same_person` says that who asks
        also took the step before; `called` gives the words for a need."""
        move = next((m for m in self.possible(state) if m.code == code), None)
        if move is None:
            asked = next((m.label for m in self.moves if m.code == code), Text(code))
            moves = listed([m.label for m in self.possible(state)] or [Text("—")])
            raise NO_SUCH_MOVE.at(state=self.label(state), move=asked, moves=moves)
        if move.by and not any(may(who) for who in move.by):
            raise NOT_YOUR_MOVE.at(move=move.label, by=listed([_said(who, called) for who in move.by]))
        if move.other and same_person:
            raise SAME_PERSON.at(move=move.label)
        if move.reason and not reason.strip():
            raise NO_REASON.at(move=move.label)
        if lacking := [need for need in move.needs if not holds(need)]:
            raise NEEDS_FIRST.at(move=move.label, needs=listed([called(need) for need in lacking]))
        return move

    def due(self, move: Move, day: dt.date, calendar: Calendar = NO_CALENDAR) -> dt.date | None:
        """The last day for the state that a move led to."""
        return None if move.days is None else _after(move, day, move.days, calendar)

    def free(self, move: Move, day: dt.date, calendar: Calendar = NO_CALENDAR) -> dt.date | None:
        """The last day of the stay that a move of this day began; None where it prescribes none."""
        return _after(move, day, move.stay, calendar) if move.stay else None

    def demand_stayed(self, move: Move, state: str, until: dt.date | None, today: dt.date) -> None:
        """Refuse a move out of a state that must last longer."""
        if until is not None and today <= until:
            raise TOO_EARLY.at(state=self.label(state), move=move.label, day=until)


def _after(move: Move, day: dt.date, days: int, calendar: Calendar) -> dt.date:
    return calendar.after(day, days) if move.workdays else day + dt.timedelta(days=days)


KEEPER, DESK, ASSIGNED, HOUSE = "keeper", "desk", "assigned", "house"
"""Who may, of a record: who keeps it where it belongs; the office where it lies now; those whom it is entrusted to; the
house itself, as soon as what the move needs holds, and nobody else. Any other word is a permission held where the
record lies, or a field with the agency that is asked."""
_WHO = {
    KEEPER: Text("台账的登记单位", "who keeps the record"),
    DESK: Text("当前办理单位", "the office where it lies"),
    ASSIGNED: Text("承办人", "who is in charge of it"),
    HOUSE: Text("系统", "the house itself"),
}


def _said(who: str, called: Callable[[str], Text]) -> Text:
    """A permission by its label; those of a record in words; other names as they are called."""
    if who in _WHO:
        return _WHO[who]
    permission = PERMISSIONS.get(who)
    return Text("有“{p}”权限的人", "those who may {p}").format(p=permission.label) if permission else called(who)
