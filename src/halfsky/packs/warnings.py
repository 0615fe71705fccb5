"""Warning rules: a condition over a verdict in the one grammar, and the words that the officer reads.

The names of the conditions are those of `kernel.warning.facts`, the placeholders of the words those that
`kernel.warning.warn` fills; tests hold both lists equal to the kernel's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from string import Formatter

from halfsky.kernel.grammar import Choice, Nature, Node, Plain, Quantity, Scope, Table, Term, check, evaluate, parse
from halfsky.kernel.grammar.resolve import resolve
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.text import Text
from halfsky.kernel.units import NUMBER
from halfsky.kernel.verdict import CLASSES
from halfsky.kernel.warning import Facts, Rule
from halfsky.packs.notation import RuleEntry
from halfsky.packs.pack import RawPack
from halfsky.packs.spot import Complaints, nearest

STRANGE_PLACEHOLDER = problem(
    "400.264",
    ("预警文字里没有“{{{came}}}”可填。", "There is nothing to fill in for “{{{came}}}”."),
    ("可用的有：{known}。{near}", "Known: {known}. {near}"),
)
OPEN_BRACE = problem(
    "400.265",
    ("预警文字里的花括号没有配对：{what}。", "A brace is not closed in the words of the warning: {what}."),
    ("请写成 {{value}} 这样的形式。", "Write {{value}}."),
)

_COUNT = Quantity(NUMBER, Nature.COUNT)
SCOPE = Scope(
    (
        Term(
            "verdict",
            Choice("verdict", tuple((c.value, label) for c, label in CLASSES.items())),
            Text("判定", "verdict"),
        ),
        Term("behind_progress", Quantity(NUMBER, Nature.RATIO), Text("落后于序时进度", "behind progress")),
        Term("behind", _COUNT, Text("落后", "behind")),
        Term("one_digit", _COUNT, Text("一个印刷位", "one printed digit")),
        Term("worse_running", _COUNT, Text("连续变差", "worse running")),
        Term("in_band", Plain.BOOLEAN, Text("在预测区间内", "in the band")),
        Term("weakening", Plain.BOOLEAN, Text("走弱", "weakening")),
        Term("late", Plain.BOOLEAN, Text("逾期", "late")),
        Term("quantifiable", Plain.BOOLEAN, Text("可量化", "quantifiable")),
    )
)
"""The names that a condition may use. `behind` and `one_digit` are in the unit of whatever indicator is judged."""
PLACEHOLDERS = (
    "name",
    "year",
    "judged",
    "value",
    "unit",
    "target",
    "target_year",
    "base_year",
    "expected",
    "gap",
    "reason",
    "worse_running",
)


def look_up_rules(packs: Iterable[RawPack], complaints: Complaints) -> None:
    """Second gate: complain of names in conditions that mean nothing here."""
    for entry in (entry for pack in packs for entry in pack.rules):
        tree = _parsed(entry)
        if tree is not None:
            with complaints.gathered(f"{entry.at()} (when)"):
                resolve(tree, SCOPE)


def compile_rules(packs: Iterable[RawPack], complaints: Complaints) -> tuple[Rule, ...]:
    """Third gate: the rules of all packs in order; complain of conditions and words that cannot work."""
    rules = []
    for pack in packs:
        for entry in pack.rules:
            with complaints.gathered(f"{entry.at()} (when)"):
                tree = resolve(parse(entry.when), SCOPE)
                check(tree, SCOPE, Plain.BOOLEAN)
                rules.append(Rule(entry.rule, entry.level, entry.when, entry.says, _holds(tree), pack.head.version))
            for words in (entry.says.zh, entry.says.en):
                _check_words(words, f"{entry.at()} (says)", complaints)
    return tuple(rules)


def _parsed(entry: RuleEntry) -> Node | None:
    """The tree of a condition; what is none is for the third gate to say."""
    try:
        return parse(entry.when)
    except Refused:
        return None


def _holds(tree: Node) -> Callable[[Facts], bool]:
    """The condition as a function. What cannot be told does not hold."""

    def holds(facts: Facts) -> bool:
        return evaluate(tree, Table({name: value for name, value in facts.items()})) is True

    return holds


def _check_words(words: str, where: str, complaints: Complaints) -> None:
    try:
        pieces = list(Formatter().parse(words))
    except ValueError as error:
        complaints.add(OPEN_BRACE.at(where, what=error))
        return
    for _, placeholder, form, conversion in pieces:
        if placeholder is not None and (placeholder not in PLACEHOLDERS or form or conversion):
            said = {"known": "、".join(PLACEHOLDERS), "near": nearest(placeholder, PLACEHOLDERS)}
            complaints.add(STRANGE_PLACEHOLDER.at(where, came=placeholder, **said))
