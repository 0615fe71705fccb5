"""责任书: the pledges of a year with the places below: written all at once, taken as one zip, signed one by one."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from halfsky.actions.pledges import OFFICE, write_pledges
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries.documents import NO_DOCUMENT
from halfsky.queries.pledges import pledged
from halfsky.web.standing import Here, Link, language_of, page, sent, stand

WRITTEN = Text("已形成{n}份责任书。", "{n} pledges are written.")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@require_http_methods(["GET", "HEAD", "POST"])
def pledges(request: HttpRequest, code: str, year: int, plan: str) -> HttpResponse:
    """The places below with their pledges; sent as a form, new ones are written."""
    here, refused = stand(request, code, year, "duty_pledges", plan=plan), None
    if request.method == "POST":
        try:
            made = _write(request, here, plan)
        except Refused as no:
            if no.status != 400:
                raise
            refused = no
        else:
            messages.success(request, WRITTEN.format(n=made).in_(language_of(request)), extra_tags="good")
            return HttpResponseRedirect(here.to("duty_pledges", plan=plan))
    found = pledged(here.house, here.viewer, plan, code, year)
    return page(
        request,
        "web/duty_pledges.html",
        here,
        room="duties",
        trail=[Link(here.to("duties", plan=plan), Text("责任分解", "Duties"))],
        status=refused.status if refused else 200,
        plan=here.house.content.plan(plan),
        found=found,
        able=sum(x.has_targets for x in found),
        written=sum(bool(x.papers) for x in found),
        upper=sent(request, "upper") or here.place.name + OFFICE,
        lower=sent(request, "lower") or OFFICE,
        signer=sent(request, "signer"),
        day=sent(request, "day"),
        back=here.to("duty_pledges", plan=plan),
        today=here.house.today(),
        refusals=refused.refusals if refused else (),
    )


def _write(request: HttpRequest, here: Here, plan: str) -> int:
    try:
        day = dt.date.fromisoformat(sent(request, "day"))
    except ValueError:
        day = None
    upper, lower, signer = (sent(request, name) for name in ("upper", "lower", "signer"))
    made = write_pledges(here.house, here.viewer, plan, here.place.code, here.year, upper, lower, signer, day)
    return len(made)


@require_GET
def together(request: HttpRequest, code: str, year: int, plan: str) -> HttpResponse:
    """The newest pledge of every place below in one zip."""
    here = stand(request, code, year, "duty_pledges", plan=plan)
    newest = [x.newest for x in pledged(here.house, here.viewer, plan, code, year) if x.newest]
    if not newest:
        raise NO_DOCUMENT.at(came=f"{here.place.name} {year}")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for of in newest:
            target.writestr(zipfile.ZipInfo(of.name.replace("/", "-"), _EPOCH), of.path.read_bytes())
    name = content_disposition_header(True, f"{here.place.name}{year}年责任书.zip")
    return HttpResponse(
        out.getvalue(), content_type="application/zip", headers={"Content-Disposition": name or "attachment"}
    )
