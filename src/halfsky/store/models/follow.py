"""What follows an event of the log: one row per (event, handler), so that a job is done once however often it runs."""

from django.db import models

from halfsky.store.models.log import LogEntry

WAITING, RUNNING, DONE, DEAD = "waiting", "running", "done", "dead"


class FollowUp(models.Model):
    """One handler's work on one event: waiting, running, done, or dead after too many failures."""

    event = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="follow_ups")
    handler = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "follow_up"
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="follow_up_once")]
        indexes = [models.Index(fields=["state", "changed_at"], name="follow_up_state")]
