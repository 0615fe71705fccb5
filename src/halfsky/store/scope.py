"""A scope as a filter: the one place where `may` and `scope` of the kernel become SQL."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.db.models.functions import Left
from django.db.models.lookups import In

from halfsky.kernel.access import Scope
from halfsky.kernel.keeping import Readable
from halfsky.kernel.place import SIX_LEVELS
from halfsky.store.models import Concern, Entrusting, PlaceVersion

NOTHING = Q(pk__in=())


def places_in(scope: Scope) -> Q:
    """The versions of places (rows of `PlaceVersion`) that the scope holds."""
    paths = PlaceVersion.objects.filter(place__in=scope.subtrees).values_list("path", flat=True).distinct()
    wanted = Q(place__in=scope.places) if scope.places else NOTHING
    for path in paths:
        wanted |= Q(path__begins=path)
    return wanted


def rows_in(scope: Scope, field: str = "place") -> Q:
    """The rows of any table whose `field` names a place that the scope holds in any version of the tree."""
    return Q(**{f"{field}__in": PlaceVersion.objects.filter(places_in(scope)).values("place")})


def entries_in(scope: Scope) -> Q:
    """The entries of the log whose subject begins with a code, of any day, of a place that the scope holds."""
    codes = PlaceVersion.objects.filter(rows_in(scope)).values("code")
    return Q(In(Left("subject", SIX_LEVELS.digits), codes))


def records_in(readable: Readable, moment: dt.datetime) -> Q:
    """The records (rows of `RecordRow`) that may be read without saying why: those of the scope's places, by where they
    belong and where they lie, and those entrusted to the user at the moment."""
    wanted = NOTHING
    if readable.free:
        wanted |= rows_in(readable.free) | rows_in(readable.free, "desk")
    if readable.user is not None:
        standing = Q(until__isnull=True) | Q(until__gt=moment)
        mine = Entrusting.objects.filter(standing, user=readable.user, since__lte=moment)
        wanted |= Q(pk__in=mine.values("record"))
    for place, agency in readable.answering:
        asked = Concern.objects.filter(place=place, **({"agency": agency} if agency else {}))
        wanted |= Q(pk__in=asked.values("record"))
    return wanted


def records_asking(readable: Readable) -> Q:
    """The records that may be read after saying why."""
    return rows_in(readable.asks) | rows_in(readable.asks, "desk") if readable.asks else NOTHING
