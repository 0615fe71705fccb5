"""Tokens: by which programs speak to the house in a user's name."""

from django.db import models

from halfsky.store.models.user import User


class Token(models.Model):
    """One token. What it says is nowhere kept: `digest` only recognises it, `begins` is what a person knows it by."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    begins = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "token"
