"""The names that a formula may use in one context, by code or by label, with what kind of thing each is.

A scope is all that tells an indicator's formula from a form's check or a record's condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from halfsky.kernel.breakdown import Cell
from halfsky.kernel.grammar.names import CATEGORY, DIMENSION, FIELD, FUNCTION, NAME, Names
from halfsky.kernel.grammar.nodes import Symbol
from halfsky.kernel.grammar.types import Quantity, Type
from halfsky.kernel.grammar.words import FUNCTIONS, SIGNS, is_plain
from halfsky.kernel.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Term:
    """A thing with a name. `cells` are the breakdown cells that may be selected from it, the total aside."""

    code: str
    type: Type
    label: Text = NOTHING
    cells: frozenset[Cell] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of child records and their fields."""

    code: str
    fields: tuple[Term, ...]
    label: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Dimension:
    """A breakdown and its categories, as people call them."""

    code: str
    label: Text
    categories: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Function:
    """A function that a context adds, such as checklist(standard); `Env.call` works it out."""

    code: str
    takes: tuple[Type, ...]
    gives: Type
    label: Text = NOTHING


@dataclass(frozen=True)
class Scope:
    """All names of one context."""

    terms: tuple[Term, ...] = ()
    records: tuple[Record, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    functions: tuple[Function, ...] = ()

    def __post_init__(self) -> None:
        if taken := [f.code for f in self.functions if f.code in FUNCTIONS]:
            raise ValueError(f"the grammar has functions of its own called {', '.join(taken)}")

    @cached_property
    def term(self) -> Mapping[str, Term]:
        """The terms by code; a field of a record by record.field."""
        fields = {f"{r.code}.{f.code}": f for r in self.records for f in r.fields}
        return {t.code: t for t in self.terms} | fields

    @cached_property
    def function(self) -> Mapping[str, Function]:
        """The functions of the context by code."""
        return {f.code: f for f in self.functions}

    @cached_property
    def symbols(self) -> frozenset[str]:
        """The symbols of units that are in use here; a number with any other one is a slip of the pen."""
        types = [t.type for t in self.term.values()] + [t for f in self.functions for t in (*f.takes, f.gives)]
        units = [found.unit for found in types if isinstance(found, Quantity)]
        return frozenset(symbol for unit in units for symbol, _ in unit.dimension)

    @cached_property
    def names(self) -> Names:
        return Names(NAME, [*((t.code, t.label) for t in self.terms), *((r.code, r.label) for r in self.records)])

    @cached_property
    def record_codes(self) -> frozenset[str]:
        return frozenset(r.code for r in self.records)

    @cached_property
    def fields(self) -> Mapping[str, Names]:
        """The fields by record."""
        return {r.code: Names(FIELD, [(f.code, f.label) for f in r.fields]) for r in self.records}

    @cached_property
    def breakdowns(self) -> Names:
        return Names(DIMENSION, [(d.code, d.label) for d in self.dimensions])

    @cached_property
    def categories(self) -> Mapping[str, Names]:
        """The categories by dimension."""
        return {d.code: Names(CATEGORY, d.categories.items()) for d in self.dimensions}

    @cached_property
    def calls(self) -> Names:
        return Names(FUNCTION, [*FUNCTIONS.items(), *((f.code, f.label) for f in self.functions)])

    def words(self, lang: str) -> Labels:
        """For `render`: labels instead of codes."""
        return Labels(self, lang)


@dataclass(frozen=True, slots=True)
class Labels:
    """How a resolved tree is shown to people who read `lang`."""

    scope: Scope
    lang: str

    def name(self, code: str) -> str:
        return self.scope.names.label(code, self.lang)

    def field(self, record: str, code: str) -> str:
        return self.scope.fields[record].label(code, self.lang)

    def dimension(self, code: str) -> str:
        return self.scope.breakdowns.label(code, self.lang)

    def category(self, dimension: str, code: str) -> str:
        return self.scope.categories[dimension].label(code, self.lang)

    def symbol(self, symbol: Symbol) -> str:
        return symbol.label.in_(self.lang) or symbol.code

    def function(self, code: str) -> str:
        label = self.scope.calls.label(code, self.lang)
        return label if is_plain(label) else code

    def sign(self, code: str) -> str:
        return SIGNS[code].in_(self.lang)
