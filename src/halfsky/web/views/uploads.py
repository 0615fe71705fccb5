"""Workbooks: download a form and send it back; send a table of many units, say once what its headings mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from halfsky.actions import own_books, sheet_files
from halfsky.exchange.meaning import NOTHING_FURTHER, Axis, together
from halfsky.kernel.refusals import Refused
from halfsky.kernel.text import Text
from halfsky.queries import uploads as query
from halfsky.queries.sheets import Sheet
from halfsky.store.house import opened
from halfsky.web.standing import Here, Link, language_of, page, said, sent, signed_in, stand
from halfsky.web.uploading import sent_file
from halfsky.web.views.sheets import found_sheet

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILLED = Text("已读入{n}个数，请核对后上报。", "{n} figures were read; please check them and hand in.")
TAKEN = Text("已上报{n}个单位。", "{n} units have been handed in.")
SHOWN = 100


@require_POST
def sheet_book(request: HttpRequest, number: int, code: str) -> FileResponse:
    """The workbook of a unit's form; that it was taken is logged, so it is asked for with a form."""
    return _file(*sheet_files.sheet_book(opened(), signed_in(request), number, code))


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_upload(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """The page with the workbook to take and to bring back; what is wrong with the one that came."""
    here, of = found_sheet(request, number, code)
    if request.method != "POST":
        return _sheet_page(request, here, of)
    try:
        name, pieces = sent_file(request)
        again = bool(sent(request, "again"))
        filled = sheet_files.fill_from_book(here.house, here.viewer, number, code, pieces, name, again)
    except Refused as no:
        return _sheet_page(request, here, of, refused=no)
    if filled.own is not None and filled.own.state != query.DONE:
        return HttpResponseRedirect(reverse("web:upload", args=[filled.token]))
    if filled.complaints:
        return _sheet_page(request, here, of, refused=Refused(filled.complaints), filled=filled)
    told = FILLED.format(n=filled.cells).in_(language_of(request))
    messages.success(request, told, extra_tags="good")
    return HttpResponseRedirect(reverse("web:sheet", kwargs={"number": number, "code": code}))


def _sheet_page(
    request: HttpRequest,
    here: Here,
    of: Sheet,
    refused: Refused | None = None,
    filled: sheet_files.Filled | None = None,
) -> HttpResponse:
    form, label = of.form, of.form.title + Text(" ") + of.round.period.label
    at = {"number": of.round.id, "code": of.place.code}
    kept = query.upload(here.house, here.viewer, filled.token) if filled else None
    return page(
        request,
        "web/upload_form.html",
        here,
        room="tasks",
        trail=[Link(reverse("web:sheet", kwargs=at), label)],
        status=refused.status if refused else 200,
        of=of,
        form=form,
        refusals=refused.refusals[:SHOWN] if refused else (),
        wrong=len(refused.refusals) if refused else 0,
        shown=SHOWN,
        filled=filled,
        token=filled.token if kept is not None and filled is not None and kept.marked else "",
    )


@require_POST
def units_book(request: HttpRequest, number: int) -> FileResponse:
    """The sheet for all units under a place (分县数)."""
    return _file(*sheet_files.units_sheet(opened(), signed_in(request), number, sent(request, "under")))


@require_http_methods(["GET", "HEAD", "POST"])
def units_upload(request: HttpRequest, number: int) -> HttpResponse:
    """The page for tables of many units: ours to take, theirs to send, a chain to paste."""
    viewer, post = signed_in(request), request.method == "POST"
    of = query.below(opened(), viewer, number, sent(request, "under") if post else said(request, "under"))
    here = stand(request, of.place.code, of.round.period.last_day().year)
    refused: Refused | None = None
    if post:
        try:
            name, pieces = sent_file(request, pasted="pasted")
            again = bool(sent(request, "again"))
            kept = own_books.receive_units(here.house, viewer, number, of.place.code, pieces, name, again)
            return HttpResponseRedirect(reverse("web:upload", args=[kept.token]))
        except Refused as no:
            refused = no
    return page(
        request,
        "web/upload_units.html",
        here,
        room="rounds",
        trail=[_to_round(of)],
        status=refused.status if refused else 200,
        of=of,
        form=of.round.form,
        count=len(of.units),
        refusals=refused.refusals[:SHOWN] if refused else (),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """One file on its way in: say what its headings mean; how far it is; what is wrong with it."""
    kept = query.upload(opened(), signed_in(request), token)
    if request.method == "POST":
        chosen = {side.axis: _chosen(request, side) for side in kept.sides}
        units = [sent(request, f"unit{n}") for n, _ in enumerate(kept.tables)]
        leave_out = bool(sent(request, "leave"))
        try:
            own_books.confirm_meaning(opened(), signed_in(request), token, chosen, units, leave_out)
        except Refused as no:
            return _upload_page(request, _as_chosen(kept, chosen, units), refused=no)
        return HttpResponseRedirect(reverse("web:upload", args=[token]))
    return _upload_page(request, kept)


def _chosen(request: HttpRequest, side: query.Side) -> dict[str, str]:
    """What was chosen for the labels of a side; of elements and breakdowns that stand apart, both together."""
    found = {}
    for n, label in enumerate(side.labels):
        key = sent(request, f"{side.axis}{n}")
        found[label.text] = together(key, sent(request, f"{side.axis}{n}b") or "|") if side.what == "elements" else key
    return found


def _as_chosen(kept: query.Upload, chosen: Mapping[Axis, Mapping[str, str]], units: list[str]) -> query.Upload:
    """The upload as the page shows it again: with what was chosen in place of what was proposed."""
    sides = tuple(
        replace(side, labels=tuple(replace(label, key=chosen[side.axis][label.text]) for label in side.labels))
        for side in kept.sides
    )
    tables = tuple(replace(table, unit=unit) for table, unit in zip(kept.tables, units, strict=True))
    return replace(kept, sides=sides, tables=tables)


@require_GET
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """How far a file is, for a page that asks again."""
    kept = query.upload(opened(), signed_in(request), token)
    return page(request, "web/parts/upload_state.html", None, **_state(kept))


@require_GET
def marked(request: HttpRequest, token: str) -> FileResponse:
    """The copy of the file with its wrong cells coloured and commented."""
    kept = query.upload(opened(), signed_in(request), token)
    stem = kept.name.rpartition(".")[0] or kept.name
    lang = language_of(request)
    return _file(f"{stem}{Text('（标出问题）', ' (marked)').in_(lang)}.xlsx", query.marked(kept, lang))


def _upload_page(request: HttpRequest, kept: query.Upload, refused: Refused | None = None) -> HttpResponse:
    house, viewer = opened(), signed_in(request)
    of = query.giving(house, viewer, kept)
    trail = [Link(_way_back(kept), UPLOAD if not kept.alone else EXCEL_WAY)]
    if not kept.alone:
        trail.insert(0, _to_round(of))
    return page(
        request,
        "web/upload.html",
        stand(request, of.place.code, of.round.period.last_day().year),
        room="tasks" if kept.alone else "rounds",
        trail=trail,
        status=refused.status if refused else 200,
        of=of,
        form=of.round.form,
        sides=_sides(of, kept) if kept.state == query.MAPPING else (),
        breakdowns=query.breakdown_choices(of),
        refusals=refused.refusals if refused else (),
        **_state(kept),
    )


def _sides(of: query.Giving, kept: query.Upload) -> list[tuple[query.Side, list[tuple[str, Text]]]]:
    """The sides of a table with what their labels may be matched to. Where several sheets may say elements, a label may
    say a breakdown alone."""
    cells, elements, breakdowns = query.choices(of), query.element_choices(of), query.breakdown_choices(of)
    several = any(side.axis == "sheets" for side in kept.sides)
    choices = {
        "cells": [*cells, *breakdowns] if several else cells,
        "elements": elements,
        "breakdowns": breakdowns,
        "sheets": [(NOTHING_FURTHER, READ), *elements],
    }
    return [(side, choices[side.what]) for side in kept.sides]


def _way_back(kept: query.Upload) -> str:
    """Where a file is sent again."""
    if kept.alone:
        return reverse("web:sheet_upload", kwargs={"number": kept.round, "code": kept.under})
    return f"{reverse('web:units_upload', args=[kept.round])}?under={kept.under}"


def _state(kept: query.Upload) -> dict[str, Any]:
    return {
        "kept": kept,
        "back": _way_back(kept),
        "waiting": kept.state in (query.WAITING, query.READING),
        "complaints": kept.complaints[:SHOWN],
        "shown": SHOWN,
    }


def _to_round(of: query.Giving) -> Link:
    address = f"{reverse('web:round', args=[of.row.pk])}?at={of.place.code}"
    return Link(address, of.round.form.title + Text(" ") + of.round.period.label)


def _file(name: str, content: bytes) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=EXCEL)


UPLOAD = Text("上传表格", "Send a table")
READ = Text("读入", "read it")
EXCEL_WAY = Text("用 Excel 填报", "Fill in with Excel")
