"""Taking yearbook tables out of the house; who took them stands in the log."""

from __future__ import annotations

from halfsky.actions.exports import log_export
from halfsky.exchange.yearbook import as_workbook
from halfsky.kernel.access import Viewer
from halfsky.kernel.yearbook import Yearbook
from halfsky.queries.yearbooks import yearbook
from halfsky.store.house import House


def take_yearbook(
    house: House,
    viewer: Viewer,
    plan: str,
    place: str,
    first: int | None = None,
    until: int | None = None,
    indicator: str = "",
) -> tuple[Yearbook, bytes]:
    """The tables and their workbook (see `queries.yearbooks.yearbook`)."""
    book = yearbook(house, viewer, plan, place, first, until, indicator)
    at = book.assessment.place
    subject = f"{plan} {book.years[0]}-{book.years[-1]}"
    log_export(house, viewer, "yearbook", subject, at, "xlsx", len(book.assessment.rows))
    return book, as_workbook(book)
