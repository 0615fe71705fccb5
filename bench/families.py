"""What is measured, one family a process: ours alone, and each rival beside ours.

Every family runs ours again in turns with its rival, so that each quotient comes from one process; and what one rival
holds in memory counts for itself alone.
"""

from __future__ import annotations

from bench.country import Country
from bench.measuring import RUNS, SLOW, least
from bench.ours import Ours, measured

Found = dict[str, object]
PROVINCE = 20_000
UP_TO = {"pandas": PROVINCE, "postgresql": PROVINCE}
"""Villages beyond which a family is not tried: it would take an hour, or more memory than there is."""
FROM = {"postgresql": PROVINCE}
"""Villages below which a family says nothing: what is read once does not count there."""


def scans(country: Country) -> Found:
    """The wide Parquet file read once, its columns added up: the least that a scan can be."""
    from bench.duck import Duck
    from bench.frames import Polars

    ours, duck, polars = Ours(country), Duck(country, own=False), Polars(country)
    return dict(least({**ours.works(), "duckdb": (duck.scan, RUNS), "polars": (polars.scan, RUNS)}))


def duckdb(country: Country) -> Found:
    from bench.duck import Duck

    ours, rival = Ours(country), Duck(country, own=False)
    return dict(least({**ours.works(), "rival": (rival.year, SLOW)}))


def duckdb_own(country: Country) -> Found:
    """With a table of its own, out of which it answers a page as well; and whether it comes to the same."""
    from bench.duck import Duck

    ours, rival = Ours(country), Duck(country, own=True)
    found: Found = dict(least({**ours.works(), "rival": (rival.year, SLOW)}))
    ours.durable()
    pages = {"page": (ours.page, 50), "page rival": (lambda: rival.page(ours.county), RUNS)}
    return found | least(pages) | {"differs": rival.differs(ours), "compared": len(rival.asked)}


def duckdb_long(country: Country) -> Found:
    from bench.duck import Long

    ours, rival = Ours(country), Long(country)
    return dict(least({**ours.works(), "rival": (rival.year, SLOW)}))


def polars(country: Country) -> Found:
    from bench.frames import Polars

    ours, rival = Ours(country), Polars(country)
    found: Found = dict(least({**ours.works(), "rival": (rival.year, SLOW)}))
    return found | {"differs": rival.differs(ours)}


def pandas(country: Country) -> Found:
    from bench.frames import Pandas

    ours, rival = Ours(country), Pandas(country)
    return dict(least({**ours.works(), "rival": (rival.year, SLOW)}))


def postgresql(country: Country) -> Found:
    from bench import dhis

    return dhis.measured(country)


FAMILIES = {
    "ours": measured,
    "scans": scans,
    "duckdb": duckdb,
    "duckdb own": duckdb_own,
    "duckdb long": duckdb_long,
    "polars": polars,
    "pandas": pandas,
    "postgresql": postgresql,
}


def asked(villages: int) -> list[str]:
    """The families that are measured at a size."""
    return [name for name in FAMILIES if FROM.get(name, 0) <= villages <= UP_TO.get(name, villages)]
