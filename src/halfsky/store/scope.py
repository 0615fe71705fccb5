"""A scope as a filter: the one place where `may` and `scope` of the kernel become SQL."""

from __future__ import annotations

from django.db.models import Q

from halfsky.kernel.access import Scope
from halfsky.store.models import PlaceVersion

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
