"""The central rule: a question becomes a verdict. Its manual, `docs/manual/verdicts.*.md`, is printed from spec tests.

Order of judging: may a value speak at all → has the goal a bar → is the target year over → is the bar met → was it ever
met → where does it head (four values: the forecast; fewer: the straight line from the base).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction

from halfsky.kernel import degree
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.forecast import Forecast, Progress, straight_line, theil_sen
from halfsky.kernel.indicator import Direction, Rhythm
from halfsky.kernel.numbers import needed
from halfsky.kernel.period import year
from halfsky.kernel.plan import GoalKind
from halfsky.kernel.small import is_small, trend_value
from halfsky.kernel.target import Bar, NoBar, Target
from halfsky.kernel.verdict import Class, Note, Question, Verdict

MONTHS_TO_PUBLISH = 17
"""Yearly values come 12 to 17 months after the year; within that time a missing one is 尚未公布 (本系统约定)."""


def judge(q: Question) -> Verdict:
    """Judge one target in one year. Never raises: what cannot be judged has a class and a reason of its own."""
    if q.goal.kind is GoalKind.MONITOR:
        return _shown(q, gather(q), Class.MONITORED)
    if q.goal.kind is GoalKind.QUALITATIVE:
        return _qualitative(q, gather(q))
    if q.target is None:
        return _shown(q, gather(q), Class.NO_TARGET)
    if q.target.each is not None:
        return _each(q, q.target)
    return _Numeric(q, q.target).verdict()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may speak: values since the base year, published by the day, on one stretch without a break.

    `latest` is the newest value known at all, `judging` the one that may judge, `stretch` ends with it.
    """

    latest: Observation | None
    judging: Observation | None
    stretch: tuple[Observation, ...]
    base: Observation | None

    @property
    def previous(self) -> Observation | None:
        """The value before the judging one on the same stretch."""
        return self.stretch[-2] if self.judging and len(self.stretch) > 1 else None


def gather(q: Question) -> Evidence:
    """Which values may speak. Those from before the base year, or unpublished on the day, never do; nor do parts of a
    year, and years of another kind than the newest value's."""
    public = (o for o in q.series if o.known_from() <= q.as_of)
    yearly = [o for o in public if o.period.whole_year and o.year <= q.year]
    known = [o for o in yearly if o.period.kind == yearly[-1].period.kind]
    eligible = [o for o in known if o.year >= q.base_year]
    newest = eligible[-1] if eligible else None
    judging = newest if newest and q.indicator.validity.may_judge(newest.year, q.year) else None
    start = q.indicator.stretch(newest.year if newest else q.year)
    stretch = tuple(o for o in eligible if o.year >= start)
    return Evidence(known[-1] if known else None, judging, stretch, _base(q, eligible, start))


def _base(q: Question, eligible: list[Observation], start: int) -> Observation | None:
    """The base value: the series at the base year, else what the plan states; across a break only a 衔接数 will do."""
    base = next((o for o in eligible if o.year == q.base_year), None)
    if base is None and q.goal.base is not None:
        stated_year = q.goal.base_year or q.base_year
        base = Observation(year(stated_year), q.goal.base, needed(q.goal.base, 0), q.goal.source)
    if base is None or start <= base.year:
        return base
    link = next((b.link for b in q.indicator.breaks if b.year == start), None)
    return None if link is None else replace(base, value=link, shown=needed(link, 0))


def usual_reason(q: Question, latest: Observation | None) -> Absence:
    """Why there is no figure, where nobody has said: by the rhythm of the series and the time that has passed.

    Values from before the base year judge nothing; where `latest` is one, the house does know the series.
    """
    if q.absence is not None:
        return q.absence
    validity = q.indicator.validity
    spoke = any(q.base_year <= step <= q.year for step in validity.steps)
    if validity.rhythm is not Rhythm.ANNUAL and not spoke:
        return Absence.NOT_SURVEYED
    months = (q.as_of.year - q.year - 1) * 12 + q.as_of.month
    if months <= MONTHS_TO_PUBLISH:
        return Absence.NOT_PUBLISHED
    return Absence.NONE_SINCE_BASE if latest and latest.year < q.base_year else Absence.NOT_PROVIDED


def _shown(q: Question, found: Evidence, class_: Class) -> Verdict:
    """A row that is shown and not judged."""
    return Verdict(
        class_,
        quantifiable=False,
        observation=found.judging,
        latest=found.latest,
        previous=found.previous,
        base=found.base,
        reason=None if found.judging else usual_reason(q, found.latest),
        notes=_notes(q, found.judging),
        next_year=_next_year(q),
    )


