"""The log's table. It is written by `halfsky.store.log` alone, and neither updated nor deleted by anyone."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.db import models

from halfsky.kernel.refusals import problem

NEVER_CHANGED = problem(
    "409.500",
    ("操作日志只能追加，不能修改或删除。", "The log is only ever added to, never changed or removed."),
    ("如需更正，请再做一次操作，由新的日志行说明。", "Correct by a further action, which makes its own entry."),
)


class LogQuery(models.QuerySet["LogEntry"]):
    """Reads; refuses the ways to change many rows at once."""

    def update(self, **_: Any) -> NoReturn:
        raise NEVER_CHANGED.at()

    def delete(self) -> NoReturn:
        raise NEVER_CHANGED.at()

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise NEVER_CHANGED.at()


class LogEntry(models.Model):
    """One thing that was done. `detail_json` is canonical JSON text, so that what is sealed is what is kept."""

    position = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    user = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail_json = models.TextField()
    mac = models.CharField(max_length=64)

    objects = LogQuery.as_manager()

    class Meta:
        db_table = "log_entry"
        indexes = [models.Index(fields=["subject", "position"], name="log_subject")]

    @property
    def detail(self) -> dict[str, Any]:
        """What was done, in particulars."""
        made: dict[str, Any] = json.loads(self.detail_json)
        return made

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NEVER_CHANGED.at()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise NEVER_CHANGED.at()
