"""Evaluations written: the report as a document, and beside it one package with all that it rests on.

Both are filed in one action. A request from a page is an action of its own, which a job answers once.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

from halfsky.actions.acting import acting
from halfsky.actions.documents import FORMS, demand_form
from halfsky.actions.filed import Paper, put
from halfsky.documents import evaluation as report
from halfsky.documents.evaluation import ENDINGS
from halfsky.exchange import evaluation_tables as tables
from halfsky.exchange.bundle import bundled
from halfsky.exchange.plan_book import as_workbook
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.evaluation import Evaluation, Words
from halfsky.kernel.plan import Plan
from halfsky.kernel.refusals import problem
from halfsky.kernel.scoring import Method
from halfsky.queries import places
from halfsky.queries.afresh import sight_for
from halfsky.queries.evaluations import evaluate
from halfsky.store.head import head as current_head
from halfsky.store.house import House
from halfsky.store.models import Document, LogEntry, User
from halfsky.store.viewers import viewer_of

KIND = "evaluation"
PACKAGE = "evaluation-package"
NO_METHOD = problem(
    "400.1024",
    ("没有实现程度的计算方法“{came}”。", "There is no method “{came}” for the index."),
    ("可选：{known}；不写就用规划选定的方法。", "Choose {known}; leave it out for the plan's own."),
)


def write_evaluation(
    house: House,
    viewer: Viewer,
    plan: str,
    place: str,
    year: int,
    form: str = "work",
    as_of: dt.date | None = None,
    request: int | None = None,
    method: str = "",
    words: Words | None = None,
) -> tuple[Document, Document]:
    """Write the evaluation of a plan at a place and its package, and keep both. `form` is "work" or "final".

    `request` is the position in the log of the request that this answers; `words` are persons' texts.
    """
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    copy, chosen = demand_form(form), read_method(method)
    found = evaluate(house, viewer, plan, place, year, as_of, sight_for(house, viewer, form), chosen, words)
    a, now, head = found.assessment, house.now(), current_head()
    with tempfile.TemporaryDirectory(dir=house.folder.run) as scratch:
        out = Path(scratch) / "report.docx"
        log_head = f"{head.position} {head.mac[:12]}"
        brief = report.write(found, copy, out, written_at=now, log_head=log_head).to_json()
        content = out.read_bytes()
    called = _called(found, form)
    paper = Paper(
        KIND, at, year, f"{called}.docx", content, json.loads(brief), plan=a.plan.code, form=form, snapshot=a.snapshot
    )
    whole = bundled(_files(found, called, content, brief))
    package = Paper(
        PACKAGE, at, year, f"{called}资料包.zip", whole, {}, plan=a.plan.code, form=form, snapshot=a.snapshot
    )
    with acting(house, viewer, "evaluation.write", f"{a.plan.code} {year}", at) as act:
        beside = put(house, viewer, act, package, now)
        packed = {"package": beside.pk, "package_sha256": beside.sha256}
        made = put(house, viewer, act, paper, now, request)
        act.detail = {**act.detail, **packed}
    return made, beside


def _files(e: Evaluation, called: str, document: bytes, brief: str) -> dict[str, bytes]:
    """What the package holds."""
    a = e.assessment
    return {
        f"{called}.docx": document,
        "附表.xlsx": as_workbook(a, a.rows, "zh"),
        "数据.csv": tables.facts(a),
        "资料来源.csv": tables.sources(a),
        "评估资料完整情况.csv": tables.archive(e.dossiers),
        "数据底稿.json": brief.encode(),
    }


def _called(e: Evaluation, form: str) -> str:
    a = e.assessment
    return f"{a.place.name}{a.year}年《{a.plan.title.zh}》{ENDINGS[e.stage]}（{FORMS[form]}）"


def request_evaluation(house: House, viewer: Viewer, plan: str, place: str, year: int, form: str, method: str) -> int:
    """Ask for an evaluation; a job writes it. Returns the position of the request in the log."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    demand_form(form)
    read_method(method)
    chosen: Plan = house.content.plan(plan)
    chosen.demand(year)
    with acting(house, viewer, "evaluation.request", f"{plan} {year}", at) as act:
        act.detail = {"plan": plan, "place": at.code, "year": year, "form": form, "method": method}
    return act.position


def write_requested(house: House, event: LogEntry) -> None:
    """The job behind a request: nothing to do when its document is there already."""
    if Document.objects.filter(request=event.position).exists():
        return
    asked = event.detail
    viewer = viewer_of(house, User.objects.get(username=event.user))
    write_evaluation(
        house,
        viewer,
        asked["plan"],
        asked["place"],
        asked["year"],
        asked["form"],
        None,
        event.position,
        asked["method"],
    )


def read_method(said: str) -> Method | None:
    """The method that is asked for; None for the plan's own."""
    if not said:
        return None
    if said not in set(Method):
        raise NO_METHOD.at(came=said, known="、".join(Method))
    return Method(said)
