"""What-if in words: the rates before and after, and how far a lever has to go."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.numbers import printed
from halfsky.kernel.rates import Summary
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Verdict
from halfsky.kernel.whatif import Lever
from halfsky.queries.whatif import WhatIf

TOGETHER = Text("两规划合计", "all plans together")
LONG = 50
"""More years than this are said as that."""


@dataclass(frozen=True, slots=True)
class Rise:
    """One rate before and after: of a plan, or of all together; `aim` marks the one that is to rise."""

    name: Text
    before: Summary
    after: Summary
    aim: bool

    @property
    def says(self) -> Text:
        one, other = self.before.rate_with_missing, self.after.rate_with_missing
        if one is None or other is None:
            gained = self.after.reached - self.before.reached
            return Text(
                f"达标由{self.before.reached}项到{self.after.reached}项（多{gained}项）；数据不足，暂不计算达标率",
                f"{self.before.reached} to {self.after.reached} reached; too little data for a rate",
            )
        if one == other:
            return Text("没有变化", "no change")
        points = printed(100 * (other - one), 1)
        return Text(f"提高{points}个百分点", f"up {points} percentage points")


def rises(found: WhatIf) -> list[Rise]:
    """All together first (where there are several plans), then each plan."""
    each = [
        Rise(a.plan.title, before, after, n == found.of)
        for n, (a, before, after) in enumerate(zip(found.assessments, found.before[0], found.after[0], strict=True))
    ]
    together = Rise(TOGETHER, found.before[1], found.after[1], found.of is None)
    return each if len(each) < 2 else [together, *each]


def places_short(verdict: Verdict) -> Text | None:
    """How many of the places that an each-level goal judges do not meet it; None for other goals."""
    if not verdict.parts:
        return None
    missed = sum(p.value is None or not (verdict.bar and verdict.bar.meets(p.value)) for p in verdict.parts)
    whole = len(verdict.parts)
    return Text(f"{whole}个单位中{missed}个未达到或未报", f"{missed} of {whole} places miss it or are silent")


def effort_words(lever: Lever) -> Text:
    """How much of the way is left, or why that cannot be said."""
    verdict, share = lever.row.verdict, lever.effort.share
    if (places := places_short(verdict)) is not None:
        return places
    if share is not None:
        size = f"{printed(100 * share, 0)}%"
        return Text(f"还差全程的{size}", f"{size} of the way left")
    if verdict.class_ is Class.NO_DATA:
        return Text("无数据，先要有数", "no figure yet")
    if verdict.base is None:
        return Text("缺基期数，无法衡量", "no base value to measure from")
    return Text("基期已达标，无法衡量", "the base met it: nothing to measure with")


def years_words(lever: Lever) -> Text:
    """How long it takes at past pace, or that past pace does not lead there."""
    years = lever.effort.years
    if years is not None:
        return _in_years(years)
    if lever.row.verdict.observation is None or lever.row.verdict.parts:
        return Text("—", "—")
    return Text("按以往速度达不到", "not at past pace")


def _in_years(years: Fraction) -> Text:
    if years > LONG:
        return Text(f"{LONG}年以上", f"over {LONG} years")
    said = printed(years, 1)
    return Text(f"{said}年", f"{said} years")
