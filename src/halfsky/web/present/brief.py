"""A frozen brief as it is read: its sentences in order, the numbers of each with the page that they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from halfsky.web.standing import Here


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a document and the address of its origin ("" where it belongs to no single indicator)."""

    n: int
    shown: str
    of: str
    source: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or cell with the numbers in it."""

    says: str
    figures: tuple[Figure, ...]


def lines(brief: Mapping[str, Any], here: Here) -> list[Line]:
    """The sentences that carry numbers; a document without a brief has none. A number of a paper that speaks of several
    plans says itself in which of them it stands."""
    plan = str(brief.get("plan", ""))
    by_sentence: dict[int, list[Figure]] = {}
    for entry in brief.get("entries", ()):
        by_sentence.setdefault(entry["sentence"], []).append(_figure(entry, plan, here))
    said = brief.get("sentences", ())
    return [
        Line(said[at], tuple(figures))
        for at, figures in sorted(by_sentence.items())
        if len(said[at]) > len(figures[0].shown)
    ]


def _figure(entry: Mapping[str, Any], plan: str, here: Here) -> Figure:
    number = entry.get("number", "")
    plan = entry.get("plan", plan)
    href = here.to("indicator", plan=plan, name=number) if number and plan else ""
    return Figure(entry["n"], entry["shown"], entry["of"], entry["source"], href)
