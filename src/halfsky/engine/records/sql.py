"""The roll-up of a register as one SQL text, in the words that DuckDB and Spark share.

Records (`records`, `part_…`), what the reference tells (`told`) and the tree (`tree`: a place, one at or above it, and
the days on which that held) come in; facts go out: element, cell, place, period, amount in units of the element's last
decimal, and how many records count in it without a known amount. Every level is one pass: first each place for itself,
then the few rows of the places join the tree. Different values are kept to the end and counted anew at every place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from halfsky.engine.records.columns import day_number
from halfsky.engine.records.plan import Group, Plan, Told
from halfsky.kernel.period import Period

COLUMNS = ("element", "cell", "place", "period", "amount", "unknown")


def roll_up(plan: Plan, periods: Sequence[Period], zeros: bool = True) -> str:
    """The text. With `zeros` every place that keeps the register, and all above it, has all its figures."""
    steps = [*_time(periods), ("ways", _WAYS), *plan.gathered]
    facts = []
    for number, group in enumerate(plan.groups):
        steps += _group(plan, group, number)
        facts.append(f"SELECT element, cell, place, period, amount, unknown FROM facts{number} WHERE given > 0")
    for number, told in enumerate(_alike(plan.told), len(plan.groups)):
        steps.append((f"facts{number}", _told(told)))
        facts.append(f"SELECT element, cell, place, period, amount, unknown FROM facts{number} WHERE given > 0")
    if zeros and plan.keys:
        keys = " UNION ALL ".join(f"SELECT '{e}' AS element, '{c}' AS cell" for e, c in plan.keys)
        steps += [("keys", keys), ("spine", _SPINE)]
        facts.append("SELECT k.element, k.cell, s.place, s.period, 0, 0 FROM spine s CROSS JOIN keys k")
    every = "\n  UNION ALL ".join(facts)
    said = ",\n".join(f"{name} AS (\n  {text}\n)" for name, text in steps)
    # Zeros meet what is there and are one with it; without them every fact is there once already.
    merged = ("SUM({})", "\nGROUP BY element, cell, place, period") if zeros else ("{}", "")
    amounts = ", ".join(f"CAST({merged[0].format(name)} AS BIGINT) AS {name}" for name in ("amount", "unknown"))
    return (
        f"WITH {said}\n"
        f"SELECT element, cell, place, period, {amounts}\n"
        f"FROM (\n  {every}\n) f{merged[1]}\n"
        "ORDER BY element, cell, period, place"
    )


_WAYS = (
    "SELECT e.period, t.place, t.upper FROM tree t JOIN ends e\n"
    "    ON t.since <= e.last AND (t.until IS NULL OR t.until > e.last)"
)
"""Who lies at or below whom on the last day of each period."""
_SPINE = (
    "SELECT DISTINCT w.upper AS place, w.period\n"
    "  FROM (SELECT DISTINCT place FROM records) r JOIN ways w ON w.place = r.place"
)
"""The places at or below which the register is kept: there nothing entered is zero, elsewhere it is not reported."""


def _time(periods: Sequence[Period]) -> list[tuple[str, str]]:
    """The days of each period (for what is counted over it) and its last (for what stands at its end)."""
    days, ends = [], []
    for period in periods:
        first, last = day_number(period.first_day()), day_number(period.last_day())
        days.append(
            f"SELECT '{period}' AS period, CAST(d.day AS INTEGER) AS day FROM range({first}, {last + 1}) d(day)"
        )
        ends.append(f"SELECT '{period}' AS period, {last} AS last")
    return [("days", "\n  UNION ALL ".join(days)), ("ends", "\n  UNION ALL ".join(ends))]


def _group(plan: Plan, group: Group, number: int) -> list[tuple[str, str]]:
    """Three steps: what each place has of its own, what lies at or below each place, and a row for every figure."""
    dimensions = [f"d{i}" for i in range(len(group.cells))]
    own = _own_different(plan, group, dimensions) if group.value else _own_sums(plan, group, dimensions)
    return [
        (f"own{number}", own),
        (f"all{number}", _all(group, dimensions, number)),
        (f"facts{number}", _facts(group, dimensions, number)),
    ]


def _rows(plan: Plan, group: Group, more: Sequence[str]) -> str:
    """The rows of a group, each with its place and days."""
    cells = [f"{column} AS d{i}" for i, (_, column) in enumerate(group.cells)]
    wanted = [f"{group.place} AS place", f"{group.since} AS since", *cells, *more]
    if group.until:
        wanted.append(f"{group.until} AS until")
    joined = "".join(
        f" LEFT JOIN {name} ON {name}.record = r.record"
        for name, _ in plan.gathered
        if any(f"{name}." in text for text in (*wanted, group.since))
    )
    return f"(SELECT {', '.join(wanted)}\n    FROM {group.source}{joined}) g"


def _when(group: Group) -> str:
    if group.flow:
        return "JOIN days k ON k.day = g.since"
    still = " AND (g.until IS NULL OR g.until > k.last)" if group.until else ""
    return f"JOIN ends k ON g.since <= k.last{still}"


def _own_sums(plan: Plan, group: Group, dimensions: list[str]) -> str:
    inner, outer = [], []
    for i, measure in enumerate(group.measures):
        inner.append(f"{measure.where} AS w{i}")
        outer.append(f"COUNT(CASE WHEN g.w{i} THEN 1 END) AS g{i}")
        if measure.amount:
            inner.append(f"{measure.amount} AS x{i}")
            outer += [
                f"SUM(CASE WHEN g.w{i} THEN g.x{i} END) AS x{i}",
                f"COUNT(CASE WHEN g.w{i} AND g.x{i} IS NULL THEN 1 END) AS u{i}",
            ]
    keys = ", ".join(["g.place", "k.period", *(f"g.{d}" for d in dimensions)])
    rows = _rows(plan, group, inner)
    return f"SELECT {keys},\n    {', '.join(outer)}\n  FROM {rows}\n  {_when(group)}\n  GROUP BY {keys}"


def _own_different(plan: Plan, group: Group, dimensions: list[str]) -> str:
    keys = ", ".join(["g.place", "k.period", *(f"g.{d}" for d in dimensions), "g.v"])
    rows = _rows(plan, group, [f"{group.value} AS v", f"{group.measures[0].where} AS w0"])
    return f"SELECT DISTINCT {keys}\n  FROM {rows}\n  {_when(group)}\n  WHERE g.w0 AND g.v IS NOT NULL"


def _all(group: Group, dimensions: list[str], number: int) -> str:
    """What lies at or below each place: in all, and by every combination of the breakdowns."""
    if group.value:
        wanted = ["COUNT(DISTINCT o.v) AS g0"]
    else:
        wanted = [f"SUM(o.g{i}) AS g{i}" for i in range(len(group.measures))]
        amounts = [i for i, m in enumerate(group.measures) if m.amount]
        wanted += [f"SUM(o.{name}{i}) AS {name}{i}" for i in amounts for name in "xu"]
    base = ["w.upper", "w.period"]
    sets = [
        [*base, *some] for n in range(len(dimensions) + 1) for some in combinations([f"o.{d}" for d in dimensions], n)
    ]
    grouped = ", ".join(f"({', '.join(one)})" for one in sets)
    by = f"GROUPING SETS ({grouped})" if dimensions else ", ".join(base)
    shown = [f"o.{d}, GROUPING(o.{d}) AS n{d}" for d in dimensions]
    return (
        f"SELECT {', '.join(['w.upper AS place', 'w.period', *shown, *wanted])}\n"
        f"  FROM own{number} o JOIN ways w ON w.place = o.place AND w.period = o.period\n"
        f"  GROUP BY {by}"
    )


def _facts(group: Group, dimensions: list[str], number: int) -> str:
    """A row for every element: what is grouped by a breakdown that a record does not have is left out."""
    elements = " UNION ALL ".join(f"SELECT {i} AS m, '{m.element}' AS element" for i, m in enumerate(group.measures))
    known = " AND ".join(f"(a.n{d} = 1 OR a.{d} IS NOT NULL)" for d in dimensions)
    amounts = [
        (i, f"a.x{i}", f"a.u{i}") if m.amount else (i, f"a.g{i} * CAST({m.one} AS BIGINT)", "0")
        for i, m in enumerate(group.measures)
    ]

    def case(texts: list[tuple[int, str]]) -> str:
        return f"CASE e.m {' '.join(f'WHEN {i} THEN {text}' for i, text in texts)} END"

    return (
        f"SELECT e.element, {_cell(group, dimensions)} AS cell, a.place, a.period,\n"
        f"    {case([(i, f'a.g{i}') for i, _, _ in amounts])} AS given,\n"
        f"    COALESCE({case([(i, x) for i, x, _ in amounts])}, 0) AS amount,\n"
        f"    {case([(i, u) for i, _, u in amounts])} AS unknown\n"
        f"  FROM all{number} a CROSS JOIN ({elements}) e" + (f"\n  WHERE {known}" if known else "")
    )


def _cell(group: Group, dimensions: list[str]) -> str:
    """The cell as the reference spells it: sex=female;residence=rural, sorted by dimension."""
    if not dimensions:
        return "''"
    names = [name for name, _ in group.cells]
    branches = []
    for n in range(len(dimensions) + 1):
        for some in combinations(range(len(dimensions)), n):
            pieces = " || ';' || ".join(f"'{names[i]}=' || a.{dimensions[i]}" for i in some) or "''"
            flags = " AND ".join(f"a.n{d} = {0 if i in some else 1}" for i, d in enumerate(dimensions))
            branches.append(f"WHEN {flags} THEN {pieces}")
    return f"CASE {' '.join(branches)} END"


def _alike(told: Sequence[Told]) -> list[list[Told]]:
    """What the reference tells, by how it is added up."""
    found: dict[tuple[bool, bool], list[Told]] = {}
    for one in told:
        found.setdefault((one.flow, one.distinct), []).append(one)
    return list(found.values())


def _told(several: list[Told]) -> str:
    """Contributions of the reference, summed: they name their cells themselves."""
    first = several[0]
    elements = ", ".join(f"'{one.element}'" for one in several)
    when = (
        "JOIN days k ON k.day = t.since"
        if first.flow
        else "JOIN ends k ON t.since <= k.last AND (t.until IS NULL OR t.until > k.last)"
    )
    ones = " ".join(f"WHEN '{one.element}' THEN CAST({one.one} AS BIGINT)" for one in several)
    amount = f"COUNT(DISTINCT t.value) * CASE t.element {ones} END" if first.distinct else "COALESCE(SUM(t.amount), 0)"
    unknown = "0" if first.distinct else "COUNT(CASE WHEN t.amount IS NULL THEN 1 END)"
    return (
        f"SELECT t.element, t.cell, w.upper AS place, w.period, COUNT(*) AS given, {amount} AS amount,\n"
        f"    {unknown} AS unknown\n"
        f"  FROM told t {when}\n"
        "  JOIN ways w ON w.place = t.place AND w.period = k.period\n"
        f"  WHERE t.element IN ({elements})\n"
        "  GROUP BY t.element, t.cell, w.upper, w.period"
    )
