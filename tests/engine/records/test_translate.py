"""Every formula that a feed may hold, as SQL, against the reference evaluator."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest

from halfsky.engine.records.columns import EPOCH, Rows, Table
from halfsky.engine.records.numbers import Num, Untranslatable
from halfsky.engine.records.session import session
from halfsky.engine.records.translate import Code, Day, Flag, Gathered, Said, Translator
from halfsky.kernel.fact import Missing
from halfsky.kernel.grammar import Node, evaluate
from halfsky.kernel.grammar.nodes import Call, Name, Number, Symbol
from halfsky.kernel.record import Record, Sight
from tests.engine.records.tables import fill
from tests.engine.records.world import MADE, OPERATIONS, Growing, record, register, seeds

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SEVERAL, TRIED = 6, 200
COULD_NOT = {
    "a quotient of child records",
    "a formula that is too long",
    "a number beyond 64 bits",
    "child records within child records",
    "min of child records and something else",
    "max of child records and something else",
}
"""All that may be refused: whatever else the world grows must be translated."""


def _formula(by: Random) -> tuple[Node, str, Node]:
    """A formula of any type, the child records that it looks at one by one, and what a computed field is made of."""
    each = by.choice(("", "", "session"))
    growing = Growing(by, each)
    made = Growing(by, sums=False, computed=False).number(2)
    return by.choice((growing.number, growing.flag, growing.day))(3), each, made


def _agree(database: DuckDBPyConnection, seed: int) -> None:
    by = Random(seed)
    formula, each, made = _formula(by)
    found = [record(by) for _ in range(SEVERAL)]
    kept = register(made)
    own, parts = Table(), {part.code: Table(part.code) for part in kept.parts}
    gathered: dict[str, Gathered] = {}
    try:
        said = Translator(kept, own, parts, gathered, each).said(formula)
    except Untranslatable as why:
        assert str(why) in COULD_NOT
        MADE["refused"] += 1
        return
    fill(database, Rows(kept, lambda number, element: ""), [own, *parts.values()], found)
    _compare(database, kept, said, formula, each, gathered, found)


def _compare(database, kept, said, formula, each, gathered, found):  # type: ignore[no-untyped-def]
    source = "part_session c JOIN records r ON r.record = c.record" if each else "records r"
    for made in gathered.values():
        wanted = ", ".join(f"{sql} AS {name}" for sql, name in made.columns.items())
        inner = f"SELECT c.record, {wanted} FROM {made.table.name} c JOIN records r ON r.record = c.record GROUP BY 1"
        source += f" LEFT JOIN ({inner}) {made.alias} ON {made.alias}.record = r.record"
    order = "ORDER BY c.place" if each else "ORDER BY r.record"
    rows = _rows(database, said, source, order)
    sights = [s for record in found for s in _sights(kept, record, each)]
    assert len(rows) == len(sights)
    for row, sight in zip(rows, sights, strict=True):
        outcome = evaluate(formula, sight)
        assert row == (None if isinstance(outcome, Missing) else outcome)


def _sights(kept, record: Record, each: str):  # type: ignore[no-untyped-def]
    sight = Sight(kept, record, EPOCH)
    return sight.children(each) if each else [sight]


def _rows(database: DuckDBPyConnection, said: Said, source: str, order: str) -> list[object]:
    match said:
        case Num(n, d, factor):
            pairs = database.execute(f"SELECT {n}, {d or 1} FROM {source} {order}").fetchall()
            return [None if a is None or b is None else Fraction(a, b) * factor for a, b in pairs]
        case Day(sql):
            found = database.execute(f"SELECT {sql} FROM {source} {order}").fetchall()
            return [None if n is None else EPOCH + dt.timedelta(days=n) for (n,) in found]
        case Flag(sql) | Code(sql):
            return [one for (one,) in database.execute(f"SELECT {sql} FROM {source} {order}").fetchall()]


def test_every_operation_says_in_sql_what_the_reference_says() -> None:
    MADE.clear()
    with session() as database:
        for seed in seeds(TRIED):
            _agree(database, seed)
    assert OPERATIONS - set(MADE) == set(), "these were never generated"
    assert MADE["refused"] < TRIED // 4, "too much is left to the reference"


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        (Name("today"), "today"),
        (Call("warning", (Name("kind"),)), "warning"),
        (Call("sum", (Name("where"),)), "where is a text"),
        (Call("filled", (Symbol("host", "field"),)), "host is sealed"),
        (Number(Fraction(10**30)), "a number beyond 64 bits"),
    ],
)
def test_what_cannot_be_said_is_left_to_the_reference(formula: Node, why: str) -> None:
    kept = register(Number(Fraction(1)))
    with pytest.raises(Untranslatable, match=why):
        Translator(kept, Table(), {}, {}).said(formula)
