"""Workdays: weekends are free, and the yearly 调休 calendar moves them. A year without one has plain weekends.

The days come from content (`calendar.csv`, the yearly notice of the State Council); this page only counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

ONE = dt.timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off on weekdays, and weekend days on which people work."""

    off: frozenset[dt.date] = field(default_factory=frozenset)
    worked: frozenset[dt.date] = field(default_factory=frozenset)

    def works(self, day: dt.date) -> bool:
        """Whether people work on the day."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th workday after a day."""
        while count > 0:
            day += ONE
            count -= self.works(day)
        return day

    def between(self, day: dt.date, other: dt.date) -> int:
        """How many workdays lie after `day`, up to and with `other`; negative when `other` is earlier."""
        if other < day:
            return -self.between(other, day)
        return sum(self.works(day + ONE * i) for i in range(1, (other - day).days + 1))

    def known(self, year: int) -> bool:
        """Whether the notice of the year has been entered."""
        return any(day.year == year for day in self.off)
