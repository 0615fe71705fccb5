"""What COPY and tables by year are worth on PostgreSQL: `python -m tests.store.measure_bulk [--rows N]`.

One house, one server, interleaved runs, the least of each: sheets staged by `bulk.insert` and by Django's bulk_create;
a year taken out by detaching its table and by DELETE. Every run looks whether the rows are there, or gone.
"""

from __future__ import annotations

import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import databases

RUNS = 3
NAMES = (
    "form", "agency", "place", "period", "revision", "entries", "explained", "comments", "returned", "state", "way",
    "reason", "origin", "current",
)  # fmt: skip


def rows(count: int, year: int) -> list[tuple[Any, ...]]:
    answers = {f"element_{n}|": str(n * 37) for n in range(30)}
    return [
        ("measured", "", 1, str(year), n, answers, {}, {}, {}, "submitted", "filled", "", "measure", False)
        for n in range(1, count + 1)
    ]


def timed(does: Callable[[], object]) -> float:
    began = time.perf_counter()
    does()
    return time.perf_counter() - began


def measure(count: int) -> dict[str, float]:
    """Seconds, the least of the runs."""
    from django.db import transaction

    from halfsky.store import bulk
    from halfsky.store.models import Submission
    from halfsky.store.partitions import execute

    best: dict[str, float] = {}

    def least(name: str, does: Callable[[], object]) -> None:
        with transaction.atomic():
            best[name] = min(best.get(name, 1e9), timed(does))

    mine = Submission.objects.filter(form="measured")
    for _ in range(RUNS):
        given = rows(count, 2024)
        least("COPY", lambda given=given: bulk.insert(Submission, NAMES, given))  # type: ignore[misc]
        assert mine.count() == count
        least("DELETE a year", lambda: execute("DELETE FROM submission WHERE period >= '2024' AND period < '2025'"))
        assert not mine.exists()
        made = [
            Submission(**{"place_id" if k == "place" else k: v for k, v in zip(NAMES, r, strict=True)}) for r in given
        ]
        least("bulk_create", lambda made=made: Submission.objects.bulk_create(made, batch_size=1000))  # type: ignore[misc]
        assert mine.count() == count
        least("detach a year", lambda: execute("ALTER TABLE submission DETACH PARTITION submission_2024"))
        assert not mine.exists()
        bounds = "FOR VALUES FROM ('2024') TO ('2025')"
        execute("TRUNCATE submission_2024")
        execute(f"ALTER TABLE submission ATTACH PARTITION submission_2024 {bounds}")
    return best


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    count = parser.parse_args().rows
    stop = databases.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            from tests.houses import SMALL, make, open_copy

            make(Path(folder) / "house", SMALL)
            house = open_copy(Path(folder) / "house")
            from halfsky.store import partitions
            from halfsky.store.tables import close

            assert house.settings.database
            partitions.prepare((2024,))
            best = measure(count)
            close()
    finally:
        stop()
    for name, seconds in best.items():
        print(f"{name:15} {seconds:8.3f} s  {count / seconds:10,.0f} rows/s")
    print(f"bulk_create ÷ COPY: {best['bulk_create'] / best['COPY']:.1f}")
    print(f"DELETE ÷ detach: {best['DELETE a year'] / best['detach a year']:.0f}")


if __name__ == "__main__":
    main()
