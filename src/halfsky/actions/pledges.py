"""Writing the pledges of a year (责任书): a Word file for each place below that has targets, filed under it."""

from __future__ import annotations

import datetime as dt

from halfsky.actions.acting import acting
from halfsky.actions.filed import Paper, put
from halfsky.documents import pledge as word
from halfsky.documents.brief import About, frozen
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Plan
from halfsky.kernel.pledge import Parties, as_json
from halfsky.kernel.refusals import problem
from halfsky.queries import places
from halfsky.queries.papers import PLEDGE, newest_version
from halfsky.queries.pledges import pledged, promised
from halfsky.store.house import House
from halfsky.store.models import Document

OFFICE = "妇女儿童工作委员会"
LONGEST = 60
NOTHING_TO_PROMISE = problem(
    "400.1055",
    ("{place}的下级都没有{year}年或以后的目标值。", "No place below {place} has a target for {year} or later."),
    ("请先在“目标分解”中给下级定目标。", "Set targets for the places below first (目标分解)."),
)
BAD_PARTIES = problem(
    "400.1056",
    ("双方名称和签字人每项最多{most}字，不能有换行。", "Names of offices and persons have at most {most} characters."),
    ("请改短。", "Make them shorter."),
)


def write_pledges(
    house: House,
    viewer: Viewer,
    plan: str,
    place: str,
    year: int,
    upper: str = "",
    lower: str = "",
    signer: str = "",
    day: dt.date | None = None,
) -> list[Document]:
    """Write and file the pledges of all places right below that have targets. `upper` is the office that signs above,
    `lower` what the offices below are called behind the name of their place, `signer` who signs above."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    chosen, now = house.content.plan(plan), house.now()
    if any(len(said) > LONGEST or not said.isprintable() for said in (upper, lower, signer)):
        raise BAD_PARTIES.at(most=LONGEST)
    able = [x.place for x in pledged(house, viewer, plan, place, year) if x.has_targets]
    if not able:
        raise NOTHING_TO_PROMISE.at(place=at.name, year=year)
    written = []
    for below in able:
        parties = Parties(upper or at.name + OFFICE, below.name + (lower or OFFICE), signer)
        written.append(_written(house, viewer, chosen, at, below, year, parties, day, now))
    with acting(house, viewer, "papers.pledge", f"{plan} {year}", at) as act:
        found = [put(house, viewer, act, _numbered(paper), now) for paper in written]
        act.detail = {"plan": plan, "year": year, "documents": [d.pk for d in found]}
    return found


def _written(
    house: House,
    viewer: Viewer,
    plan: Plan,
    at: Place,
    below: Place,
    year: int,
    parties: Parties,
    day: dt.date | None,
    now: dt.datetime,
) -> Paper:
    rows = promised(house, viewer, plan.code, below, year)
    heading = word.Heading(at.name, below.name, plan.title.zh, year, day, below.demo)
    blocks = word.compose(heading, rows, parties)
    about = About(plan.code, below.code, year, house.today(), house.snapshot(), "final")
    brief = {**frozen(about, blocks).as_kept(), "upper": at.code, **as_json(rows, parties)}
    name = f"{below.name}落实《{plan.title.zh}》{year}年目标责任书.docx"
    content = word.write(heading, blocks, now)
    return Paper(PLEDGE, below, year, name, content, brief, plan=plan.code, snapshot=house.snapshot())


def _numbered(paper: Paper) -> Paper:
    """The paper with its version; inside the action, where nobody else can take the same number."""
    version = newest_version(PLEDGE, paper.plan, paper.at.id, paper.year) + 1
    return Paper(
        paper.kind,
        paper.at,
        paper.year,
        paper.name,
        paper.content,
        {**paper.brief, "version": version},
        plan=paper.plan,
        snapshot=paper.snapshot,
    )
