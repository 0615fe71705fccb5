"""Records of registers: what is open as JSON, what describes a person sealed, and what each gives to the figures."""

from django.db import models

from halfsky.store.models.place import Place
from halfsky.store.models.user import User


class ShownRecords(models.Manager["RecordRow"]):
    """What everyone may ask for: records that were entered, and those of batches that are published."""

    def get_queryset(self) -> models.QuerySet["RecordRow"]:
        shown = models.Q(batch__isnull=True) | models.Q(batch__published_at__isnull=False)
        return super().get_queryset().filter(shown)


class RecordRow(models.Model):
    """One record as it stands. `plain` and the sealed blob have one shape: {"values": {field: value}, "parts": {part:
    [{"_id": …, field: value}]}}; a sealed part row carries the `_id` of its open half. `place` keeps it, `desk` is
    where it lies now. `pack` and `fingerprint` name the definition under which it was last kept; `entered` maps a state
    to the day on which it last came into it. `due` is the deadline of the state, `stays` until when it must last.

    `uid` names the record outside the database (keys, erasures). An erased record keeps its row and its open values.
    """

    uid = models.CharField(max_length=32, unique=True)
    register = models.CharField(max_length=100)
    pack = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    entered = models.JSONField(default=dict)
    plain = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    explained = models.JSONField(default=dict)
    due = models.DateField(null=True)
    stays = models.DateField(null=True)
    version = models.IntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)
    batch = models.ForeignKey("RecordBatch", on_delete=models.PROTECT, null=True, related_name="+")
    position = models.BigIntegerField()

    objects = ShownRecords()
    staged = models.Manager()

    class Meta:
        db_table = "record"
        base_manager_name = "staged"
        indexes = [
            models.Index(fields=["register", "place", "-id"], name="record_of_place"),
            models.Index(fields=["register", "-id"], name="record_newest"),
            models.Index(fields=["register", "state"], name="record_state"),
            models.Index(fields=["due"], name="record_due", condition=models.Q(due__isnull=False)),
        ]


class RecordKey(models.Model):
    """The key of one record, wrapped by a master key that lies outside the house; without it the sealed part, in every
    edition, is noise."""

    record = models.OneToOneField(RecordRow, on_delete=models.CASCADE, primary_key=True, related_name="key")
    master = models.CharField(max_length=16)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "record_key"


class RecordEdition(models.Model):
    """What a record said, and what was done with it: one row for every change and every move, never altered. `deed` is
    made, changed, or the code of a move; `reason` of a record about a person lies in the sealed half."""

    record = models.ForeignKey(RecordRow, on_delete=models.CASCADE, related_name="editions")
    version = models.IntegerField()
    deed = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    desk = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    plain = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField()

    class Meta:
        db_table = "record_edition"
        constraints = [models.UniqueConstraint(fields=["record", "version"], name="record_edition_once")]


class Contribution(models.Model):
    """What a record gives to an element: `amount` in units of the element's last decimal (null: not known), on the day
    `since` for a flow, from `since` until the day before `until` for a stock. `digest` stands for the value of which
    only the different ones count. Written anew whenever the record changes; nobody edits it."""

    record = models.ForeignKey(RecordRow, on_delete=models.CASCADE, related_name="contributions")
    element = models.CharField(max_length=100)
    cell = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=32, blank=True)

    class Meta:
        db_table = "contribution"
        indexes = [models.Index(fields=["element", "since", "place"], name="contribution_of")]


class RecordMark(models.Model):
    """The blind index: a digest of what a field holds, by which exactly the same is found again, and nothing else."""

    record = models.ForeignKey(RecordRow, on_delete=models.CASCADE, related_name="marks")
    register = models.CharField(max_length=100)
    field = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)

    class Meta:
        db_table = "record_mark"
        indexes = [models.Index(fields=["digest"], name="record_mark_digest")]


class Entrusting(models.Model):
    """To whom a record is entrusted, from a moment until a moment."""

    record = models.ForeignKey(RecordRow, on_delete=models.CASCADE, related_name="entrusted")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "entrusting"
        indexes = [models.Index(fields=["user", "record"], name="entrusting_of")]


class Opening(models.Model):
    """Somebody opened a record about a person: when, why, and how long the page stays open. Each has an entry in the
    log; this row is what the pages ask, and what the person in charge of data protection reads."""

    record = models.ForeignKey(RecordRow, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField()
    position = models.BigIntegerField()

    class Meta:
        db_table = "opening"
        indexes = [models.Index(fields=["user", "record", "-until"], name="opening_of")]


class Concern(models.Model):
    """An agency of a place that a record asks something of: its people read the record and answer. Written anew
    whenever the record changes."""

    record = models.ForeignKey(RecordRow, on_delete=models.CASCADE, related_name="concerns")
    field = models.CharField(max_length=100)
    agency = models.CharField(max_length=100)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "concern"
        indexes = [models.Index(fields=["place", "agency"], name="concern_of")]


class RecordFile(models.Model):
    """A file of a record. Of a record about a person it lies encrypted under the record's key, named by chance."""

    record = models.ForeignKey(RecordRow, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    kept = models.CharField(max_length=64)
    sealed = models.BooleanField(default=False)
    size = models.BigIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "record_file"


class RecordBatch(models.Model):
    """Many records that came in one file: staged rows that nobody sees until the batch is published."""

    register = models.CharField(max_length=100)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    rows = models.IntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "record_batch"
