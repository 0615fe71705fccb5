"""Where a request stands: which house, who looks, in which language, at which place and in which year.

A view begins with `stand(request, code, year)` and ends with `page(...)`, which adds the frame that every page shares:
rooms, place and year to switch to, the ribbon of invented places, the snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from halfsky.kernel.access import (
    ACCEPT_FORMS,
    ANSWER,
    FILL_FORMS,
    HANDLE_CASES,
    ISSUE_CARDS,
    KEEP_RECORDS,
    MANAGE_PACKS,
    MANAGE_USERS,
    NOT_SIGNED_IN,
    OPEN_ROUNDS,
    READ_RECORDS,
    READ_SHEETS,
    REVIEW_FORMS,
    REVIEW_RECORDS,
    SEE_FIGURES,
    SEE_LOG,
    SUPERVISE_CASES,
    Permission,
    Viewer,
    demand,
    may,
    scope,
)
from halfsky.kernel.place import Place
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Secrecy
from halfsky.kernel.text import Text
from halfsky.queries import inbox, places, plans
from halfsky.store.house import House, opened

BELOW_SHOWN = 60
"""So many places below are offered in the switcher; the rest is found by search or in the tree."""
YEARS_SHOWN = 16
YEAR = "[12][0-9]{3}"
FILING = frozenset({"filing", "rounds", "tasks", "waiting", "inbox"})
"""The pages that belong to the room of filing."""
LAST_PLACE = "halfsky_where"
LANGUAGE = "halfsky_lang"
"""Cookies: where the reader last stood, and the language she chose (else her own setting counts, then Chinese)."""
_PARTS = (
    "tokens", "base", "frame", "parts/blocks", "parts/verdict", "parts/table", "parts/form", "parts/figure",
    "parts/filing", "parts/paper", "parts/prose", "parts/account", "parts/tree", "parts/record", "parts/duty",
    "parts/view",
)  # fmt: skip
SHEETS = tuple(f"web/css/{name}.css" for name in _PARTS)


@dataclass(frozen=True, slots=True)
class Link:
    """A place or a page to go to."""

    href: str
    label: Text | str
    current: bool = False

    @property
    def name(self) -> str:
        return str(self.label)


@dataclass(frozen=True, slots=True)
class YearLink:
    href: str
    year: int
    current: bool


@dataclass(frozen=True)
class Here:
    """The place and year of a page, with the ways to others. `switch` is the page to come to elsewhere."""

    house: House
    viewer: Viewer
    place: Place
    year: int
    switch: str = "first"
    args: tuple[tuple[str, str], ...] = ()

    def at(self, place: Place, year: int | None = None) -> str:
        """The same page for another place or year."""
        given = {"code": place.code, "year": year or self.year, **dict(self.args)}
        return reverse(f"web:{self.switch}", kwargs=given)

    def to(self, page_name: str, **given: object) -> str:
        """The address of another page at this place and year, unless others are given."""
        return reverse(f"web:{page_name}", kwargs={"code": self.place.code, "year": self.year, **given})

    def may(self, permission: Permission) -> bool:
        return may(self.viewer, permission, self.place, self.house.today())

    def _links(self, found: Iterable[Place]) -> list[Link]:
        return [Link(self.at(p), p.name, p.id == self.place.id) for p in found]

    @cached_property
    def mine(self) -> list[Link]:
        """The places where the viewer holds a role."""
        return self._links({g.place.id: g.place for g in self.viewer.grants}.values())

    @cached_property
    def trail(self) -> list[Link]:
        """The places above that the viewer may open."""
        above = places.trail(self.house, self.place)
        return self._links(p for p in above if may(self.viewer, SEE_FIGURES, p, self.house.today()))

    @cached_property
    def below(self) -> list[Link]:
        return self._links(places.children(self.house, self.viewer, self.place, limit=BELOW_SHOWN))

    @cached_property
    def years(self) -> list[YearLink]:
        """The years that have figures, and the one that is open; on the page of a plan, years of that plan alone."""
        known = plans.years(self.house, self.viewer, self.place.code)
        if plan := self.house.content.plans.get(dict(self.args).get("plan", "")):
            known = tuple(y for y in known if plan.in_force(y))
        shown = {*known[:YEARS_SHOWN], self.year}
        return [YearLink(self.at(self.place, y), y, y == self.year) for y in sorted(shown, reverse=True)]


def stand(request: HttpRequest, code: str, year: int, switch: str = "first", **args: str) -> Here:
    """Where the request stands; refuses an unknown place, and a viewer who may not see its figures."""
    house, viewer = opened(), viewer_of(request)
    place = places.place(house, code)
    demand(viewer, SEE_FIGURES, place, house.today())
    return Here(house, viewer, place, year, switch, tuple(args.items()))


def somewhere(request: HttpRequest) -> Here | None:
    """Where the reader last stood, for pages that belong to no place; None when nothing may be seen anywhere."""
    house, viewer = opened(), viewer_of(request)
    code, _, year = request.COOKIES.get(LAST_PLACE, "").partition("/")
    if code and re.fullmatch(YEAR, year):
        try:
            return stand(request, code, int(year))
        except Refused:
            pass
    start = next((g.place for g in viewer.holding(SEE_FIGURES, house.today())), None)
    if start is None:
        return None
    return Here(house, viewer, start, plans.newest_year(house, viewer, start.code))


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks, as the middleware found out."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def signed_in(request: HttpRequest) -> Viewer:
    """The viewer of a page that belongs to no place; who is not signed in is asked to."""
    viewer = viewer_of(request)
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    return viewer


def language_of(request: HttpRequest) -> str:
    """The language of the page: "zh" or "en"."""
    return str(getattr(request, "lang", "zh"))


def said(request: HttpRequest, name: str) -> str:
    """What the address asks under a name, as plain text."""
    return request.GET.get(name, "").replace("\0", "").strip()


def sent(request: HttpRequest, name: str) -> str:
    """What a form sent under a name, as plain text."""
    return request.POST.get(name, "").replace("\0", "").strip()


def wants_piece(request: HttpRequest) -> bool:
    """Whether a script asks for a piece to put into a page, not for a whole one (as it does when going back)."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")


