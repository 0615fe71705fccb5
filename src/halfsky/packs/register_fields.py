"""What a register holds, made the kernel's: fields, child records, and the names that its formulas may use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from halfsky.kernel.field import Field, Item, Kind
from halfsky.kernel.grammar import Node, Scope, Term, parse, quantity, resolve
from halfsky.kernel.grammar.nodes import Member, Name, Records, Symbol
from halfsky.kernel.grammar.tree import walk
from halfsky.kernel.looking import Looking
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Part, scope_of
from halfsky.kernel.text import Text
from halfsky.packs.register_notation import FieldEntry, ItemEntry, RegisterEntry
from halfsky.packs.register_others import Around, looks

YUAN, CENTS = "元", 2
_ASKED = ("field", "checklist", "several")
"""The choices by which functions name a field: filled(photos), checklist(standard), marked(needs, money)."""


@dataclass(frozen=True)
class Holding:
    """The fields of one register on its way to the kernel."""

    entry: RegisterEntry
    around: Around = field(default_factory=dict)
    """The registers that its pack sees; formulas may look at their records."""

    def other(self, register: str) -> Holding | None:
        """A register that is seen."""
        found = self.around.get(register)
        return Holding(found) if found else None

    @cached_property
    def looks(self) -> tuple[Looking, ...]:
        """The other records that its formulas may look at."""
        return looks(self)

    def elsewhere(self, names: Iterable[str]) -> list[str]:
        """Those of the names that look at other records, directly or through something computed."""
        words = {look.code for look in self.looks}
        return [n for n in names if self._elsewhere(n, words)]

    def _elsewhere(self, name: str, words: set[str]) -> bool:
        head, dot, _ = name.partition(".")
        own = name in self.named or not (dot or name in words)
        return name in self.far_computed if name in self.entry.computed else not own and head in words

    @cached_property
    def far_computed(self) -> frozenset[str]:
        """What is computed from other records, directly or through another."""
        found: set[str] = set()
        words = {look.code for look in self.looks}
        for code, one in self.entry.computed.items():
            with suppress(Refused):
                names = mentioned(resolve(parse(one.formula), self.scope(code)))
                if any(n in found or (n not in self.entry.computed and self._elsewhere(n, words)) for n in names):
                    found.add(code)
        return frozenset(found)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return _fields(self.entry.fields, self.about_person)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(code, part.label, _fields(part.fields, self.about_person)) for code, part in self.entry.parts.items()
        )

    @property
    def about_person(self) -> bool:
        return self.entry.about is not None

    @cached_property
    def named(self) -> Mapping[str, Field]:
        """Every field by its full name, those of child records as part.field."""
        inner = {f"{part.code}.{f.code}": f for part in self.parts for f in part.fields}
        return {f.code: f for f in self.fields} | inner

    def is_sealed(self, name: str) -> bool:
        """Whether a field is sealed, or something computed that looks at one that is."""
        if name in self.entry.computed:
            return name in self.sealed_computed
        return self._sealed_field(name)

    def _sealed_field(self, name: str) -> bool:
        """Whether a field is sealed; what a sealed field points to is sealed with it."""
        head = name.partition(".")[0]
        known = self.named.get(name) or self.named.get(head)
        return known is not None and known.sealed

    @cached_property
    def sealed_computed(self) -> frozenset[str]:
        """What is computed from sealed fields, directly or through another."""
        found: set[str] = set()
        for code, one in self.entry.computed.items():
            with suppress(Refused):
                names = mentioned(resolve(parse(one.formula), self.scope(code)))
                if any(n in found or self._sealed_field(n) for n in names):
                    found.add(code)
        return frozenset(found)

    def label(self, name: str) -> Text:
        """What people call a field or a computed one."""
        head = name.partition(".")[0]
        made = self.entry.computed.get(name) or self.entry.others.get(head)
        asked = self.named.get(name) or self.named.get(head)
        return made.label if made else asked.label if asked else Text(name)

    def written(self) -> Iterator[tuple[str, FieldEntry]]:
        """Every field as it is written, by its full name."""
        yield from self.entry.fields.items()
        for code, part in self.entry.parts.items():
            yield from ((f"{code}.{inner}", one) for inner, one in part.fields.items())

    def scope(self, before: str = "") -> Scope:
        """The names of formulas; of a computed field, with those `before` it alone."""
        made = []
        for code, one in self.entry.computed.items():
            if code == before:
                break
            made.append(Term(code, quantity(one.unit), one.label))
        return scope_of(self.fields, self.parts, tuple(made), tuple(self.entry.states.items()), self.looks)


def mentioned(tree: Node) -> list[str]:
    """The fields that a resolved formula looks at, by their full names; also those that only a function asks about."""
    found = []
    for node, _ in walk(tree):
        match node:
            case Name(word):
                found.append(word)
            case Member():
                found.append(node.code)
            case Records(record):
                found.append(record)
            case Symbol(code, choice) if choice in _ASKED:
                found.append(code)
    return list(dict.fromkeys(found))


def looked_at(holding: Holding, trees: Iterable[Node]) -> tuple[Looking, ...]:
    """The other records that any of the formulas looks at."""
    words = {name.partition(".")[0] for tree in trees for name in holding.elsewhere(mentioned(tree))}
    return tuple(look for look in holding.looks if look.code in words)


def _fields(written: Mapping[str, FieldEntry], about_person: bool) -> tuple[Field, ...]:
    def items(one: FieldEntry) -> Mapping[str, ItemEntry]:
        """Those of the list itself, or of the one that it is compared with."""
        beside = written.get(one.compares) if one.compares is not None else None
        return beside.items if beside is not None else one.items

    return tuple(_field(code, one, items(one), about_person) for code, one in written.items())


def _field(code: str, one: FieldEntry, listed: Mapping[str, ItemEntry], about_person: bool) -> Field:
    money = one.type is Kind.MONEY
    decimals = one.decimals if one.decimals is not None else CENTS if money else 0
    items = (Item(item, i.label, i.group, i.unit, i.at_least, i.at_most) for item, i in listed.items())
    return Field(
        code,
        one.label,
        one.type,
        required=one.required,
        many=one.many,
        sealed=one.type.names_somebody or (about_person and not one.open),
        unit=one.unit or (YUAN if money else ""),
        decimals=decimals,
        of=tuple(one.of.items()),
        items=tuple(items),
        register=one.register,
        note=one.note,
        compares=str(one.compares or ""),
    )
