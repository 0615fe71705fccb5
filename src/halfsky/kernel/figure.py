"""From readings to a figure: evaluate a definition, and choose between a published and a computed value.

A published value is a fact of the indicator itself. Where the formula also gives one, `basis` decides which is used;
a difference beyond rounding is a finding, said in the note of the value that is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from halfsky.kernel.breakdown import TOTAL, Cell, cell
from halfsky.kernel.fact import Absence, Element, Missing, Observation, Reading
from halfsky.kernel.grammar.env import Env, Outcome, Shift, Value
from halfsky.kernel.grammar.evaluate import evaluate
from halfsky.kernel.grammar.explain import explain
from halfsky.kernel.grammar.nodes import Binary, Name, Node, Part
from halfsky.kernel.grammar.render import Codes, render
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.indicator import Indicator
from halfsky.kernel.numbers import decimals_of, printed, rounded
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.rollup import Entries, Key, Rolled, read
from halfsky.kernel.text import Text
from halfsky.kernel.units import Unit


def operands(formula: Node, at: Cell) -> tuple[Key, ...]:
    """The elements and cells that a formula (names resolved to codes) reads when asked for the cell `at`."""
    found = []
    for node, _ in walk(formula):
        if isinstance(node, Name):
            found.append((node.word, at))
        elif isinstance(node, Part):
            found.append((node.word, _within(at, Cell(node.cell))))
    return tuple(dict.fromkeys(found))


def cells_of(formula: Node, elements: Mapping[str, Element]) -> list[Cell]:
    """The cells in which all operands are broken down alike: the total, and each common category."""
    shared: set[tuple[str, str]] | None = None
    for code, _ in operands(formula, TOTAL):
        pairs = {(d, c) for d, cs in elements[code].breakdowns for c in cs}
        shared = pairs if shared is None else shared & pairs
    return [TOTAL, *(Cell((pair,)) for pair in sorted(shared or ()))]


RATE_ALONE = "只有比率"
"""Said of a value that an agency gave as a rate, without numerator and denominator."""


def touches(explained: frozenset[Key], wanted: set[Key]) -> bool:
    """Whether an explanation of some cells belongs under a figure made of others: of one element, unless two cells
    exclude each other (a note on the towns says nothing of the villages)."""
    return any(
        code == other and all(dict(there.parts).get(d, c) == c for d, c in at.parts)
        for code, at in explained
        for other, there in wanted
    )


def counted_at(formula: Node, elements: Mapping[str, Element], level: Level) -> bool:
    """Whether a place of this level can have the figure: below the level where an operand enters it cannot."""
    enters = [elements[code].at for code, _ in operands(formula, TOTAL)]
    return all(at is None or level.depth <= at.depth for at in enters)


def _within(at: Cell, part: Cell) -> Cell:
    """The cell meant by a part of a formula when the whole formula is asked for a cell."""
    return cell({**dict(at.parts), **dict(part.parts)})


@dataclass(frozen=True, slots=True)
class _Readings:
    """The readings of one period and cell, as the evaluator asks for them, in base units."""

    rolled: Mapping[Key, Reading]
    elements: Mapping[str, Element]
    at: Cell

    def value(self, code: str, part: Cell, shift: Shift) -> Outcome:
        """Only the period itself is at hand: formulas of figures look neither back nor forward."""
        if shift is not Shift.NONE:
            return Missing(Absence.NOT_COMPUTED, code)
        reading = self.rolled.get((code, _within(self.at, part)), Missing(Absence.NOT_REPORTED, code))
        return reading if isinstance(reading, Missing) else Unit.parse(self.elements[code].unit).to_base(reading)

    def children(self, record: str) -> Sequence[Env]:
        return ()

    def call(self, function: str, arguments: tuple[Value, ...]) -> Outcome:
        return Missing(Absence.NOT_COMPUTED, function)


def compute(
    indicator: Indicator, formula: Node, rolled: Rolled, elements: Mapping[str, Element], at: Cell, period: Period
) -> Observation | None:
    """The indicator from its operands; None where they give no value. The note says when parts are missing."""
    env = _Readings(rolled.values, elements, at)
    ratio = evaluate(formula, env)
    if not isinstance(ratio, Fraction) or not rolled.enough:
        return None
    value = indicator.measure.from_base(ratio)
    cases = count = None
    if isinstance(formula, Binary) and formula.sign == "/":
        above, below = evaluate(formula.left, env), evaluate(formula.right, env)
        if isinstance(above, Fraction) and isinstance(below, Fraction):
            cases, count = above, below
    note = "" if rolled.complete else f"{rolled.due}个单位中{rolled.held}个已报"
    return Observation(
        period, value, printed(value, indicator.decimals), computed=True, cases=cases, count=count, note=note, cell=at
    )


@dataclass(frozen=True, slots=True)
class _ElementNames(Codes):
    """Shows the elements of a formula by name."""

    elements: Mapping[str, Element]

    def name(self, code: str) -> str:
        return self.elements[code].name.zh


@dataclass(frozen=True, slots=True)
class Working:
    """How a figure was computed: the formula in words, with its numbers, and what each place gave to it.

    `parts` has a line for every due place: its operands in the order of `operands`, missing ones with their reason.
    """

    formula: str
    filled: tuple[str, ...]
    operands: tuple[Text, ...]
    parts: tuple[tuple[Text, tuple[Reading, ...]], ...]
    held: int
    due: int


def working(
    formula: Node, rolled: Rolled, elements: Mapping[str, Element], at: Cell, parts: Sequence[tuple[Text, Entries]]
) -> Working:
    """The working of one computed figure; `parts` are the due places by name with what they gave."""
    keys = operands(formula, at)
    env = _Readings(rolled.values, elements, at)
    steps = explain(formula, env, _ElementNames(elements))
    return Working(
        formula=render(formula, _ElementNames(elements)),
        # The names were looked up one by one before; what is reckoned with them is worth a line each.
        filled=tuple(f"{s.formula} = {s.filled}" for s in steps if not isinstance(s.node, Name | Part)),
        operands=tuple(elements[code].name for code, _ in keys),
        parts=tuple((name, tuple(read(elements[c], k, given) for c, k in keys)) for name, given in parts),
        held=rolled.held,
        due=rolled.due,
    )


def choose(published: Observation, computed: Observation, indicator: Indicator) -> Observation:
    """Which of two values of one period is used; where they differ beyond rounding the note says by what."""
    decimals = decimals_of(published.shown)
    differs = Fraction(rounded(computed.value, decimals)) != published.value
    used, other = (computed, published) if indicator.basis == "computed-first" else (published, computed)
    if not differs:
        return replace(used, cases=computed.cases, count=computed.count)
    word = "计算值" if other.computed else "公布值"
    return replace(used, note="；".join(filter(None, (used.note, f"与{word}{other.shown}不一致"))))
