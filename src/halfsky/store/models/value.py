"""Values: published or imported figures of indicators. Never edited: a change is a new revision.

Of all revisions of one (indicator, cell, place, period) one is `current`: the newest of the house, else the newest of a
pack. So a house's own import overrides a pack's value visibly, and a pack upgrade never overrides the house.
"""

from django.db import models

from halfsky.store.models.place import Place

HOUSE = "house"
PACK = "pack:"


class Value(models.Model):
    """One revision. `value` is the number exactly as printed; `origin` is "house" or "pack:NAME"."""

    indicator = models.CharField(max_length=100)
    cell = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(max_length=12)
    year = models.IntegerField()
    value = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    source = models.TextField(blank=True)
    published = models.DateField(null=True)
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=120)
    revision = models.IntegerField(default=1)
    current = models.BooleanField(default=True)
    position = models.BigIntegerField()

    class Meta:
        db_table = "value"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "indicator", "cell", "period", "revision"], name="value_revision_once"
            ),
            models.UniqueConstraint(
                fields=["place", "indicator", "cell", "period"],
                condition=models.Q(current=True),
                name="value_current_once",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "year"], name="value_series")]
