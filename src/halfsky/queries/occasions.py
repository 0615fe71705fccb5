"""工作日历: the year of a place by its occasions, what each proposes, and what was entered from it already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from halfsky.kernel.access import Viewer
from halfsky.kernel.keeping import may_keep
from halfsky.kernel.occasion import Occasion, Stage, by_day, near
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register
from halfsky.kernel.text import Text
from halfsky.queries.record_lists import Line, lines, reached
from halfsky.store.house import House

MOST_RAISED = 20
"""So many records of one occasion are named."""


@dataclass(frozen=True, slots=True)
class OccasionView:
    """One occasion of a year as it stands for a viewer at a place: `raised` are the records that she may read, `begin`
    what a form begins with where she may enter one."""

    occasion: Occasion
    year: int
    begins: dt.date
    ends: dt.date
    stage: Stage
    register: Register | None
    raised: tuple[Line, ...]
    begin: Mapping[str, str] | None

    @property
    def name(self) -> Text:
        return self.occasion.name

    @property
    def open(self) -> bool:
        """Whether it is time to do something about it."""
        return self.stage in (Stage.NOW, Stage.SOON)

    def touches(self, month: int) -> bool:
        """Whether any of its days, or of those on which one prepares it, is in a month of its year."""
        return self.begins.month <= month <= (self.ends.month if self.ends.year == self.begins.year else 12)


def whole_year(house: House, viewer: Viewer, place: Place, year: int) -> list[OccasionView]:
    """The year in the order of its days."""
    return [_one(house, viewer, place, occasion, year) for occasion in by_day(house.content.occasions)]


def coming(house: House, viewer: Viewer, place: Place) -> list[OccasionView]:
    """What is under way or to be prepared, of what the viewer may enter something for and nobody has yet."""
    mine = [o for o in house.content.occasions if _enters(house, viewer, place, o)]
    found = [_one(house, viewer, place, occasion, year) for occasion, year in near(mine, house.today())]
    return [one for one in found if not one.raised]


def _enters(house: House, viewer: Viewer, place: Place, occasion: Occasion) -> bool:
    register = house.content.registers.get(occasion.register)
    if register is None or place.level not in register.levels:
        return False
    return may_keep(viewer, register, place, house.today())


def _one(house: House, viewer: Viewer, place: Place, occasion: Occasion, year: int) -> OccasionView:
    register = house.content.registers.get(occasion.register)
    raised: list[Line] = []
    if register is not None:
        told = {f"plain__values__{code}": text for code, text in occasion.tells(register, year).items()}
        rows = list(reached(house, viewer, register).filter(place=place.id, **told).order_by("pk")[:MOST_RAISED])
        raised = lines(house, register, rows, {row.pk for row in rows})
    return OccasionView(
        occasion,
        year,
        *occasion.span(year),
        occasion.stage(year, house.today()),
        register,
        tuple(raised),
        occasion.given(year) if _enters(house, viewer, place, occasion) else None,
    )
