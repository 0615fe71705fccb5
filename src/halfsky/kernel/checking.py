"""Checks of a sheet: hard ones block (强制性审核), soft ones let a true value pass with an explanation (核实性审核).

A check with a missing operand is "not run": it is listed, and never passed. Conditions are formulas of the one grammar,
asked of every column that all their operands have. Beside them a form may set a value against its siblings (同级离群),
a total against the reports from below (下级合计), and the whole sheet against the year before (与上期雷同).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from halfsky.kernel.answer import Answer, reading
from halfsky.kernel.breakdown import Cell, cell
from halfsky.kernel.fact import Absence, Element, Missing, Reading
from halfsky.kernel.form import Form, Totals
from halfsky.kernel.grammar import Env, Node, Outcome, Shift, Value, evaluate
from halfsky.kernel.grammar.nodes import Name
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.numbers import needed
from halfsky.kernel.quick import Holds, Quick, Whole, operand_key
from halfsky.kernel.refusals import problem
from halfsky.kernel.rollup import Entries, Key, read
from halfsky.kernel.spread import Spread
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.kernel.units import Unit

EXPLAIN_MORE = problem(
    "400.744",
    ("核实说明“{came}”没有说出原因。", "The explanation “{came}” gives no reason."),
    (
        "请写明数值为什么真实，如：新建妇幼保健院3月启用，外县产妇来院分娩增加。",
        "Say why the value is true, such as: the new maternity hospital opened in March and serves other counties.",
    ),
)
ENOUGH_SIBLINGS = 5
"""With fewer siblings nothing is an outlier."""
ENOUGH_ALIKE = 6
"""So many numbers equal to last year's, and no other, look copied."""
SHORTEST_REASON = 8
_EMPTY_WORDS = re.compile(
    r"(经|已|反复|再次|我单位|数据|数值|情况|以上|该|确认|核实|核对|核查|检查|审核|无误|属实|正确|准确|真实|没有问题|没问题|无异常|正常|准|是|的|了|均|都)"
)


Columns = Sequence[tuple[Cell, tuple[Key, ...], Holds | None]]
"""Where a check is asked: columns, with the cells that it reads there, and how it is quickly seen to hold."""


class Severity(StrEnum):
    """Whether a check blocks, or lets a true value pass with an explanation."""

    HARD = "hard"
    SOFT = "soft"

    @property
    def label(self) -> Text:
        return (
            Text("强制性审核", "must be mended") if self is Severity.HARD else Text("核实性审核", "must be explained")
        )


class Kind(StrEnum):
    """What a check looks at."""

    CONDITION = "condition"
    SIBLINGS = "siblings"
    BELOW = "below"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Check:
    """One check. A condition holds where `formula` is true; siblings compare the value of `formula`, `times` the usual
    distance from their median; below sets the element `formula` names against the sum of `other` from below. `at` is
    the one column that it is asked of; without it, every column that holds all of its operands."""

    code: str
    severity: Severity
    says: Text
    kind: Kind = Kind.CONDITION
    formula: Node | None = None
    other: str = ""
    times: Fraction = Fraction(5)
    at: Cell | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    """Sheets that are each other's siblings: what a check makes of them is reckoned once, however many ask."""

    sheets: Sequence[Entries]
    spreads: dict[tuple[str, Cell], Spread] = field(default_factory=dict, init=False)


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a sheet: the answers of the period before and of last year, of the siblings, and from below.

    A sheet that is checked with its siblings is `among` them."""

    previous: Entries = field(default_factory=dict)
    last_year: Entries = field(default_factory=dict)
    siblings: Sequence[Entries] = ()
    below: Entries = field(default_factory=dict)
    among: Among | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found at one column: it failed, or (`missing`) could not be run. `keys` are the cells concerned."""

    check: str
    severity: Severity
    at: Cell
    keys: tuple[Key, ...]
    says: Text
    missing: Missing | None = None

    @property
    def id(self) -> str:
        """Names the finding when an explanation is kept for it: the check and the column."""
        return f"{self.check}|{self.at}"

    @property
    def failed(self) -> bool:
        return self.missing is None


def check_sheet(
    form: Form, elements: Mapping[str, Element], answers: Mapping[Key, Answer], around: Around | None = None
) -> tuple[Finding, ...]:
    """Everything that the form's checks find in the answers, in the order of its checks and columns."""
    return Checks(form, elements).findings(readings(answers), around or Around())


def lies_apart(mine: Fraction, spread: Spread, times: Fraction) -> bool:
    """Whether a value lies far from its siblings': `times` their usual distance from the median; `spread` holds all."""
    if len(spread) - 1 < ENOUGH_SIBLINGS:
        return False
    middle, usual = spread.others(mine)
    return abs(mine - middle) > times * usual and mine != middle


def blocking(findings: Iterable[Finding], explained: Mapping[str, str]) -> tuple[Finding, ...]:
    """The failed findings that keep a sheet from being handed in: hard ones, and soft ones without an explanation."""
    return tuple(f for f in findings if f.failed and (f.severity is Severity.HARD or not explained.get(f.id)))


