"""首页: one sentence, what is red and who answers for it, what is new, the last documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from halfsky.kernel.access import IMPORT_VALUES, MANAGE_PLACES, OPEN_ROUNDS, WRITE_DOCUMENTS
from halfsky.queries import documents
from halfsky.queries.first_page import first_page
from halfsky.queries.occasions import coming
from halfsky.queries.record_tasks import record_tasks
from halfsky.queries.todo import todo
from halfsky.queries.warnings import followers, pressing
from halfsky.web.present.progress import progress_bar, progress_sentence
from halfsky.web.present.shares import shares
from halfsky.web.record_rooms import jots
from halfsky.web.standing import page, signed_in, somewhere, stand
from halfsky.web.views.calendar import begin

DOCUMENTS_SHOWN = 5
TASKS_SHOWN = ROUNDS_SHOWN = COMING_SHOWN = 4


def home(request: HttpRequest) -> HttpResponse:
    """To the first page of where the reader last stood, or of her own place."""
    signed_in(request)
    here = somewhere(request)
    return page(request, "web/nowhere.html", None) if here is None else HttpResponseRedirect(here.to("first"))


def first(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year)
    found = first_page(here.house, here.viewer, code, year)
    work = todo(here.house, here.viewer, code)
    return page(
        request,
        "web/first.html",
        here,
        room="first",
        found=found,
        plans=[(a, shares(a.summary)) for a in found.assessments],
        together=shares(found.together),
        documents=documents.documents(here.house, here.viewer, code, DOCUMENTS_SHOWN),
        work=work,
        work_first=bool(work.owed or work.waiting or (work.late_units and here.may(OPEN_ROUNDS))),
        owed=work.owed[:TASKS_SHOWN],
        open_rounds=[(v, progress_bar(v.tally), progress_sentence(v.tally)) for v in work.rounds[:ROUNDS_SHOWN]],
        jots=jots(here),
        record_tasks=record_tasks(here.house, here.viewer),
        coming=[(one, begin(here, one)) for one in coming(here.house, here.viewer, here.place)[:COMING_SHOWN]],
        pressing=pressing(here.house, here.viewer, here.place),
        follow=followers(here.house, here.viewer, here.place),
        may_import=here.may(IMPORT_VALUES),
        may_write=here.may(WRITE_DOCUMENTS),
        may_place=here.may(MANAGE_PLACES),
    )
