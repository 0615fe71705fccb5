"""地图: the places below on one goal, drawn on the server; the same as JSON, CSV and Excel."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from halfsky.exchange.plan_book import standing_words
from halfsky.kernel.text import Text
from halfsky.kernel.words import wanted
from halfsky.queries import plans
from halfsky.queries.below_judged import Below, Child, below_judged, name_of, outlines_below
from halfsky.queries.shapes import row_shape
from halfsky.web.data_file import as_file, as_json, asked_plan
from halfsky.web.present.below import NOT_ASKED, WAYS, legend, told, usual_way
from halfsky.web.present.listing import Listing
from halfsky.web.present.place_map import place_map
from halfsky.web.standing import Here, Link, language_of, page, said, stand

COLUMNS = (
    (Text("代码", "code"), 14),
    (Text("区划", "place"), 20),
    (Text("值", "value"), 10),
    (Text("单位", "unit"), 8),
    (Text("数据年度", "data year"), 9),
    (Text("判定", "verdict"), 14),
    (Text("无数据原因", "reason"), 14),
    (Text("本地目标年度", "year of its target"), 12),
)


def place_map_page(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here, lang = stand(request, code, year, "map"), language_of(request)
    if not (plan := asked_plan(request, here)):
        return page(request, "web/map.html", here, room="plans", found=None)
    found = below_judged(here.house, here.viewer, plan, code, year, said(request, "row"))
    way = said(request, "by") if said(request, "by") in WAYS else usual_way(found)
    every = told(found, way, indicator_pages(here, found))
    outlines = outlines_below(here.house, here.place, [c.place for c in found.children])
    in_force = plans.in_force(here.house, here.viewer, code, year)
    return page(
        request,
        "web/map.html",
        here,
        room="plans",
        trail=[Link(here.to("plan", plan=plan), found.assessment.plan.title)],
        found=found,
        a=found.assessment,
        row=found.row,
        every=every,
        any_value=any(c.value is not None for c in found.children),
        legend=legend(every),
        map=place_map(outlines, every),
        wrong=outlines.wrong,
        asked=wanted(found.row.target, found.row.indicator, found.bar).in_(lang) if found.row.target else "",
        shapes_file=f"{code}.geojson",
        way=way,
        ways={w: label for w, label in WAYS.items() if w != "bar" or found.bar},
        plans=in_force,
        rows=[(name_of(r), r) for r in found.assessment.rows],
        chosen=name_of(found.row),
        query="?" + urlencode({"plan": plan, "row": name_of(found.row)}),
    )


def indicator_pages(here: Here, found: Below) -> dict[int, str]:
    """Where a press on a place leads: its page of the goal."""
    plan = found.assessment.plan.code
    asked = [c.place for c in found.children if c.row]
    return {p.id: here.to("indicator", code=p.code, plan=plan, name=found.row.number) for p in asked}


def data(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    """The table under the map."""
    here, lang = stand(request, code, year), language_of(request)
    found = below_judged(here.house, here.viewer, asked_plan(request, here), code, year, said(request, "row"))
    a = found.assessment
    if form == "json":
        rows = [
            {"place": c.place.code, "name": c.place.name, "row": row_shape(c.row, lang) if c.row else None}
            for c in found.children
        ]
        head = {"plan": a.plan.code, "place": a.place.code, "year": year, "snapshot": a.snapshot, "demo": a.demo}
        return as_json({**head, "row": row_shape(found.row, lang), "children": rows})
    title = f"{a.place.name}_{found.row.number}_{found.row.name.in_(lang)}_{year}"
    return as_file(
        Listing(title, standing_words(a, lang), COLUMNS, [_cells(c, lang) for c in found.children]), form, lang
    )


def _cells(child: Child, lang: str) -> list[str | float | None]:
    row = child.row
    if row is None:
        return [child.place.code, child.place.name, None, None, None, None, NOT_ASKED.in_(lang), None]
    v = row.verdict
    return [
        child.place.code,
        child.place.name,
        float(v.observation.value) if v.observation else None,
        row.indicator.unit,
        v.observation.year if v.observation else None,
        v.class_.label.in_(lang),
        v.reason.label.in_(lang) if v.reason else None,
        row.target.year if row.target else None,
    ]
