"""上报表: one sheet to fill in or to read, at /rounds/ID/CODE. Without a script it is a plain form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from halfsky.actions.drafts import STALE, save_draft
from halfsky.actions.readings import note_sheet
from halfsky.actions.submissions import enter_for, submit
from halfsky.kernel.answer import REASONS
from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import Text
from halfsky.queries import sheets as query
from halfsky.queries.sheets import Sheet
from halfsky.store.house import opened
from halfsky.web.present import sheet_page as words
from halfsky.web.present.sheet_findings import findings
from halfsky.web.present.sheet_grid import cell_name, grid
from halfsky.web.standing import Here, Link, language_of, page, said, signed_in, stand, viewer_of

KEPT = Text("已暂存。", "Your draft is kept.")
HANDED_IN = Text("已上报。", "Handed in.")
ENTERED = Text("已代录，等待填报单位确认。", "Entered; the agency is asked to confirm it.")
ROWS_TO_RETURN = 3
"""So many lines for cells that are wrong, where no script adds more."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form or a script sends: texts by cell, explanations by finding, comments by cell, the version it read."""

    answers: dict[str, str]
    explained: dict[str, str]
    comments: dict[str, str]
    version: int


def typed(request: HttpRequest) -> Typed:
    """The fields of the plain form: a.CELL, e.FINDING, m.CELL."""
    fields = {name: str(text).replace("\0", "").strip() for name, text in request.POST.items()}

    def group(mark: str) -> dict[str, str]:
        return {name[2:]: text for name, text in fields.items() if name.startswith(mark) and text}

    comments = group("m.")
    if (at := fields.get("comment-at", "")) and (more := fields.get("comment", "")):
        comments[at] = more
    version = fields.get("version", "")
    return Typed(group("a."), group("e."), comments, int(version) if version.isascii() and version.isdigit() else 0)


def found_sheet(request: HttpRequest, number: int, code: str, revision: int | None = None) -> tuple[Here, Sheet]:
    """The sheet, and where it stands: at its place, in the year of its period. That others open it is noted."""
    signed_in(request)
    year = query.desk(opened(), number, code).round.period.last_day().year
    here = stand(request, code, year)
    of = query.sheet(here.house, here.viewer, number, code, revision)
    note_sheet(here.house, here.viewer, of)
    return here, of


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """The page; sent as a plain form it saves, checks or hands in."""
    if request.method == "POST":
        return _sent(request, number, code)
    asked = said(request, "revision")
    here, of = found_sheet(request, number, code, int(asked) if asked.isascii() and asked.isdigit() else None)
    return _page(request, here, of)


def _sent(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """What the three buttons do. Whatever is refused, the texts stay in their fields."""
    here, of = found_sheet(request, number, code)
    what, given = request.POST.get("do", "save"), typed(request)
    try:
        if what == "submit":
            submit(
                here.house, here.viewer, number, code, given.answers, given.explained, given.comments,
                version=given.version,
            )  # fmt: skip
        elif what == "enter":
            scan = request.POST.get("scan", "")
            enter_for(
                here.house,
                here.viewer,
                number,
                code,
                given.answers,
                given.explained,
                int(scan) if scan.isdigit() else 0,
            )
        elif what == "save":
            save_draft(
                here.house, here.viewer, number, code, given.answers, given.explained, given.comments, given.version
            )
    except Refused as no:
        return _page(request, here, *_typed_over(here, of, given, no), status=no.status)
    if what == "check":
        return _page(request, here, *_typed_over(here, of, given, None))
    told = {"submit": HANDED_IN, "enter": ENTERED}.get(what, KEPT)
    messages.success(request, told.in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(reverse("web:sheet", kwargs={"number": number, "code": code}))


def _typed_over(
    here: Here, of: Sheet, given: Typed, no: Refused | None
) -> tuple[Sheet, tuple[Refusal, ...], Mapping[str, str]]:
    """The sheet with what was sent instead of what is kept; the refusals; and what somebody else saved meanwhile.

    Refusals placed at cells are shown by the check itself. A stale version comes back with the newer one's number: who
    sends again has seen both."""
    checked = query.check_answers(here.house, here.viewer, of.round.id, of.place.code, given.answers)
    refusals = () if no is None else no.refusals
    stale = any(r.problem is STALE for r in refusals)
    theirs = {k: of.raw.get(k, "") for k in {*of.raw, *given.answers}} if stale else {}
    shown = replace(
        of,
        raw=given.answers,
        answers=checked.answers,
        refused=checked.refused,
        totals=checked.totals,
        findings=checked.findings,
        left=checked.left,
        explained=given.explained,
        comments=given.comments,
        version=of.version if stale else given.version,
    )
    others = {k: text for k, text in theirs.items() if text != given.answers.get(k, "")}
    return shown, refusals, others


def _page(
    request: HttpRequest,
    here: Here,
    of: Sheet,
    refusals: tuple[Refusal, ...] = (),
    others: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    lang = language_of(request)
    filling = (of.editable or of.enters_for) and not said(request, "revision")
    compared = words.revision(of, _number(said(request, "against")))
    found, laid = findings(of), grid(of, compared.entries if compared else None)
    everywhere = [r for r in refusals if not r.where or r.where == here.place.name or "|" not in r.where]
    return page(
        request,
        "web/sheet.html",
        here,
        room="tasks" if filling else "waiting",
        trail=_trail(of),
        status=status,
        of=of,
        grid=laid,
        found=found,
        filling=filling,
        state=words.state_label(of),
        look=words.state_look(of.state),
        next=words.next_says(of, here.house.today()),
        submit_says=words.submit_says(of, found),
        agency=here.house.content.agencies.get(of.agency),
        reasons=[r.label for r in REASONS],
        checksum=words.checksum(of),
        refusals=everywhere,
        pointed=[(r, cell_name(of, r.where)) for r in refusals if r not in everywhere and _known(of, r.where)],
        others=[(cell_name(of, k), text) for k, text in (others or {}).items() if _known(of, k)],
        compared=compared,
        differences=words.differences(of, compared.entries, of.answers) if compared else (),
        newest=max((r.revision for r in of.history), default=0),
        rows_to_return=range(ROWS_TO_RETURN),
        printed_on=here.house.now(),
        data=_data(request, of, lang) if filling else None,
        local=_local(request, of),
    )


def _known(of: Sheet, key: str) -> bool:
    return key.partition("|")[0] in of.content.elements or key.partition("|")[0] in of.form.rates


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _trail(of: Sheet) -> list[Link]:
    href = f"/rounds/{of.round.id}"
    return [Link(href, of.form.title + Text(" ") + of.round.period.label)]


def _local(request: HttpRequest, of: Sheet) -> str:
    """Under what the reader's machine keeps what it could not send: each person apart."""
    return f"{viewer_of(request).user_id}/{of.round.id}/{of.place.code}"


def _data(request: HttpRequest, of: Sheet, lang: str) -> dict[str, Any]:
    """What the script of the grid begins with; `kept` says that drafts go to the house (代录 stays on the machine)."""
    at = {"number": of.round.id, "code": of.place.code}
    return {
        "key": _local(request, of),
        "version": of.version,
        "explained": dict(of.explained),
        "comments": dict(of.comments),
        "kept": of.editable,
        "draft": reverse("web:sheet_draft", kwargs=at),
        "check": reverse("web:sheet_check", kwargs=at),
        "submit": reverse("web:sheet_submit", kwargs=at),
        "sign_in": reverse("web:sign_in"),
        "reasons": [r.label.in_(lang) for r in REASONS],
    }
