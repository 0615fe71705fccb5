"""登记区划变更: a form for each kind, what would change, and the change itself; taking one back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from halfsky.actions import taking_back
from halfsky.actions import tree_changes as acts
from halfsky.kernel.access import MANAGE_PLACES, demand, may
from halfsky.kernel.place import SIX_LEVELS, Place
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.kernel.tree_change import Kind
from halfsky.queries import places
from halfsky.web.standing import Here, Link, language_of, page, stand

NO_KIND = problem(
    "404.738",
    ("没有“{came}”这种区划变更。", "There is no kind of change “{came}”."),
    ("请从区划页面选择。", "Choose one on the page of the place."),
)
UNREAD = problem(
    "400.738",
    ("“{field}”填写有误：{came}。", "{field} cannot be read: {came}."),
    ("日期如 2025-07-01；份额如 40 或 1/3（百分数可写 40%）。", "A date is 2025-07-01; a share is 40% or 1/3."),
)
DONE = Text("已登记：{n}个区划自 {day} 起变化。", "Done: {n} places stand otherwise from {day} on.")
BACK = Text("已撤回{n}项变更。", "{n} changes taken back.")
PARTS, MOST_CHILDREN = 4, 300
FIELDS = {
    Kind.RENAME: ("name",),
    Kind.RECODE: ("code", "name"),
    Kind.MOVE: ("parent", "code", "name"),
    Kind.SPLIT: (),
    Kind.MERGE: ("others", "code", "name"),
    Kind.ABOLISH: (),
    Kind.FOUND: ("code", "name", "takes"),
}
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PartLine:
    """A line of the form of a split: what it says now."""

    number: int
    code: str
    name: str
    share: str


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponse:
    """The form; sent, it shows what would change; confirmed, it changes it."""
    here = stand(request, code, year, "tree_change", kind=kind)
    if kind not in Kind.__members__.values():
        raise NO_KIND.at(came=kind)
    wanted = Kind(kind)
    keeper = here.place if wanted is Kind.FOUND else _above(here)
    demand(here.viewer, MANAGE_PLACES, keeper, here.house.today())
    said = {k: str(v).replace("\0", "").strip() for k, v in request.POST.items()}
    seen: acts.Changed | None = None
    refused: Refused | None = None
    if request.method == "POST" and said.get("step") != "mend":
        try:
            seen = _make(here, wanted, said, dry=said.get("step") != "make")
        except Refused as no:
            refused = no
    if seen is not None and seen.number is not None:
        told = DONE.format(n=seen.versions, day=seen.day).in_(language_of(request))
        messages.success(request, told, extra_tags="good")
        now = places.by_id(here.house, here.place.id)
        return HttpResponseRedirect(here.to("place", code=now.code))
    children = places.children(here.house, here.viewer, here.place, limit=MOST_CHILDREN)
    return page(
        request,
        "web/tree_change.html",
        here,
        room="place",
        trail=[Link(here.to("place"), here.place.name)],
        status=refused.status if refused else 200,
        kind=wanted,
        kinds=[(k, here.to("tree_change", kind=k.value)) for k in Kind],
        fields=FIELDS[wanted],
        said=said,
        day=said.get("day") or str(here.house.today()),
        above=_shares_above(here, said) if wanted is Kind.MOVE else (),
        parts=_part_lines(here.place, said),
        children=[(c, said.get(f"take-{c.code}", "1")) for c in children] if wanted is Kind.SPLIT else (),
        seen=seen,
        hidden=[(k, v) for k, v in said.items() if k not in ("step", "csrfmiddlewaretoken")],
        refusals=refused.refusals if refused else (),
    )


def _above(here: Here) -> Place:
    """Who keeps the tree above the place; the top has nobody above."""
    above = places.trail(here.house, here.place)
    return above[-1] if above else here.place


def _shares_above(here: Here, said: Said) -> list[tuple[Place, str]]:
    """The places above that a move may leave, the nearest first, each with the share that was typed."""
    return [(p, said.get(f"above-{p.code}", "")) for p in reversed(places.trail(here.house, here.place)) if p.parent_id]


def _part_lines(place: Place, said: Said) -> list[PartLine]:
    first = {"code-1": place.code, "name-1": place.name}
    told = {**first, **said}
    return [
        PartLine(n, *(told.get(f"{field}-{n}", "") for field in ("code", "name", "share"))) for n in range(1, PARTS + 1)
    ]


def _make(here: Here, kind: Kind, said: Said, dry: bool) -> acts.Changed:
    """The change that the form asks for, looked at or made."""
    house, viewer, place = here.house, here.viewer, here.place.code
    day, document = _day(said), said.get("document", "")[:200]
    name, code = said.get("name", ""), said.get("code", "")
    match kind:
        case Kind.RENAME:
            return acts.rename(house, viewer, place, name or here.place.name, day, document, dry=dry)
        case Kind.RECODE:
            return acts.recode(house, viewer, place, code or place, day, document, name=name, dry=dry)
        case Kind.MOVE:
            parent = said.get("parent", "") or (places.trail(house, here.place) or [here.place])[-1].code
            shares = {
                above: share for above, text in _above_shares(said).items() if (share := _share(text)) is not None
            }
            return acts.move(house, viewer, place, parent, day, document, code=code, name=name, shares=shares, dry=dry)
        case Kind.SPLIT:
            return acts.split(house, viewer, place, _parts(here, said), day, document, dry=dry)
        case Kind.MERGE:
            into = acts.Part(code or place, name)
            return acts.merge(house, viewer, [place, *_codes(said.get("others", ""))], into, day, document, dry=dry)
        case Kind.ABOLISH:
            return acts.abolish(house, viewer, place, day, document, dry=dry)
        case Kind.FOUND:
            part = acts.Part(code, name, place, takes=tuple(_codes(said.get("takes", ""))))
            return acts.establish(house, viewer, part, day, document, dry=dry)


def _day(said: Said) -> dt.date:
    try:
        return dt.date.fromisoformat(said.get("day", ""))
    except ValueError as why:
        raise UNREAD.at(field=Text("自哪天起", "The day"), came=said.get("day", "")) from why


def _codes(text: str) -> list[str]:
    """Codes as people write them: one a line, or with commas between."""
    return text.translate(str.maketrans("，、；,;", "     ")).split()


def _parts(here: Here, said: Said) -> list[acts.Part]:
    lines = [line for line in _part_lines(here.place, said) if line.code]
    takes: dict[str, list[str]] = {}
    for key, number in said.items():
        if key.startswith("take-"):
            takes.setdefault(number, []).append(key.removeprefix("take-"))
    own = here.place.code
    return [
        acts.Part(
            line.code,
            line.name,
            share=_share(line.share),
            takes=() if SIX_LEVELS.full(line.code) == own else tuple(takes.get(str(line.number), ())),
        )
        for line in lines
    ]


def _above_shares(said: Said) -> dict[str, str]:
    """What was typed beside the places above, by their codes."""
    return {key.removeprefix("above-"): text for key, text in said.items() if key.startswith("above-")}


def _share(text: str) -> Fraction | None:
    """A share: 40 or 40% of a hundred, or a fraction such as 1/3."""
    if not text:
        return None
    try:
        return Fraction(text) if "/" in text else Fraction(text.rstrip("%％")) / 100
    except (ValueError, ZeroDivisionError) as why:
        raise UNREAD.at(field=Text("份额", "The share"), came=text) from why


@require_POST
def take_back(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    """Undo a change, and come back to the place."""
    here = stand(request, code, year, "place")
    count = taking_back.take_back(here.house, here.viewer, number)
    messages.success(request, BACK.format(n=count).in_(language_of(request)), extra_tags="good")
    return HttpResponseRedirect(here.to("place", code=places.by_id(here.house, here.place.id).code))


def kinds_for(here: Here) -> Sequence[tuple[Kind, str]]:
    """The kinds of change that the viewer may enter at the place, with their forms."""
    day = here.house.today()
    above = places.trail(here.house, here.place)
    found: list[Kind] = []
    if above and _may(here, above[-1], day):
        found += [k for k in Kind if k is not Kind.FOUND]
    if _may(here, here.place, day):
        found.append(Kind.FOUND)
    return [(k, here.to("tree_change", kind=k.value)) for k in found]


def _may(here: Here, place: Place, day: dt.date) -> bool:
    return may(here.viewer, MANAGE_PLACES, place, day)
