"""What is to be done about filing, at one glance: what I owe, what waits for me, which open rounds are behind."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.access import ACCEPT_FORMS, FILL_FORMS, OPEN_ROUNDS, READ_SHEETS, REVIEW_FORMS, Viewer, may, scope
from halfsky.queries import places
from halfsky.queries.rounds import RoundView, Task, rounds, tasks, waiting_count
from halfsky.store.house import House


@dataclass(frozen=True, slots=True)
class Todo:
    """`owed` are the viewer's own sheets, the most urgent first; `waiting` counts sheets that wait for her step;
    `rounds` are the open ones of the place, those with overdue units first."""

    owed: tuple[Task, ...]
    waiting: int
    rounds: tuple[RoundView, ...]

    @property
    def returned(self) -> int:
        return sum(t.standing.kind == "returned" for t in self.owed)

    @property
    def overdue(self) -> int:
        return sum(t.days_left < 0 for t in self.owed)

    @property
    def late_units(self) -> int:
        """Units of the place's open rounds that still owe after the day."""
        return sum(v.tally.late for v in self.rounds)

    def __bool__(self) -> bool:
        return bool(self.owed or self.waiting or self.rounds)


def todo(house: House, viewer: Viewer, place: str) -> Todo:
    """What the viewer has to do, and how the open rounds stand at a place whose rounds concern her."""
    at, day = places.place(house, place), house.today()
    owed = tuple(t for t in tasks(house, viewer) if t.standing.kind != "filled")
    follows = any(may(viewer, p, at, day) for p in (OPEN_ROUNDS, REVIEW_FORMS, ACCEPT_FORMS, READ_SHEETS))
    open_ = rounds(house, viewer, place, open_only=True) if follows else []
    steps = any(scope(viewer, p, day) for p in (REVIEW_FORMS, ACCEPT_FORMS, FILL_FORMS))
    return Todo(
        owed,
        waiting_count(house, viewer) if steps else 0,
        tuple(sorted(open_, key=lambda v: (-v.tally.late, v.round.due, v.id))),
    )
