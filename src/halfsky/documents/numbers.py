"""The numbers of one row, each ready to be printed and to be traced. Printed by the kernel's words alone."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from halfsky.documents.said import Number, Said, What, say
from halfsky.kernel.assessment import Row
from halfsky.kernel.fact import Observation
from halfsky.kernel.forecast import Forecast, Progress
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import rounded
from halfsky.kernel.target import Bar, Part, Target
from halfsky.kernel.units import Unit
from halfsky.kernel.words import change_parts, gap, quantity, shown, value_of, wanted

COMPUTED = "computed"
"""Stands in the place of a source where the house worked the value out from elements."""


def count(n: int, of: str, period: str, unit: str = "项") -> Number:
    """A count of rows or places, with its measure word: 12项."""
    return Number(f"{n}{unit}", What.COUNT, Fraction(n), unit, period, of)


def percent(share: Fraction, of: str, period: str, bar: Bar | None = None) -> Number:
    """A share as a percentage with one decimal: 59.5%; with more where rounding would move it across `bar` (in %)."""
    return Number(quantity(shown(share * 100, 1, bar), "%").zh, What.RATE, share * 100, "%", period, of)


def source(o: Observation) -> str:
    """The keys of the documents that a value comes from; a value worked out from elements has none but itself."""
    return COMPUTED if o.computed else o.source


def moved(now: Observation, before: Observation, indicator: Indicator) -> int:
    """+1 up, −1 down, 0 where the difference is none or too small for the indicator's last printed digit."""
    amount = now.value - before.value
    if not rounded(abs(amount), indicator.decimals):
        return 0
    return 1 if amount > 0 else -1


