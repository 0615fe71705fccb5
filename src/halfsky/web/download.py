"""A list that is taken away: the file, and the note of it in the log. Always sent as a form, for it writes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from halfsky.actions.exports import log_export
from halfsky.kernel.place import Place
from halfsky.store.house import opened
from halfsky.web.present.listing import KINDS, Listing, written
from halfsky.web.standing import language_of, signed_in


def download(
    request: HttpRequest, listing: Listing, form: str, what: str, at: Place, subject: str = ""
) -> HttpResponse:
    """The list as a file named by its title; `what`, `at` and `subject` are what the log says was taken."""
    log_export(opened(), signed_in(request), what, subject, at, form, len(listing.rows))
    name = content_disposition_header(True, f"{listing.title}.{form}".replace("/", "-"))
    content = written(listing, form, language_of(request))
    return HttpResponse(
        content,
        content_type=KINDS[form],
        headers={"Content-Disposition": name or "attachment", "Cache-Control": "no-store"},
    )