def page(
    request: HttpRequest,
    template: str,
    here: Here | None,
    room: str = "",
    trail: Iterable[Link] = (),
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a template inside the frame. `room` is the part of the house that the page belongs to."""
    frame: dict[str, Any] = {"here": here, "trail_links": list(trail), "sheets": SHEETS, **language_context(request)}
    if here is not None:
        frame |= {"rooms": rooms(here, room), "snapshot": here.house.snapshot()}
        frame["unread"] = inbox.unread(here.house, here.viewer)
    answer = render(request, template, {**frame, **context}, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    if here is not None:
        answer.set_cookie(LAST_PLACE, f"{here.place.code}/{here.year}", samesite="Lax", httponly=True)
    return answer


def language_context(request: HttpRequest) -> dict[str, str]:
    """What templates need to know of the language."""
    lang = language_of(request)
    return {"lang": lang, "html_lang": "en" if lang == "en" else "zh-Hans"}


def rooms(here: Here, current: str) -> list[Link]:
    """The rooms of the house that hold something for this viewer; in a year without a plan, the nearest plan's."""
    found = [("first", Text("首页", "Home"), here.to("first"))]
    near = plans.nearest(here.house, here.viewer, here.place.code, here.year)
    for room, label, page_name, having in (
        ("plans", Text("监测", "Monitoring"), "plan", near),
        ("duties", Text("责任分解", "Duties"), "duties", [p for p in near if p.duties]),
    ):
        for plan in having[:1]:
            found.append((room, label, here.to(page_name, plan=plan.code, year=plan.nearest(here.year))))
    if near:
        found.append(("warnings", Text("督办", "Warnings"), here.to("warnings")))
    if filing := filing_address(here):
        found.append(("filing", Text("填报", "Filing"), filing))
    if has_ledgers(here):
        found.append(("ledgers", Text("台账", "Ledgers"), here.to("ledgers")))
    found.append(("place", Text("区划", "Places"), here.to("place")))
    found.append(("documents", Text("文稿", "Documents"), here.to("documents")))
    day, viewer = here.house.today(), here.viewer
    if scope(viewer, MANAGE_PACKS, day):
        found.append(("packs", Text("内容包", "Packs"), reverse("web:packs")))
    if scope(viewer, MANAGE_USERS, day):
        found.append(("users", Text("用户", "Users"), reverse("web:users")))
    elif scope(viewer, ISSUE_CARDS, day):
        found.append(("cards", Text("登录卡", "Cards"), reverse("web:cards")))
    if scope(viewer, SEE_LOG, day):
        found.append(("log", Text("日志", "Log"), reverse("web:log")))
    inside = "filing" if current in FILING else current
    return [Link(href, label, room == inside) for room, label, href in found]


def filing_address(here: Here) -> str:
    """Where filing begins: at the rounds for who opens, checks or reads, at her tasks for who fills in."""
    day, viewer = here.house.today(), here.viewer
    if any(scope(viewer, p, day) for p in (OPEN_ROUNDS, REVIEW_FORMS, ACCEPT_FORMS, READ_SHEETS)):
        return here.to("rounds")
    return reverse("web:tasks") if scope(viewer, FILL_FORMS, day) else ""


WITH_RECORDS = (KEEP_RECORDS, READ_RECORDS, REVIEW_RECORDS, HANDLE_CASES, SUPERVISE_CASES, ANSWER)


def has_ledgers(here: Here) -> bool:
    """Whether ledgers hold something for the viewer at this place: work of hers, open records, or figures."""
    depth, day = here.place.level.depth, here.house.today()
    kept = [r for r in here.house.content.registers.values() if any(level.depth >= depth for level in r.levels)]
    seen = any(r.feeds or r.secrecy is Secrecy.OPEN for r in kept)
    return seen or (bool(kept) and any(scope(here.viewer, p, day) for p in WITH_RECORDS))