def _qualitative(q: Question, found: Evidence) -> Verdict:
    """A goal without a number: the latest value against the base (else the first), by at least one printed digit."""
    plain = _shown(q, found, Class.NO_DATA)
    now = found.judging
    if now is None:
        return plain
    sense = {Direction.UP: 1, Direction.DOWN: -1}.get(q.indicator.direction, 0)
    start = found.base or (found.stretch[0] if len(found.stretch) > 1 else None)
    if sense == 0:
        return replace(plain, class_=Class.UNCLEAR, notes=(*plain.notes, Note.NO_DIRECTION))
    if start is None or start.period == now.period:
        return replace(plain, class_=Class.UNCLEAR, notes=(*plain.notes, Note.ONE_POINT))
    gain = sense * (now.value - start.value)
    digit = q.indicator.one_digit
    class_ = Class.BETTER if gain >= digit else Class.WORSE if gain <= -digit else Class.STEADY
    return replace(plain, class_=class_, base=start, worse_running=_worse_running(q, found.stretch, None))


def _each(q: Question, target: Target) -> Verdict:
    """Every place of a level must meet the bar; their average is only 参考值."""
    plain = replace(_shown(q, gather(q), Class.NO_DATA), quantifiable=True, parts=q.parts)
    bar = target.bar(None)  # no base is known for each part
    if bar is NoBar.NO_BASE:
        return replace(plain, reason=Absence.NO_BASE)
    if not any(p.value is not None for p in q.parts):
        return replace(plain, reason=q.absence or Absence.NOT_PROVIDED)
    if isinstance(bar, NoBar):
        return replace(plain, class_=Class.PENDING, reason=None, notes=(*plain.notes, Note.NO_TOLERANCE))
    plain = replace(plain, bar=bar, reason=None)
    over = _is_over(q, target)
    if any(p.value is not None and not bar.meets(p.value) for p in q.parts):
        failed = Class.NOT_REACHED if over or q.goal.kind.keeps else Class.UNCLEAR
        return replace(plain, class_=failed, notes=(*plain.notes, Note.PARTS_FAILED))
    if any(p.value is None for p in q.parts):
        return replace(plain, class_=Class.PENDING, notes=(*plain.notes, Note.PARTS_OPEN))
    met = Class.REACHED if over else Class.KEPT if q.goal.kind.keeps else Class.EARLY
    return replace(plain, class_=met)


def _is_over(q: Question, target: Target) -> bool:
    """Whether the target year is the one judged (or past) and has ended by the day."""
    return q.judged >= target.year and q.as_of > dt.date(target.year, 12, 31)


