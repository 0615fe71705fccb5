"""A document as it would be written today: the same kind, plan, place and year, the figures of now.

Each kind that can be written again has one entry here; writing it the first time and comparing it later go through it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from halfsky.documents import evaluation, report
from halfsky.documents.brief import Brief
from halfsky.documents.report import Composed
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.scoring import Method
from halfsky.queries.assessments import assess
from halfsky.queries.evaluations import evaluate
from halfsky.queries.hidden import Sight
from halfsky.queries.templates import composed_from, template
from halfsky.store.house import House

NOT_ALIVE = problem(
    "400.1260",
    ("{kind}写成后不再变化，不能刷新。", "A {kind} stays as it was written and cannot be refreshed."),
    (
        "监测报告、评估报告和用模板写成的文稿可以刷新；其他文稿请重新生成。",
        "Refresh reports, evaluations and what was written from a template; write other documents again.",
    ),
)


def sight_for(house: House, viewer: Viewer, form: str) -> Sight:
    """Who asks works on what she may see; the copy to submit leaves the office and shows what everyone may see."""
    return Sight(house, viewer if form == "work" else None)


def afresh(house: House, viewer: Viewer, kind: str, brief: Brief) -> Composed:
    """What a document would say today. Refuses the kinds that are not written from figures of now."""
    if kind not in WRITERS:
        raise NOT_ALIVE.at(kind=kind)
    return WRITERS[kind](house, viewer, brief)


def _monitoring(house: House, viewer: Viewer, brief: Brief) -> Composed:
    tree = dt.date.fromisoformat(brief.asked["tree"]) if "tree" in brief.asked else None
    sight = sight_for(house, viewer, brief.form)
    found = assess(house, viewer, brief.plan, brief.place, brief.year, None, tree, sight)
    return report.composed(found, "final" if brief.form == "final" else "work")


def _evaluation(house: House, viewer: Viewer, brief: Brief) -> Composed:
    method = Method(brief.asked["method"]) if "method" in brief.asked else None
    sight = sight_for(house, viewer, brief.form)
    found = evaluate(house, viewer, brief.plan, brief.place, brief.year, None, sight, method)
    return evaluation.composed(found, "final" if brief.form == "final" else "work")


def _written(house: House, viewer: Viewer, brief: Brief) -> Composed:
    chosen = template(house, viewer, brief.asked["template"])
    return composed_from(house, viewer, chosen, brief.place, brief.year, brief.form, brief.plan)


WRITERS: dict[str, Callable[[House, Viewer, Brief], Composed]] = {
    "monitoring": _monitoring,
    "evaluation": _evaluation,
    "written": _written,
}
