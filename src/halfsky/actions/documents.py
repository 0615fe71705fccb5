"""Writing documents: the assessment is frozen into a brief, the file kept by its digest, the entry logged.

A request from a page is its own action; a job writes the report afterwards. A request is answered once, however often
its job runs.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Literal

from halfsky.actions.acting import acting
from halfsky.actions.filed import Paper, file_away
from halfsky.documents import report
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.queries.afresh import sight_for
from halfsky.queries.assessments import assess
from halfsky.store.head import head as current_head
from halfsky.store.house import House
from halfsky.store.models import Document, LogEntry, User
from halfsky.store.viewers import viewer_of

NO_FORM = problem(
    "400.570",
    ("没有文稿形式“{came}”。", "There is no form “{came}”."),
    ("可选：work（工作稿）、final（报送稿）。", "Choose work (working copy) or final (copy to submit)."),
)
KIND = "monitoring"
FORMS = {"work": "工作稿", "final": "报送稿"}


def write_report(
    house: House,
    viewer: Viewer,
    plan: str,
    place: str,
    year: int,
    form: str = "work",
    as_of: dt.date | None = None,
    request: int | None = None,
    tree: dt.date | None = None,
) -> Document:
    """Write the statistical monitoring report of a plan at a place and keep it. `form` is "work" or "final".

    Figures are made by the tree of each year, or of the day `tree`.
    `request` is the position in the log of the request that this answers.
    """
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    copy = demand_form(form)
    assessment = assess(house, viewer, plan, place, year, as_of, tree, sight_for(house, viewer, form))
    now = house.now()
    head = current_head()
    with tempfile.TemporaryDirectory(dir=house.folder.run) as scratch:
        out = Path(scratch) / "report.docx"
        brief = report.write(assessment, copy, out, written_at=now, log_head=f"{head.position} {head.mac[:12]}")
        content = out.read_bytes()
    paper = Paper(
        KIND,
        at,
        year,
        file_name(assessment, form),
        content,
        json.loads(brief.to_json()),
        plan=assessment.plan.code,
        form=form,
        snapshot=assessment.snapshot,
        detail={"tree": str(tree)} if tree else {},
    )
    return file_away(house, viewer, "report.write", paper, now, request)


def request_report(house: House, viewer: Viewer, plan: str, place: str, year: int, form: str = "work") -> int:
    """Ask for a report; a job writes it. Returns the position of the request in the log."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    demand_form(form)
    house.content.plan(plan)
    with acting(house, viewer, "report.request", f"{plan} {year}", at) as act:
        act.detail = {"plan": plan, "place": at.code, "year": year, "form": form}
    return act.position


def demand_form(said: str) -> Literal["work", "final"]:
    """The form that is asked for; refuses what is none."""
    match said:
        case "work" | "final":
            return said
    raise NO_FORM.at(came=said)


def write_requested(house: House, event: LogEntry) -> None:
    """The job behind a request: nothing to do when its document is there already."""
    if Document.objects.filter(request=event.position).exists():
        return
    asked = event.detail
    viewer = viewer_of(house, User.objects.get(username=event.user))
    write_report(house, viewer, asked["plan"], asked["place"], asked["year"], asked["form"], request=event.position)


def file_name(assessment: Assessment, form: str) -> str:
    """What the file is called when somebody downloads it."""
    title = assessment.plan.title.zh
    said = FORMS[form] + (f"，{assessment.by_tree.label.zh}" if assessment.tree else "")
    return f"{assessment.place.name}{assessment.year}年《{title}》统计监测报告（{said}）.docx"
