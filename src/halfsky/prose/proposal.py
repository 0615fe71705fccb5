"""One target, result or task that a text holds, with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from halfsky.prose.anchors import Anchor
from halfsky.prose.bodies import Body

Type = Literal["target", "result", "task"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One target, result or task. `start`…`end` is its quote in the text as it came; `value` with multipliers worked
    out, a range has `low`; `when` in the words of the text; `anchor` is what fixes a masked year;
    "" and None where the text does not say."""

    type: Type
    start: int
    end: int
    subject: str
    value: Fraction | None = None
    low: Fraction | None = None
    unit: str = ""
    comparator: str = ""
    when: str = ""
    body: Body = Body()
    change: str = ""
    anchor: Anchor | None = None
