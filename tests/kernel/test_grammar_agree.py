"""The evaluator against a second, independent meaning: formulas are generated as text together with what they mean.

The generator knows nothing of trees: it writes fully bracketed text and, beside it, a Python function over a world. A
missing value is an exception there, which carries the first reason from left to right by itself; dimensions travel
with every number, and adding two that differ fails the test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from halfsky.kernel.breakdown import TOTAL, cell
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar import Outcome, Shift, Table, evaluate, parse, read, render, resolve
from halfsky.kernel.refusals import Refusal
from tests.kernel.grammar_world import WORLD

SHIFTS = tuple(Shift)
UNITS = ("人", "元")
AMOUNTS = {"births": {"人": 1}, "deaths": {"人": 1}, "people": {"人": 1}, "grant": {"元": 1}, "fund": {"元": 1}}
PURE: dict[str, dict[str, int]] = {"enrol": {}, "stay": {}, "gap": {}, "score": {}}
ATOMS = {**AMOUNTS, **PURE}
ABSENCES = (Absence.NOT_REPORTED, Absence.NOT_SURVEYED, Absence.NOT_COUNTED_HERE)

World = dict[Any, Any]
"""Answers by (name, part or row, period), and the number of child records under "rows"."""


class Gone(Exception):
    """A value is missing, for this reason."""


class Mixed(Exception):
    """Two dimensions met in one sum or comparison."""


@dataclass(frozen=True)
class Moment:
    """Where a meaning is evaluated: the answers of the world, and the period."""

    answers: World
    shift: Shift = Shift.NONE

    def get(self, name: str, key: Any = None) -> Any:
        found = self.answers[(name, key, self.shift)]
        if isinstance(found, Absence):
            raise Gone(found)
        return found

    def at(self, shift: Shift) -> Moment:
        return Moment(self.answers, shift)

    @property
    def rows(self) -> int:
        return int(self.answers["rows"])


Meaning = Callable[[Moment], Any]


@dataclass(frozen=True)
class Said:
    """A piece of text and what it means; numbers mean a value with its dimension (None: any, a written number)."""

    text: str
    means: Meaning
    made_of: frozenset[str]

    def __str__(self) -> str:
        return self.text


def say(kind: str, text: str, means: Meaning, *parts: Said) -> Said:
    return Said(text, means, frozenset({kind}).union(*(part.made_of for part in parts)))


def joined(ours: dict[str, int] | None, theirs: dict[str, int] | None) -> dict[str, int] | None:
    """The dimension of a sum."""
    if ours is None or theirs is None:
        return theirs if ours is None else ours
    if ours != theirs:
        raise Mixed(ours, theirs)
    return ours


def times(ours: dict[str, int] | None, theirs: dict[str, int] | None, power: int) -> dict[str, int] | None:
    if ours is None and theirs is None:
        return None
    total = Counter(ours or {})
    for symbol, exponent in (theirs or {}).items():
        total[symbol] += power * exponent
    return {symbol: exponent for symbol, exponent in total.items() if exponent}


def arithmetic(sign: str, left: Meaning, right: Meaning) -> Meaning:
    def means(moment: Moment) -> Any:
        (a, da), (b, db) = left(moment), right(moment)
        if sign == "/":
            if not b:
                raise Gone(Absence.ZERO_DIVISOR)
            return a / b, times(da, db, -1)
        if sign == "*":
            return a * b, times(da, db, 1)
        return (a + b if sign == "+" else a - b), joined(da, db)

    return means


COMPARING: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: b < a,
    ">=": lambda a, b: b <= a,
}


def compared(sign: str, left: Meaning, right: Meaning) -> Meaning:
    def means(moment: Moment) -> bool:
        (a, da), (b, db) = left(moment), right(moment)
        joined(da, db)
        return COMPARING[sign](a, b)

    return means


def kleene(sign: str, parts: list[Said]) -> Meaning:
    """Looks at every side; the deciding one wins wherever it stands."""

    def means(moment: Moment) -> bool:
        found: list[bool] = []
        gone: list[Gone] = []
        for part in parts:
            try:
                found.append(part.means(moment))
            except Gone as reason:
                gone.append(reason)
        if (sign == "or") in found:
            return sign == "or"
        if gone:
            raise gone[0]
        return sign == "and"

    return means


def reduced(function: str, values: list[Any]) -> Any:
    if function == "count":
        return Fraction(len([v for v in values if v])), {}
    if not values and function != "sum":
        raise Gone(Absence.NOT_APPLICABLE)
    dimension = None
    for _, each in values:
        dimension = joined(dimension, each)
    sizes = sorted(size for size, _ in values)
    if function == "sum":
        return sum(sizes, Fraction(0)), dimension
    return (sizes[0] if function == "min" else sizes[-1]), dimension


def first_known(parts: list[Said]) -> Meaning:
    def means(moment: Moment) -> Any:
        for part in parts[:-1]:
            try:
                return part.means(moment)
            except Gone:
                continue
        return parts[-1].means(moment)

    return means


def changed(part: Said) -> Meaning:
    def means(moment: Moment) -> Any:
        before, _ = part.means(moment.at(Shift.PREVIOUS))
        now, _ = part.means(moment)
        if not before:
            raise Gone(Absence.ZERO_DIVISOR)
        return now / before - 1, {}

    return means


@st.composite
def amounts(draw: st.DrawFn, depth: int, unit: str, shifting: bool = True) -> Said:
    """An amount counted in `unit` (人 or 元), as text and meaning."""
    kinds = ["name", "name", "number", "part" if unit == "人" else "name"]
    if depth:
        kinds += ["+", "-", "*", "/", "negative", "abs", "sum", "min", "max", "if", "coalesce", "records"]
        kinds += ["shift", "shift"] if shifting else []
    kind = draw(st.sampled_from(kinds))
    inner = amounts(depth - 1, unit, shifting)
    dimension = {unit: 1}
    if kind == "name":
        name = draw(st.sampled_from([name for name, known in AMOUNTS.items() if known == dimension]))
        return say("name", name, lambda moment: (moment.get(name), dimension))
    if kind == "number":
        value = draw(st.integers(0, 40))
        return say("number", f"{value}{unit}", lambda moment: (Fraction(value), dimension))
    if kind == "part":
        key = draw(st.sampled_from(["urban", "rural"]))
        return say("part", f"births[residence={key}]", lambda moment: (moment.get("births", key), dimension))
    if kind == "records":
        return draw(over_records(unit))
    if kind in ("+", "-"):
        left, right = draw(inner), draw(inner)
        return say(kind, f"({left} {kind} {right})", arithmetic(kind, left.means, right.means), left, right)
    if kind in ("*", "/"):
        left, right = draw(inner), draw(factors(depth - 1, shifting))
        return say(kind, f"({left} {kind} {right})", arithmetic(kind, left.means, right.means), left, right)
    if kind == "negative":
        part = draw(inner)
        return say("negative", f"(-{part})", lambda moment: (-part.means(moment)[0], dimension), part)
    if kind == "abs":
        part = draw(inner)
        return say("abs", f"abs({part})", lambda moment: (abs(part.means(moment)[0]), dimension), part)
    if kind in ("sum", "min", "max"):
        parts = draw(st.lists(inner, min_size=1, max_size=3))
        text = f"{kind}({', '.join(map(str, parts))})"
        return say(kind, text, lambda moment: reduced(kind, [p.means(moment) for p in parts]), *parts)
    if kind == "if":
        condition, then, other = draw(conditions(depth - 1, shifting)), draw(inner), draw(inner)
        text = f"if({condition}, {then}, {other})"
        return say("if", text, lambda m: (then if condition.means(m) else other).means(m), condition, then, other)
    if kind == "coalesce":
        parts = draw(st.lists(inner, min_size=2, max_size=3))
        return say("coalesce", f"coalesce({', '.join(map(str, parts))})", first_known(parts), *parts)
    part = draw(amounts(depth - 1, unit, False))
    shift = draw(st.sampled_from(SHIFTS[1:]))
    return say(shift.value, f"{shift.value}({part})", lambda moment: part.means(moment.at(shift)), part)


@st.composite
def over_records(draw: st.DrawFn, unit: str) -> Said:
    """sum, min or max of something of every child record, made an amount of `unit`."""
    function = draw(st.sampled_from(["sum", "min", "max"]))
    name = next(name for name, known in AMOUNTS.items() if known == {unit: 1})
    extra = draw(
        st.sampled_from([f"coalesce(session.attended, 0) / 2人次 * {name}", f"session.attended * {name} / 2人次"])
    )

    def means(moment: Moment) -> Any:
        sizes = []
        for row in range(moment.rows):
            try:
                found = moment.get("session.attended", row)
            except Gone:
                if not extra.startswith("coalesce"):
                    raise
                found = Fraction(0)
            sizes.append((found / 2 * moment.get(name), {unit: 1}))
        size, _ = reduced(function, sizes)
        return size, {unit: 1}

    return say(f"records {function}", f"{function}({extra})", means)


@st.composite
def factors(draw: st.DrawFn, depth: int, shifting: bool = True) -> Said:
    """A pure number by which an amount may be multiplied or divided, as text and meaning."""
    kinds = ["number", "score", *(["ratio", "count", "*", *(["change"] if shifting else [])] if depth > 0 else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "number":
        text, value = draw(
            st.sampled_from([("2", "2"), ("0", "0"), ("30%", "0.3"), ("(1/6)", "1/6"), ("1.5万", "15000")])
        )
        return say("percent", text, lambda moment: (Fraction(value), {}))
    if kind == "score":
        return say("name", "score", lambda moment: (moment.get("score"), {}))
    if kind == "*":
        left, right = draw(factors(depth - 1, shifting)), draw(factors(depth - 1, shifting))
        return say("*", f"({left} * {right})", arithmetic("*", left.means, right.means), left, right)
    if kind == "count":
        parts = draw(st.lists(conditions(depth - 1, shifting), min_size=1, max_size=3))
        text = f"count({', '.join(map(str, parts))})"
        return say("count", text, lambda moment: reduced("count", [part.means(moment) for part in parts]), *parts)
    unit = draw(st.sampled_from(UNITS))
    if kind == "change":
        part = draw(amounts(depth - 1, unit, False))
        return say("change", f"change({part})", changed(part), part)
    left, right = draw(amounts(depth - 1, unit, shifting)), draw(amounts(depth - 1, unit, shifting))
    return say("/", f"({left} / {right})", arithmetic("/", left.means, right.means), left, right)


@st.composite
def conditions(draw: st.DrawFn, depth: int, shifting: bool = True) -> Said:
    """A condition, as text and meaning."""
    kinds = ["flag", "state", *(["compare", "compare", "in", "and", "or", "not"] if depth > 0 else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "flag":
        name = draw(st.sampled_from(["done", "audited"]))
        return say("flag", name, lambda moment: moment.get(name))
    if kind == "state":
        sign, code = draw(st.sampled_from(["=", "!="])), draw(st.sampled_from(["planned", "held"]))
        return say("symbol", f"(state {sign} {code})", lambda moment: (moment.get("state") == code) == (sign == "="))
    if kind == "not":
        part = draw(conditions(depth - 1, shifting))
        return say("not", f"(not {part})", lambda moment: not part.means(moment), part)
    if kind in ("and", "or"):
        parts = draw(st.lists(conditions(depth - 1, shifting), min_size=2, max_size=3))
        return say(kind, f"({f' {kind} '.join(map(str, parts))})", kleene(kind, parts), *parts)
    unit = draw(st.sampled_from(UNITS))
    left = draw(amounts(depth - 1, unit, shifting))
    if kind == "in":
        choices = draw(st.lists(amounts(depth - 1, unit, shifting), min_size=1, max_size=3))
        equal = [Said("", compared("=", left.means, choice.means), frozenset()) for choice in choices]
        return say("in", f"({left} in ({', '.join(map(str, choices))}))", kleene("or", equal), left, *choices)
    sign = draw(st.sampled_from([*COMPARING]))
    right = draw(amounts(depth - 1, unit, shifting))
    return say(sign, f"({left} {sign} {right})", compared(sign, left.means, right.means), left, right)


def world_of(seed: int) -> World:
    """Answers to all that the generated formulas may ask, by (name, part or row, period); some are missing."""
    chance = Random(seed)

    def one(choices: Sequence[Any]) -> Any:
        return chance.choice(ABSENCES) if chance.random() < 0.1 else chance.choice(choices)

    sizes = [Fraction(n, d) for n in range(-3, 12) for d in (1, 1, 2, 3)]
    world: World = {"rows": chance.randint(0, 3)}
    for shift in SHIFTS:
        world |= {(name, None, shift): one(sizes) for name in [*AMOUNTS, "score"]}
        world |= {("births", part, shift): one(sizes) for part in ("urban", "rural")}
        world |= {(name, None, shift): one([True, False]) for name in ("done", "audited")}
        world |= {("state", None, shift): one(["planned", "held"])}
    return world | {("session.attended", row, Shift.NONE): one(sizes) for row in range(3)}


def table(world: World) -> Table:
    """The same world as the evaluator asks for it."""

    def outcome(found: Any) -> Outcome:
        return Missing(found) if isinstance(found, Absence) else found

    rows = [{"attended": outcome(world[("session.attended", row, Shift.NONE)])} for row in range(3)]
    values = {
        (name, cell({"residence": part}) if part else TOTAL, shift): outcome(found)
        for (name, part, shift), found in ((key, found) for key, found in world.items() if key != "rows")
        if name != "session.attended"
    }
    return Table(values, {"session": rows[: world["rows"]]})


OPERATIONS = (
    {
        "name",
        "part",
        "number",
        "percent",
        "+",
        "-",
        "*",
        "/",
        "negative",
        "abs",
        "sum",
        "min",
        "max",
        "if",
        "coalesce",
        "count",
    }
    | {"records sum", "records min", "records max", "flag", "symbol", "and", "or", "not", "in", "change"}
    | set(COMPARING)
    | {shift.value for shift in SHIFTS[1:]}
)
"""Every operation of the language. One that is never generated fails the test."""


def test_the_evaluator_agrees_with_the_naive_meaning_on_every_operation() -> None:
    agreed: Counter[str] = Counter()
    kinds: Counter[str] = Counter()

    @settings(max_examples=500, derandomize=True, deadline=None)
    @given(amounts(4, "人") | conditions(4), st.integers(0, 10**6))
    def agree(said: Said, seed: int) -> None:
        world = world_of(seed)
        if len(said.text) > 1000:
            return
        try:
            tree = read(said.text, WORLD)
        except Refusal as refusal:
            # The generator is careful of types, not of depth or of periods and records within each other.
            assert refusal.number in ("400.67", "400.94", "400.97"), (said.text, str(refusal))
            kinds["refused"] += 1
            return
        found = evaluate(tree, table(world))
        try:
            meant = said.means(Moment(world))
            expected = meant[0] if isinstance(meant, tuple) else meant
        except Gone as reason:
            expected = reason.args[0]
        assert (found.reason if isinstance(found, Missing) else found) == expected, said.text
        assert evaluate(resolve(parse(render(tree)), WORLD), table(world)) == found
        kinds["missing" if isinstance(found, Missing) else type(found).__name__] += 1
        agreed.update(said.made_of)

    agree()
    assert {operation for operation in OPERATIONS if not agreed[operation]} == set()
    assert min(kinds["missing"], kinds["bool"], kinds["Fraction"]) > 50
    assert kinds["refused"] < sum(kinds.values()) / 2


RANDOM_ATOMS = st.sampled_from([*ATOMS, "3", "0", "5人", "30%", "2百分点", "7元", "1/6"])
PLAIN_DIMENSIONS: dict[str, tuple[Fraction, dict[str, int] | None]] = {
    "3": (Fraction(3), None),
    "0": (Fraction(0), None),
    "1/6": (Fraction(1, 6), None),
    "5人": (Fraction(5), {"人": 1}),
    "7元": (Fraction(7), {"元": 1}),
    "30%": (Fraction(3, 10), {}),
    "2百分点": (Fraction(1, 50), {}),
}


def random_atom(name: str) -> Said:
    if name in PLAIN_DIMENSIONS:
        return Said(f"({name})", lambda moment: PLAIN_DIMENSIONS[name], frozenset())
    return Said(name, lambda moment: (moment.get(name), dict(ATOMS[name])), frozenset())


def random_joint(sign: str, left: Said, right: Said) -> Said:
    means = compared(sign, left.means, right.means) if sign in COMPARING else arithmetic(sign, left.means, right.means)
    return Said(f"({left} {sign} {right})", means, frozenset({sign}) | left.made_of | right.made_of)


random_numbers = st.recursive(
    RANDOM_ATOMS.map(random_atom),
    lambda inner: st.builds(random_joint, st.sampled_from("+-*/"), inner, inner),
    max_leaves=6,
)
random_formulas = random_numbers | st.builds(
    random_joint, st.sampled_from([*COMPARING]), random_numbers, random_numbers
)


def test_what_the_unit_check_lets_pass_never_mixes_dimensions() -> None:
    passed: Counter[str] = Counter()
    world = {(name, None, Shift.NONE): Fraction(number) for number, name in enumerate(ATOMS, 2)}

    @settings(max_examples=600, derandomize=True, deadline=None)
    @given(random_formulas)
    def never_mixes(said: Said) -> None:
        try:
            tree = read(said.text, WORLD)
        except Refusal:
            passed["refused"] += 1
            return
        passed.update(said.made_of | {"passed"})
        try:
            meant = said.means(Moment({**world}))
        except Gone as reason:
            meant = reason.args[0]
        found = evaluate(tree, Table({name: size for (name, _, _), size in world.items()}))
        expected = meant[0] if isinstance(meant, tuple) else meant
        assert (found.reason if isinstance(found, Missing) else found) == expected

    never_mixes()
    assert set(passed) == {*"+-*/", *COMPARING, "passed", "refused"}
    assert min(passed["passed"], passed["refused"]) > 100
