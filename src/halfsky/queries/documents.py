"""The documents a house has written, of every kind: reports, dispatches, bulletins, books and letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.db.models import Count, QuerySet

from halfsky.kernel import access
from halfsky.kernel.period import Period, period
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import NOTHING, Text
from halfsky.queries import places
from halfsky.queries.letters import LETTER, closed_letters
from halfsky.queries.records import held
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
KINDS: dict[str, Text] = {
    "monitoring": Text("统计监测报告", "monitoring report"),
    "evaluation": Text("评估报告", "evaluation report"),
    "evaluation-package": Text("评估资料包", "evaluation package"),
    "dispatch": Text("月调度表", "monthly dispatch"),
    "bulletin": Text("指标进展反馈单", "bulletin of indicators"),
    "duties": Text("目标责任分解书", "book of duties"),
    "pledge": Text("目标责任书", "pledge"),
    "meeting": Text("全委会材料包", "meeting pack"),
    "letter": Text("公文", "official letter"),
    "written": Text("模板文稿", "written from a template"),
    "template": Text("文稿模板", "template"),
    "source": Text("来源文稿", "source text"),
}
"""What the kinds of documents are called."""
OTHER = Text("其他文稿", "other document")
COPIES = ("monitoring", "evaluation", "evaluation-package", "meeting")
"""The kinds that are written as a working copy or as a copy to submit."""
ORDERED = {"write_report": "monitoring", "write_evaluation": "evaluation", "write_meeting": "meeting"}
"""The jobs that write documents, and of what kind those are."""
GUARDED = {"meeting": access.WRITE_DOCUMENTS, "source": access.WRITE_DOCUMENTS}
"""The kinds that repeat what records say, or came from elsewhere: for those who write documents there."""
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".pdf": "application/pdf",
}
UNKNOWN_TYPE = "application/octet-stream"


def kind_of(code: str) -> Text:
    """What a kind of document is called."""
    return KINDS.get(code, OTHER)


@dataclass(frozen=True, slots=True)
class Written:
    """One written document and where its file lies. `period` is empty where it speaks of the whole year; `form` says
    which copy it is, where its kind has two; `signed_on` and `signed_by` say who signed it, `scan` is the digest of the
    sealed paper."""

    id: int
    kind: str
    name: str
    plan: str
    place: str
    place_name: str
    year: int
    period: Period | None
    form: Text
    written_at: dt.datetime
    by: str
    snapshot: str
    sha256: str
    path: Path
    brief: Mapping[str, Any]
    signed_on: dt.date | None = None
    signed_by: str = ""
    scan: str = ""

    @property
    def kind_label(self) -> Text:
        return kind_of(self.kind)

    @property
    def content_type(self) -> str:
        """What the file is on the wire."""
        return TYPES.get(self.suffix, UNKNOWN_TYPE)

    @property
    def suffix(self) -> str:
        return PurePath(self.name).suffix.lower()

    @property
    def packed(self) -> bool:
        """Several files as one."""
        return self.name.endswith(".zip")


@dataclass(frozen=True, slots=True)
class Order:
    """A report that was asked for and is not written yet, or could not be."""

    kind: Text
    title: str
    form: Text
    running: bool
    failed: bool
    error: str


def orders(house: House, viewer: access.Viewer, place: str) -> tuple[Order, ...]:
    """What was asked for at a place and is not there yet, the newest first."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    asked = FollowUp.objects.filter(handler__in=ORDERED, event__subject__startswith=f"{at.code} ")
    return tuple(
        _order(house, row) for row in asked.exclude(state=DONE).select_related("event").order_by("-pk")[:MOST_ORDERS]
    )


def _order(house: House, row: FollowUp) -> Order:
    detail = row.event.detail
    plan = house.content.plans.get(detail["plan"])
    title = f"{plan.title if plan else detail['plan']} {detail['year']}".strip()
    return Order(
        kind_of(ORDERED[row.handler]), title, FORMS[detail["form"]], row.state == RUNNING, row.state == DEAD, row.error
    )


def documents(house: House, viewer: access.Viewer, place: str, limit: int = 50, **only: object) -> tuple[Written, ...]:
    """The documents of a place, the newest first; `only` those of a `plan`, a `year`, some kinds (`kind__in`)."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    newest = _open(house, viewer, at).filter(**only).select_related("by").order_by("-written_at", "-id")[:limit]
    return tuple(_written(house, row, at.code, at.name) for row in newest)


def _open(house: House, viewer: access.Viewer, at: Place) -> QuerySet[Document]:
    """The documents of a place that are for the viewer: by their kind, and of letters by their record."""
    closed = [kind for kind, needed in GUARDED.items() if not access.may(viewer, needed, at, house.today())]
    rows = Document.objects.filter(place_id=at.id).exclude(kind__in=closed)
    return rows.exclude(pk__in=closed_letters(house, viewer, at))


def kinds(house: House, viewer: access.Viewer, place: str) -> tuple[tuple[str, Text, int], ...]:
    """The kinds of documents that a place has, with how many of each, the most first."""
    at = places.place(house, place)
    access.demand(viewer, access.SEE_FIGURES, at, house.today())
    counts = _open(house, viewer, at).values_list("kind").annotate(n=Count("pk")).order_by("-n", "kind")
    return tuple((code, kind_of(code), count) for code, count in counts)


def document(house: House, viewer: access.Viewer, number: int) -> Written:
    """One document, for those who may see the figures of its place (or what its kind asks for)."""
    row = Document.objects.select_related("by").filter(pk=number).first()
    if row is None:
        raise NO_DOCUMENT.at(came=number)
    if row.kind == LETTER:
        held(house, viewer, row.brief["record"]).demand()
    at = places.by_id(house, row.place_id)
    access.demand(viewer, GUARDED.get(row.kind, access.SEE_FIGURES), at, house.today())
    return _written(house, row, at.code, at.name)


def _written(house: House, row: Document, code: str, name: str) -> Written:
    return Written(
        row.pk,
        row.kind,
        row.name,
        row.plan,
        code,
        name,
        row.year,
        period(row.period) if row.period else None,
        FORMS.get(row.form, NOTHING) if row.kind in COPIES else NOTHING,
        row.written_at,
        row.by.name or row.by.username,
        row.snapshot,
        row.sha256,
        house.folder.file(row.sha256),
        row.brief,
        row.signed_on,
        row.signed_by,
        row.scan,
    )
