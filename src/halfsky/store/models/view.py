"""Views of lists that people keep for themselves."""

import builtins

from django.db import models

from halfsky.store.models.user import User


class SavedView(models.Model):
    """A list as somebody likes to see it: `list` names which one ("ledger", say, and behind a slash which register),
    `query` are the fields of its address as pairs, `columns` those that are shown, in their order."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views")
    list = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    query = models.JSONField(default=builtins.list)
    columns = models.JSONField(default=builtins.list)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        constraints = [models.UniqueConstraint(fields=["user", "list", "name"], name="saved_view_once")]
