"""The page on which a target is split: what was typed, what is proposed, what the parts come to, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.exchange.targets import COLUMNS, SAID, said_holds
from halfsky.kernel.assessment import Row
from halfsky.kernel.numbers import decimals_of, exact, needed, printed
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Plan
from halfsky.kernel.refusals import Refused
from halfsky.kernel.splitting import NO_AIM, NO_YEARS, Checked, check, propose, steps
from halfsky.kernel.target import Target
from halfsky.kernel.text import Text
from halfsky.kernel.words import quantity, shown, value_of
from halfsky.queries.splitting import Below, Splitting
from halfsky.web.present.listing import Cell, Listing

MOST_YEARS = 30
"""So far back may steps begin."""
Typed = Mapping[str, str]
"""What stands in the blanks, by code of the place or by year."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """A place below on the page: what it has, its denominator and its part as they stand in the blanks."""

    below: Below
    now: Text | None
    weight: str
    part: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What the parts come to: the whole, and the plain mean where it would deceive."""

    whole: Text
    holds: bool
    mean: Text | None


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of the target: what stands there, and what stands in the blank; the last year is given."""

    year: int
    kept: str
    typed: str
    last: bool


def read_weights(of: Splitting, typed: Typed) -> dict[str, Fraction | None]:
    """The denominators: what was typed, else what stands behind the values; refuses what is no number."""
    return {b.place.code: _read(typed[b.place.code], b) if b.place.code in typed else b.weight for b in of.below}


def _read(text: str, below: Below) -> Fraction | None:
    return exact(text, below.place.name) if text.strip() else None


def part_lines(of: Splitting, weights: Typed, parts: Typed) -> list[PartLine]:
    """The places below with their blanks: what was typed, else the house's own denominators and targets."""
    return [
        PartLine(
            b,
            value_of(b.now, of.row.indicator) if b.now else None,
            weights.get(b.place.code, "" if b.weight is None else needed(b.weight, 0)),
            parts.get(b.place.code, b.target.shown if b.target else ""),
        )
        for b in of.below
    ]


def proposed(of: Splitting, weights: Mapping[str, Fraction | None]) -> dict[str, str]:
    """A proposal, printed; nothing where the target has no number yet."""
    if of.bar is None:
        return {}
    found = propose(of.children(weights), of.bar, of.decimals, of.way)
    return {code: printed(value, of.decimals) for code, value in found.items()}


def summed(of: Splitting, weights: Mapping[str, Fraction | None], parts: Typed) -> Sum | None:
    """What the parts come to; nothing while one of them is not there."""
    if of.bar is None or any(not parts.get(b.place.code, "").strip() for b in of.below) or not of.below:
        return None
    try:
        values = {b.place.code: exact(parts[b.place.code], b.place.name) for b in of.below}
        found = check(of.children(weights), values, of.bar, of.way)
    except Refused:
        return None
    return _sum(of, found)


def _sum(of: Splitting, found: Checked) -> Sum:
    def said(value: Fraction) -> Text:
        return quantity(shown(value, of.decimals, of.bar), of.row.indicator.unit)

    return Sum(said(found.whole), found.holds, said(found.mean) if found.mean is not None and found.deceives else None)


def first_step(of: Splitting) -> tuple[str, str]:
    """Where the years begin, unless somebody says otherwise: the base year and its value, else the latest."""
    points = [o for o in (of.row.verdict.base, of.row.verdict.latest, of.row.verdict.observation) if o]
    before = [o for o in points if o.year < of.last_year]
    if not before:
        return "", ""
    return str(before[0].year), printed(before[0].value, of.decimals)


def year_lines(of: Splitting, typed: Typed) -> list[YearLine]:
    """The years of the plan up to that of the last target, with what is kept and what is typed."""
    kept = {year: target.shown for year, target in of.years.items()}
    return [
        YearLine(year, kept.get(year, ""), typed.get(str(year), kept.get(year, "")), year == of.last_year)
        for year in range(of.assessment.plan.first_year, of.last_year + 1)
    ]


def stepped(of: Splitting, base_year: str, base: str, shares: str) -> dict[str, str]:
    """The years worked out; a year that has a target of its own keeps it. `shares` are percents with spaces between."""
    if of.last_bar is None:
        raise NO_AIM.at()
    start = int(exact(base_year))
    if not of.last_year - MOST_YEARS <= start < of.last_year:
        raise NO_YEARS.at(base=start, last=of.last_year)
    goal = of.last_bar.edge(exact(base))
    percents = [exact(piece) for piece in shares.replace("，", " ").replace(",", " ").replace("、", " ").split()]
    found = steps(start, exact(base), of.last_year, goal, of.decimals, percents)
    return {str(year): printed(value, of.decimals) for year, value in found.items() if year not in of.years}


@dataclass(frozen=True, slots=True)
class Choice:
    """A target that can be split: its key, its row, and how many of the places below have one."""

    key: str
    row: Row
    set: int


def target_listing(
    plan: Plan, targets: Sequence[tuple[Place, Target]], names: Mapping[str, Text], lang: str
) -> Listing:
    """Targets as a list that can be filled in and sent back."""
    heads = {**{name: headings[0] for name, headings in COLUMNS.items()}, "name": "指标"}
    order = ("number", "name", "breakdown", "place", "place_name", "year", "comparator", "value", "value2", "tolerance")
    rows: list[list[Cell]] = [
        [
            t.number,
            names[t.number].in_(lang) if t.number in names else "",
            str(t.cell),
            place.code,
            place.name,
            t.year,
            SAID[t.comparator].zh,
            t.shown,
            "" if t.value2 is None else needed(t.value2, decimals_of(t.shown)),
            "" if t.tolerance is None else needed(t.tolerance, 0),
            said_holds(t.each),
            t.source,
        ]
        for place, t in targets
    ]
    widths = (10, 34, 16, 16, 16, 8, 10, 10, 8, 8, 12, 30)
    columns = [Text(heads[name]) for name in (*order, "holds", "source")]
    note = Text("改好后可从本页导入；不导入的行保持不变。", "Change it and send it back; other rows stay.")
    return Listing(
        f"{plan.title.in_(lang)} {Text('目标值', 'targets').in_(lang)}",
        note.in_(lang),
        tuple(zip(columns, widths, strict=True)),
        rows,
    )
