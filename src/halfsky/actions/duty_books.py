"""Freezing the book of duties (目标责任分解书): its rows become a version that is filed and never altered."""

from __future__ import annotations

from halfsky.actions.acting import acting
from halfsky.actions.filed import Paper, put
from halfsky.documents import duty_book as word
from halfsky.documents.brief import freeze
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.duty_book import Line, as_json, lines, without_lead
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.queries.assessments import assess
from halfsky.queries.hidden import Sight
from halfsky.queries.liaisons import liaisons
from halfsky.queries.papers import DUTIES, newest_version
from halfsky.store.house import House
from halfsky.store.models import Document

OTHER_VERSION = problem(
    "409.1045",
    ("刚才已有人形成了第{version}版。", "Somebody has just made version {version}."),
    ("请先看那一版，需要时再形成新的一版。", "Look at it first; make another where it is needed."),
)


def drafted(house: House, viewer: Viewer, plan: str, place: str, year: int) -> tuple[Assessment, tuple[Line, ...]]:
    """The book as it would be frozen now: what everybody may see of the figures, and who is to be called."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    # The book leaves the office: it shows what everyone may see.
    found = assess(house, viewer, plan, place, year, sight=Sight(house, None))
    return found, lines(found, liaisons(house, viewer, at))


def freeze_book(house: House, viewer: Viewer, plan: str, place: str, year: int) -> Document:
    """File the book as the next version."""
    found, rows = drafted(house, viewer, plan, place, year)
    version, now = newest_version(DUTIES, plan, found.place.id) + 1, house.now()
    title = found.plan.title.zh
    heading = word.Heading(found.place.name, title, version, year, found.as_of, found.demo)
    blocks = word.compose(heading, rows)
    brief = {
        **freeze(found, "final", blocks).as_kept(),
        "version": version,
        "rows": as_json(rows),
        "missing": [r.number for r in without_lead(rows)],
    }
    name = f"{found.place.name}《{title}》目标责任分解书（第{version}版）.docx"
    content = word.write(heading, blocks, now)
    paper = Paper(DUTIES, found.place, year, name, content, brief, plan=plan, snapshot=found.snapshot)
    with acting(house, viewer, "papers.freeze", f"{plan} {year}", found.place) as act:
        if newest_version(DUTIES, plan, found.place.id) != version - 1:
            raise OTHER_VERSION.at(version=version)
        document = put(house, viewer, act, paper, now)
        act.detail["version"] = version
    return document
