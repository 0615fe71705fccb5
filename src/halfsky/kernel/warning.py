"""Warnings: rules as content. A rule has a level, a condition in the one grammar over a verdict, and its words.

A warning is raised by the first rule that holds, the gravest level first. Lateness is 催报 (grey), never red.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Question, Verdict
from halfsky.kernel.words import gap, quantity, shown, value_of, wanted


class Level(StrEnum):
    """How grave; in this order."""

    RED = "red"
    YELLOW = "yellow"
    GREY = "grey"
    GREEN = "green"

    @property
    def label(self) -> Text:
        return LEVELS[self]


LEVELS: dict[Level, Text] = {
    Level.RED: Text("红色", "red"),
    Level.YELLOW: Text("黄色", "yellow"),
    Level.GREY: Text("灰色", "grey"),
    Level.GREEN: Text("绿色", "green"),
}
Facts = Mapping[str, Fraction | bool | str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the warning table. `holds` is the compiled condition; `version` that of its pack."""

    code: str
    level: Level
    when: str
    says: Text
    holds: Callable[[Facts], bool]
    version: str = ""


@dataclass(frozen=True, slots=True)
class Warning_:
    """A rule that holds for a verdict, with the reason in words."""

    level: Level
    rule: str
    version: str
    reason: Text


def facts(q: Question, v: Verdict, late: bool = False) -> Facts:
    """The names that a rule may use, with their values for one verdict."""
    progress = v.progress
    return {
        "verdict": v.class_.value,
        "behind_progress": progress.share if progress else Fraction(0),
        "behind": progress.behind if progress else Fraction(0),
        "one_digit": q.indicator.one_digit,
        "worse_running": Fraction(v.worse_running),
        "in_band": v.in_band,
        "weakening": v.weakening,
        "late": late,
        "quantifiable": v.quantifiable,
    }


def warn(rules: tuple[Rule, ...], q: Question, v: Verdict, name: Text, late: bool = False) -> Warning_ | None:
    """The gravest rule that holds, or None."""
    known = facts(q, v, late)
    for level in Level:
        for rule in rules:
            if rule.level is level and rule.holds(known):
                return Warning_(level, rule.code, rule.version, rule.says.format(**_words(q, v, name)))
    return None


def _words(q: Question, v: Verdict, name: Text) -> dict[str, object]:
    """The placeholders that a rule's words may use."""
    nothing = Text("—")
    progress, now = v.progress, v.observation
    expected = quantity(shown(progress.expected, q.indicator.decimals), q.indicator.unit) if progress else nothing
    return {
        "name": name,
        "year": now.year if now else q.year,
        "judged": q.judged,
        "value": _shown(q, v, nothing),
        "unit": q.indicator.unit,
        "target": wanted(q.target, q.indicator, v.bar) if q.target else nothing,
        "target_year": q.target.year if q.target else "—",
        "base_year": progress.base_year if progress else q.base_year,
        "expected": expected,
        "gap": gap(progress.behind, q.indicator) if progress else nothing,
        "reason": v.reason.label if v.reason else nothing,
        "worse_running": v.worse_running,
    }


def _shown(q: Question, v: Verdict, nothing: Text) -> Text:
    """The value that a warning speaks of: of an each-level goal, how many of its places meet it."""
    if v.parts and v.bar is not None:
        met = sum(p.value is not None and v.bar.meets(p.value) for p in v.parts)
        return Text(f"{len(v.parts)}个单位中{met}个达到", f"{met} of {len(v.parts)} places meeting it")
    return value_of(v.observation, q.indicator, v.bar) if v.observation else nothing
