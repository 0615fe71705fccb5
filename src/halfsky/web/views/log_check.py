"""The buttons on the log's page: check the whole chain now, enter now what was noted of openings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from halfsky.actions import readings
from halfsky.actions.nightly import check_log_now
from halfsky.store.house import opened
from halfsky.web.present.log_words import READINGS
from halfsky.web.standing import viewer_of


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Back to the log, which says what was found."""
    check_log_now(opened(), viewer_of(request))
    return HttpResponseRedirect(reverse("web:log"))


@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Back to the openings, with all that were noted up to this moment."""
    readings.refresh(opened(), viewer_of(request))
    return HttpResponseRedirect(f"{reverse('web:log')}?action={READINGS}")
