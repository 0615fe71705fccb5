"""全委会材料包: all papers of a meeting of the whole committee at one press, as one file; a job writes it.

The working copy shows what who asks may see, and binds each number to its origin; the copy to hand out shows what
everyone may see. Tasks are those that who asks may read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from halfsky.actions.acting import acting
from halfsky.actions.documents import FORMS, demand_form
from halfsky.actions.filed import Paper, file_away
from halfsky.documents import meeting
from halfsky.documents.meeting import WrittenPaper
from halfsky.exchange.bundle import bundled
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.refusals import problem
from halfsky.queries import places, plans
from halfsky.queries.asked import open_tasks
from halfsky.queries.assessments import assess
from halfsky.queries.bundled_papers import BRIEFS, MEETING
from halfsky.queries.hidden import Sight
from halfsky.store.head import head as current_head
from halfsky.store.house import House
from halfsky.store.models import Document, LogEntry, User
from halfsky.store.viewers import viewer_of

NOTHING_TO_MEET_ABOUT = problem(
    "400.1100",
    (
        "{place}{year}年没有在执行的规划指标，写不出会议材料。",
        "{place} has no indicators of a plan in {year}: there is nothing to write about.",
    ),
    ("请检查区划和年度。", "Check the place and the year."),
)
KIND = MEETING


def write_pack(
    house: House, viewer: Viewer, place: str, year: int, form: str = "work", request: int | None = None
) -> Document:
    """Write the papers of a place for a year and keep them as one file. `form` is "work" or "final"; `request` is the
    position in the log of the request that this answers."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    copy = demand_form(form)
    sight = Sight(house, viewer if form == "work" else None)
    in_force = plans.in_force(house, viewer, place, year)
    found = [assess(house, viewer, plan.code, place, year, sight=sight) for plan in in_force]
    now, head = house.now(), current_head()
    log_head = f"{head.position} {head.mac[:12]}"
    papers = meeting.write(found, open_tasks(house, viewer, at), copy, written_at=now, log_head=log_head)
    if not papers:
        raise NOTHING_TO_MEET_ABOUT.at(place=at.name, year=year)
    called = f"{at.name}{year}年度全委会材料（{FORMS[form]}）"
    paper = Paper(
        KIND,
        at,
        year,
        f"{called}.zip",
        bundled({paper.name: paper.content for paper in papers} | {BRIEFS: _briefs(papers)}),
        together(papers, found),
        form=form,
        snapshot=house.snapshot(),
        detail={"papers": len(papers)},
    )
    return file_away(house, viewer, "meeting.write", paper, now, request)


def _briefs(papers: Sequence[WrittenPaper]) -> bytes:
    """The brief of each paper by the paper's name."""
    every = {paper.name: json.loads(paper.brief.to_json()) for paper in papers}
    return json.dumps(every, ensure_ascii=False, indent=1).encode()


def together(papers: Sequence[WrittenPaper], assessments: Sequence[Assessment]) -> dict[str, Any]:
    """The sentences and numbers of all papers in one list, each number with the plan that it stands in."""
    sentences: list[str] = []
    entries: list[dict[str, Any]] = []
    for paper in papers:
        for entry in paper.brief.entries:
            row = asdict(entry) | {"n": len(entries) + 1, "sentence": entry.sentence + len(sentences)}
            entries.append(row | {"plan": _plan_of(assessments, entry.number, entry.code), "paper": paper.name})
        sentences += paper.brief.sentences
    return {"entries": entries, "sentences": sentences, "papers": {p.brief.id: p.name for p in papers}}


def _plan_of(assessments: Sequence[Assessment], number: str, code: str) -> str:
    """The plan in which a number of the papers stands; none for counts."""
    rows = ((a, a.row(number)) for a in assessments if number)
    return next((a.plan.code for a, row in rows if row is not None and row.indicator.code == code), "")


def request_pack(house: House, viewer: Viewer, place: str, year: int, form: str = "work") -> int:
    """Ask for the papers; a job writes them. Returns the position of the request in the log."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    demand_form(form)
    with acting(house, viewer, "meeting.request", f"{KIND} {year}", at) as act:
        act.detail = {"plan": "", "place": at.code, "year": year, "form": form}
    return act.position


def write_requested(house: House, event: LogEntry) -> None:
    """The job behind a request: nothing to do when its papers are there already."""
    if Document.objects.filter(request=event.position).exists():
        return
    asked = event.detail
    viewer = viewer_of(house, User.objects.get(username=event.user))
    write_pack(house, viewer, asked["place"], asked["year"], asked["form"], event.position)
