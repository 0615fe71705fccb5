"""Readings: the lines of the log's batches of openings, one row each, so that they are found by person and place."""

from __future__ import annotations

from django.db import models

from halfsky.store.models.log import LogEntry
from halfsky.store.models.place import Place


class ReadingLine(models.Model):
    """One opening of what belongs to somebody else. The entry that it stands in seals it; `place` is none where the
    code was not known."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField()
    user = models.CharField(max_length=80)
    what = models.CharField(max_length=200)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "reading"
        indexes = [models.Index(fields=["user"], name="reading_user")]
