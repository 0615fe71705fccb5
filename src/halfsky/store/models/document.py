"""Documents: files that were written from frozen figures, kept by the digest of their content."""

from django.db import models

from halfsky.store.models.place import Place
from halfsky.store.models.user import User


class Document(models.Model):
    """One written file, its `form` "work" (工作稿) or "final" (报送稿).

    The file lies in the house's folder `files/` under its sha256; `brief` freezes what it says.
    `request` is the position in the log of the request it answers, so that no request is answered twice.
    """

    plan = models.CharField(max_length=100)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    brief = models.JSONField(default=dict)
    snapshot = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    request = models.BigIntegerField(null=True, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "document"
        indexes = [models.Index(fields=["place", "-written_at"], name="document_newest")]
