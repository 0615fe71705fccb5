"""The verdict as a thing: what it is asked with (`Question`), what it answers (`Verdict`), its classes and notes.

The rule itself is in `judging.py`, its words in `sentence.py`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.forecast import Forecast, Progress
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.plan import Goal
from halfsky.kernel.target import Bar, Part, Target
from halfsky.kernel.text import Text


class Class(StrEnum):
    """The classes, in the field's words."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    EARLY = "early"
    KEPT = "kept"
    RELAPSED = "relapsed"
    EXPECTED = "expected"
    DIFFICULT = "difficult"
    UNCLEAR = "unclear"
    PENDING = "pending"
    NO_DATA = "no_data"
    BETTER = "better"
    STEADY = "steady"
    WORSE = "worse"
    MONITORED = "monitored"
    NO_TARGET = "no_target"

    @property
    def label(self) -> Text:
        return CLASSES[self]

    @property
    def counts_as_reached(self) -> bool:
        return self in (Class.REACHED, Class.EARLY, Class.KEPT)


CLASSES: dict[Class, Text] = {
    Class.REACHED: Text("已达标", "reached"),
    Class.NOT_REACHED: Text("未达标", "not reached"),
    Class.EARLY: Text("提前达标", "reached early"),
    Class.KEPT: Text("保持达标", "kept"),
    Class.RELAPSED: Text("达标后回落", "reached, then lost"),
    Class.EXPECTED: Text("预期可达标", "expected to reach"),
    Class.DIFFICULT: Text("达标困难", "hard to reach"),
    Class.UNCLEAR: Text("趋势不明", "unclear"),
    Class.PENDING: Text("待定", "pending"),
    Class.NO_DATA: Text("无数据", "no data"),
    Class.BETTER: Text("趋势向好", "getting better"),
    Class.STEADY: Text("基本持平", "about level"),
    Class.WORSE: Text("趋势变差", "getting worse"),
    Class.MONITORED: Text("监测指标", "monitored only"),
    Class.NO_TARGET: Text("本级未设目标", "no target at this level"),
}


class Note(StrEnum):
    """Things the sentence adds to the class."""

    BASE_ALREADY_MET = "base_already_met"
    WEAKENING = "weakening"
    LOW_CONFIDENCE = "low_confidence"
    BY_PROGRESS_LINE = "by_progress_line"
    FIRST_YEAR_AS_START = "first_year_as_start"
    ONE_POINT = "one_point"
    EARLIER_VALUE = "earlier_value"
    SMALL_COUNT = "small_count"
    NO_CASES = "no_cases"
    BREAK = "break"
    NO_TOLERANCE = "no_tolerance"
    NOT_YET_PUBLISHED = "not_yet_published"
    PARTS_OPEN = "parts_open"
    PARTS_FAILED = "parts_failed"
    NO_DIRECTION = "no_direction"


@dataclass(frozen=True, slots=True)
class Question:
    """All that a verdict depends on. `series` is in ascending order of period, one definition version or several;
    `parts` are the places of an each-level target; `absence` is the known reason where the series is silent;
    `uncomputed` are years that have a figure by their own tree and none by the one that is asked for."""

    indicator: Indicator
    goal: Goal
    target: Target | None
    series: tuple[Observation, ...]
    judged: int
    as_of: dt.date
    base_year: int
    parts: tuple[Part, ...] = ()
    absence: Absence | None = None
    uncomputed: frozenset[int] = frozenset()

    @property
    def year(self) -> int:
        """The year that a value must speak for: the one judged, or the target year once that has passed."""
        return min(self.judged, self.target.year) if self.target else self.judged


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with everything its sentence and its page are made of."""

    class_: Class
    quantifiable: bool
    observation: Observation | None = None
    latest: Observation | None = None
    previous: Observation | None = None
    base: Observation | None = None
    bar: Bar | None = None
    progress: Progress | None = None
    forecast: Forecast | None = None
    degree: Fraction | None = None
    worse_running: int = 0
    in_band: bool = False
    reason: Absence | None = None
    notes: tuple[Note, ...] = ()
    parts: tuple[Part, ...] = ()
    next_year: int | None = None

    @property
    def reached(self) -> bool:
        return self.class_.counts_as_reached

    @property
    def weakening(self) -> bool:
        return Note.WEAKENING in self.notes

    @property
    def uses_earlier_value(self) -> bool:
        return Note.EARLIER_VALUE in self.notes
