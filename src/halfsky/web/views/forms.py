"""报表: a form as it is printed, empty, with everything that its paper carries."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.store.house import opened
from halfsky.web.present.paper import paper
from halfsky.web.standing import page, signed_in, somewhere


def blank(request: HttpRequest, code: str) -> HttpResponse:
    """The blank form; what is asked of whom is no secret to anyone who is signed in."""
    signed_in(request)
    content = opened().content
    form = content.form(code)
    rates = {i: (content.indicators[i].name, content.indicators[i].unit) for i in form.rates}
    here = somewhere(request)
    agency = content.agencies.get(form.agency)
    return page(
        request,
        "web/form.html",
        here,
        room="rounds",
        paper=paper(form, content.elements, rates),
        form=form,
        agency=agency,
    )
