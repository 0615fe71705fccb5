"""假如：which goals at their targets would raise 达标率 most; one ticks rows and sees the rates. A plain form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.exchange.plan_book import standing_words
from halfsky.kernel.rates import Summary
from halfsky.kernel.text import Text
from halfsky.kernel.whatif import Lever
from halfsky.kernel.words import value_of, wanted
from halfsky.queries.shapes import number, row_shape, summary_shape
from halfsky.queries.whatif import WhatIf, name_of, what_if
from halfsky.web.data_file import as_file, as_json
from halfsky.web.present.listing import Listing
from halfsky.web.present.whatif_page import TOGETHER, effort_words, rises, years_words
from halfsky.web.standing import Here, Link, language_of, page, said, stand

COLUMNS = (
    (Text("编号", "number"), 10),
    (Text("指标", "indicator"), 34),
    (Text("本年值", "value"), 14),
    (Text("目标", "target"), 24),
    (Text("尚余路程（占基期至目标）", "way left (of base to target)"), 14),
    (Text("按以往速度还要几年", "years at past pace"), 14),
    (Text("可多达标项数", "rows gained"), 10),
    (Text("规划", "plans"), 40),
    (Text("牵头单位", "lead"), 16),
)


def whatif(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year, "whatif")
    found = _asked(request, here)
    plan = said(request, "plan")
    aims = [Link(here.to("whatif"), TOGETHER, found.of is None)] if len(found.assessments) != 1 else []
    aims += [
        Link(f"{here.to('whatif')}?plan={a.plan.code}", a.plan.title, n == found.of)
        for n, a in enumerate(found.assessments)
    ]
    aimed = found.assessments if found.of is None else found.assessments[found.of : found.of + 1]
    return page(
        request,
        "web/whatif.html",
        here,
        room="plans",
        trail=[Link(here.to("plan", plan=a.plan.code), a.plan.title) for a in aimed[:1]],
        found=found,
        aims=aims,
        plan=plan,
        rises=rises(found),
        levers=[
            {
                "lever": x,
                "name": name_of(x.key),
                "ticked": x in found.chosen,
                "gain": found.gain[x.key],
                "effort": effort_words(x),
                "years": years_words(x),
                "plans": [found.assessments[n].plan for n in x.plans],
                "href": here.to("indicator", plan=found.assessments[x.plans[0]].plan.code, name=x.row.number),
            }
            for x in found.levers
        ],
    )


def _asked(request: HttpRequest, here: Here) -> WhatIf:
    chosen = request.GET.getlist("on") if "on" in request.GET or "asked" in request.GET else None
    return what_if(here.house, here.viewer, here.place.code, here.year, said(request, "plan"), chosen)


def data(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    """The levers in their order, and the rates before and after."""
    here, lang = stand(request, code, year), language_of(request)
    found = _asked(request, here)
    if form == "json":
        return as_json(_shape(found, lang))
    title = f"{here.place.name}_{Text('假如达标', 'what-if').in_(lang)}_{year}"
    note = standing_words(found.assessments[0], lang) if found.assessments else ""
    return as_file(Listing(title, note, COLUMNS, [_cells(found, x, lang) for x in found.levers]), form, lang)


def _shape(found: WhatIf, lang: str) -> dict[str, object]:
    names = [a.plan.code for a in found.assessments]

    def counts(of: tuple[tuple[Summary, ...], Summary]) -> dict[str, object]:
        each = {name: summary_shape(s) for name, s in zip(names, of[0], strict=True)}
        return {"plans": each, "together": summary_shape(of[1])}

    return {
        "place": found.place.code,
        "year": found.year,
        "of": None if found.of is None else names[found.of],
        "best": [name_of(x.key) for x in found.best],
        "chosen": [name_of(x.key) for x in found.chosen],
        "before": counts(found.before),
        "after": counts(found.after),
        "levers": [
            {
                "name": name_of(x.key),
                "plans": [names[n] for n in x.plans],
                "gain": found.gain[x.key],
                "way_left": number(x.effort.share, 4),
                "years": number(x.effort.years, 2),
                "row": row_shape(x.row, lang),
            }
            for x in found.levers
        ],
        "without_bar": [r.number for _, r in found.stuck],
    }


def _cells(found: WhatIf, lever: Lever, lang: str) -> list[str | float | None]:
    row, now = lever.row, lever.row.verdict.observation
    return [
        row.number,
        row.name.in_(lang),
        value_of(now, row.indicator, row.verdict.bar).in_(lang) if now else None,
        wanted(row.target, row.indicator, row.verdict.bar).in_(lang) if row.target else None,
        number(lever.effort.share, 4),
        number(lever.effort.years, 2),
        found.gain[lever.key],
        "、".join(found.assessments[n].plan.title.in_(lang) for n in lever.plans),
        row.lead.name.in_(lang) if row.lead else None,
    ]
