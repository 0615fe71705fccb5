"""How many units of rounds stand how, counted by the database: for pages that show no unit. Each group that stands
alike is judged once by the kernel, so that these counts are those of the full standings."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from django.db.models import Case, Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Value, When

from halfsky.kernel.filing import NONE
from halfsky.kernel.place import Level, Place
from halfsky.kernel.round import Round, Standing, Tally, standing, tally_of
from halfsky.store.house import House
from halfsky.store.models import Extension, PlaceVersion, Submission, TreeEdition
from halfsky.store.models.place import VersionQuery, spelled

Part = tuple[Level, dt.date, int]
"""Which units are asked: of a level, on a day, below a place (its id)."""
IN_TIME, AFTER, NEVER = 0, 1, 2


def tallies(house: House, rounds: Sequence[Round], at: Place) -> dict[int, Tally]:
    """The counts of each round over the units at a place and below it, by the round's id."""
    if not rounds:
        return {}
    day = house.today()
    due = dict(zip(rounds, _due(house, _tree(), spelled(at.path), tuple(_part(r) for r in rounds)), strict=True))
    of = {round_.id: round_ for round_ in rounds}
    found: dict[int, Counter[Standing]] = defaultdict(Counter)
    rows = newest(Q(round__in=of)).filter(_asked(rounds, at), ~Exists(_extensions()))
    groups = rows.annotate(came=_came(house, rounds)).values_list("round", "state", "came")
    for number, state, came, count in groups.annotate(count=Count("pk")).order_by():
        round_ = of[number or 0]
        days = {IN_TIME: round_.due, AFTER: round_.due + dt.timedelta(days=1)}
        found[round_.id][standing(round_, state, days.get(came), day)] += count
    for number, given in _extended(house, of, at).items():
        found[number] += given
    for round_, count in due.items():
        found[round_.id][standing(round_, NONE, None, day)] += count - found[round_.id].total()
    return {number: tally_of(+found[number]) for number in of}


def newest(wanted: Q) -> QuerySet[Submission]:
    """The newest revision of each sheet."""
    later = Submission.objects.filter(
        round=OuterRef("round"), place=OuterRef("place"), revision__gt=OuterRef("revision")
    )
    return Submission.objects.filter(wanted, ~Exists(later))


def _part(round_: Round) -> Part:
    return round_.form.level, round_.period.last_day(), round_.top.id


def _units(part: Part) -> Q:
    """The versions of places that are asked, wherever they lie: `standings.asked` as a filter."""
    level, day, top = part
    began, lasts = Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day)
    return Q(began, lasts, level=level, stand_in=False, path__contains=f"/{top}/")


def _below(path: str) -> VersionQuery:
    return PlaceVersion.objects.under(path)


def _asked(rounds: Iterable[Round], at: Place) -> Q:
    """Rows of a table with `round` and `place` that are of a unit which the round asks, at the place or below it."""
    alike: dict[Part, list[int]] = defaultdict(list)
    for round_ in rounds:
        alike[_part(round_)].append(round_.id)
    wanted = Q()
    for part, numbers in alike.items():
        unit = _below(spelled(at.path)).filter(_units(part), place=OuterRef("place"))
        wanted |= Q(Exists(unit), round__in=numbers)
    return wanted


def _tree() -> tuple[object, ...]:
    """What tells one state of the tree from another."""
    shown = TreeEdition.objects.filter(published_at__isnull=False)
    newest_ = PlaceVersion.all_editions.aggregate(last=Max("pk"))["last"]
    return newest_, *shown.aggregate(count=Count("pk"), last=Max("published_at")).values()


@lru_cache(maxsize=256)
def _due(house: House, _of_tree: tuple[object, ...], path: str, parts: tuple[Part, ...]) -> tuple[int, ...]:
    """How many units are asked of each kind; counting hundreds of thousands is done once for each tree."""
    counts = {f"part_{at}": Count("pk", filter=_units(part)) for at, part in enumerate(parts)}
    levels = {level for level, _, _ in parts}
    found = _below(path).filter(level__in=levels).aggregate(**counts)
    return tuple(found[name] for name in counts)


def _came(house: House, rounds: Iterable[Round]) -> Case:
    """Whether a sheet came in time, after the day, or was never handed in."""
    zone = house.settings.zone
    by_due: dict[dt.date, list[int]] = defaultdict(list)
    for round_ in rounds:
        by_due[round_.due].append(round_.id)
    after = [
        When(
            round__in=numbers,
            handed_in_at__gte=dt.datetime.combine(due + dt.timedelta(days=1), dt.time(), zone),
            then=Value(AFTER),
        )
        for due, numbers in by_due.items()
    ]
    never = When(handed_in_at__isnull=True, then=Value(NEVER))
    return Case(never, *after, default=Value(IN_TIME), output_field=IntegerField())


def _extensions() -> QuerySet[Extension]:
    return Extension.objects.filter(round=OuterRef("round"), place=OuterRef("place"))


def _extended(house: House, of: Mapping[int, Round], at: Place) -> dict[int, Counter[Standing]]:
    """How those stand that were given more time: few, and each has a day of its own."""
    more = Extension.objects.filter(_asked(of.values(), at), round__in=of)
    until = {(number, place): day for number, place, day in more.values_list("round", "place", "until")}
    if not until:
        return {}
    given = newest(Q(round__in=of)).filter(Exists(_extensions())).values_list("round", "place", "state", "handed_in_at")
    said = {(number, place): (state, came) for number, place, state, came in given}
    zone, today = house.settings.zone, house.today()
    found: dict[int, Counter[Standing]] = defaultdict(Counter)
    for (number, place), day in until.items():
        state, came = said.get((number, place), (NONE, None))
        handed_in = came.astimezone(zone).date() if came else None
        found[number][standing(of[number], state, handed_in, today, day)] += 1
    return found
