"""Submissions: one agency's answer to one form for one period, as one document with a revision number."""

from django.db import models
from django.db.models.functions import Coalesce

from halfsky.store.models.place import Place
from halfsky.store.models.round import RoundRow
from halfsky.store.models.user import User


class SheetBatch(models.Model):
    """The sheets of many units that were handed in together: staged rows that nobody sees until it is published.

    `rows` and `position` (of its entry in the log) are noted then; `cleared_at` says that the drafts of its units are
    gone, or, of a batch that was not published, that it is being taken away.
    """

    round = models.ForeignKey(RoundRow, on_delete=models.PROTECT, related_name="+")
    rows = models.IntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    position = models.BigIntegerField(null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sheet_batch"
        indexes = [
            models.Index(fields=["id"], name="sheet_batch_open", condition=models.Q(published_at__isnull=True)),
        ]


class ShownSubmissions(models.Manager["Submission"]):
    """What everyone may ask for: all but the rows of batches that are not published."""

    def get_queryset(self) -> models.QuerySet["Submission"]:
        staged = SheetBatch.objects.filter(published_at=None).values("pk")
        return super().get_queryset().exclude(batch__in=staged)


class Submission(models.Model):
    """One revision of an answer. Its answers never change; its state does, by the moves of the form's workflow.

    `entries` maps "element|cell" to a number as text or to {"absent": reason}: {"live_births|residence=rural": "123",
    "maternal_deaths|": {"absent": "not_provided"}}; a rate given alone stands under its indicator ("mmr|"). `current`
    marks the revision in force: the accepted one. `explained` maps a finding (check|cell) to its 核实说明, `returned`
    a cell to what is wrong with it, `comments` a cell to a remark. `way` says how it came to be, `reason` why it
    corrects an earlier one. `handled_by` took the last step. `position` is that of its entry in the log; a row of a
    `batch` has that of the batch, which was not yet known when the row was staged.
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
    batch = models.ForeignKey(SheetBatch, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    position = models.BigIntegerField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    handled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ShownSubmissions()
    staged = models.Manager()

    class Meta:
        db_table = "submission"
        base_manager_name = "staged"
        constraints = [
            # A staged row stands in nobody's way: the swap looks whether the revision is still free.
            models.UniqueConstraint(
                "place", "form", "period", "revision", Coalesce("batch", 0), name="submission_revision_once"
            ),
            models.UniqueConstraint(
                fields=["place", "form", "period"], condition=models.Q(current=True), name="submission_current_once"
            ),
        ]
        indexes = [
            models.Index(fields=["form", "period"], name="submission_form"),
            # Whoever counts sheets reads these columns and no answers.
            models.Index(
                fields=["round", "place", "-revision", "state", "handed_in_at", "handled_by", "batch"],
                name="submission_newest",
            ),
            models.Index(
                fields=["batch", "place", "form", "period", "revision"],
                name="submission_batch",
                condition=models.Q(batch__isnull=False),
            ),
        ]
