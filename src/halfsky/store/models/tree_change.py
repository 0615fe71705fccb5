"""Changes of the tree, to whom earlier figures count since, and lists of places that are compared with the tree."""

from django.db import models

from halfsky.store.models.place import Place, TreeEdition
from halfsky.store.models.user import User


class TreeChange(models.Model):
    """One change: its kind, the day from which it holds, the number of the document that orders it (批复文号).

    `detail` is how the places stood before and after, as text: it is read by people and by nothing else. The rows that
    it made are those of its edition, which changes made together share. `taken_back` is the position in the log of the
    entry that undid it; its edition and its flows are gone then.
    """

    kind = models.CharField(max_length=10)
    day = models.DateField()
    document = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    edition = models.ForeignKey(TreeEdition, on_delete=models.PROTECT, null=True, related_name="changes")
    position = models.BigIntegerField()
    taken_back = models.BigIntegerField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "tree_change"
        indexes = [models.Index(fields=["day", "id"], name="tree_change_day")]


class TreeFlow(models.Model):
    """From the day of its change on, the source counts to the target: by `share` ("1", "1/3"), or "" for unknown.

    `direct` is false where the source only lay above a place that went elsewhere.
    """

    change = models.ForeignKey(TreeChange, on_delete=models.CASCADE, related_name="flows")
    source = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="flows_out")
    target = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="flows_in")
    share = models.CharField(max_length=80, blank=True)
    direct = models.BooleanField(default=True)

    class Meta:
        db_table = "tree_flow"
        constraints = [models.UniqueConstraint(fields=["change", "source", "target"], name="tree_flow_once")]


class TreeList(models.Model):
    """A list of places compared with the tree of a day. `state`: comparing, shown, applying, applied, failed."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    day = models.DateField()
    state = models.CharField(max_length=10, default="comparing")
    same = models.IntegerField(default=0)
    along = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    position = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "tree_list"


class TreeLine(models.Model):
    """One difference between a list and the tree: what it seems to be, and what was decided about it.

    `kind` is a change's, or `split` and `merge` of a suspect; `guess` says that the list does not prove it.
    `decision` is open, taken or left. `place` is the one that changes (none for a new one); `others` are codes that
    belong to the same suspect or that a person has named.
    """

    of = models.ForeignKey(TreeList, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10)
    guess = models.BooleanField(default=False)
    decision = models.CharField(max_length=5, default="open")
    level = models.CharField(max_length=10)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, related_name="+")
    code_before = models.CharField(max_length=12, blank=True)
    name_before = models.CharField(max_length=200, blank=True)
    parent_before = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=200, blank=True)
    parent = models.CharField(max_length=12, blank=True)
    others = models.JSONField(default=list)
    row = models.IntegerField(default=0)

    class Meta:
        db_table = "tree_line"
        indexes = [models.Index(fields=["of", "kind", "decision", "id"], name="tree_line_kind")]
