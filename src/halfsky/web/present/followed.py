"""The indicators that a record follows, as its page shows them: name, way to the indicator, what it warns of."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.text import Text
from halfsky.kernel.watching import Warned
from halfsky.queries.records import RecordView
from halfsky.queries.watched import indicator_name
from halfsky.web.standing import Here


@dataclass(frozen=True, slots=True)
class FollowedLine:
    name: Text
    now: Warned
    href: str


def followed_lines(here: Here | None, view: RecordView) -> list[FollowedLine]:
    """One line for each; without a way where the viewer sees no figures of the place."""
    if here is None:
        return []
    content, at = here.house.content, view.place.code
    shown = here.place.id == view.place.id

    def way(now: Warned) -> str:
        return here.to("indicator", code=at, year=now.year, plan=now.plan, name=now.number) if shown else ""

    return [FollowedLine(indicator_name(content, spelled), now, way(now)) for spelled, now in view.followed]