def demand_reason(text: str, where: str = "") -> str:
    """The explanation of a soft finding, cleaned; refuses one that gives no reason ("核实无误")."""
    said = re.sub(r"\s+", " ", text).strip()
    left = _EMPTY_WORDS.sub("", re.sub(r"[\W\d_]", "", said))
    if len(said) < SHORTEST_REASON or len(left) < SHORTEST_REASON // 2:
        raise EXPLAIN_MORE.at(where, came=said)
    return said


def operand_keys(node: Node, at: Cell) -> tuple[Key, ...]:
    """The cells that a formula reads when asked at a column."""
    found = (operand_key(inner, at) for inner, _ in walk(node))
    return tuple(dict.fromkeys(key for key in found if key))


def asked_at(
    formula: Node, form: Form, elements: Mapping[str, Element], only: Cell | None = None
) -> Iterator[tuple[Cell, tuple[Key, ...]]]:
    """The columns (`only` one of them) in which a form holds all operands of a formula, with the cells that it reads
    there; the same cells come once."""
    columns, seen = {column.cell for column in form.columns}, set()
    for column in form.columns:
        keys = operand_keys(formula, column.cell)
        if keys in seen or only not in (None, column.cell):
            continue
        if all(at in columns and form.has(elements[code], at) for code, at in keys):
            seen.add(keys)
            yield column.cell, keys


class Checks:
    """The checks of a form, ready to be asked of any number of sheets: where each is asked is worked out once."""

    def __init__(self, form: Form, elements: Mapping[str, Element]) -> None:
        self.form, self.elements = form, elements
        self.quick = Quick(elements)
        self.asked = tuple((check, self._columns(check)) for check in form.checks)
        self.parts = tuple(self._parts()) if form.totals is Totals.ENTERED else ()

    def findings(self, now: Entries, around: Around) -> tuple[Finding, ...]:
        """Everything that the checks find in the readings of one sheet, in the order of checks and columns."""
        return tuple(_Sheet(self, self.elements, now, around).findings())

    def _columns(self, check: Check) -> Columns:
        formula = check.formula
        if formula is None:
            return ()
        found = asked_at(formula, self.form, self.elements, check.at)
        return tuple((at, keys, self.quick.condition(formula, at)) for at, keys in found)

    def _parts(self) -> Iterator[tuple[Element, Cell, tuple[Cell, ...], Holds]]:
        for line in self.form.lines:
            element = self.elements[line.element]
            for column in self.form.columns:
                for parts in self.form.parts(element, column.cell):
                    keys = [(element.code, part) for part in parts]
                    yield element, column.cell, parts, self.quick.parts((element.code, column.cell), keys)


