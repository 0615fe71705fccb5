"""A small random country: places, answers, and figures of every way of adding, for the engine and for the kernel."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from halfsky.engine.lanes import Lanes, Rows
from halfsky.engine.laying import Layer, Survey, mark
from halfsky.engine.programme import Asked, Programme
from halfsky.engine.quotient import NotAQuotient, quotient
from halfsky.engine.tree import Path, Tree
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.fact import Adding, Element, Flow
from halfsky.kernel.figure import operands
from halfsky.kernel.grammar.nodes import Binary, Call, Name, Node, Number, Unary
from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.league import Way
from halfsky.kernel.numbers import needed
from halfsky.kernel.rollup import Entries, Key
from halfsky.kernel.target import Bar
from halfsky.kernel.text import Text

UNITS = {Adding.ADD: ("人", "万人", "万元"), Adding.LAST: ("人",)}


@dataclass(frozen=True)
class Figure:
    """An indicator with its formula and what is to be met."""

    indicator: Indicator
    formula: Node
    bar: Bar | None


@dataclass(frozen=True)
class Country:
    """Places by their paths, with what each gave in two periods; a place that gave nothing has no entries."""

    paths: tuple[Path, ...]
    elements: dict[str, Element]
    given: tuple[dict[int, Entries], ...]
    figures: tuple[Figure, ...]

    @property
    def keys(self) -> list[Key]:
        return sorted({key for figure in self.figures for key in operands(figure.formula, TOTAL)})

    def lanes(self) -> Lanes:
        survey = Survey(self.keys, self.elements)
        for month in self.given:
            for entries in month.values():
                stored = as_stored(entries)
                survey.note(stored, mark(stored))
        return survey.lanes()

    def row(self, lanes: Lanes, at: int, place: int) -> Rows:
        return Layer(lanes, self.elements).row(as_stored(self.given[at].get(place, {})))

    def rows(self, lanes: Lanes, tree: Tree, at: int):  # type: ignore[no-untyped-def]
        made = lanes.empty(len(tree.rows))
        for i, place in enumerate(tree.rows):
            made[i] = self.row(lanes, at, int(place))
        return made

    def programme(self, lanes: Lanes, rows: int) -> Programme:
        scales = dict(zip(lanes.keys, lanes.scales, strict=True))
        senses = {Direction.UP: 1, Direction.DOWN: -1}
        asked = [
            Asked(
                f.indicator.code,
                quotient(f.indicator, f.formula, TOTAL, self.elements, scales),
                Way(senses[f.indicator.direction]) if f.indicator.direction in senses else None,
                f.bar,
            )
            for f in self.figures
        ]
        return Programme(lanes, tuple(asked), rows)


def as_stored(entries: Entries) -> dict[str, object]:
    """Entries as a submission keeps them."""
    return {
        f"{code}|{cell}": needed(value, 0) if isinstance(value, Fraction) else {"absent": value.reason.value}
        for (code, cell), value in entries.items()
    }


@st.composite
def trees(draw: st.DrawFn) -> tuple[Path, ...]:
    """Paths of places that fill in forms; some hang right below a place that has townships, too."""
    found: list[Path] = []
    fresh = iter(range(1, 10_000))
    top = next(fresh)

    def grow(path: Path, depth: int) -> None:
        for _ in range(draw(st.integers(1, 3))):
            below = (*path, next(fresh))
            if depth == 0 or draw(st.integers(0, 9)) == 0:
                found.append(below)
            else:
                grow(below, depth - 1)

    grow((top,), draw(st.integers(0, 3)))
    return tuple(found)


@st.composite
def countries(draw: st.DrawFn) -> Country:
    paths = draw(trees())
    ways = [*draw(st.lists(st.sampled_from(list(Adding)), min_size=2, max_size=5)), Adding.ADD, Adding.ADD]
    elements = {}
    for i, way in enumerate(ways):
        unit = draw(st.sampled_from(UNITS.get(way, ("人",))))
        elements[f"e{i}"] = Element(f"e{i}", Text(f"数{i}"), unit, Flow.FLOW, way, decimals=draw(st.integers(0, 2)))
    given = []
    for _ in range(2):
        month: dict[int, Entries] = {}
        for path in paths:
            if draw(st.integers(0, 9)):
                month[path[-1]] = {
                    (code, TOTAL): Fraction(draw(st.integers(0, 12)), 10**element.decimals)
                    for code, element in elements.items()
                    if draw(st.integers(0, 9))
                }
        given.append(month)
    drawn = (draw(figure(f"f{i}", elements)) for i in range(draw(st.integers(1, 5))))
    figures = tuple(f for f in drawn if sayable(f, elements))
    return Country(paths, elements, tuple(given), figures)


def sayable(figure: Figure, elements: dict[str, Element]) -> bool:
    """Whether arrays can say it: a divisor such as a − a is nothing whatever a is."""
    keys = operands(figure.formula, TOTAL)
    try:
        quotient(figure.indicator, figure.formula, TOTAL, elements, dict.fromkeys(keys, 0))
    except NotAQuotient:
        return False
    return True


@st.composite
def figure(draw: st.DrawFn, code: str, elements: dict[str, Element]) -> Figure:
    def sum_of() -> Node:
        first: Node = Name(draw(st.sampled_from(list(elements))))
        match draw(st.integers(0, 4)):
            case 0:
                return Binary("-", first, Name(draw(st.sampled_from(list(elements)))))
            case 1:
                return Call("sum", (first, Name(draw(st.sampled_from(list(elements))))))
            case 2:
                return Binary("*", first, Number(Fraction(draw(st.integers(0, 9)), 10)))
            case 3:
                return Unary("-", first)
        return first

    whole = sum_of()
    if draw(st.booleans()):
        whole = Binary("/", whole, sum_of())
    if draw(st.integers(0, 3)) == 0:
        whole = Binary("+", Number(Fraction(1)), whole)
    unit = draw(st.sampled_from(("%", "1/10万", "个", "")))
    direction = draw(st.sampled_from(list(Direction)))
    indicator = Indicator(code, Text(code), unit, 1, direction)
    edge = Fraction(draw(st.integers(-20, 200)), draw(st.sampled_from((1, 3, 10))))
    bar = draw(st.sampled_from((None, Bar(low=edge), Bar(high=edge), Bar(edge, edge + 5))))
    return Figure(indicator, whole, bar)
