"""Days as a form sends them."""

from __future__ import annotations

import datetime as dt

from halfsky.kernel.accounts import BAD_TERM


def day(text: str) -> dt.date | None:
    """A day of a date field, nothing for an empty one."""
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as why:
        raise BAD_TERM.at(came=text) from why
