"""Splitting a target: over the places below by their denominators, and over the years until it is due.

A rate of the whole is the sum of the numerators over the sum of the denominators, so the rates of the parts count by
their denominators; the plain mean of them is no figure of anybody. Counts add up. Whoever splits must give parts that
together reach the whole, and what is printed decides: a proposal is rounded so that the whole still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import rounded
from halfsky.kernel.refusals import problem
from halfsky.kernel.target import Bar
from halfsky.kernel.text import Text

NO_WEIGHTS = problem(
    "400.1040",
    ("{names}没有分母，无法按分母分解。", "There is no denominator of {names}, by which the target could be split."),
    (
        "请填写各地的分母（如服务对象人数），可以为0，但不能全为0，也不能为负。",
        "Fill in the denominators, such as the persons served; not all of them zero, none below zero.",
    ),
)
FALLS_SHORT = problem(
    "400.1041",
    (
        "各地合起来是{whole}，没有达到总目标{wanted}。",
        "The parts come to {whole} together, which does not reach {wanted}.",
    ),
    (
        "请提高（或压低）部分地方的目标值；看按分母加权的合计，不看各地目标值的简单平均。",
        "Move the targets of some places; what counts is the whole by denominators, not the mean of the parts.",
    ),
)
NO_AIM = problem(
    "400.1042",
    (
        "这个目标没有可比的数，或要求落在一个范围内，不能分解。",
        "This target has no number to come to, or asks for a band: it cannot be split.",
    ),
    ("请用表格导入各地、各年的目标值。", "Bring the targets of places and years in as a table."),
)
NO_YEARS = problem(
    "400.1043",
    (
        "起点{base}年不早于目标年份{last}年，中间没有年份可分。",
        "{base} does not lie before {last}: there are no years.",
    ),
    ("请把起点年份改得更早。", "Choose an earlier year to begin with."),
)
BAD_SHARES = problem(
    "400.1044",
    (
        "各年比重要有{years}个、都不为负、合计正好100%（现在{came}个，合计{sum}%）。",
        "There must be {years} yearly shares, none below zero, 100 % together ({came} came, {sum} % together).",
    ),
    ("请改正比重，或留空按直线分。", "Correct the shares, or leave them out for a straight line."),
)


class Way(StrEnum):
    """How parts make the whole."""

    WEIGHTED = "weighted"
    SUM = "sum"

    @property
    def label(self) -> Text:
        return {
            "weighted": Text("按分母加权", "by denominators"),
            "sum": Text("各地相加", "added up"),
        }[self]


COUNTED = ("个", "人", "名", "张", "所", "家", "件", "起", "份", "人次", "套", "处", "户")
"""Units of things of which the parts make the whole by being added up."""


def way_of(indicator: Indicator) -> Way:
    """How the parts of an indicator make the whole: a plain count adds up; a rate, an age or an income does not."""
    dimension = indicator.measure.dimension
    return Way.SUM if len(dimension) == 1 and dimension[0] in ((unit, 1) for unit in COUNTED) else Way.WEIGHTED


@dataclass(frozen=True, slots=True)
class Child:
    """A place below: its code, its denominator and the value it has now (None: not known), its name."""

    code: str
    weight: Fraction | None
    now: Fraction | None = None
    name: str = ""


Parts = Mapping[str, Fraction]
"""The target of each place, by code, in the indicator's unit."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What parts come to. `mean` is the plain mean of rates (None for counts), which deceives where it says another
    thing than the whole does."""

    whole: Fraction
    holds: bool
    mean: Fraction | None = None
    deceives: bool = False


def weights(children: Sequence[Child]) -> dict[str, Fraction]:
    """The denominators by code; refuses where one is missing or below zero, or where all are zero."""
    bad = [c.name or c.code for c in children if c.weight is None or c.weight < 0]
    found = {c.code: c.weight for c in children if c.weight is not None}
    if bad or not sum(found.values()):
        raise NO_WEIGHTS.at(names="、".join(bad or [c.name or c.code for c in children]) or "—")
    return found


def check(children: Sequence[Child], parts: Parts, bar: Bar, way: Way) -> Checked:
    """What the parts come to, and whether that meets the bar of the whole."""
    values = [parts[c.code] for c in children]
    if way is Way.SUM:
        whole = sum(values, Fraction(0))
        return Checked(whole, bar.meets(whole))
    by = weights(children)
    whole = sum((by[c.code] * parts[c.code] for c in children), Fraction(0)) / sum(by.values())
    mean = sum(values, Fraction(0)) / len(values)
    return Checked(whole, bar.meets(whole), mean, bar.meets(mean) != bar.meets(whole))


def propose(children: Sequence[Child], bar: Bar, decimals: int, way: Way) -> dict[str, Fraction]:
    """A target for each place, with `decimals` decimals, that together reach the bar.

    Whoever is behind comes nearer by the same share of its gap; whoever is ahead stays where it is. Rates of places
    without a value are the target itself; counts have their fair share by denominator to come up to.
    """
    by = weights(children)
    aim, sense = _aim(children, bar, way)
    if way is Way.SUM:
        return _added_up(children, _counts(children, by, aim), aim, sense, decimals)
    return _rounded(_rates(children, by, aim, sense), by, aim, sense, decimals)


def _aim(children: Sequence[Child], bar: Bar, way: Way) -> tuple[Fraction, int]:
    """The number to come up (+1) or down (−1) to."""
    match bar.low, bar.high:
        case Fraction() as low, None:
            return low, 1
        case None, Fraction() as high:
            return high, -1
        case Fraction() as low, Fraction() as high if way is Way.SUM and low == high:
            return low, 1 if sum((c.now or Fraction(0) for c in children), Fraction(0)) <= low else -1
    raise NO_AIM.at()


def _rates(children: Sequence[Child], by: Mapping[str, Fraction], aim: Fraction, sense: int) -> dict[str, Fraction]:
    """The exact rates: everybody's gap closed by the same share, as large as the whole needs it."""
    now = {c.code: aim if c.now is None else c.now for c in children}
    gaps = {code: max(Fraction(0), sense * (aim - value)) for code, value in now.items()}
    lacking = sense * sum((by[code] * (aim - value) for code, value in now.items()), Fraction(0))
    room = sum((by[code] * gap for code, gap in gaps.items()), Fraction(0))
    share = lacking / room if lacking > 0 else Fraction(0)
    return {code: value + sense * share * gaps[code] for code, value in now.items()}


