"""The formulas of a register: looked up (second gate), checked for units and for what they may look at (third)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress

from halfsky.kernel.checking import Severity
from halfsky.kernel.grammar import Node, Plain, Scope, Type, check, parse, quantity, render, resolve
from halfsky.kernel.refusals import Refused, problem
from halfsky.kernel.register import Computed, Rule
from halfsky.kernel.text import Text, listed
from halfsky.packs.form_checks import SAME_CHECK
from halfsky.packs.register_fields import Holding, mentioned
from halfsky.packs.spot import Complaints

SEALED = problem(
    "400.910",
    ("这里用到了加密的项目：{names}。", "This uses what is sealed: {names}."),
    (
        "列表、办理条件、轮次和供数只用不加密的项目。可以给选项、日期、数字类的项目写 open: yes，姓名、电话等不能。",
        "Lists, needs, reviews and feeds use open fields. Choices, dates and numbers may say open: yes; names never.",
    ),
)
_CODE_LENGTH = 10


def formulas(holding: Holding) -> Iterator[tuple[str, str, Scope]]:
    """Every formula of a register with the place where it stands and the names that it may use; needs that are fields
    are none."""
    entry, scope = holding.entry, holding.scope()
    for code, made in entry.computed.items():
        yield made.at("is"), made.formula, holding.scope(code)
    for rule in entry.checks:
        yield rule.at("hard" if rule.hard else "soft"), rule.hard or rule.soft, scope
    for move in entry.moves.values():
        yield from ((str(need.spot), need, scope) for need in move.needs if need not in holding.named)
    for feed in entry.feeds.values():
        for key in ("sum", "where", "on", "until"):
            if text := getattr(feed, key):
                yield feed.at(key), text, scope


def look_up_formulas(holding: Holding, complaints: Complaints) -> None:
    """Second gate: complain of words that mean nothing here; what is no formula is for the third."""
    for where, text, scope in formulas(holding):
        with suppress(Refused):
            tree = parse(text)
            with complaints.gathered(where):
                resolve(tree, scope)


def read_formula(
    text: str, scope: Scope, where: str, complaints: Complaints, want: Type | None = None, each: str = ""
) -> Node | None:
    """The tree of a formula that gives what is wanted; a complaint and nothing where it does not."""
    found = None
    with complaints.gathered(where):
        tree = resolve(parse(text), scope)
        check(tree, scope, want, each)
        found = tree
    return found


def demand_open(holding: Holding, names: list[str], where: str, complaints: Complaints) -> None:
    """Complain of what is sealed, of itself or through a computed field."""
    if hidden := [holding.label(name) for name in names if holding.is_sealed(name)]:
        complaints.add(SEALED.at(where, names=listed(hidden)))


def compile_computed(holding: Holding, complaints: Complaints) -> tuple[Computed, ...]:
    """What is worked out, each from what stands before it."""
    found = []
    for code, one in holding.entry.computed.items():
        tree = read_formula(one.formula, holding.scope(code), one.at("is"), complaints, quantity(one.unit))
        if tree is not None:
            found.append(Computed(code, one.label, tree, one.unit, one.decimals))
    return tuple(found)


def compile_rules(holding: Holding, complaints: Complaints) -> tuple[Rule, ...]:
    """The checks of a record; one that is written twice is a complaint."""
    scope, found, lines = holding.scope(), [], dict[str, int]()
    for entry in holding.entry.checks:
        hard = bool(entry.hard)
        where = entry.at("hard" if hard else "soft")
        tree = read_formula(entry.hard or entry.soft, scope, where, complaints, Plain.BOOLEAN)
        if tree is None:
            continue
        code = entry.check or f"rule-{hashlib.sha256(render(tree).encode()).hexdigest()[:_CODE_LENGTH]}"
        if code in lines:
            complaints.add(SAME_CHECK.at(entry.at(), first=lines[code], code=code))
        lines.setdefault(code, entry.spot.line)
        found.append(Rule(code, Severity.HARD if hard else Severity.SOFT, tree, entry.says))
    return tuple(found)


def compile_needs(holding: Holding, complaints: Complaints) -> tuple[dict[str, Node], dict[str, Text]]:
    """The needs of moves that are conditions, by their text, and what they are called."""
    scope, conditions, said = holding.scope(), dict[str, Node](), dict[str, Text]()
    for need in (need for move in holding.entry.moves.values() for need in move.needs):
        if need in holding.named:
            demand_open(holding, [need], str(need.spot), complaints)
            continue
        tree = read_formula(need, scope, str(need.spot), complaints, Plain.BOOLEAN)
        if tree is not None:
            demand_open(holding, mentioned(tree), str(need.spot), complaints)
            conditions[str(need)] = tree
            said[str(need)] = Text(render(tree, scope.words("zh")), render(tree, scope.words("en")))
    return conditions, said