class RowNumbers:
    """The numbers of one row. A method is asked only where its figure exists; `bare` leaves the unit out (tables)."""

    def __init__(self, row: Row) -> None:
        self.row, self.indicator, self.verdict = row, row.indicator, row.verdict

    @property
    def now(self) -> Observation:
        assert self.verdict.observation is not None
        return self.verdict.observation

    def value(self, bare: bool = False) -> Number:
        return self._observed(What.VALUE, self.now, bare, self.verdict.bar)

    def latest(self) -> Number:
        """The newest value known, where none may judge."""
        assert self.verdict.latest is not None
        return self._observed(What.VALUE, self.verdict.latest, False)

    def previous(self, bare: bool = False) -> Number:
        assert self.verdict.previous is not None
        return self._observed(What.PREVIOUS, self.verdict.previous, bare)

    def base(self, bare: bool = False) -> Number:
        assert self.verdict.base is not None
        return self._observed(What.BASE, self.verdict.base, bare)

    def year(self) -> Number:
        """The data year by itself: 2024, or 2024年1—10月."""
        period = self.now.period
        text = str(period) if period.kind == "year" else period.label.zh
        return self._number(What.YEAR, text, Fraction(self.now.year), "年", self.now)

    def change(self, before: Observation, what: What) -> tuple[str, Number]:
        """The word and the size of a change: ("下降", 0.8个十万分点)."""
        word, size = change_parts(self.now.value, before.value, self.indicator)
        return word.zh, self._difference(what, size.zh, self.now.value - before.value, before)

    def signed(self, before: Observation, what: What) -> Number:
        """A change as a table prints it: −0.8, +0.4, 0.0."""
        amount, way = self.now.value - before.value, moved(self.now, before, self.indicator)
        size = gap(amount if way else Fraction(0), self.indicator).zh.removesuffix(self._measure).removesuffix("个")
        sign = {1: "+", -1: "−"}.get(way, "")
        return self._difference(what, sign + size, amount, before)

    def target(self) -> Number:
        """What is asked, in words of plans: 12/10万以下."""
        assert self.row.target is not None
        return self._target(self.row.target, self.verdict.bar)

    def asked(self, target: Target) -> Number:
        """What some other target of the goal asks, in words of plans."""
        return self._target(target, None)

    def upper(self) -> Number:
        """What the upper level asks, for reference."""
        assert self.row.upper is not None
        return self._target(self.row.upper, None)

    def distance(self) -> Number:
        """How far the value still is from the target."""
        assert self.verdict.bar is not None
        amount = self.verdict.bar.miss(self.now.value)
        return self._difference(What.DISTANCE, gap(amount, self.indicator).zh, amount, self.now)

    def yearly(self, amount: Fraction, what: What) -> tuple[str, Number]:
        """The word and the size of a pace: ("提高", 0.6个百分点); the way that is meant reaches to the target year."""
        word = "持平，变化" if not amount else "提高" if amount > 0 else "下降"
        base, until = self.verdict.base, self.row.target
        period = f"{base.period}→{self.now.period}" if what is What.PACE and base else f"{self.now.period}"
        if what is What.NEEDED and until:
            period = f"{self.now.period}→{until.year}"
        unit = Unit.parse(self.indicator.unit).difference.text if self.indicator.is_rate else self.indicator.unit
        return word, self._made(what, gap(amount, self.indicator).zh, amount, unit, period, source(self.now))

    def expected(self) -> Number:
        """What the straight progress line asks for in the data year."""
        return self._amount(What.EXPECTED, self._progress.expected, f"{self._progress.year}")

    def behind(self) -> Number:
        amount = self._progress.behind
        return self._difference(What.BEHIND, gap(amount, self.indicator).zh, amount, self.now)

    def forecast(self) -> Number:
        return self._amount(What.FORECAST, self._forecast.value, f"{self._forecast.year}")

    def band(self) -> tuple[Number, Number]:
        year = f"{self._forecast.year}"
        return (
            self._amount(What.FORECAST, self._forecast.low, year),
            self._amount(What.FORECAST, self._forecast.high, year),
        )

    def cases(self) -> Number:
        assert self.now.cases is not None
        return self._number(What.CASES, f"{shown(self.now.cases, 0)}例", self.now.cases, "例", self.now)

    def pooled(self) -> Number:
        """The rate of three years together."""
        assert self.now.pooled is not None
        text = quantity(shown(self.now.pooled, self.indicator.decimals), self.indicator.unit).zh
        return self._number(What.VALUE, text, self.now.pooled, self.indicator.unit, self.now)

    def running(self) -> Number:
        """How many observations running got worse."""
        n = self.verdict.worse_running
        return self._number(What.COUNT, f"{n}次", Fraction(n), "次", self.now)

    # -- making -----------------------------------------------------------------------------------------------------

    @property
    def _measure(self) -> str:
        """What a difference is counted in: 百分点, 个千分点 → 千分点, 人."""
        if not self.indicator.is_rate:
            return self._unit
        return Unit.parse(self.indicator.unit).difference.text.removeprefix("个")

    @property
    def _unit(self) -> str:
        """The unit as it follows a number: 1/10万 → /10万."""
        return quantity("", self.indicator.unit).zh

    @property
    def _progress(self) -> Progress:
        assert self.verdict.progress is not None
        return self.verdict.progress

    @property
    def _forecast(self) -> Forecast:
        assert self.verdict.forecast is not None
        return self.verdict.forecast

    def _observed(self, what: What, o: Observation, bare: bool, bar: Bar | None = None) -> Number:
        text = value_of(o, self.indicator, bar).zh
        return self._number(what, text.removesuffix(self._unit) if bare else text, o.value, self.indicator.unit, o)

    def _amount(self, what: What, amount: Fraction, period: str) -> Number:
        text = quantity(shown(amount, self.indicator.decimals, self.verdict.bar), self.indicator.unit).zh
        return self._made(what, text, amount, self.indicator.unit, period)

    def _difference(self, what: What, text: str, amount: Fraction, o: Observation) -> Number:
        """A difference belongs to the year judged against `o`; its source is that of both values."""
        unit = Unit.parse(self.indicator.unit).difference.text if self.indicator.is_rate else self.indicator.unit
        sources = dict.fromkeys(s for s in (source(self.now), source(o)) if s)
        period = f"{self.now.period}" if o.period == self.now.period else f"{o.period}→{self.now.period}"
        return self._made(what, text, amount, unit, period, ";".join(sources))

    def _target(self, target: Target, bar: Bar | None) -> Number:
        text = wanted(target, self.indicator, bar).zh
        return self._made(What.TARGET, text, target.value, self.indicator.unit, f"{target.year}", target.source)

    def _number(self, what: What, text: str, exact: Fraction, unit: str, o: Observation) -> Number:
        return self._made(what, text, exact, unit, f"{o.period}", source(o))

    def _made(self, what: What, text: str, exact: Fraction, unit: str, period: str, source: str = "") -> Number:
        name = self.row.name.zh
        return Number(text, what, exact, unit, period, name, self.indicator.code, self.row.number, source)


class Parts:
    """The places of a goal that each of them must meet: how many do, which fail, which are silent."""

    def __init__(self, row: Row) -> None:
        assert row.verdict.bar is not None
        bar, self.row = row.verdict.bar, row
        self.all = row.verdict.parts
        self.failed: tuple[Part, ...] = tuple(p for p in self.all if p.value is not None and not bar.meets(p.value))
        self.open: tuple[Part, ...] = tuple(p for p in self.all if p.value is None)

    def places(self, n: int, what: str) -> Number:
        name = self.row.name.zh
        text, year = f"{n}个", f"{self.row.question.judged}"
        of = f"{name}（{what}）"
        return Number(text, What.COUNT, Fraction(n), "个", year, of, self.row.indicator.code, self.row.number)

    def counted(self) -> Said:
        """38个中36个达到."""
        met = len(self.all) - len(self.failed) - len(self.open)
        return say(self.places(len(self.all), "全部"), "中", self.places(met, "达到"), "达到")


def day_of(day: dt.date) -> str:
    """A day as official papers write it: 2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"
