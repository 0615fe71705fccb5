"""Points of one judged unit by a scheme: exact, each with how it came, and what is not known listed and never zero.

An item earns between nothing and its full points. Deductions come off what their own section earned and never more.
What does not apply to a unit leaves its full points; what is not computed leaves them, too, and the unit is then not
ranked: a share of points that lacks a part is no measure beside one that does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar import Env, Outcome, evaluate
from halfsky.kernel.league import ranking
from halfsky.kernel.scheme import Item, Scheme, Section, Way

ZERO, ONE = Fraction(0), Fraction(1)
NOTHING_JUDGED: Mapping[str, Fraction] = {}


@dataclass(frozen=True, slots=True)
class Point:
    """One item of a unit: what the formula gave (None where people judge), the points that follow (None: none yet)."""

    item: Item
    found: Outcome | None
    earned: Fraction | None

    @property
    def applies(self) -> bool:
        return not (isinstance(self.found, Missing) and self.found.reason is Absence.NOT_APPLICABLE)

    @property
    def missing(self) -> Absence | None:
        """Why there are no points although facts should give them."""
        return self.found.reason if isinstance(self.found, Missing) and self.applies else None

    @property
    def waits(self) -> bool:
        """Whether people are still to judge it."""
        return self.found is None and self.earned is None

    @property
    def full(self) -> Fraction:
        """The full points that stand against what was earned: of what has points alone."""
        return ZERO if self.earned is None else self.item.full


@dataclass(frozen=True, slots=True)
class SectionScore:
    """The points of one section."""

    section: Section
    points: tuple[Point, ...]

    @property
    def earned(self) -> Fraction:
        return sum((p.earned for p in self.points if p.earned is not None), ZERO)

    @property
    def full(self) -> Fraction:
        return sum((p.full for p in self.points), ZERO)


@dataclass(frozen=True, slots=True)
class Score:
    """All points of a unit by a scheme."""

    sections: tuple[SectionScore, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(p for s in self.sections for p in s.points)

    @property
    def earned(self) -> Fraction:
        return sum((s.earned for s in self.sections), ZERO)

    @property
    def full(self) -> Fraction:
        return sum((s.full for s in self.sections), ZERO)

    @property
    def missing(self) -> tuple[Point, ...]:
        """What facts should give and do not."""
        return tuple(p for p in self.points if p.missing)

    @property
    def waiting(self) -> tuple[Point, ...]:
        """What people are to judge."""
        return tuple(p for p in self.points if p.waits)

    @property
    def share(self) -> Fraction | None:
        """得分率: earned over full, of what has points; None while a fact is missing or nothing has points."""
        return None if self.missing or not self.full else self.earned / self.full


def score(scheme: Scheme, facts: Env, judged: Mapping[str, Fraction] = NOTHING_JUDGED) -> Score:
    """The points that the facts give, and those that people gave (`judged`, by item; of a deduction what it costs)."""
    return Score(tuple(_section(section, facts, judged) for section in scheme.sections))


def _section(section: Section, facts: Env, judged: Mapping[str, Fraction]) -> SectionScore:
    """The points of a section, in its order; what is taken off is taken off what the others earned."""
    found = {item.code: _earned(item, facts, judged) for item in section.items if item.way is not Way.DEDUCT}
    left = sum((p.earned for p in found.values() if p.earned is not None), ZERO)
    for item in section.items:
        if item.way is Way.DEDUCT:
            found[item.code] = point = _taken_off(item, facts, judged, left)
            left += point.earned or ZERO
    return SectionScore(section, tuple(found[item.code] for item in section.items))


def _earned(item: Item, facts: Env, judged: Mapping[str, Fraction]) -> Point:
    if item.formula is None:
        given = judged.get(item.code)
        return Point(item, None, None if given is None else min(max(given, ZERO), item.points))
    found = evaluate(item.formula, facts)
    share = Fraction(found) if isinstance(found, bool | Fraction) else None
    earned = None if share is None else item.points * min(max(share, ZERO), ONE)
    return Point(item, found, earned)


def _taken_off(item: Item, facts: Env, judged: Mapping[str, Fraction], left: Fraction) -> Point:
    most = left if item.most is None else min(left, item.most)
    if item.formula is None:
        given = judged.get(item.code)
        return Point(item, None, None if given is None else -min(max(given, ZERO), most))
    cases = evaluate(item.formula, facts)
    off = None
    if isinstance(cases, Fraction):
        off = -min(item.points * max(cases, ZERO), most)
    return Point(item, cases, off)


def ranks(scores: Sequence[Score]) -> list[int | None]:
    """The rank of each by its share of points: one more than how many are strictly better; none for who has none."""
    found = ranking({number: -s.share for number, s in enumerate(scores) if s.share is not None})
    return [found.get(number) for number in range(len(scores))]
