"""A DHIS2-style analytics table in PostgreSQL: our imitation of its public design, in our own words and not its code.

A row a data value (`datavalue`), as text, with numbers of element, period and organisation unit. The rebuild writes it
out as one table a year with everything beside each value that anybody may ask by (element, period at each length, unit
and every unit above it), builds indexes on those, has it vacuumed and analysed, and swaps it in. Then the sums of all
elements at every level are asked for and the indicators worked out of them. What the design has and we leave out makes
ours the lighter: category combinations of one value, group sets, approval, indexes on every column, the joint counting
of operands, verdicts and ranks. So the quotient that is printed is at the low end.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import psycopg
from numpy.typing import NDArray

from bench.asked import figures
from bench.country import LEVELS, MONTHS, Country
from bench.duck import opened
from bench.measuring import least, once
from bench.ours import Ours
from bench.postgres import server
from halfsky.kernel.fact import Adding

YEAR = 2026
UNITS = [f"uidlevel{number + 1}" for number in range(len(LEVELS) + 1)]
PERIODS = ("monthly", "quarterly", "sixmonthly", "yearly")
INDEXED = ("dx", "ou", "oulevel", *UNITS, "pe", *PERIODS)
HOWS = {Adding.HIGHEST: "max", Adding.LOWEST: "min"}
"""How the rows of an element make a whole; of all others the sum is asked."""
UID = 11
"""Characters of a name within the system; of fixed width, as theirs."""

SOURCE = f"""
CREATE TABLE datavalue (dataelementid bigint NOT NULL, periodid bigint NOT NULL, sourceid bigint NOT NULL,
    categoryoptioncomboid bigint NOT NULL DEFAULT 1, attributeoptioncomboid bigint NOT NULL DEFAULT 1,
    value varchar(50000), storedby varchar(255) DEFAULT 'bench', created timestamp DEFAULT '2026-01-01',
    lastupdated timestamp DEFAULT '2026-01-01', deleted boolean NOT NULL DEFAULT false);
CREATE TABLE _orgunitstructure (organisationunitid bigint PRIMARY KEY, organisationunituid char({UID}) NOT NULL,
    level integer NOT NULL, {", ".join(f"{unit} char({UID})" for unit in UNITS)});
CREATE TABLE _dataelementstructure (dataelementid bigint PRIMARY KEY, dataelementuid char({UID}) NOT NULL,
    aggregationtype text NOT NULL);
CREATE TABLE _periodstructure (periodid bigint PRIMARY KEY, iso text NOT NULL, startdate date NOT NULL,
    enddate date NOT NULL, daysno integer NOT NULL, {", ".join(f"{name} text NOT NULL" for name in PERIODS)},
    year integer NOT NULL);
"""
TABLE = f"""
CREATE UNLOGGED TABLE analytics_temp (id text NOT NULL, dx char({UID}) NOT NULL, pestartdate date, peenddate date,
    year integer NOT NULL, pe text NOT NULL, ou char({UID}) NOT NULL, oulevel integer,
    {", ".join(f"{unit} char({UID})" for unit in UNITS)}, {", ".join(f"{name} text" for name in PERIODS)},
    daysxvalue double precision, daysno integer NOT NULL, value double precision, textvalue text)
    PARTITION BY LIST (year);
CREATE UNLOGGED TABLE analytics_{YEAR}_temp PARTITION OF analytics_temp FOR VALUES IN ({YEAR});
"""
FILLED = rf"""
INSERT INTO analytics_{YEAR}_temp
SELECT concat(de.dataelementuid, '-', ps.iso, '-', ous.organisationunituid), de.dataelementuid, ps.startdate,
    ps.enddate, ps.year, ps.iso, ous.organisationunituid, ous.level, {", ".join(f"ous.{unit}" for unit in UNITS)},
    {", ".join(f"ps.{name}" for name in PERIODS)}, cast(dv.value AS double precision) * ps.daysno, ps.daysno,
    cast(dv.value AS double precision), NULL
