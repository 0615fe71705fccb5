"""批量导入账号: the template, the upload with all complaints at once, and the one-time passwords, handed out once."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from halfsky.actions import account_import as acts
from halfsky.exchange.files import TOO_BIG
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.queries.users import Asked, people
from halfsky.store.house import opened
from halfsky.web.standing import Link, page, signed_in, somewhere

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_UPLOAD = problem(
    "400.714",
    ("没有选择文件。", "No file was chosen."),
    ("请先选择填好的账号表。", "Choose the table of accounts first."),
)
MOST_MB = 8
SHOWN = 200
"""So many complaints are shown; the number of all is told."""


@never_cache
def users_import(request: HttpRequest) -> HttpResponse:
    """Ask for the table; read it, and either say all that is wrong or make all accounts."""
    house, viewer = opened(), signed_in(request)
    people(house, viewer, Asked())  # refuses who manages nobody
    refused: Refused | None = None
    done: acts.Imported | None = None
    if request.method == "POST":
        try:
            done = _import(request)
        except Refused as no:
            if no.status == 401:
                raise
            refused = no
    return page(
        request,
        "web/users_import.html",
        somewhere(request),
        room="users",
        trail=[Link(reverse("web:users"), Text("用户", "Users"))],
        status=refused.status if refused else 200,
        refusals=refused.refusals[:SHOWN] if refused else (),
        wrong=len(refused.refusals) if refused else 0,
        done=done,
        waiting=acts.waiting(house, viewer),
    )


def _import(request: HttpRequest) -> acts.Imported:
    house, viewer, sent = opened(), signed_in(request), request.FILES.get("file")
    if not isinstance(sent, UploadedFile) or not sent.size:
        raise NO_UPLOAD.at()
    if sent.size > MOST_MB << 20:
        raise TOO_BIG.at(sent.name or "", size=f"{sent.size / 1e6:.1f}", most=MOST_MB)
    with tempfile.TemporaryDirectory(dir=house.folder.run) as folder:
        # The name is kept for complaints alone; only its last part, so that it leads nowhere.
        path = Path(folder) / (PurePath(str(sent.name).replace("\\", "/")).name[-100:] or "accounts")
        with path.open("wb") as out:
            for piece in sent.chunks():
                out.write(piece)
        return acts.import_accounts(house, viewer, path)


def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    content = acts.account_template(opened(), signed_in(request))
    return _file(content, "账号导入模板.xlsx")


@require_POST
def handout(request: HttpRequest, number: int) -> HttpResponse:
    """The passwords, once."""
    answer = _file(acts.hand_out(opened(), signed_in(request), number), "一次性密码.xlsx")
    answer["Cache-Control"] = "no-store"
    return answer


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=WORKBOOK)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer
