"""The same text on a cluster: the facts of DuckDB to the last digit, also when a worker is killed in mid-job."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from halfsky.engine.records.invented import invent
from halfsky.kernel.fact import Flow
from halfsky.kernel.grammar.nodes import Binary, Call, Compare, Logic, Member, Name, Number, Symbol, Unary
from halfsky.kernel.register import Feed, Gathering
from tests.engine.records.cluster import PATIENCE, Cluster, cluster, site_packages, until
from tests.engine.records.world import element, register

RECORDS, VILLAGES = 100_000, 2_000
SMALL = (
    "spark.executor.memory=512m",
    "spark.driver.memory=512m",
    "spark.sql.shuffle.partitions=2",
    # Compiling a query takes longer than reckoning through so few rows.
    "spark.sql.codegen.wholeStage=false",
    "spark.sql.adaptive.enabled=false",
)
HELD, ENDED = Call("since", (Symbol("held", "state"),)), Call("since", (Symbol("closed", "state"),))
SHARE = Binary("/", Name("women"), Name("persons"))
FEEDS = (
    # Breakdowns, a condition, an amount of several fields that is rounded in units of ten thousand.
    Feed("courses", Gathering.COUNT, Name("held_on"), cells=(("shift", "kind"), ("about", "sort"))),
    Feed(
        "paid",
        Gathering.SUM,
        Name("held_on"),
        of=Binary("+", Call("coalesce", (Name("fee"), Number(Fraction(0)))), Name("fund")),
        where=Logic("or", (Unary("not", Name("done")), Compare(">", SHARE, Number(Fraction(50), "%")))),
        cells=(("shift", "kind"), ("about", "sort")),
    ),
    # Different persons among what stands at the end of the period, counted anew at every level.
    Feed("hosts", Gathering.DISTINCT, HELD, field="host", until=ENDED),
    # Child records, with a look at all of them together.
    Feed(
        "attended",
        Gathering.SUM,
        Member("session", "date"),
        of=Member("session", "attended"),
        part="session",
        where=Compare(">=", Call("sum", (Member("session", "attended"),)), Number(Fraction(100))),
    ),
)
ELEMENTS = {
    "courses": element("courses"),
    "paid": element("paid", "万元", decimals=2),
    "hosts": element("hosts", kind=Flow.STOCK),
    "attended": element("attended"),
}


@pytest.fixture
def installed() -> Path:
    """Where the cluster engine is; CI has it, a person may not."""
    site = site_packages() if shutil.which("java") else None
    if site is None:
        wanted = "Spark or Java is missing: make system spark"
        pytest.fail(wanted) if os.environ.get("CI") == "true" else pytest.skip(wanted)
    return site


def _engine(what: str, folder: Path, out: Path, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    words = ["--period", "2024", "--period", "2025Q1", "--no-zeros", "--out", str(out)]
    words += [word for one in SMALL if what != "duckdb" for word in ("--set", one)]
    command = [sys.executable, "-m", "halfsky", "engine", what, str(folder), *words]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=out.parent
    )


def _killed(at_work: Cluster, job: subprocess.Popen[str]) -> None:
    """Kill a worker, with its executor, as soon as it is seen to work on the job."""
    until(lambda: at_work.at_work() or job.poll() is not None, "a worker takes up a task")
    assert job.poll() is None, job.communicate()[1]
    victim = at_work.at_work()
    assert victim is not None
    at_work.kill(victim)


def test_a_cluster_that_loses_a_worker_gives_the_facts_of_duckdb(installed: Path, tmp_path: Path) -> None:
    folder, ours, theirs = tmp_path / "records", tmp_path / "duckdb.csv", tmp_path / "spark.csv"
    invent(folder, [register(Number(Fraction(1)), FEEDS)], ELEMENTS, RECORDS, VILLAGES)
    with cluster(installed, tmp_path / "cluster") as made:
        job = _engine(made.master, folder, theirs, made.environment)
        _killed(made, job)
        alone = _engine("duckdb", folder, ours)
        assert alone.wait(PATIENCE) == 0, alone.communicate()[1]
        said = job.communicate(timeout=2 * PATIENCE)[1]
        assert job.returncode == 0, said
        assert "Lost executor" in said, "the worker was killed before or after the job, not in its middle"
        until(lambda: made.alive() == 1, "the master misses the worker")
    assert theirs.read_bytes() == ours.read_bytes()
    lines = ours.read_text("utf-8").splitlines()
    assert {line.split(",")[1] for line in lines[1:]} == set(ELEMENTS), "every feed gave something"
