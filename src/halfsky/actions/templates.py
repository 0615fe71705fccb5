"""Templates kept and written from: an office's own Word file is looked through before it is kept, and a document that
is written from a template is filed with its brief, so that it can be traced and refreshed like a report."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

from halfsky.actions.documents import FORMS, demand_form
from halfsky.actions.filed import Paper, file_away
from halfsky.documents.living.filling import marks_of
from halfsky.documents.living.lines import opened
from halfsky.documents.living.sheets import Workbook, cells_marked
from halfsky.documents.report import Composed, lay_out
from halfsky.kernel.access import WRITE_DOCUMENTS, Viewer, demand
from halfsky.kernel.binding import Binder
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.queries import places
from halfsky.queries.templates import OWN, called, composed_from, filled_from, template
from halfsky.store.head import head as current_head
from halfsky.store.house import House
from halfsky.store.models import Document

NO_MARKS = problem(
    "400.1271",
    ("“{name}”里没有 {{{{名称}}}} 这样的标记，写出来不会有数。", "“{name}” holds no marks such as {{{{name}}}}."),
    (
        "在要填数的地方写上标记，如 {{{{婴儿死亡率}}}}、{{{{婴儿死亡率|较上年}}}}。",
        "Write marks where figures belong, such as {{{{name}}}} or {{{{name|what}}}}.",
    ),
)
KIND = "written"


def keep_template(house: House, viewer: Viewer, place: str, content: bytes, name: str) -> Document:
    """Keep an office's own template. Refuses what is no Word file and no workbook, what has no marks, and every mark
    that means nothing, all at once."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    book = name.lower().endswith(".xlsx")
    found = cells_marked(Workbook(content, name)) if book else marks_of(opened(io.BytesIO(content), name))
    if not found:
        raise NO_MARKS.at(name=name)
    binder = Binder(house.content)
    wrong: list[Refusal] = []
    for mark in found:
        try:
            binder.bind(mark.words)
        except Refused as refused:
            wrong += refused.refusals
    if wrong:
        raise Refused(list(dict.fromkeys(wrong)))
    year = house.today().year
    paper = Paper(OWN, at, year, name, content, {"marks": [m.text for m in found]}, detail={"marks": len(found)})
    return file_away(house, viewer, "template.keep", paper)


def write_from(
    house: House, viewer: Viewer, key: str, place: str, year: int, form: str = "work", plan: str = ""
) -> Document:
    """Write a document from a template and file it. `form` is "work" or "final"; `plan` narrows it to one plan."""
    at = places.place(house, place)
    demand(viewer, WRITE_DOCUMENTS, at, house.today())
    demand_form(form)
    if plan:
        house.content.plan(plan)
    chosen = template(house, viewer, key)
    if chosen.shipped is not None:
        made = composed_from(house, viewer, chosen, place, year, form, plan)
        content = _laid_out(house, made)
    else:
        content, made = filled_from(house, viewer, chosen, place, year, form, plan)
    name = f"{called(at, year, chosen)}（{FORMS[form]}）{chosen.suffix}"
    brief = json.loads(made.brief.to_json())
    paper = Paper(KIND, at, year, name, content, brief, plan, form=form, snapshot=made.brief.snapshot)
    return file_away(house, viewer, "template.write", paper)


def _laid_out(house: House, made: Composed) -> bytes:
    head = current_head()
    with tempfile.TemporaryDirectory(dir=house.folder.run) as scratch:
        out = Path(scratch) / "written.docx"
        lay_out(made, out, written_at=house.now(), log_head=f"{head.position} {head.mac[:12]}")
        return out.read_bytes()
