"""Submissions: one agency's answer to one form for one period, as one document with a revision number."""

from django.db import models

from halfsky.store.models.place import Place
from halfsky.store.models.round import RoundRow
from halfsky.store.models.user import User


class Submission(models.Model):
    """One revision of an answer. Its answers never change; its state does, by the moves of the form's workflow.

    `entries` maps "element|cell" to a number as text or to {"absent": reason}: {"live_births|residence=rural": "123",
    "maternal_deaths|": {"absent": "not_provided"}}; a rate given alone stands under its indicator ("mmr|"). `current`
    marks the revision in force: the accepted one. `explained` maps a finding (check|cell) to its 核实说明, `returned`
    a cell to what is wrong with it, `comments` a cell to a remark. `way` says how it came to be, `reason` why it
    corrects an earlier one. `handled_by` took the last step.
    """

    form = models.CharField(max_length=100)
    agency = models.CharField(max_length=100, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(max_length=12)
    round = models.ForeignKey(RoundRow, on_delete=models.PROTECT, null=True, related_name="submissions")
    revision = models.IntegerField(default=1)
    entries = models.JSONField(default=dict)
    explained = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    returned = models.JSONField(default=dict)
    state = models.CharField(max_length=40)
    way = models.CharField(max_length=20, default="filled")
    reason = models.TextField(blank=True)
    origin = models.CharField(max_length=120)
    current = models.BooleanField(default=True)
    position = models.BigIntegerField()
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    handled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "submission"
        constraints = [
            models.UniqueConstraint(fields=["place", "form", "period", "revision"], name="submission_revision_once"),
            models.UniqueConstraint(
                fields=["place", "form", "period"], condition=models.Q(current=True), name="submission_current_once"
            ),
        ]
        indexes = [
            models.Index(fields=["form", "period"], name="submission_form"),
            models.Index(fields=["round", "place", "-revision"], name="submission_newest"),
        ]
