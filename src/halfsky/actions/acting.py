"""The shape of every action: one transaction whose last write is its entry in the log, and what follows from it.

An entry names the place that it concerns, at the beginning of its subject: so who reads the log of a county finds what
concerns the county. What concerns the whole house names none, and is listed in `WHOLE_HOUSE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from halfsky.actions.follow import enqueue
from halfsky.kernel.access import NOT_SIGNED_IN, Viewer
from halfsky.kernel.place import Place, common
from halfsky.queries import places
from halfsky.store import log
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import GrantRow, User

WHOLE_HOUSE = frozenset(
    {
        "house.new",
        "house.backup",
        "house.restore",
        "house.rotate",
        "packs.install",
        "places.import",
        "places.compare",
        "places.apply",
        "readings.batch",
        "users.failures",
    }
)
"""The actions whose entries name no place: only who reads the log of the whole house finds them."""


@dataclass(slots=True)
class Act:
    """An action under way. `position` is the place in the log that it will take; fill `subject` and `detail`."""

    position: int
    subject: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


Also = Callable[[Act], None]
"""What a caller keeps in the same act: together with everything else, or nothing is."""


def nothing_else(act: Act) -> None:
    """Most acts keep nothing beside their own."""


@contextmanager
def acting(house: House, viewer: Viewer, action: str, subject: str = "", at: Place | None = None) -> Iterator[Act]:
    """Everything inside is kept together with its entry in the log, or nothing is. `at` is the place it concerns."""
    with writing():
        act = Act(log.next_position(), subject)
        yield act
        detail = act.detail if viewer.token is None else {**act.detail, "token": viewer.token}
        entry = log.append(house, viewer.name, action, placed(at, act.subject), detail)
        enqueue(house, entry)


def placed(at: Place | None, subject: str) -> str:
    """What an entry says of a place: the code first, which is how it is found by place."""
    return f"{at.code} {subject}".strip() if at else subject


def holding(house: House, found: Iterable[Place]) -> Place:
    """The lowest place that holds all of these; the top of the house where none does."""
    number = common(found)
    return places.top(house) if number is None else places.by_id(house, number)


def home(house: House, user: User) -> Place:
    """The place that holds all a user holds: who reads its log finds what is done with her account."""
    rows = list(GrantRow.objects.filter(user=user))
    standing = [row for row in rows if row.until is None or row.until >= house.today()]
    return holding(house, [places.by_id(house, number) for number in {row.place_id for row in standing or rows}])


def user_of(viewer: Viewer) -> User:
    """The row of who acts; the public does nothing that names a user."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    return User.objects.get(pk=viewer.user_id)
