"""新旧对照: two plans of one subject side by side, as a page, JSON, CSV and Excel."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from halfsky.kernel.access import WRITE_DOCUMENTS
from halfsky.kernel.succession import Fate
from halfsky.kernel.target import Target
from halfsky.kernel.text import Text
from halfsky.kernel.words import value_of, wanted
from halfsky.queries.succession import Beside, Succession, pairs, succession
from halfsky.web.present.listing import KINDS, Cell, Listing, written
from halfsky.web.standing import Here, Link, language_of, page, said, stand

COLUMNS = (
    (Text("指标", "indicator"), 36),
    (Text("变化", "change"), 12),
    (Text("原编号", "old no."), 10),
    (Text("原目标", "old target"), 24),
    (Text("新编号", "new no."), 10),
    (Text("新目标", "new target"), 24),
    (Text("最近数值", "latest value"), 20),
    (Text("判定", "verdict"), 14),
)


@require_GET
def two_plans(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Two plans beside each other; `plans` names them; else the newest pair, with the plan `near`."""
    here = stand(request, code, year, "succession")
    every = pairs(here.house, here.viewer)
    found = _found(request, here)
    standing = next((p for p in (found.new, found.old) if p.in_force(year)), None) if found else None
    shown = Fate(said(request, "fate")) if said(request, "fate") in list(Fate) else None
    return page(
        request,
        "web/succession.html",
        here,
        room="duties",
        trail=[Link(here.to("duties", plan=standing.code), Text("责任分解", "Duties"))] if standing else [],
        may_write=here.may(WRITE_DOCUMENTS),
        standing=standing,
        s=found,
        pairs=every,
        fates=[(fate, len(found.of(fate))) for fate in Fate] if found else [],
        shown=shown,
        rows=found.of(shown) if found and shown else found.rows if found else (),
    )


def _found(request: HttpRequest, here: Here) -> Succession | None:
    """The pair that is asked for, else the newest; None where there are no two plans of one subject."""
    old, _, new = said(request, "plans").partition(",")
    if old and new:
        return succession(here.house, here.viewer, here.place.code, old, new)
    every, near = pairs(here.house, here.viewer), said(request, "near")
    chosen = next((pair for pair in every if near in (p.code for p in pair)), None) or next(iter(every), None)
    return succession(here.house, here.viewer, here.place.code, chosen[0].code, chosen[1].code) if chosen else None


@require_GET
def data(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    """The whole comparison as data."""
    here, lang = stand(request, code, year, "succession"), language_of(request)
    found = _found(request, here)
    rows = found.rows if found else ()
    if form == "json":
        shape = {
            "place": here.place.code,
            "old": found.old.code if found else None,
            "new": found.new.code if found else None,
            "rows": [_shape(row, lang) for row in rows],
        }
        return JsonResponse(shape, json_dumps_params={"ensure_ascii": False, "indent": 1})
    title = f"{found.old.title.in_(lang)} → {found.new.title.in_(lang)}" if found else ""
    cells: list[list[Cell]] = [list(_shape(row, lang).values()) for row in rows]
    content = written(Listing(title, here.place.name, COLUMNS, cells), form, lang)
    name = content_disposition_header(True, f"{here.place.name}_{Text('新旧对照', 'two-plans').in_(lang)}.{form}")
    return HttpResponse(content, content_type=KINDS[form], headers={"Content-Disposition": name or "attachment"})


def _shape(row: Beside, lang: str) -> dict[str, Any]:
    """One line of the comparison in the reader's language."""
    pair, v = row.pair, row.stands.verdict if row.stands else None
    seen = (v.observation or v.latest) if v else None

    def asks(target: Target | None) -> str:
        return f"{wanted(target, row.indicator).in_(lang)} ({target.year})" if target else ""

    return {
        "indicator": row.name.in_(lang),
        "change": pair.fate.label.in_(lang),
        "old_number": pair.old.number if pair.old else "",
        "old_target": asks(pair.before),
        "new_number": pair.new.number if pair.new else "",
        "new_target": asks(pair.after),
        "latest": f"{value_of(seen, row.indicator).in_(lang)} ({seen.year})" if seen else "",
        "verdict": v.class_.label.in_(lang) if v else "",
    }
