"""The checks of forms: formulas are looked up (second gate), unit-checked and made the kernel's checks (third)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from string import Formatter

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.checking import Check, Kind, Severity, asked_at
from halfsky.kernel.fact import Element
from halfsky.kernel.form import Form
from halfsky.kernel.grammar import Node, Plain, Scope, check, parse, render, resolve, uses
from halfsky.kernel.grammar.nodes import Call, Name
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.grammar.types import Quantity
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import listed
from halfsky.packs.form_files import CHECK_KINDS
from halfsky.packs.form_notation import CheckEntry
from halfsky.packs.spot import Complaints, nearest

NOT_ASKED = problem(
    "400.331",
    ("审核用到的“{names}”不在本表中。", "The check uses {names}, which the form does not ask."),
    ("请把数据项加进 lines，或删去这条审核。", "Add it to lines, or take the check out."),
)
NO_COLUMN = problem(
    "400.332",
    ("审核用到的数据项没有共同的栏目，永远不会执行。", "No column holds all that the check uses: it would never run."),
    ("请核对 columns 和各数据项的分组。", "Check columns and the breakdowns of the elements."),
)
NUMBER_EXPECTED = problem(
    "400.333",
    ("同级离群审核要一个数值，“{came}”不是。", "siblings compares a number; “{came}” is none."),
    ("请写成 a / b 这样的算式。", "Write something like a / b."),
)
ELEMENT_EXPECTED = problem(
    "400.334",
    ("下级合计审核的 {key} 应是一个数据项，“{came}”不是。", "{key} is one element here; “{came}” is not."),
    ("请写数据项的编码或名称。", "Write the code or the name of one element."),
)
ALWAYS_MISSING = problem(
    "400.335",
    ("审核里不能用“{came}”：表内没有各期累计。", "A check cannot use {came}: a sheet has no running total."),
    (
        "可以用 previous（上期）、same_period_last_year（上年同期）、change（变动率）。",
        "previous, same_period_last_year and change may be used.",
    ),
)
STRANGE_WORDS = problem(
    "400.336",
    (
        "审核的话里没有“{{{came}}}”可填，或花括号没有配对。",
        "There is nothing to fill in for “{{{came}}}”, or a brace is not closed.",
    ),
    ("请改正或删去。{near}", "Correct it or take it out. {near}"),
)
SAME_CHECK = problem(
    "400.337",
    ("这条审核与第 {first} 行相同（编码 {code}）。", "This check is the same as that on line {first} (code {code})."),
    ("请只保留一条，或用 check 另起编码。", "Keep one, or give it a code of its own with check."),
)

NOT_BELOW = problem(
    "400.338",
    ("“{name}”不在本表的下级填报，没有下级合计可比。", "“{name}” does not enter below the level of this form."),
    ("请换用下级填报的数据项。", "Use an element that enters at a lower level."),
)

PLACEHOLDERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CONDITION: ("names", "value", "previous"),
    Kind.SIBLINGS: ("names", "value", "previous"),
    Kind.BELOW: ("names", "value", "previous", "below", "own"),
    Kind.ALIKE: ("names", "count"),
}
"""What the words of a check may fill in, as `kernel/checking.py` does."""
_FORMULAS = ("hard", "soft", "siblings", "below", "of")
_CODE_LENGTH = 10


def kind_of(entry: CheckEntry) -> str:
    """Which of the five kinds a check is written as."""
    return next(kind for kind in CHECK_KINDS if getattr(entry, kind))


def look_up_check(entry: CheckEntry, scope: Scope, complaints: Complaints) -> None:
    """Second gate: complain of words in the formulas that mean nothing here; what is no formula is for the third."""
    for key, text in _texts(entry):
        try:
            tree = parse(text)
        except Refused:
            continue
        with complaints.gathered(f"{entry.at()} ({key})"):
            resolve(tree, scope)


def _texts(entry: CheckEntry) -> Iterator[tuple[str, str]]:
    return ((key, getattr(entry, key)) for key in _FORMULAS if getattr(entry, key))


def compile_checks(
    entries: tuple[CheckEntry, ...],
    form: Form,
    elements: Mapping[str, Element],
    scope: Scope,
    complaints: Complaints,
) -> tuple[Check, ...]:
    """Third gate: the checks of a form; complain of those that mix units, use what is not asked, or cannot run."""
    found: dict[str, int] = {}
    checks = []
    for entry in entries:
        made = _Compiler(entry, form, elements, scope, complaints).check()
        if made is None:
            continue
        if made.code in found:
            complaints.add(SAME_CHECK.at(entry.at(), first=found[made.code], code=made.code))
        found.setdefault(made.code, entry.spot.line)
        checks.append(made)
    return tuple(checks)


@dataclass(frozen=True)
class _Compiler:
    """One check on its way from text to the kernel's."""

    entry: CheckEntry
    form: Form
    elements: Mapping[str, Element]
    scope: Scope
    complaints: Complaints

    def check(self) -> Check | None:
        entry, key = self.entry, kind_of(self.entry)
        kind = Kind.CONDITION if key in ("hard", "soft") else Kind(key)
        hard = key == "hard" or entry.blocks
        before = len(self.complaints.found)
        self.words(kind)
        formula = None if kind is Kind.ALIKE else self.formula(key, kind)
        other = self.other() if kind is Kind.BELOW else ""
        if len(self.complaints.found) > before:
            return None
        return Check(
            entry.check or _code(kind, formula, other, entry.column),
            Severity.HARD if hard else Severity.SOFT,
            entry.says,
            kind,
            formula,
            other,
            entry.times or Fraction(5),
            entry.column,
        )

    def formula(self, key: str, kind: Kind) -> Node | None:
        text, found = getattr(self.entry, key), None
        with self.complaints.gathered(f"{self.entry.at()} ({key})"):
            tree = resolve(parse(text), self.scope)
            came = check(tree, self.scope, Plain.BOOLEAN if kind is Kind.CONDITION else None)
            if kind is Kind.SIBLINGS and not isinstance(came, Quantity):
                raise NUMBER_EXPECTED.at(came=text)
            if kind is Kind.BELOW and not isinstance(tree, Name):
                raise ELEMENT_EXPECTED.at(key=key, came=text)
            self.reach(tree)
            found = tree
        return found

    def reach(self, tree: Node) -> None:
        """A check looks at what the sheet asks, in a column that holds all of it, now or a period before."""
        for node, _ in walk(tree):
            if isinstance(node, Call) and node.function == "to_date":
                raise ALWAYS_MISSING.at(came=node.function)
        if strange := [code for code in uses(tree) if self.form.line(code) is None]:
            raise NOT_ASKED.at(names=listed([self.elements[code].name for code in strange]))
        if not any(asked_at(tree, self.form, self.elements, self.entry.column)):
            raise NO_COLUMN.at()

    def other(self) -> str:
        """The element that is summed up from below."""
        found = ""
        with self.complaints.gathered(f"{self.entry.at()} (of)"):
            tree = resolve(parse(self.entry.of), self.scope)
            if not isinstance(tree, Name):
                raise ELEMENT_EXPECTED.at(key="of", came=self.entry.of)
            element = self.elements[tree.word]
            if element.at is not None and element.at.depth <= self.form.level.depth:
                raise NOT_BELOW.at(name=element.name)
            found = tree.word
        return found

    def words(self, kind: Kind) -> None:
        known = PLACEHOLDERS[kind]
        for words in (self.entry.says.zh, self.entry.says.en):
            try:
                names = [name for _, name, form, _ in Formatter().parse(words) if name is not None and not form]
            except ValueError:
                names = [words]
            for name in names:
                if name not in known:
                    self.complaints.add(
                        STRANGE_WORDS.at(f"{self.entry.at()} (says)", came=name, near=nearest(name, known))
                    )


def _code(kind: Kind, formula: Node | None, other: str, at: Cell | None) -> str:
    """The same check has the same code, whatever labels its formula was written with, and wherever it stands."""
    text = f"{kind} {render(formula) if formula is not None else ''} {other} {'' if at is None else f'at {at}'}"
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:_CODE_LENGTH]}"
