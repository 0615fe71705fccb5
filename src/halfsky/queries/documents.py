"""The documents a house has written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from halfsky.kernel import access
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text
from halfsky.queries import places
from halfsky.store.house import House
from halfsky.store.models import Document, FollowUp
from halfsky.store.models.follow import DEAD, DONE, RUNNING

NO_DOCUMENT = problem(
    "404.20",
    ("没有编号为 {came} 的文稿。", "There is no document {came}."),
    ("请从“文稿”列表中打开。", "Open it from the list of documents."),
)
MOST_ORDERS = 20
FORMS = {"work": Text("工作稿", "working copy"), "final": Text("报送稿", "copy to submit")}


@dataclass(frozen=True, slots=True)
class Written:
    """One written document and where its file lies."""

    id: int
    name: str
    plan: str
    place: str
    place_name: str
    year: int
    form: Text
    written_at: dt.datetime
    by: str
    snapshot: str
    sha256: str
    path: Path
    brief: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """A report that was asked for and is not written yet, or could not be."""

    title: str
    form: Text
    running: bool
    failed: bool
    error: str


def orders(house: House, viewer: access.Viewer, place: str) -> tuple[Order, ...]:
    """What was asked for at a place and is not there yet, the newest first."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    asked = FollowUp.objects.filter(handler="write_report", event__subject__startswith=f"{at.code} ")
    return tuple(
        _order(house, row) for row in asked.exclude(state=DONE).select_related("event").order_by("-pk")[:MOST_ORDERS]
    )


def _order(house: House, row: FollowUp) -> Order:
    detail = row.event.detail
    plan = house.content.plans.get(detail["plan"])
    title = f"{plan.title if plan else detail['plan']} {detail['year']}"
    return Order(title, FORMS[detail["form"]], row.state == RUNNING, row.state == DEAD, row.error)


def documents(house: House, viewer: access.Viewer, place: str, limit: int = 50) -> tuple[Written, ...]:
    """The documents of a place, the newest first."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    rows = Document.objects.filter(place_id=at.id).select_related("by").order_by("-written_at", "-id")[:limit]
    return tuple(_written(house, row, at.code, at.name) for row in rows)


def document(house: House, viewer: access.Viewer, number: int) -> Written:
    """One document, for those who may see the figures of its place."""
    row = Document.objects.select_related("by").filter(pk=number).first()
    if row is None:
        raise NO_DOCUMENT.at(came=number)
    at = places.by_id(house, row.place_id)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    return _written(house, row, at.code, at.name)


def _written(house: House, row: Document, code: str, name: str) -> Written:
    return Written(
        row.pk,
        row.name,
        row.plan,
        code,
        name,
        row.year,
        FORMS[row.form],
        row.written_at,
        row.by.name or row.by.username,
        row.snapshot,
        row.sha256,
        house.folder.file(row.sha256),
        row.brief,
    )
