"""A register's feeds rolled up in SQL, against contributions of the reference added up one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest

from halfsky.engine.records.columns import Rows, day_number
from halfsky.engine.records.plan import Plan, plan
from halfsky.engine.records.session import session
from halfsky.engine.records.sql import roll_up
from halfsky.kernel.fact import Element, Flow
from halfsky.kernel.grammar.nodes import Compare, Logic, Name, Number
from halfsky.kernel.period import period
from halfsky.kernel.record import Contribution, Record, contributions
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.register import Feed, Gathering, Register
from tests.engine.records.tables import fill, insert, tables_of
from tests.engine.records.world import EXAMPLE_DAY, Growing, element, record, register, seeds

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PERIODS = [period(text) for text in ("2024", "2025", "2024-03", "2024Q2", "2023/24", "2024-01..10")]
TRIED = 60
MET: Counter[str] = Counter()


@dataclass(frozen=True)
class Way:
    """A place and all at or above it, from a day until a day."""

    place: int
    uppers: tuple[int, ...]
    since: dt.date
    until: dt.date | None


LONG_AGO, CHANGE = dt.date(2000, 1, 1), dt.date(2024, 7, 1)
TREE = [
    Way(1, (1,), LONG_AGO, None),
    Way(2, (2, 1), LONG_AGO, None),
    Way(3, (3, 1), LONG_AGO, None),
    Way(4, (4, 2, 1), LONG_AGO, None),
    # One place moves to another parent, one ends, one begins.
    Way(5, (5, 2, 1), LONG_AGO, CHANGE),
    Way(5, (5, 3, 1), CHANGE, None),
    Way(6, (6, 3, 1), LONG_AGO, CHANGE),
    Way(7, (7, 3, 1), CHANGE, None),
]


def _feed(by: Random, code: str) -> tuple[Feed, Element]:
    gathering = by.choice(list(Gathering))
    part = by.choice(("", "", "session", "visit" if gathering is Gathering.COUNT else "session"))
    growing = Growing(by, part if part == "session" else "")
    flow = by.choice(list(Flow))
    made = element(code, by.choice(("", "万元")) if gathering is Gathering.SUM else "", flow, by.randrange(3))
    inner = ["session.at", "session.kind"] * (part == "session")
    feed = Feed(
        code,
        gathering,
        growing.day(1),
        growing.number(2) if gathering is Gathering.SUM else None,
        field=by.choice(("place", "host", "where", "sort", *inner)) if gathering is Gathering.DISTINCT else "",
        part=part,
        where=growing.flag(2) if by.random() < 0.7 else None,
        until=growing.day(1) if flow is Flow.STOCK and by.random() < 0.7 else None,
        at=by.choice(("", "where", *inner[:1])),
        cells=tuple(by.sample((("shift", "kind"), ("about", "sort")), by.randrange(3))),
    )
    return feed, made


def _world(by: Random) -> tuple[Register, dict[str, Element]]:
    made = [_feed(by, f"e{i}") for i in range(by.randrange(1, 5))]
    if by.random() < 0.3:
        # What the day of writing decides is told by the reference.
        feed = Feed("late", Gathering.COUNT, Name("held_on"), where=Compare("<", Name("ended_on"), Name("today")))
        made.append((feed, element("late")))
    computed = Growing(by, computed=False).number(2)
    return register(computed, tuple(feed for feed, _ in made)), {e.code: e for _, e in made}


Facts = dict[tuple[str, str, int, str], tuple[int, int]]


def _reference(kept: Register, elements: dict[str, Element], found: list[Record], planned: Plan) -> Facts:
    """Every figure from the contributions, added up place by place."""
    facts: dict[tuple[str, str, int, str], list[Contribution]] = defaultdict(list)
    given = [(one, c) for one in found for c in contributions(kept, one, elements, EXAMPLE_DAY)]
    distinct = {f.element: f.gathering is Gathering.DISTINCT for f in kept.feeds}
    for at in PERIODS:
        first, last = at.first_day(), at.last_day()
        ways = {w.place: w.uppers for w in TREE if w.since <= last and (w.until is None or w.until > last)}
        for one in found:
            for upper in ways.get(int(one.place), ()):
                for code, cell in planned.keys:
                    facts[code, cell, upper, str(at)] += []
        for one, c in given:
            flow = elements[c.element].kind is Flow.FLOW
            counts = first <= c.since <= last if flow else c.since <= last and (c.until is None or c.until > last)
            for upper in ways.get(int(c.place or one.place), ()) if counts else ():
                facts[c.element, str(c.at), upper, str(at)].append(c)
    return {key: _figure(several, elements[key[0]], distinct[key[0]]) for key, several in facts.items()}


def _figure(several: Iterable[Contribution], of: Element, distinct: bool) -> tuple[int, int]:
    several = list(several)
    if distinct:
        return len({c.distinct for c in several}) * 10**of.decimals, 0
    return sum(c.amount or 0 for c in several), sum(c.amount is None for c in several)


def _computed(
    database: DuckDBPyConnection, kept: Register, elements: dict[str, Element], found: list[Record], planned: Plan
) -> Facts:
    rows = Rows(kept, lambda number, element: str(found[number - 1].values.get("host", "")))
    database.execute("DROP TABLE IF EXISTS part_session; DROP TABLE IF EXISTS part_visit")
    fill(database, rows, tables_of(planned), found)
    ways = [(w.place, upper, day_number(w.since), w.until and day_number(w.until)) for w in TREE for upper in w.uppers]
    insert(database, "tree", "place BIGINT, upper BIGINT, since INTEGER, until INTEGER", ways)
    told = {one.element for one in planned.told}
    said = [
        (c.element, str(c.at), int(c.place or one.place), *_days(c), c.amount, c.distinct or None)
        for one in found
        for c in contributions(kept, one, elements, EXAMPLE_DAY)
        if c.element in told
    ]
    columns = "element VARCHAR, cell VARCHAR, place BIGINT, since INTEGER, until INTEGER, amount BIGINT, value VARCHAR"
    insert(database, "told", columns, said)
    return {
        (code, cell, place, at): (amount, unknown)
        for code, cell, place, at, amount, unknown in database.execute(roll_up(planned, PERIODS)).fetchall()
    }


def _days(given: Contribution) -> tuple[int, int | None]:
    return day_number(given.since), given.until and day_number(given.until)


def test_sums_counts_and_different_values_are_those_of_the_reference() -> None:
    MET.clear()
    with session() as database:
        for seed in seeds(TRIED):
            by = Random(seed)
            kept, elements = _world(by)
            found = [record(by) for _ in range(by.randrange(12))]
            planned = plan(kept, elements)
            wanted = _reference(kept, elements, found, planned)
            assert _computed(database, kept, elements, found, planned) == wanted, seed
            MET["told"] += len(planned.told)
            MET["shared"] += sum(len(group.measures) > 1 for group in planned.groups)
            for feed in kept.feeds:
                said = all(one.element != feed.element for one in planned.told)
                cells, part = f"{len(feed.cells)} cells", "children" if feed.part else "records"
                MET.update([feed.gathering, elements[feed.element].kind, cells, part, feed.at and "at"] if said else ())
    met = {*Gathering, *Flow, "0 cells", "1 cells", "2 cells", "children", "records", "at", "told"}
    assert met - set(MET) == set(), "these were never generated"


def test_feeds_that_look_at_the_same_rows_are_one_pass() -> None:
    on, more = Name("held_on"), Compare(">", Name("persons"), Number(Fraction(1)))
    late = Logic("and", (Name("free"), Compare("<", Name("ended_on"), Name("today"))))
    feeds = (
        Feed("n", Gathering.COUNT, on),
        Feed("late", Gathering.COUNT, on, where=late),
        Feed("persons", Gathering.SUM, on, of=Name("persons")),
        Feed("large", Gathering.SUM, on, of=Name("women"), where=more),
        Feed("hosts", Gathering.DISTINCT, on, field="host"),
    )
    elements = {code: element(code) for code in ("n", "late", "persons", "large", "hosts")}
    planned = plan(register(Number(Fraction(1)), feeds), elements)
    assert [[m.element for m in group.measures] for group in planned.groups] == [["n", "persons", "large"], ["hosts"]]
    names = [column.name for column in planned.tables["records"]]
    assert [one.element for one in planned.told] == ["late"]
    assert names == ["day_held_on", "number_persons", "number_women", "key_host_hosts"], "no other column is kept"


def test_without_zeros_only_what_is_there_is_said() -> None:
    kept = register(Number(Fraction(1)), (Feed("n", Gathering.COUNT, Name("held_on")),))
    planned = plan(kept, {"n": element("n")})
    with session() as database:
        found = [Record({"held_on": "2024-03-08"}, place="4"), Record({}, place="5")]
        _computed(database, kept, {"n": element("n")}, found, planned)
        rows = database.execute(roll_up(planned, [period("2024")], zeros=False)).fetchall()
        assert rows == [("n", "", place, "2024", 1, 0) for place in (1, 2, 4)]
        every = database.execute(roll_up(planned, [period("2024")])).fetchall()
        assert [row for row in every if row[4] == 0] == [("n", "", place, "2024", 0, 0) for place in (3, 5)]


def test_a_register_that_feeds_nothing_is_refused() -> None:
    with pytest.raises(Refusal, match="没有可汇总的"):
        plan(register(Number(Fraction(1))), {})