class _Numeric:
    """Judging a goal with a number at one place: the common case, told step by step."""

    def __init__(self, q: Question, target: Target) -> None:
        self.q, self.target, self.found = q, target, gather(q)
        self.base = self.found.base
        now = self.found.judging
        self.over = _is_over(q, target) or (now is not None and now.year == target.year)

    def verdict(self) -> Verdict:
        plain = replace(_shown(self.q, self.found, Class.NO_DATA), quantifiable=True)
        bar = self.target.bar(self.base.value if self.base else None)
        if bar is NoBar.NO_BASE:
            return replace(plain, reason=Absence.NO_BASE)
        now = self.found.judging
        if now is None:
            return replace(plain, bar=bar if isinstance(bar, Bar) else None)
        if isinstance(bar, NoBar):
            return replace(plain, class_=Class.PENDING, notes=(*plain.notes, Note.NO_TOLERANCE))
        return self._judged(replace(plain, bar=bar, degree=degree.against_target(now.value, bar)), bar, now)

    def _judged(self, plain: Verdict, bar: Bar, now: Observation) -> Verdict:
        plain = replace(plain, worse_running=_worse_running(self.q, self.found.stretch, bar))
        if self.over:
            return self._at_the_end(plain, bar, now)
        forecast = self._forecast()
        plain = replace(plain, forecast=forecast, progress=self._progress(bar, now))
        if bar.meets(now.value):
            return self._met(plain, bar)
        plain = replace(plain, in_band=_inside(forecast, bar.edge(now.value)))
        if self._base_met(bar) or any(bar.meets(o.value) for o in self.found.stretch[:-1]):
            return replace(plain, class_=Class.RELAPSED)
        if plain.in_band:
            plain = replace(plain, notes=(*plain.notes, Note.LOW_CONFIDENCE))
        return self._heading(plain, bar)

    def _at_the_end(self, plain: Verdict, bar: Bar, now: Observation) -> Verdict:
        """The figure of the target year decides; a step series may speak through its last step."""
        if now.year < self.target.year and self.q.indicator.validity.rhythm is Rhythm.ANNUAL:
            return replace(plain, class_=Class.PENDING, notes=(*plain.notes, Note.NOT_YET_PUBLISHED))
        return replace(plain, class_=Class.REACHED if bar.meets(now.value) else Class.NOT_REACHED)

    def _met(self, plain: Verdict, bar: Bar) -> Verdict:
        base_met = self._base_met(bar)
        notes = list(plain.notes)
        if base_met and not self.q.goal.kind.keeps:
            notes.append(Note.BASE_ALREADY_MET)
        if plain.worse_running >= 2:
            notes.append(Note.WEAKENING)
        kept = base_met or self.q.goal.kind.keeps
        return replace(plain, class_=Class.KEPT if kept else Class.EARLY, notes=tuple(notes))

    def _base_met(self, bar: Bar) -> bool:
        """Whether the base year met the goal; a goal that is put relative to the base asks for more than the base."""
        return self.base is not None and not self.target.comparator.relative and bar.meets(self.base.value)

    def _heading(self, plain: Verdict, bar: Bar) -> Verdict:
        """Not met yet and never was: four values make a forecast, fewer fall back on the line from the base."""
        forecast, progress = plain.forecast, plain.progress
        if forecast is not None:
            return replace(plain, class_=Class.EXPECTED if bar.meets(forecast.value) else Class.DIFFICULT)
        if self.base is None:
            return replace(plain, class_=Class.UNCLEAR, notes=(*plain.notes, Note.FIRST_YEAR_AS_START))
        if progress is None:
            return replace(plain, class_=Class.UNCLEAR, notes=(*plain.notes, Note.ONE_POINT))
        class_ = Class.DIFFICULT if progress.behind else Class.EXPECTED
        return replace(plain, class_=class_, notes=(*plain.notes, Note.BY_PROGRESS_LINE))

    def _forecast(self) -> Forecast | None:
        points = [(o.year, trend_value(o, self.q.indicator.small)) for o in self.found.stretch]
        return theil_sen(points, self.target.year, self.q.indicator.low, self.q.indicator.high)

    def _progress(self, bar: Bar, now: Observation) -> Progress | None:
        """The straight line from the base; without a base, from the first value (shown, never deciding)."""
        start = self.base or self.found.stretch[0]
        value = trend_value(now, self.q.indicator.small)
        edge = bar.edge(start.value)  # where the start meets the bar there is no way to go and no line
        return straight_line((start.year, start.value), (self.target.year, edge), (now.year, value))


def _inside(forecast: Forecast | None, edge: Fraction) -> bool:
    return forecast is not None and forecast.low < forecast.high and forecast.low <= edge <= forecast.high


def _worse_running(q: Question, stretch: tuple[Observation, ...], bar: Bar | None) -> int:
    """How many observations running got worse, counted back from the last."""
    values = [trend_value(o, q.indicator.small) for o in stretch]
    sense = bar.sense if bar and bar.sense else {Direction.UP: 1, Direction.DOWN: -1}.get(q.indicator.direction, 0)
    count = 0
    for earlier, later in zip(reversed(values[:-1]), reversed(values), strict=False):
        worse = sense * (later - earlier) < 0 if sense else bar is not None and bar.miss(later) > bar.miss(earlier)
        if not worse:
            break
        count += 1
    return count


def _notes(q: Question, now: Observation | None) -> tuple[Note, ...]:
    """What is to be said of the judging value itself."""
    if now is None:
        return ()
    notes: list[Note] = []
    if now.year < q.year and q.indicator.validity.rhythm is Rhythm.ANNUAL:
        notes.append(Note.EARLIER_VALUE)
    if is_small(now, q.indicator.small):
        notes.append(Note.NO_CASES if now.cases == 0 else Note.SMALL_COUNT)
    if q.indicator.stretch(now.year) > q.base_year:
        notes.append(Note.BREAK)
    return tuple(notes)


def _next_year(q: Question) -> int | None:
    """When a step series speaks next."""
    if q.indicator.validity.rhythm is Rhythm.ANNUAL:
        return None
    return q.indicator.validity.next_after(q.judged)