@dataclass(frozen=True, slots=True)
class _Env(Env):
    """The readings that a condition asks for at one column; what was asked once is `known`."""

    elements: Mapping[str, Element]
    at: Cell
    now: Entries
    shifted: Mapping[Shift, Entries]
    known: dict[tuple[str, Cell, Shift], Outcome]

    def value(self, code: str, part: Cell, shift: Shift) -> Outcome:
        key = (code, _joined(self.at, part), shift)
        if key not in self.known:
            self.known[key] = self._read(*key)
        return self.known[key]

    def _read(self, code: str, at: Cell, shift: Shift) -> Outcome:
        element = self.elements[code]
        found = read(element, at, self.now if shift is Shift.NONE else self.shifted.get(shift, {}))
        return found if isinstance(found, Missing) else Unit.parse(element.unit).to_base(found)

    def children(self, record: str) -> Sequence[Env]:
        return ()

    def call(self, function: str, arguments: tuple[Value, ...]) -> Outcome:
        return Missing(Absence.NOT_COMPUTED, function)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet under check."""

    checks: Checks
    elements: Mapping[str, Element]
    now: Entries
    around: Around
    known: dict[tuple[str, Cell, Shift], Outcome] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        whole = self.checks.quick.numbers(self.now)
        yield from self._parts_against_totals(whole)
        for check, columns in self.checks.asked:
            match check.kind:
                case Kind.CONDITION:
                    yield from self._condition(check, columns, whole)
                case Kind.SIBLINGS:
                    yield from self._siblings(check, columns)
                case Kind.BELOW:
                    yield from self._below(check, columns)
                case Kind.ALIKE:
                    yield from self._alike(check)

    def env(self, at: Cell, entries: Entries | None = None) -> _Env:
        shifted = {Shift.PREVIOUS: self.around.previous, Shift.SAME_PERIOD_LAST_YEAR: self.around.last_year}
        if entries is not None:
            return _Env(self.elements, at, entries, {}, {})
        return _Env(self.elements, at, self.now, shifted, self.known)

    def _condition(self, check: Check, columns: Columns, whole: Whole) -> Iterator[Finding]:
        assert check.formula is not None
        for at, keys, holds in columns:
            if holds is not None and holds(whole):
                continue
            if all(self.nothing(key) for key in keys):
                continue  # nobody has written anything there yet: the empty cells speak for themselves
            found = evaluate(check.formula, self.env(at))
            if isinstance(found, Missing):
                yield self.finding(check, at, keys, missing=found)
            elif not found:
                yield self.finding(check, at, keys)

    def _parts_against_totals(self, whole: Whole) -> Iterator[Finding]:
        """Where a total is entered, its parts are a check: they must make it up."""
        for element, at, parts, holds in self.checks.parts:
            if holds(whole):
                continue
            total = self.now.get((element.code, at))
            given = [self.now.get((element.code, part)) for part in parts]
            known = [x for x in given if isinstance(x, Fraction)]
            if not isinstance(total, Fraction) or len(known) != len(given) or sum(known) == total:
                continue
            keys = ((element.code, at), *((element.code, part) for part in parts))
            says = PARTS.format(name=element.name, sum=needed(sum(known, Fraction(0)), 0), total=needed(total, 0))
            yield Finding(f"parts:{element.code}", Severity.HARD, at, keys, says)

    def _siblings(self, check: Check, columns: Columns) -> Iterator[Finding]:
        assert check.formula is not None
        for at, keys, _ in columns:
            mine = evaluate(check.formula, self.env(at))
            if not isinstance(mine, Fraction):
                continue
            if lies_apart(mine, self._spread(check, at, mine), check.times):
                yield self.finding(check, at, keys)

    def _spread(self, check: Check, at: Cell, mine: Fraction) -> Spread:
        """The values of the formula here and at the siblings, as far as they are known."""
        among = self.around.among
        if among is None:
            return Spread.of([mine, *self._values(check, at, self.around.siblings)])
        if (check.code, at) not in among.spreads:
            among.spreads[check.code, at] = Spread.of(self._values(check, at, among.sheets))
        return among.spreads[check.code, at]

    def _values(self, check: Check, at: Cell, sheets: Iterable[Entries]) -> Iterator[Fraction]:
        assert check.formula is not None
        found = (evaluate(check.formula, self.env(at, entries)) for entries in sheets)
        return (value for value in found if isinstance(value, Fraction))

    def _below(self, check: Check, columns: Columns) -> Iterator[Finding]:
        assert isinstance(check.formula, Name)
        for at, keys, _ in columns:
            own, sum_below = self.now.get(keys[0]), self.around.below.get((check.other, at))
            if own is None:
                continue
            if not isinstance(own, Fraction) or not isinstance(sum_below, Fraction):
                yield self.finding(check, at, keys, missing=Missing(Absence.NOT_REPORTED, check.other))
            elif own != sum_below:
                yield self.finding(check, at, keys, below=needed(sum_below, 0), own=needed(own, 0))

    def _alike(self, check: Check) -> Iterator[Finding]:
        if not self.around.last_year:
            return
        numbers = {k: x for k, x in self.now.items() if isinstance(x, Fraction) and x}
        same = [k for k, x in numbers.items() if self.around.last_year.get(k) == x]
        if len(same) >= ENOUGH_ALIKE and len(same) == len(numbers):
            yield self.finding(check, Cell(), tuple(same), count=len(same))

    def nothing(self, key: Key) -> bool:
        found = read(self.elements[key[0]], key[1], self.now)
        return isinstance(found, Missing) and found.reason is Absence.NOT_REPORTED

    def finding(
        self, check: Check, at: Cell, keys: tuple[Key, ...], missing: Missing | None = None, **values: object
    ) -> Finding:
        names = listed([self.elements[code].name for code, _ in keys]) if keys else NOTHING
        shown = {"names": names, "below": "—", "own": "—", **self._shown(keys), **values}
        says = check.says.format(**shown) if "{" in check.says.zh else check.says
        return Finding(check.code, check.severity, at, keys, says, missing)

    def _shown(self, keys: tuple[Key, ...]) -> dict[str, object]:
        """The operands as they came, for {value} and {previous} in the words of a check."""
        now = self.now.get(keys[0]) if keys else None
        before = self.around.previous.get(keys[0]) if keys else None
        return {
            "value": needed(now, 0) if isinstance(now, Fraction) else "—",
            "previous": needed(before, 0) if isinstance(before, Fraction) else "—",
        }


PARTS = Text(
    "{name}：各分项之和 {sum} 与合计 {total} 不等。", "{name}: the parts add up to {sum}, the total says {total}."
)
"""What is said of a total that its parts do not make up."""


@lru_cache(maxsize=4096)
def _joined(at: Cell, part: Cell) -> Cell:
    """The cell of a column, or a part of it."""
    return cell({**dict(at.parts), **dict(part.parts)}) if part else at


def readings(answers: Mapping[Key, Answer]) -> dict[Key, Reading]:
    """Answers as values to reckon with."""
    return {key: reading(answer, key[0]) for key, answer in answers.items()}
