"""Installed packs: every text that was ever installed stays, by fingerprint."""

from django.db import models


class PackText(models.Model):
    """One version of a pack as it was installed: `files` is a zip of its folder, `current` the one in force."""

    code = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    files = models.BinaryField()
    installed_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        db_table = "pack_text"
        constraints = [
            models.UniqueConstraint(fields=["code", "fingerprint"], name="pack_once"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(current=True), name="pack_current_once"),
        ]
