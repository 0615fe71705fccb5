"""Places: an id that stays, and versions of code, name, level and parent that hold from a day until a day.

A whole tree is brought in under a `TreeEdition` whose rows nobody sees until the edition is published: the rows come in
many short transactions, and the swap is one row. `path` spells the ids from the root down, "/1/5/9/".
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.functional import cached_property

from halfsky.kernel import place as kernel
from halfsky.store.models.fields import KeyText, key_index


class TreeEdition(models.Model):
    """One import of places; its rows show once it is published."""

    number = models.AutoField(primary_key=True)
    published_at = models.DateTimeField(null=True)
    source = models.TextField(blank=True)

    class Meta:
        db_table = "tree_edition"


class Place(models.Model):
    """The place itself: nothing but its id, which never changes."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        db_table = "place"


class VersionQuery(models.QuerySet["PlaceVersion"]):
    """Chainable questions to the tree."""

    def shown(self) -> VersionQuery:
        """Only rows of published editions."""
        published = TreeEdition.objects.filter(published_at__isnull=False).values("number")
        return self.filter(edition__in=published)

    def on(self, day: dt.date) -> VersionQuery:
        """The tree as it stood on the day."""
        began = models.Q(since__isnull=True) | models.Q(since__lte=day)
        lasts = models.Q(until__isnull=True) | models.Q(until__gte=day)
        return self.filter(began, lasts)

    def under(self, path: str) -> VersionQuery:
        """The place of this path and all below it."""
        return self.filter(path__begins=path)


class ShownVersions(models.Manager.from_queryset(VersionQuery)):  # type: ignore[misc]
    """What everyone sees: published editions."""

    @cached_property
    def _shown(self) -> VersionQuery:
        """Put together once, since nearly every question begins with it; never asked itself."""
        return VersionQuery(self.model).shown()

    def get_queryset(self) -> VersionQuery:
        return self._shown.using(self._db)


class PlaceVersion(models.Model):
    """How a place is called and where it hangs, for a span of days (an open end is null)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="versions")
    code = KeyText(max_length=12)
    name = KeyText(max_length=200)
    level = models.CharField(max_length=10)
    parent = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    path = KeyText(max_length=200)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    stand_in = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)
    edition = models.ForeignKey(TreeEdition, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ShownVersions()
    all_editions = VersionQuery.as_manager()

    class Meta:
        db_table = "place_version"
        base_manager_name = "all_editions"
        indexes = [
            key_index("place", "code"),
            key_index("place", "name"),
            key_index("place", "path"),
            models.Index(fields=["parent", "code"], name="place_children"),
            models.Index(fields=["edition"], name="place_edition", condition=~models.Q(edition=1)),
        ]

    def as_place(self) -> kernel.Place:
        """The kernel's view of this row."""
        return place_of(*(getattr(self, name) for name in SEEN))


SEEN = ("place_id", "code", "name", "level", "path", "since", "until", "stand_in", "demo")
"""What the kernel sees of a version; where there are many, they are asked for without an object for each."""


def place_of(
    number: int,
    code: str,
    name: str,
    level: str,
    path: str,
    since: dt.date | None,
    until: dt.date | None,
    stand_in: bool,
    demo: bool,
) -> kernel.Place:
    """The kernel's view of a version, from what is `SEEN`."""
    return kernel.Place(number, code, name, kernel.Level(level), ids(path), since, until, stand_in, demo)


def spelled(path: tuple[int, ...]) -> str:
    """Ids from the root down as the column keeps them: (1, 5, 9) → "/1/5/9/"."""
    return f"/{'/'.join(map(str, path))}/"


def ids(path: str) -> tuple[int, ...]:
    """The ids of a spelled path."""
    return tuple(map(int, path.strip("/").split("/")))
