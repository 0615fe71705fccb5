"""Numbers of a text that differ from the figures which the house holds, by indicator, year and place.

The figures are handed in. A number speaks of an indicator where its phrase ends in the indicator's name and nothing in
front of it narrows the scope (农村, 女性, 全省); of the year that its sentence names, else of the text's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.text import Text
from halfsky.prose.checks.draft import Draft, Number
from halfsky.prose.checks.finding import Finding, Kind
from halfsky.prose.checks.likeness import bare
from halfsky.prose.checks.repeats import spoken
from halfsky.prose.checks.targets import INTENDS

YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})年|(?P<before>去年|上年|上一年)")
WIDER = re.compile(r"全国|全省|省级|国家")


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of the house at the text's place: `value` in the unit that a text's number has once its 万 is multiplied
    out (%, /10万, 人), `step` what its last digit counts, `shown` as the house prints it, with its unit."""

    code: str
    name: str
    unit: str
    year: int
    value: Fraction
    step: Fraction
    shown: str


def find(draft: Draft, known: Iterable[Known], year: int, place: str = "") -> Iterator[Finding]:
    """Numbers that differ from the figure of their year. `year` is that of the text, `place` the name of its place."""
    by_name: dict[str, dict[int, Known]] = defaultdict(dict)
    for one in known:
        by_name[one.name][one.year] = one
    names = sorted(by_name, key=len, reverse=True)
    for number in draft.numbers:
        if not number.level or number.hedged:
            continue
        phrase = spoken(draft, number)
        name = next((n for n in names if phrase.endswith(n)), "")
        if not name or _narrowed(phrase.removesuffix(name), place):
            continue
        start, _ = draft.sentence(number.start)
        before = draft.text[start : number.start]
        if INTENDS.search(phrase) or WIDER.search(before):
            continue
        figure = by_name[name].get(_year(before, year))
        if figure is not None and figure.unit == number.unit and _apart(number, figure):
            yield _finding(draft, number, figure)


def _narrowed(prefix: str, place: str) -> bool:
    """Whether something in front of an indicator's name makes it another one."""
    return bool(bare(re.sub(r"其中|(?:19|20)\d{2}年(?:度|底|末)?", "", prefix.replace(place, "") if place else prefix)))


def _year(before: str, year: int) -> int:
    told = list(YEAR.finditer(before))
    if not told:
        return year
    return int(told[-1].group("year")) if told[-1].group("year") else year - 1


def _apart(number: Number, figure: Known) -> bool:
    """Whether both cannot be roundings of one value."""
    return abs(number.value - figure.value) > (number.step + figure.step) / 2


def _finding(draft: Draft, number: Number, figure: Known) -> Finding:
    said = draft.said(number)
    return Finding(
        Kind.HOUSE,
        "question",
        number.start,
        number.end,
        Text(
            f"{figure.name}{figure.year}年在本系统中为{figure.shown}，文中为{said}。",
            f"{figure.code} of {figure.year} is {figure.shown} here; the text says {said}.",
        ),
        Text(f"请核对；如以本系统为准，应为{figure.shown}。", f"Should be {figure.shown} by the house's figures."),
    )
