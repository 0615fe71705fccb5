"""Small counts: the one door through which figures of persons pass on their way to a viewer.

Who may read what a figure is made of sees it as it is. Everybody else sees the edition that the house keeps for readers
without entitlement: one for all of them, with the same cells hidden for all (see `kernel/hiding`). A hidden value is
missing with a reason of its own; it is neither zero nor not reported.

A figure from records is in no edition before its period is over: growing day by day it would tell of each record.
Published values pass by, as they are published.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, Max, Sum

from halfsky.kernel.access import FILL_FORMS, READ_RECORDS, READ_SHEETS, SUPERVISE_CASES, Viewer, may
from halfsky.kernel.breakdown import Cell
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Absence, Missing, Reading
from halfsky.kernel.filing import COUNTING
from halfsky.kernel.hiding import Edition, renewed
from halfsky.kernel.period import Period
from halfsky.kernel.place import Place
from halfsky.kernel.register import Register, Secrecy
from halfsky.kernel.rollup import Key
from halfsky.queries.counted import counted, feeding, protected
from halfsky.queries.counting import name_of
from halfsky.store.editions import edition
from halfsky.store.house import House
from halfsky.store.models import Contribution, PlaceVersion, Submission, Value


@dataclass
class Sight:
    """What one viewer is shown of counts of persons; None is whoever a document is given to. `withheld` notes what
    did not pass, by indicator, cell and place."""

    house: House
    viewer: Viewer | None
    withheld: dict[tuple[str, Cell, int], set[Period]] = field(default_factory=lambda: defaultdict(set))
    _known: dict[tuple[str, int], bool] = field(default_factory=dict)

    @cached_property
    def content(self) -> Content:
        return self.house.content

    @cached_property
    def day(self) -> dt.date:
        return self.house.today()

    @cached_property
    def threshold(self) -> int:
        return self.house.settings.small_counts

    @cached_property
    def codes(self) -> frozenset[str]:
        """The elements that do not pass freely; none where the house hides nothing."""
        return protected(self.content) if self.threshold else frozenset()

    @cached_property
    def edition(self) -> Edition:
        return _edition(self.house, self.threshold)

    def shut(self, keys: Iterable[Key], place: Place) -> frozenset[Key]:
        """Those of the counts of a place (and all below it) that the viewer is shown by the edition alone."""
        return frozenset(key for key in keys if key[0] in self.codes and not self._entitled(key[0], place))

    def as_of(self, key: Key, place: int, at: Period) -> Reading:
        """A count as the edition has it, shown or not: to add up with; sums are shown that `passes` lets through."""
        count = self.edition.table.counts.get(name_of(key, place, at))
        return Missing(Absence.NOT_REPORTED, key[0]) if count is None else self._value(key, count)

    def passes(self, key: Key, place: int, at: Period) -> Reading:
        """A count as the edition shows it."""
        count = self.edition.shown(name_of(key, place, at))
        return Missing(Absence.HIDDEN, key[0]) if count is None else self._value(key, count)

    def seen(self, key: Key, place: Place, at: Period, reading: Reading) -> Reading:
        """What the viewer is shown of a reading of one place."""
        if isinstance(reading, Missing) or not self.shut([key], place):
            return reading
        return self.passes(key, place.id, at)

    def withhold(self, indicator: str, cell: Cell, place: Place, at: Period) -> None:
        self.withheld[indicator, cell, place.id].add(at)

    def hidden(self, place: Place) -> Mapping[tuple[str, Cell], tuple[Period, ...]]:
        """The figures of a place that did not pass, by indicator and cell."""
        found = ((key[:2], periods) for key, periods in self.withheld.items() if key[2] == place.id)
        return {key: tuple(sorted(periods, key=lambda p: p.last_day())) for key, periods in found}

    def _value(self, key: Key, count: int) -> Fraction:
        return Fraction(count, 10 ** self.content.elements[key[0]].decimals)

    def _entitled(self, code: str, place: Place) -> bool:
        if self.viewer is None:
            return False
        if (code, place.id) not in self._known:
            self._known[code, place.id] = entitled(self.content, self.viewer, code, place, self.day)
        return self._known[code, place.id]


def everything(house: House) -> Sight:
    """For what the house itself reckons with and shows to nobody: checks of sheets that are being filled in."""
    return _Everything(house, None)


class _Everything(Sight):
    def shut(self, keys: Iterable[Key], place: Place) -> frozenset[Key]:
        return frozenset()


def entitled(content: Content, viewer: Viewer, code: str, place: Place, day: dt.date) -> bool:
    """Whether a viewer may read all that an element's figures at a place are made of: the records that feed it; of one
    that forms ask for, the sheets, or she fills in such a form for that very place herself."""
    register = feeding(content).get(code)
    if register is not None:
        return _reads(register, viewer, place, day)
    agencies = {form.agency for form in content.forms.values() if any(x.element == code for x in form.lines)}
    fills = any(may(viewer, FILL_FORMS, place, day, agency) for agency in agencies)
    return fills or may(viewer, READ_SHEETS, place, day)


def _reads(register: Register, viewer: Viewer, place: Place, day: dt.date) -> bool:
    """Who supervises cases may open every one of them; their handlers read those in their hands alone."""
    if register.secrecy is Secrecy.OPEN:
        return True
    permission = SUPERVISE_CASES if register.secrecy is Secrecy.NEED else READ_RECORDS
    return may(viewer, permission, place, day)


def _edition(house: House, threshold: int) -> Edition:
    """The edition of now: made when somebody looks first, kept for all who look after."""

    def renew(before: Edition | None) -> Edition:
        return renewed(before, counted(house, threshold), threshold)

    return edition(house.folder, _mark(house, threshold), renew)


def _mark(house: House, threshold: int) -> str:
    """What counts depend on, without reading them: what is accepted and recorded, the tree, the packs, the day."""
    given = Submission.objects.filter(current=True, state__in=COUNTING)
    sums = (
        given.aggregate(n=Count("pk"), last=Max("pk"), sum=Sum("pk")),
        Contribution.objects.aggregate(n=Count("pk"), last=Max("pk"), sum=Sum("pk")),
        Value.objects.filter(current=True).aggregate(n=Count("pk"), last=Max("pk")),
        PlaceVersion.objects.aggregate(n=Count("pk"), last=Max("pk"), ended=Count("until")),
    )
    said = "/".join(",".join(str(v) for v in found.values()) for found in sums)
    return f"{said}/{house.packs_fingerprint()[:16]}/{threshold}/{house.today()}"
