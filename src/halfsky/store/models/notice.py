"""Notices: what a unit is told (催报、退回、延期), and who has read it."""

from django.db import models

from halfsky.store.models.place import Place
from halfsky.store.models.round import RoundRow
from halfsky.store.models.user import User


class Notice(models.Model):
    """One notice to the people of an agency at a place. `kind` says what it is about: remind, returned, extended,
    opened, accepted, to_review, to_confirm, handed_on, record, warning, bulletin; `document` is what a bulletin is;
    `href` is the page that it leads to."""

    kind = models.CharField(max_length=20)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=100, blank=True)
    permission = models.CharField(max_length=40)
    round = models.ForeignKey(RoundRow, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey("Document", on_delete=models.PROTECT, null=True, related_name="notices")
    says = models.JSONField()
    href = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "notice"
        indexes = [models.Index(fields=["place", "-sent_at"], name="notice_inbox")]


class Receipt(models.Model):
    """Who has read a notice, and when."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="receipts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        db_table = "receipt"
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="receipt_once")]
