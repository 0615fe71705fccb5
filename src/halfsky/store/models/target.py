"""Target values per place, as rows: they come from packs or from the house, and are never edited, only revised."""

from django.db import models

from halfsky.store.models.place import Place


class TargetRow(models.Model):
    """One revision of a target of a place or of a named group of places (then `place` is null).

    Numbers are text exactly as the document prints them; `value` of reduce_by / raise_by is a share such as "20%";
    `each` names the level whose places must all meet it.
    """

    plan = models.CharField(max_length=100)
    number = models.CharField(max_length=40)
    cell = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    group = models.CharField(max_length=100, blank=True)
    year = models.IntegerField()
    comparator = models.CharField(max_length=20)
    value = models.CharField(max_length=40)
    value2 = models.CharField(max_length=40, blank=True)
    tolerance = models.CharField(max_length=40, blank=True)
    each = models.CharField(max_length=10, blank=True)
    interim = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    review = models.BooleanField(default=False)
    origin = models.CharField(max_length=120)
    revision = models.IntegerField(default=1)
    current = models.BooleanField(default=True)
    position = models.BigIntegerField()

    class Meta:
        db_table = "target"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "plan", "number", "cell", "year"],
                condition=models.Q(current=True),
                name="target_current_once",
            ),
            models.UniqueConstraint(
                fields=["group", "plan", "number", "cell", "year"],
                condition=models.Q(current=True, place=None),
                name="target_group_once",
            ),
        ]
