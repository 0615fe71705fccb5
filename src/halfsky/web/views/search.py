"""One box finds places, indicators and pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from halfsky.kernel.access import SEE_FIGURES, may
from halfsky.kernel.plan import Goal, Plan
from halfsky.kernel.sentence import row_name
from halfsky.kernel.text import Text
from halfsky.queries import places, plans
from halfsky.web.standing import Here, page, rooms, said, stand, wants_piece

MOST, NEAR = 30, 6
"""So many of each kind on the page, and so many below the box while one types."""


def search(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What fits the words; `kind=place` looks for places alone."""
    here = stand(request, code, year)
    words, kind = said(request, "q"), said(request, "kind")
    typing = wants_piece(request)
    day, most = here.house.today(), NEAR if typing else MOST
    found = places.search(here.house, here.viewer, words, most)
    seen = [p for p in found if may(here.viewer, SEE_FIGURES, p, day)]
    everywhere = kind != "place" and bool(words)
    return page(
        request,
        "web/parts/found.html" if typing else "web/search.html",
        here,
        words=words,
        kind=kind,
        places=[(p, here.at(p), places.trail(here.house, p)) for p in seen],
        hidden=len(found) - len(seen),
        indicators=indicators_like(here, words)[:most] if everywhere else [],
        pages=[r for r in rooms(here, "") if everywhere and fits(words, r.label)],
    )


def fits(words: str, label: Text | str) -> bool:
    """Whether a page's name holds the words, in either language."""
    name = f"{label} {label.en}" if isinstance(label, Text) else label
    return words.lower() in name.lower()


def indicators_like(here: Here, words: str) -> list[tuple[Plan, Goal, Text, str]]:
    """The goals whose name, number or code every word fits, plans of the year first: (plan, goal, name, address)."""
    content = here.house.content
    order = sorted(plans.installed(here.house, here.viewer), key=lambda p: not p.in_force(here.year))
    found = []
    for plan in order:
        for goal in plan.goals:
            indicator = content.indicators[goal.indicator]
            name = row_name(indicator.name, goal, goal.cell.label(content.categories))
            all_said = f"{goal.number} {name.zh} {name.en} {indicator.code} {indicator.name.zh}".lower()
            if all(word in all_said for word in words.lower().split()):
                there = here.to("indicator", plan=plan.code, name=goal.number, year=plan.nearest(here.year))
                found.append((plan, goal, name, there))
    return found
