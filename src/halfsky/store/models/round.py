"""Rounds: a form opened for a period and a subtree; extensions of single units, drafts, files that belong to sheets."""

from django.db import models

from halfsky.store.models.place import Place
from halfsky.store.models.user import User


class RoundRow(models.Model):
    """One round. `form` is pinned by the fingerprint of the pack text that declares it; `state` is open, closed or
    frozen; `asks` counts the due units at opening, for the burden that was shown."""

    form = models.CharField(max_length=100)
    pack = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    period = models.CharField(max_length=12)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    late_until = models.DateField()
    state = models.CharField(max_length=10, default="open")
    note = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField()

    class Meta:
        db_table = "round"
        constraints = [models.UniqueConstraint(fields=["form", "period", "place"], name="round_once")]
        indexes = [models.Index(fields=["state", "due"], name="round_state")]


class Extension(models.Model):
    """More time for one unit, with the reason."""

    round = models.ForeignKey(RoundRow, on_delete=models.PROTECT, related_name="extensions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.TextField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        db_table = "extension"
        constraints = [models.UniqueConstraint(fields=["round", "place"], name="extension_once")]


class Draft(models.Model):
    """What somebody is filling in: working paper, seen by the unit alone, kept without a log entry at every keystroke.

    `version` counts the saves: who saves over a newer one is told. `answers`, `explained` and `comments` are as in a
    submission.
    """

    round = models.ForeignKey(RoundRow, on_delete=models.PROTECT, related_name="drafts")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    explained = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "draft"
        constraints = [models.UniqueConstraint(fields=["round", "place"], name="draft_once")]


class Attachment(models.Model):
    """A file that belongs to the sheet of a unit, such as the stamped scan (盖章扫描件); it lies in the
    house's `files/` under its sha256."""

    round = models.ForeignKey(RoundRow, on_delete=models.PROTECT, related_name="attachments")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, default="stamped")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        db_table = "attachment"
        indexes = [models.Index(fields=["round", "place"], name="attachment_of")]


class HeaderMapping(models.Model):
    """How the headings of a workbook that people already have are read: remembered by the fingerprint of its layout."""

    layout = models.CharField(max_length=64)
    form = models.CharField(max_length=100)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    columns = models.JSONField(default=dict)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "header_mapping"
        constraints = [models.UniqueConstraint(fields=["layout", "form", "place"], name="header_mapping_once")]
