"""Documents: files that were written from frozen figures, kept by the digest of their content."""

from django.db import models

from halfsky.store.models.place import Place
from halfsky.store.models.user import User


class Document(models.Model):
    """One written file of a `kind` (monitoring, dispatch, evaluation, duties ...), its `form` "work" (工作稿) or
    "final" (报送稿). `plan` is empty where it speaks of none, `period` where it speaks of the whole year.

    The file lies in the house's folder `files/` under its sha256; `brief` freezes what it says.
    `request` is the position in the log of the request it answers, so that no request is answered twice.
    A signed document names who signed it and when; `scan` is the digest of the sealed paper.
    """

    plan = models.CharField(max_length=100, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    period = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    brief = models.JSONField(default=dict)
    snapshot = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    request = models.BigIntegerField(null=True, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True)
    signed_by = models.CharField(max_length=80, blank=True)
    scan = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "document"
        indexes = [models.Index(fields=["place", "-written_at"], name="document_newest")]
