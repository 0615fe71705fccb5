"""The documents that one file holds: where each begins, who speaks in it, and of which year its title says it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from halfsky.prose.bodies import Body, body_of, titled_body
from halfsky.prose.folding import folded
from halfsky.prose.sections import is_title
from halfsky.prose.sentences import sentences

YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年")


@dataclass(frozen=True, slots=True)
class Head:
    """A document at `start`…`end` of the text; `title` is "" for what stands before the first title, `year` None where
    its title names none."""

    start: int
    end: int
    title: str
    body: Body
    year: int | None


def heads(text: str) -> list[Head]:
    """The documents of a text, in order; they fill it without gaps. Of titles that follow each other directly the last
    counts; a text without any title is one document."""
    plain = folded(text)
    found: list[Head] = []
    begun, title, body, filled = 0, "", Body(), False
    for s in sentences(plain):
        said = plain[s.start : s.end]
        if is_title(plain, s):
            if filled:
                found.append(_head(begun, s.start, title, body))
                begun = s.start
            title, body, filled = text[s.start : s.end].strip(), titled_body(said), False
            continue
        filled = True
        if not body.level:
            body = body_of(said, body)
    return [*found, _head(begun, len(text), title, body)]


def _head(start: int, end: int, title: str, body: Body) -> Head:
    year = YEAR.search(folded(title))
    return Head(start, end, title, body, int(year["year"]) if year else None)
