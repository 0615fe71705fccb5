"""Invented records of a register, as many as one likes: what large sizes are measured with. Written by DuckDB alone.

Every column is filled by chance, the same chance every time; nothing in it was ever anybody's. The tree has the six
levels of the country in its proportions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from halfsky.engine.records.columns import Column, Holds, day_number
from halfsky.engine.records.folder import types_of
from halfsky.engine.records.plan import plan
from halfsky.engine.records.session import quoted
from halfsky.engine.records.writing import PARQUET, Writing
from halfsky.kernel.fact import Element
from halfsky.kernel.field import Kind
from halfsky.kernel.place import Level
from halfsky.kernel.register import PLACE_LEVEL, STATE, Register

COUNTRY = (1, 31, 342, 2_978, 41_352, 620_573)
LEVELS = tuple(Level)
FIRST, DAYS = dt.date(2024, 1, 1), 730
DAY = dt.date(2025, 12, 31)
MISSING = 20
"""One blank in so many is empty."""


def invent(
    to: Path, registers: Sequence[Register], elements: Mapping[str, Element], records: int, villages: int
) -> None:
    """Write a folder as `export` does: so many records of each register, in two years, at so many villages."""
    decimals = {feed.element: elements[feed.element].decimals for r in registers for feed in r.feeds}
    sizes = [max(1, round(n * villages / COUNTRY[-1])) for n in COUNTRY]
    offsets = [0, *accumulate(sizes)]
    with Writing(to, DAY, decimals) as folder:
        _tree(folder, sizes, offsets)
        for register in registers:
            made = plan(register, elements)
            home = folder.part / register.code
            home.mkdir()
            for name, columns in made.tables.items():
                kept = [_filled(register, column, sizes[-1], offsets[-2], i) for i, column in enumerate(columns)]
                here = "i + 1" if name not in made.parts else f"{_chance(999)} % {records} + 1"
                place = [] if name in made.parts else [f"{offsets[-2] + 1} + {_chance(998)} % {sizes[-1]} AS place"]
                wanted = ", ".join([f"CAST({here} AS BIGINT) AS record", *place, *kept])
                text = f"SELECT {wanted} FROM range({records}) n(i)"
                folder.database.execute(f"COPY ({text}) TO {quoted(home / f'{name}.parquet')} ({PARQUET})")
            if made.told:
                shape = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in types_of(made, "told").items())
                folder.database.execute(
                    f"COPY (SELECT {shape} WHERE FALSE) TO {quoted(home / 'told.parquet')} ({PARQUET})"
                )
            folder.plans[register.code], folder.records[register.code] = made, records


def _chance(salt: int) -> str:
    """A whole number that is never negative, by the number of the row."""
    return f"CAST(hash(i * 1000 + {salt}) >> 2 AS BIGINT)"


def _filled(register: Register, column: Column, villages: int, before: int, salt: int) -> str:
    """One column with its name."""
    value = _value(register, column, villages, before, _chance(salt * 2))
    sure = column.holds in (Holds.MET, Holds.FILLED, Holds.MARKED) or column.code in (STATE, PLACE_LEVEL)
    kept = value if sure else f"CASE WHEN {_chance(salt * 2 + 1)} % {MISSING} > 0 THEN {value} END"
    return f"CAST({kept} AS {column.type}) AS {column.name}"


def _value(register: Register, column: Column, villages: int, before: int, chance: str) -> str:
    asked = register.field(column.code)
    day = f"{day_number(FIRST)} + {chance} % {DAYS}"
    match column.holds:
        case Holds.NUMBER:
            return f"{chance} % 200 * {10 ** (asked.decimals if asked else 0)}"
        case Holds.DAY | Holds.SINCE:
            return day
        case Holds.MONTH | Holds.SINCE_MONTH:
            months = f"DATE '1970-01-01' + CAST({day} AS INTEGER)"
            return f"year({months}) * 12 + month({months})"
        case Holds.FLAG | Holds.ALL | Holds.FILLED | Holds.MARKED:
            return f"{chance} % 3 > 0"
        case Holds.MET:
            return f"{chance} % {len(asked.items) + 1 if asked else 1}"
        case Holds.KEY:
            return f"md5(CAST({chance} % 1000003 AS VARCHAR))"
    if column.holds is Holds.ID or (asked is not None and asked.kind is Kind.PLACE):
        return f"{before + 1} + {chance} % {villages}"
    return _one_of(_codes(register, column.code), chance)


def _codes(register: Register, code: str) -> list[str]:
    """The codes that a column may hold; a dozen invented ones where any word would do."""
    if code == PLACE_LEVEL:
        return [Level.VILLAGE.value]
    asked = register.field(code)
    given = register.workflow.states if code == STATE else asked.of if asked else ()
    return [option for option, _ in given] or [f"v{n}" for n in range(12)]


def _one_of(codes: Sequence[str], chance: str) -> str:
    return f"[{', '.join(quoted(code) for code in codes)}][1 + {chance} % {len(codes)}]"


def _tree(folder: Writing, sizes: Sequence[int], offsets: Sequence[int]) -> None:
    """Every level hangs evenly below the one above it."""
    rows = " UNION ALL ".join(
        f"SELECT {offsets[i]} + j + 1 AS place, {_code(i)} AS code, '{level.value}' AS level FROM range({n}) r(j)"
        for i, (level, n) in enumerate(zip(LEVELS, sizes, strict=True))
    )
    ways = " UNION ALL ".join(
        f"SELECT {offsets[low]} + j + 1 AS place, {offsets[high]} + j * {sizes[high]} // {sizes[low]} + 1 AS upper,"
        f" CAST(0 AS INTEGER) AS since, CAST(NULL AS INTEGER) AS until FROM range({sizes[low]}) r(j)"
        for low in range(len(sizes))
        for high in range(low + 1)
    )
    for name, text in (("places", rows), ("tree", ways)):
        folder.database.execute(f"COPY ({text}) TO {quoted(folder.part / f'{name}.parquet')} ({PARQUET})")


def _code(level: int) -> str:
    """A code that is nobody's: 9, the level, the number."""
    return f"'9{level}' || lpad(CAST(j + 1 AS VARCHAR), 10, '0')"
