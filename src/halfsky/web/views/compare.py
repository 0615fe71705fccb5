"""区划对比: up to five places side by side on one plan; the same as JSON, CSV and Excel."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from halfsky.exchange.plan_book import standing_words
from halfsky.kernel.place import Place
from halfsky.kernel.text import Text, listed
from halfsky.kernel.words import wanted
from halfsky.queries import plans
from halfsky.queries.comparing import MOST, Compared, Line, compare, meant, offered
from halfsky.queries.shapes import number, row_shape, summary_shape
from halfsky.web.data_file import as_file, as_json, asked_plan
from halfsky.web.present.listing import Listing
from halfsky.web.standing import Here, Link, language_of, page, said, stand

FOR_EACH = (
    (Text("值", "value"), 12),
    (Text("数据年度", "data year"), 9),
    (Text("判定", "verdict"), 14),
    (Text("目标", "target"), 22),
    (Text("差异", "differences"), 26),
)


def compared(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year, "compare")
    plan, text = asked_plan(request, here), said(request, "add")
    below, beside = offered(here.house, here.viewer, here.place, year)
    choices = meant(here.house, here.viewer, text) if text else []
    codes = _codes(request, below or beside)
    if len(choices) == 1:
        codes, choices, text = [*dict.fromkeys([*codes, choices[0].code])], [], ""
    found = compare(here.house, here.viewer, plan, codes, year) if plan and codes else None
    chosen = [a.place for a in found.assessments] if found else []
    in_force = plans.in_force(here.house, here.viewer, code, year)
    query = _query(plan, codes)
    return page(
        request,
        "web/compare.html",
        here,
        room="plans",
        trail=[Link(here.to("plan", plan=found.plan.code), found.plan.title)] if found else [],
        found=found,
        plan=plan,
        plans=in_force,
        below=below,
        beside=beside,
        others=[p for p in chosen if p not in below and p not in beside],
        chosen=chosen,
        most=MOST,
        query=query,
        sought=text,
        choices=[Link(f"{here.to('compare')}{_query(plan, [*codes, p.code])}", _named(p)) for p in choices],
        show=_shown(request, len(chosen)),
        tabs=[(n, p, f"{query}&show={n}") for n, p in enumerate(chosen, 1)],
        table=[(line, list(zip(chosen, line.rows, line.remarks, strict=True))) for line in found.lines]
        if found
        else [],
    )


def _named(place: Place) -> str:
    return f"{place.name}（{place.code}）"


def _codes(request: HttpRequest, usual: list[Place]) -> list[str]:
    """The places that the address names, else the first of the usual ones."""
    asked = [c.strip() for c in request.GET.getlist("of") if c.strip()]
    return asked if asked or "plan" in request.GET else [p.code for p in usual[:MOST]]


def _query(plan: str, codes: list[str]) -> str:
    return "?" + urlencode([("plan", plan), *(("of", c) for c in codes)])


def _shown(request: HttpRequest, count: int) -> int:
    """Which place a phone shows."""
    asked = said(request, "show")
    return int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= count else 1


def data(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    here, lang = stand(request, code, year), language_of(request)
    below, beside = offered(here.house, here.viewer, here.place, year)
    codes = _codes(request, below or beside)
    found = compare(here.house, here.viewer, asked_plan(request, here), codes, year)
    if form == "json":
        return as_json(_shape(found, here, lang))
    names = [a.place.name for a in found.assessments]
    columns = [(Text("编号", "number"), 10), (Text("指标", "indicator"), 34), (Text("单位", "unit"), 8)]
    for name in names:
        columns += [(Text(f"{name} {heading.zh}", f"{name} {heading.en}"), width) for heading, width in FOR_EACH]
    title = "_".join([found.plan.title.in_(lang), str(year), *names])
    # where an invented place stands among real ones, the file says so
    speaking = sorted(found.assessments, key=lambda a: not a.demo)
    note = standing_words(speaking[0], lang) if speaking else ""
    return as_file(Listing(title, note, tuple(columns), [_cells(line, lang) for line in found.lines]), form, lang)


def _shape(found: Compared, here: Here, lang: str) -> dict[str, object]:
    return {
        "plan": found.plan.code,
        "year": found.year,
        "snapshot": here.house.snapshot(),
        "places": [
            {"code": a.place.code, "name": a.place.name, "demo": a.demo, "summary": summary_shape(a.summary)}
            for a in found.assessments
        ],
        "rows": [
            {
                "code": line.row.number,
                "name": line.row.name.in_(lang),
                "split": line.split,
                "places": [row_shape(r, lang) if r else None for r in line.rows],
                "differences": [[text.in_(lang) for text in texts] for texts in line.remarks],
            }
            for line in found.lines
        ],
    }


def _cells(line: Line, lang: str) -> list[str | float | None]:
    cells: list[str | float | None] = [line.row.number, line.row.name.in_(lang), line.row.indicator.unit]
    for row, texts in zip(line.rows, line.remarks, strict=True):
        now = row.verdict.observation if row else None
        cells += [
            number(now.value) if now else (row.verdict.reason.label.in_(lang) if row and row.verdict.reason else None),
            now.year if now else None,
            row.verdict.class_.label.in_(lang) if row else None,
            wanted(row.target, row.indicator, row.verdict.bar).in_(lang) if row and row.target else None,
            listed(list(texts)).in_(lang) or None,
        ]
    return cells
