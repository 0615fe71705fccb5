"""Views of lists: kept, renamed, dropped by who made them. The list says its own name and address."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from halfsky.actions.views import drop_view, keep_view, rename_view
from halfsky.kernel.text import Text
from halfsky.store.house import opened
from halfsky.web.standing import language_of, sent, signed_in

KEPT = Text("已保存视图“{name}”。", "The view {name} is kept.")
RENAMED = Text("视图已改名为“{name}”。", "The view is called {name} now.")
DROPPED = Text("已删除视图“{name}”。", "The view {name} is dropped.")
PRIVATE = frozenset({"q", "page"})
"""What no view keeps: words that were looked for may name somebody."""


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    pairs = [(k, v) for k, v in parse_qsl(sent(request, "query").lstrip("?")) if k not in PRIVATE]
    columns = [v for k, v in pairs if k == "c"]
    query = [(k, v) for k, v in pairs if k != "c"]
    row = keep_view(house, viewer, sent(request, "list"), sent(request, "name"), query, columns)
    return _back(request, KEPT, row.name)


@require_POST
def rename(request: HttpRequest, number: int) -> HttpResponse:
    row = rename_view(opened(), signed_in(request), number, sent(request, "name"))
    return _back(request, RENAMED, row.name)


@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    row = drop_view(opened(), signed_in(request), number)
    return _back(request, DROPPED, row.name)


def _back(request: HttpRequest, said: Text, name: str) -> HttpResponse:
    """To the list that the view is of."""
    messages.success(request, said.format(name=name).in_(language_of(request)), extra_tags="good")
    back = sent(request, "next")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(back if safe else "/")
