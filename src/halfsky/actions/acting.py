"""The shape of every action: one transaction whose last write is its entry in the log, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from halfsky.actions.follow import enqueue
from halfsky.kernel.access import NOT_SIGNED_IN, Viewer
from halfsky.store import log
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import User


@dataclass(slots=True)
class Act:
    """An action under way. `position` is the place in the log that it will take; fill `subject` and `detail`."""

    position: int
    subject: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def acting(house: House, viewer: Viewer, action: str, subject: str = "") -> Iterator[Act]:
    """Everything inside is kept together with its entry in the log, or nothing is."""
    with writing():
        act = Act(log.next_position(), subject)
        yield act
        detail = act.detail if viewer.token is None else {**act.detail, "token": viewer.token}
        entry = log.append(house, viewer.name, action, act.subject, detail)
        enqueue(house, entry)


def user_of(viewer: Viewer) -> User:
    """The row of who acts; the public does nothing that names a user."""
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    return User.objects.get(pk=viewer.user_id)
