"""大屏: a place at a glance from five metres, 1920 × 1080, nothing to press; it renews itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from halfsky.kernel.access import ACCEPT_FORMS, OPEN_ROUNDS, READ_SHEETS, REVIEW_FORMS
from halfsky.queries.below_judged import below_judged, outlines_below
from halfsky.queries.first_page import FirstPage, first_page
from halfsky.queries.rounds import rounds
from halfsky.web.present.below import legend, told, usual_way
from halfsky.web.present.place_map import place_map
from halfsky.web.present.progress import progress_bar, progress_sentence
from halfsky.web.present.whatif_page import places_short
from halfsky.web.standing import Here, language_context, stand

REDS_SHOWN, ROUNDS_SHOWN = 5, 2
EVERY_SECONDS = 300
"""So often the wall renews itself."""
SHEETS = tuple(f"web/css/{name}.css" for name in ("tokens", "base", "parts/verdict", "parts/view", "wall"))
LETTER = 42
"""Units that a letter on the map is wide: see wall.css."""
FOLLOWING = (OPEN_ROUNDS, REVIEW_FORMS, ACCEPT_FORMS, READ_SHEETS)


def wall(request: HttpRequest, code: str, year: int) -> HttpResponse:
    here = stand(request, code, year, "wall")
    found = first_page(here.house, here.viewer, code, year)
    follows = any(here.may(p) for p in FOLLOWING)
    open_rounds = rounds(here.house, here.viewer, code, open_only=True) if follows else []
    late_first = sorted(open_rounds, key=lambda v: (-v.tally.late, v.round.due, v.id))
    context = {
        "here": here,
        "found": found,
        "now": here.house.now(),
        "every": EVERY_SECONDS,
        "reds": [(a, places_short(a.row.verdict)) for a in found.reds[:REDS_SHOWN]],
        "more_reds": len(found.reds[REDS_SHOWN:]),
        "rounds": [(v, progress_bar(v.tally), progress_sentence(v.tally)) for v in late_first[:ROUNDS_SHOWN]],
        "more_rounds": len(open_rounds[ROUNDS_SHOWN:]),
        "sheets": SHEETS,
        **_below(here, found),
        **language_context(request),
    }
    return render(request, "web/wall.html", context)


def _below(here: Here, found: FirstPage) -> dict[str, object]:
    """The map of the places below: of the first red goal that any of them has a value of, else of any such goal."""
    if not found.assessments:
        return {}
    plan = found.reds[0].assessment.plan if found.reds else found.assessments[0].plan
    of = below_judged(here.house, here.viewer, plan.code, here.place.code, here.year)
    if not any(c.value is not None for c in of.children):
        return {}
    way = usual_way(of)
    every = told(of, way, {})
    outlines = outlines_below(here.house, here.place, [c.place for c in of.children])
    return {"of": of, "told": every, "legend": legend(every), "map": place_map(outlines, every, LETTER), "way": way}
