"""区划名单: the statistics bureau's yearly list, compared with the tree, gone through line by line, applied."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from halfsky.actions import yearly_list as acts
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.kernel.tree_change import APART, Kind
from halfsky.queries import tree_lists as query
from halfsky.store.house import House, opened
from halfsky.web.standing import Link, language_of, page, said, sent, signed_in, somewhere
from halfsky.web.uploading import sent_file
from halfsky.web.views.tree_changes import UNREAD

PAGE = 100
LISTS = Text("区划名单", "Lists of places")
DECISIONS = {
    "open": Text("未处理", "open"),
    "taken": Text("已采纳", "taken"),
    "left": Text("不采纳", "left"),
}
INSTEAD = {
    Kind.MERGE: Text("并入另一个区划", "merged into another place"),
    Kind.RECODE: Text("变更了代码", "given another code"),
    APART: Text("各自撤销、新设", "ended and begun apart"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """The lists so far, and the form to hand one in."""
    house, viewer = opened(), signed_in(request)
    found = query.tree_lists(house, viewer)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            number = _handed_in(request, house)
            return HttpResponseRedirect(reverse("web:tree_list", args=[number]))
        except Refused as no:
            refused = no
    return page(
        request,
        "web/tree_lists.html",
        somewhere(request),
        room="place",
        status=refused.status if refused else 200,
        lists=found,
        day=request.POST.get("day") or str(house.today()),
        refusals=refused.refusals if refused else (),
    )


def _handed_in(request: HttpRequest, house: House) -> int:
    try:
        day = dt.date.fromisoformat(sent(request, "day"))
    except ValueError as why:
        raise UNREAD.at(field=Text("以哪天为准", "The day"), came=sent(request, "day")) from why
    name, pieces = sent_file(request)
    path = house.folder.run / f"list.{os.getpid()}.{id(pieces)}.part"
    try:
        with path.open("wb") as out:
            out.writelines(pieces)
        return acts.hand_in(house, signed_in(request), path, name, day)
    finally:
        path.unlink(missing_ok=True)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One list: its lines, of a kind or with a decision, a hundred at a time; what is decided about them."""
    house, viewer = opened(), signed_in(request)
    refused: Refused | None = None
    if request.method == "POST":
        query.tree_list(house, viewer, number)
        try:
            _decided(request, house, number)
            pressed = sent(request, "take") or sent(request, "leave") or sent(request, "tell")
            return HttpResponseRedirect(_address(number, request.POST) + (f"#line-{pressed}" if pressed else ""))
        except Refused as no:
            if no.status in (401, 403):
                raise
            refused = no
    found = query.tree_list(house, viewer, number)
    kind, decision, after = said(request, "kind"), said(request, "decision"), said(request, "after")
    start = int(after) if after.isdigit() else 0
    shown = query.lines(house, viewer, number, kind=kind, decision=decision, after=start, limit=PAGE + 1)
    asked = {"kind": kind, "decision": decision}
    return page(
        request,
        "web/tree_list.html",
        somewhere(request),
        room="place",
        trail=[Link(reverse("web:tree_lists"), LISTS)],
        status=refused.status if refused else 200,
        list=found,
        lines=[(x, DECISIONS[x.decision], _instead(x.kind)) for x in shown[:PAGE]],
        kind=kind,
        decision=decision,
        after=after,
        kinds=[(k, label, n, _address(number, {**asked, "kind": k})) for k, label, n in found.counts],
        decisions=[(d, label, _address(number, {**asked, "decision": d})) for d, label in DECISIONS.items()],
        every=_address(number, {"decision": decision}),
        undecided=_address(number, {"kind": kind}),
        more=_address(number, {**asked, "after": str(shown[PAGE - 1].number)}) if len(shown) > PAGE else "",
        refusals=refused.refusals if refused else (),
    )


def _instead(kind: str) -> list[tuple[str, Text]]:
    """What a line may be taken for instead."""
    return [(str(k), INSTEAD[k]) for k in acts.TOLD.get(Kind(kind), ())] if kind != APART else []


def _address(number: int, asked: Mapping[str, str]) -> str:
    kept = {k: asked[k] for k in ("kind", "decision", "after") if asked.get(k)}
    return reverse("web:tree_list", args=[number]) + (f"?{urlencode(kept)}" if kept else "")


def _decided(request: HttpRequest, house: House, number: int) -> None:
    """Do what the pressed button asks."""
    viewer = signed_in(request)
    for name, decision in (("take", acts.TAKEN), ("leave", acts.LEFT), ("reopen", acts.OPEN)):
        if sent(request, name).isdigit():
            acts.decide(house, viewer, number, decision, lines=[int(sent(request, name))])
    every, kind, line = sent(request, "every"), sent(request, "kind"), sent(request, "tell")
    if every in acts.DECISIONS:
        acts.decide(house, viewer, number, every, kind=kind)
    elif every == "proven":
        acts.decide(house, viewer, number, acts.TAKEN, kind=kind, guesses=False)
    if line.isdigit():
        acts.tell(house, viewer, number, int(line), sent(request, f"as-{line}"), sent(request, f"other-{line}"))
    if sent(request, "apply"):
        acts.request_apply(house, viewer, number)
        words = Text("已开始应用，完成后这里会显示。", "Being applied; this page will say when it is done.")
        messages.success(request, words.in_(language_of(request)), extra_tags="good")


@require_GET
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far a list is, for a page that asks again; the page is loaded anew when it is through."""
    found: Any = query.tree_list(opened(), signed_in(request), number)
    answer = page(request, "web/parts/tree_state.html", None, list=found)
    if not found.waiting:
        answer["HX-Refresh"] = "true"
    return answer
