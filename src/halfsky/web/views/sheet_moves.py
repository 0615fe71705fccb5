"""Handling a sheet: the moves of its workflow, files that belong to it, and corrections of what was accepted."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from halfsky.actions.attachments import MOST_BYTES, TOO_LARGE
from halfsky.actions.attachments import attach as attach_file
from halfsky.actions.corrections import correct as correct_sheet
from halfsky.actions.corrections import plan_correction
from halfsky.actions.readings import note_sheet
from halfsky.actions.submissions import take_step
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.text import Text
from halfsky.queries import sheets as query
from halfsky.queries.impact import Impact
from halfsky.queries.sheets import Sheet
from halfsky.store.house import opened
from halfsky.web.present import sheet_page as words
from halfsky.web.present.sheet_findings import findings
from halfsky.web.present.sheet_grid import cell_name, grid, shown_answer
from halfsky.web.standing import Here, Link, language_of, page, signed_in
from halfsky.web.views.sheets import Typed, found_sheet, typed

NO_FILE = problem(
    "400.811",
    ("没有选择文件。", "No file was chosen."),
    ("请选择盖章扫描件（PDF、JPG 或 PNG）再上传。", "Choose the scan (PDF, JPG or PNG), then upload it."),
)
NOT_CORRECTABLE = problem(
    "409.810",
    ("这份上报表现在不能更正。", "This sheet cannot be corrected now."),
    (
        "只有已验收的上报表由验收单位更正；没有验收的请退回修改。",
        "Only accepted sheets are corrected, by who accepts them.",
    ),
)
NO_SUCH_FILE = problem(
    "404.810",
    ("这份上报表没有这个附件。", "The sheet has no such file."),
    ("请刷新页面再打开。", "Reload the page and open it again."),
)
UPLOADED = Text("已上传：{name}", "Uploaded: {name}")
DONE = Text("已办理：{move}。", "Done: {move}.")
CORRECTED = Text("已更正，生成第{n}版；{k}个数据随之变化。", "Corrected, revision {n}; {k} figures changed with it.")


def _to_sheet(number: int, code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("web:sheet", kwargs={"number": number, "code": code}))


@require_POST
def step(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """One move; a return names cells with what is wrong with them (at-N, wrong-N)."""
    here, of = found_sheet(request, number, code)
    move = request.POST.get("move", "")
    at = {n.removeprefix("at-"): str(v) for n, v in request.POST.items() if n.startswith("at-") and v}
    wrong = {cell: text for n, cell in at.items() if (text := request.POST.get(f"wrong-{n}", "").strip())}
    named = _number(request.POST.get("submission", ""))
    take_step(here.house, here.viewer, named, move, request.POST.get("reason", "").strip(), wrong)
    label = next((m.label for m in of.content.workflow_of(of.form).moves if m.code == move), Text(move))
    messages.success(request, DONE.format(move=label).in_(language_of(request)), extra_tags="good")
    return _to_sheet(number, code)


@require_POST
def attach(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Keep a file with the sheet."""
    viewer, sent = signed_in(request), request.FILES.get("file")
    if sent is None:
        raise NO_FILE.at()
    name = sent.name or "scan"
    if (sent.size or 0) > MOST_BYTES:  # said before it is read into memory
        raise TOO_LARGE.at(name, size=(sent.size or 0) // 1048576, most=MOST_BYTES // 1048576)
    attach_file(opened(), viewer, number, code, name, sent.read())
    messages.success(request, UPLOADED.format(name=name).in_(language_of(request)), extra_tags="good")
    return _to_sheet(number, code)


def attachment(request: HttpRequest, number: int, code: str, file: int) -> FileResponse:
    """A file of the sheet, for those who may read the sheet."""
    house, viewer = opened(), signed_in(request)
    of = query.sheet(house, viewer, number, code)
    note_sheet(house, viewer, of)
    kept = next((a for a in of.attachments if a.pk == file), None)
    if kept is None:
        raise NO_SUCH_FILE.at(of.place.name)
    path = house.folder.file(kept.sha256)
    return FileResponse(path.open("rb"), as_attachment=True, filename=kept.name)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """更正: choose cells and new values; every figure that changes is listed; then it is confirmed."""
    here, of = found_sheet(request, number, code)
    if not of.correctable or of.submission_id is None:
        raise NOT_CORRECTABLE.at(of.place.name)
    if request.method != "POST":
        return _correction(request, here, of)
    given, reason = typed(request), request.POST.get("reason", "").strip()
    changed = {
        k: text for k in {*of.raw, *given.answers} if (text := given.answers.get(k, "")) != _kept(request, of, k)
    }
    over = _over(here, of, given)
    try:
        if request.POST.get("do") == "confirm":
            digest = request.POST.get("digest", "")
            made = correct_sheet(here.house, here.viewer, of.submission_id, changed, reason, digest, given.explained)
            count = _number(request.POST.get("count", ""))
            told = CORRECTED.format(n=made.revision, k=count)
            messages.success(request, told.in_(language_of(request)), extra_tags="good")
            return _to_sheet(number, code)
        found = plan_correction(here.house, here.viewer, of.submission_id, changed, given.explained)
    except Refused as no:
        return _correction(request, here, over, no.refusals, before=of)
    return _correction(request, here, over, found=found, reason=reason, before=of)


def _kept(request: HttpRequest, of: Sheet, key: str) -> str:
    """What the field of a cell held before anybody changed it."""
    answer = of.answers.get(key)
    return shown_answer(answer).in_(language_of(request)) if answer is not None else ""


def _over(here: Here, of: Sheet, given: Typed) -> Sheet:
    checked = query.desk(here.house, of.round.id, of.place.code).check(given.answers)
    return replace(
        of,
        raw=given.answers,
        answers=checked.answers,
        refused=checked.refused,
        totals=checked.totals,
        findings=checked.findings,
        left=checked.left,
        explained={**of.explained, **given.explained},
    )


def _correction(
    request: HttpRequest,
    here: Here,
    of: Sheet,
    refusals: tuple[Refusal, ...] = (),
    found: Impact | None = None,
    reason: str = "",
    before: Sheet | None = None,
) -> HttpResponse:
    at = {"number": of.round.id, "code": of.place.code}
    kept = before or of
    return page(
        request,
        "web/sheet_correct.html",
        here,
        room="waiting",
        trail=[
            Link(f"/rounds/{of.round.id}", of.form.title + Text(" ") + of.round.period.label),
            Link(reverse("web:sheet", kwargs=at), of.place.name),
        ],
        status=Refused(refusals).status if refusals else 200,
        of=of,
        grid=grid(of, kept.answers),
        found=findings(of),
        filling=True,
        correcting=True,
        impact=found,
        reason=reason or request.POST.get("reason", ""),
        changes=words.differences(of, kept.answers, of.answers),
        refusals=[(r, cell_name(of, r.where) if "|" in r.where else None) for r in refusals],
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
