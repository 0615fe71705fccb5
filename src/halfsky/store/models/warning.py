"""Warnings as they changed: one row for every change of what an indicator of a place warns of."""

from django.db import models

from halfsky.store.models.place import Place


class WarningState(models.Model):
    """What an indicator (in a breakdown, `cell`) of a place warned of from a day on, and the figure that it was judged
    by. A series that several plans share has one row: that of the plan whose warning is the gravest. Rows are never
    altered but for `current`, which the next one takes away.

    `level` and `verdict` are codes of `kernel/warning.py` and `kernel/verdict.py`, `level` empty where no rule held;
    `period`, `value` are those of the figure as texts (empty: none), `figure_on` the day from which the house had it;
    `year` is the year that was judged, `position` the place in the log. A row that is `veiled` rests on few cases: it
    is for those alone who may read what the figure is made of.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(max_length=100)
    cell = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=100)
    number = models.CharField(max_length=40)
    year = models.IntegerField()
    level = models.CharField(max_length=10, blank=True)
    verdict = models.CharField(max_length=20)
    rule = models.CharField(max_length=100, blank=True)
    version = models.CharField(max_length=40, blank=True)
    reason = models.JSONField(default=dict)
    period = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=80, blank=True)
    figure_on = models.DateField(null=True)
    since = models.DateField()
    veiled = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    position = models.BigIntegerField()

    class Meta:
        db_table = "warning"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "indicator", "cell"], condition=models.Q(current=True), name="warning_current_once"
            )
        ]
        indexes = [models.Index(fields=["place", "indicator", "cell", "-id"], name="warning_history")]
