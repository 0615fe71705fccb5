"""Taking lists and sheets out of the house: who took what, when, and how much of it, stands in the log."""

from __future__ import annotations

from halfsky.actions.acting import acting
from halfsky.kernel.access import NOT_SIGNED_IN, Viewer
from halfsky.kernel.place import Place
from halfsky.store.house import House


def log_export(house: House, viewer: Viewer, what: str, subject: str, at: Place, form: str, rows: int) -> None:
    """Note that the viewer takes something out: `what` is rounds, units, explanations, sheet, log; `at` is the
    place it is of and `subject` the round; `form` is the kind of file; `rows` how many lines it has.

    What may be taken out is decided by the query that gave it.
    """
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    with acting(house, viewer, f"export.{what}", subject, at) as act:
        act.detail = {"form": form, "rows": rows}
