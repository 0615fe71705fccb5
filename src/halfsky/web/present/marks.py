"""Which hue and shape repeat the word of a verdict or warning. Five hues, five shapes, never one without the other."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.evaluating import Outcome
from halfsky.kernel.fact import Absence
from halfsky.kernel.verdict import Class
from halfsky.kernel.warning import Level


@dataclass(frozen=True, slots=True)
class Mark:
    """A hue (a class of the style sheet) and an SVG path in a 12 × 12 box."""

    hue: str
    path: str


GOOD = Mark("good", "M6 .5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z")
HOPE = Mark("hope", "M6 .8L11.8 11.2H.2z")
OPEN = Mark("open", "M6 0L12 6L6 12L0 6z")
BAD = Mark("bad", "M.8.8h10.4v10.4H.8z")
NONE = Mark("none", "M6 .5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM6 2.3a3.7 3.7 0 1 1 0 7.4a3.7 3.7 0 1 1 0-7.4z")
MARKS = (GOOD, HOPE, OPEN, BAD, NONE)

OF_CLASS: dict[Class, Mark] = {
    Class.REACHED: GOOD,
    Class.EARLY: GOOD,
    Class.KEPT: GOOD,
    Class.EXPECTED: HOPE,
    Class.BETTER: HOPE,
    Class.UNCLEAR: OPEN,
    Class.PENDING: OPEN,
    Class.STEADY: OPEN,
    Class.DIFFICULT: BAD,
    Class.NOT_REACHED: BAD,
    Class.RELAPSED: BAD,
    Class.WORSE: BAD,
    Class.NO_DATA: NONE,
    Class.MONITORED: NONE,
    Class.NO_TARGET: NONE,
}
OF_OUTCOME: dict[Outcome, Mark] = {
    Outcome.REACHED: GOOD,
    Outcome.NEAR: HOPE,
    Outcome.NOT_REACHED: BAD,
    Outcome.UNDECIDED: NONE,
}
OF_LEVEL: dict[Level, Mark] = {Level.RED: BAD, Level.YELLOW: OPEN, Level.GREY: NONE, Level.GREEN: GOOD}

UNREPORTED = frozenset({Absence.NOT_REPORTED, Absence.NOT_PROVIDED})
UNCOMPUTED = frozenset({Absence.NOT_COMPUTED, Absence.ZERO_DIVISOR, Absence.BREAK})


def gap_look(reason: Absence | None) -> str:
    """The look of a missing figure: owed by someone, not computable, or simply not there."""
    if reason in UNREPORTED:
        return "unreported"
    return "uncomputed" if reason in UNCOMPUTED else "absent"