FROM datavalue dv JOIN _periodstructure ps USING (periodid) JOIN _dataelementstructure de USING (dataelementid)
    JOIN _orgunitstructure ous ON dv.sourceid = ous.organisationunitid
WHERE ps.year = {YEAR} AND dv.value IS NOT NULL AND NOT dv.deleted AND dv.value ~* '^(-?[0-9]+)(\.[0-9]+)?$'
"""
SWAPPED = f"""
DROP TABLE IF EXISTS analytics;
ALTER TABLE analytics_temp RENAME TO analytics;
ALTER TABLE analytics_{YEAR}_temp RENAME TO analytics_{YEAR};
"""


def uid(kind: str, number: int) -> str:
    return f"{kind}{number:0{UID - 1}d}"


@dataclass(eq=False)
class Dhis:
    """The tables of one country on a server."""

    country: Country
    address: str
    totals: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """By level: the whole of each element, [month, node of the tree, element]; NaN where there is nothing."""

    def fill(self) -> None:
        """What the system would hold already: data values and the tables that describe units, elements, periods."""
        with psycopg.connect(self.address, autocommit=True) as db, db.cursor() as cursor:
            cursor.execute(SOURCE)
            with cursor.copy("COPY _orgunitstructure FROM STDIN") as copy:
                for village, above in enumerate(zip(*self.country.places_above.values(), strict=True)):
                    own = uid("v", village)
                    copy.write_row((village, own, len(UNITS), *(uid("n", int(node)) for node in above), own))
            with cursor.copy("COPY _dataelementstructure FROM STDIN") as copy:
                for lane, way in enumerate(self.country.lanes.ways):
                    copy.write_row((lane, uid("e", lane), HOWS.get(way, "sum").upper()))
            with cursor.copy("COPY _periodstructure FROM STDIN") as copy:
                for month in range(MONTHS):
                    copy.write_row(_period(month))
            self._values(cursor)
            cursor.execute("ALTER TABLE datavalue ADD PRIMARY KEY (dataelementid, periodid, sourceid)")
            cursor.execute("VACUUM ANALYZE")

    def _values(self, cursor: psycopg.Cursor) -> None:
        """A row a reading, by way of a file."""
        long, names = self.country.folder / "datavalue.csv", self.country.columns
        number = " ".join(f"WHEN '{name}' THEN {lane}" for lane, name in enumerate(names))
        with opened(self.country) as duck:
            duck.execute(
                f"COPY (SELECT CASE element {number} END, month, village, value FROM (UNPIVOT (SELECT month, village, "
                f"{', '.join(names)} FROM read_parquet('{self.country.wide}')) ON {', '.join(names)} "
                f"INTO NAME element VALUE value)) TO '{long}' (HEADER false)"
            )
        into = "COPY datavalue (dataelementid, periodid, sourceid, value) FROM STDIN (FORMAT csv)"
        with long.open("rb") as rows, cursor.copy(into) as copy:
            while part := rows.read(1 << 20):
                copy.write(part)
        long.unlink()

    def rebuild(self) -> None:
        """The analytics table made anew beside the one in use, and put in its place; indexes two at a time."""
        self._do(TABLE, FILLED)
        indexes = [f"CREATE INDEX ON analytics_{YEAR}_temp ({column})" for column in INDEXED]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self._do, indexes))
        self._do(f"VACUUM analytics_{YEAR}_temp")
        self._do(f"ANALYZE analytics_{YEAR}_temp")
        self._do(SWAPPED)

    def _do(self, *commands: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as db:
            for command in commands:
                db.execute(command.encode())

    def aggregates(self) -> None:
        """The whole of every element at every level in every month, and the indicators out of it."""
        ways = self.country.lanes.ways
        with psycopg.connect(self.address) as db:
            for level, unit in zip(LEVELS, UNITS, strict=False):
                found = np.full((MONTHS, len(self.country.tree.nodes), len(ways)), np.nan)
                for how in ("sum", "max", "min"):
                    asked = [uid("e", lane) for lane, way in enumerate(ways) if HOWS.get(way, "sum") == how]
                    rows = db.execute(
                        f"SELECT monthly, {unit}, dx, {how}(value) FROM analytics WHERE dx = ANY(%s) AND yearly = %s "
                        f"GROUP BY monthly, {unit}, dx".encode(),
                        (asked, str(YEAR)),
                    ).fetchall()
                    months, units, elements, values = zip(*rows, strict=True)
                    found[_numbers(months, 4), _numbers(units, 1), _numbers(elements, 1)] = values
                self.totals[level] = found
                self.indicators(found)

    def indicators(self, totals: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """Worked out in the application, as theirs are."""
        lane = {name: number for number, name in enumerate(self.country.columns)}
        found = []
        with np.errstate(divide="ignore", invalid="ignore"):
            for figure in figures(self.country):
                over = sum((o.above * totals[:, :, lane[o.column]] for o in figure.operands), float(figure.above))
                under = sum((o.below * totals[:, :, lane[o.column]] for o in figure.operands), float(figure.below))
                found.append(np.asarray(over / under))
        return found

    def differs(self, ours: Ours) -> int:
        """How many sums of counties and of the nation are not ours; a sum over nothing is nothing."""
        tree, found = self.country.tree, 0
        adding = [lane for lane, way in enumerate(self.country.lanes.ways) if way in (Adding.ADD, Adding.LAST)]
        for level in ("nation", "county"):
            nodes = np.unique(self.country.places_above[level])
            for month, theirs in zip(ours.months, self.totals[level], strict=True):
                mine = month.sums[tree.kept[nodes]][:, adding]
                found += int((mine != np.nan_to_num(theirs[nodes][:, adding])).sum())
        return found


def _numbers(uids: tuple[str, ...], head: int) -> NDArray[np.int64]:
    """The numbers in names of `head` further characters; months count from 1."""
    found = np.array([text[head:] for text in uids]).astype(np.int64)
    return found - 1 if head > 1 else found


def _period(month: int) -> tuple[object, ...]:
    first, after = np.datetime64(f"{YEAR}-{month + 1:02}"), np.datetime64(f"{YEAR}-{month + 1:02}") + 1
    begin, end = first.astype("datetime64[D]"), after.astype("datetime64[D]") - 1
    iso = f"{YEAR}{month + 1:02}"
    lengths = (iso, f"{YEAR}Q{month // 3 + 1}", f"{YEAR}S{month // 6 + 1}", str(YEAR))
    return (month, iso, str(begin), str(end), int((end - begin).astype(int)) + 1, *lengths, YEAR)


class Pages:
    """Our figures of all counties as rows of a table with a key: what a page of one county asks of PostgreSQL."""

    def __init__(self, country: Country, address: str, ours: Ours) -> None:
        self.db = psycopg.connect(address, autocommit=True)
        names = [f"f{f}" for f in range(country.programme.figures)]
        self.db.execute(
            f"CREATE TABLE results (county integer, month integer, {' float8, '.join(names)} float8, "
            "PRIMARY KEY (county, month))".encode()
        )
        with self.db.cursor().copy("COPY results FROM STDIN") as copy:
            for county in np.unique(country.places_above["county"]).tolist():
                for number, month in enumerate(ours.months):
                    copy.write_row((county, number, *month.values[county].tolist()))
        self.db.execute("ANALYZE results")

    def page(self, county: int) -> None:
        self.db.execute("SELECT * FROM results WHERE county = %s ORDER BY month", (county,), prepare=True).fetchall()


def measured(country: Country) -> dict[str, object]:
    """Rebuilt and asked once: it takes what it takes. Ours in turns before and after."""
    ours = Ours(country)
    with server() as address:
        dhis = Dhis(country, address)
        dhis.fill()
        before = least(ours.works())
        found: dict[str, object] = {"rebuild": once(dhis.rebuild), "aggregates": once(dhis.aggregates)}
        after = least(ours.works())
        pages = Pages(country, address, ours)
        works = {"page": (ours.page, 50), "page postgresql": (lambda: pages.page(ours.county), 50)}
        found |= {name: min(before[name], after[name]) for name in before} | least(works)
        pages.db.close()
    return found | {"differs": dhis.differs(ours)}
