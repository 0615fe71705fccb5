"""A database that does not answer: its server is being started again, or the way to it is broken.

Nothing of the transaction that met it is kept, or the answer that it was kept was lost; so it is never acknowledged.
Connections are looked at before the next request uses them: whoever comes again finds the house as ever.
"""

from __future__ import annotations

from django.db import InterfaceError, OperationalError

from halfsky.kernel.refusals import Refusal, problem

AWAY = problem(
    "503.1370",
    (
        "数据库正在重新启动或暂时连不上，本次操作没有得到确认。",
        "The database is being started again or cannot be reached; this was not confirmed.",
    ),
    (
        "请过{seconds}秒再试；再试之前先看看上一步是否已经保存。反复出现时请告诉系统管理员。",
        "Try again in {seconds} seconds, looking first whether the last step was kept. Tell the operator if it stays.",
    ),
)
RETRY_AFTER = 5
"""Seconds: as long as a server takes to come back from a restart that was asked for."""
GOING = ("08", "57P")
"""PostgreSQL's classes of a connection that broke and of a server that is being stopped or not yet open."""


def away(why: BaseException | None) -> Refusal | None:
    """The refusal, where what was raised says that the server is away; None where it says something else."""
    if not isinstance(why, OperationalError | InterfaceError):
        return None
    cause = why.__cause__
    if not type(cause).__module__.startswith("psycopg"):
        return None
    state = getattr(cause, "sqlstate", None)
    return AWAY.at(seconds=RETRY_AFTER) if state is None or state.startswith(GOING) else None