def _counts(children: Sequence[Child], by: Mapping[str, Fraction], aim: Fraction) -> dict[str, Fraction]:
    """The exact counts: what lies between the sum of today and the whole goes to those away from their fair share."""
    now = {c.code: c.now or Fraction(0) for c in children}
    fair = {code: aim * weight / sum(by.values()) for code, weight in by.items()}
    lacking = aim - sum(now.values(), Fraction(0))
    sense = 1 if lacking >= 0 else -1
    gaps = {code: max(Fraction(0), sense * (fair[code] - value)) for code, value in now.items()}
    room = sum(gaps.values(), Fraction(0))
    return {code: value + (lacking * gaps[code] / room if room else 0) for code, value in now.items()}


def _rounded(exact: Parts, by: Mapping[str, Fraction], aim: Fraction, sense: int, decimals: int) -> dict[str, Fraction]:
    """Rates printed: those with the largest rest move on by a digit, so many of them that the whole still holds."""
    unit = Fraction(1, 10**decimals)
    # Coming down is coming up, seen in a mirror.
    digits = {code: floor(sense * value / unit) for code, value in exact.items()}
    wanted = sense * aim * sum(by.values())
    for code in _by_rest({code: sense * value / unit for code, value in exact.items()}):
        if sum(by[c] * n * unit for c, n in digits.items()) >= wanted:
            break
        digits[code] = ceil(sense * exact[code] / unit)
    return {code: sense * n * unit for code, n in digits.items()}


def _added_up(children: Sequence[Child], exact: Parts, aim: Fraction, sense: int, decimals: int) -> dict[str, Fraction]:
    """Counts printed: they add up to the whole, or to its next printed digit on the side that meets it."""
    unit = Fraction(1, 10**decimals)
    whole = ceil(aim / unit) if sense > 0 else floor(aim / unit)
    digits = {code: floor(value / unit) for code, value in exact.items()}
    left = whole - sum(digits.values())
    for code in _by_rest({code: value / unit for code, value in exact.items()})[:left]:
        digits[code] += 1
    return {code: n * unit for code, n in digits.items()}


def _by_rest(exact: Parts) -> list[str]:
    """The codes, the largest rest first; equal ones by code, so that no order of the places decides."""
    return sorted(exact, key=lambda code: (floor(exact[code]) - exact[code], code))


def steps(
    base_year: int,
    base: Fraction,
    last_year: int,
    target: Fraction,
    decimals: int,
    shares: Iterable[Fraction] = (),
) -> dict[int, Fraction]:
    """The target of every year after the base year; the last is the target itself. Without `shares` (of the whole way,
    one a year, in percent) in equal steps. What is rounded is where one stands, so steps never drift."""
    years = range(base_year + 1, last_year + 1)
    if not years:
        raise NO_YEARS.at(base=base_year, last=last_year)
    given = list(shares) or [Fraction(100, len(years))] * len(years)
    if len(given) != len(years) or min(given) < 0 or sum(given) != 100:
        raise BAD_SHARES.at(years=len(years), came=len(given), sum=rounded(sum(given, Fraction(0)), 1))
    gone, found = Fraction(0), {}
    for year, share in zip(years, given, strict=True):
        gone += share
        found[year] = Fraction(rounded(base + (target - base) * gone / 100, decimals))
    return {**found, last_year: target}
