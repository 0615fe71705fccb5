"""The title and how it breaks into lines: GB/T 9704 wants lines that form a trapezoid or a diamond, broken by sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from halfsky.kernel.assessment import Assessment
from halfsky.kernel.place import Level

LINE = 20
"""A line holds so many full-width characters of 二号 (22 pt) in 156 mm."""
_OPENING = "（"


def title_pieces(assessment: Assessment, ending: str = "统计监测报告") -> list[str]:
    """The title in pieces that stay whole: place, plan, its years, 2024年统计监测报告."""
    plan, place = assessment.plan.title.zh, assessment.place
    head, bracket, years = plan.partition(_OPENING)
    named = "" if place.level is Level.NATION or place.name in plan else place.name
    book = [f"《{head}", f"{bracket}{years}》"] if bracket else [f"《{head}》"]
    return [p for p in (named, *book, f"{assessment.year}年{ending}") if p]


def title(assessment: Assessment, ending: str = "统计监测报告") -> str:
    return "".join(title_pieces(assessment, ending))


def shaped(pieces: Sequence[str], limit: int = LINE) -> tuple[str, ...]:
    """The pieces in as few lines as fit; of those with as few, whole book titles and a clear shape win."""
    fitting = [lines for lines in _ways(pieces) if all(width(x) <= limit for x in lines)]
    return min(fitting, key=_cost) if fitting else ("".join(pieces),)


def width(text: str) -> float:
    """How many full-width characters a text takes; digits and Latin letters take half."""
    return sum(0.5 if c.isascii() else 1 for c in text)


def _ways(pieces: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if not pieces:
        yield ()
    for n in range(1, len(pieces) + 1):
        for rest in _ways(pieces[n:]):
            yield ("".join(pieces[:n]), *rest)


def _cost(lines: tuple[str, ...]) -> tuple[int, int, bool, float]:
    torn = sum("《" in x and "》" not in x for x in lines)
    sizes = [width(x) for x in lines]
    top = sizes.index(max(sizes))
    rising = all(a < b for a, b in pairwise(sizes[: top + 1]))
    falling = all(a > b for a, b in pairwise(sizes[top:]))
    return len(lines), torn, not (rising and falling), max(sizes) - min(sizes)
