"""Submissions: one agency's answer to one form for one period, as one document with a revision number."""

from django.db import models

from halfsky.store.models.place import Place


class Submission(models.Model):
    """One revision of an answer.

    `entries` maps "element|cell" to a number as text or to {"absent": reason}: {"live_births|residence=rural": "123",
    "maternal_deaths|": {"absent": "not_reported"}}.
    """

    form = models.CharField(max_length=100)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(max_length=12)
    revision = models.IntegerField(default=1)
    entries = models.JSONField(default=dict)
    state = models.CharField(max_length=40)
    origin = models.CharField(max_length=120)
    current = models.BooleanField(default=True)
    position = models.BigIntegerField()

    class Meta:
        db_table = "submission"
        constraints = [
            models.UniqueConstraint(fields=["place", "form", "period", "revision"], name="submission_revision_once"),
            models.UniqueConstraint(
                fields=["place", "form", "period"], condition=models.Q(current=True), name="submission_current_once"
            ),
        ]
        indexes = [models.Index(fields=["form", "period"], name="submission_round")]
