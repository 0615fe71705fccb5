"""`python -m bench [--nation] [--only VILLAGES]`: measure, compare, write bench/results.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).with_name("results.md")
SIZES = {"county": 200, "province": 20_000, "nation": 620_573}
"""Villages."""
RUNS = 7
SLOW = 2
"""So many runs of what takes long: the least of them counts."""


def least(works: dict[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """The least seconds of each work, in turns, after one run of each that does not count."""
    found = dict.fromkeys(works, float("inf"))
    for run in range(-1, max(times for _, times in works.values())):
        for name, (work, times) in works.items():
            if run < times and not (run < 0 and times == SLOW):
                begun = time.perf_counter()
                work()
                if run >= 0:
                    found[name] = min(found[name], time.perf_counter() - begun)
    return found


def measure(villages: int) -> dict[str, object]:
    """Everything that is compared at one size."""
    from bench.country import Country
    from bench.rivals import Duck, Polars, ours, pandas_year, plain
    from halfsky.engine.rollup import Month
    from halfsky.engine.timing import opened, reckoned

    with tempfile.TemporaryDirectory() as folder:
        country = Country(villages, Path(folder))
        months = ours(country)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        durable = [mapped(Path(folder) / f"figures-{i}", month) for i, month in enumerate(months)]
        wide, own, polars = Duck(country, own=False), Duck(country, own=True), Polars(country)
        tree, work = country.tree, country.work
        county = int(np.flatnonzero(tree.parent >= 0)[len(tree.nodes) // 2])
        middle = [int(i) for i in range(len(tree.rows) // 2, len(tree.rows) // 2 + min(1000, villages // 4))]
        rows = np.array(opened(country.files[5]))

        def touch() -> None:
            for file in country.files:
                opened(file).view(np.int64).sum()

        def kept() -> None:
            reckoned(work, country.files, durable)
            for month in durable:
                for array in (month.values, month.ranks, month.marks, month.sums):
                    array.flush()  # type: ignore[attr-defined]

        def again() -> None:
            work.again(rows, months[5], middle, months[4].values)

        def page() -> None:
            for month in months:
                month.values[county].tolist(), month.ranks[county].tolist(), month.marks[county].tolist()

        works: dict[str, tuple[Callable[[], object], int]] = {
            "touch": (touch, RUNS),
            "ours": (lambda: reckoned(work, country.files, months), RUNS),
            "durable": (kept, 3),
            "again": (again, RUNS),
            "page": (page, RUNS),
            "duck scan": (wide.scan, RUNS),
            "polars scan": (polars.scan, RUNS),
            "duck scan own": (own.scan, RUNS),
            "duck": (wide.year, SLOW),
            "duck own": (own.year, SLOW),
            "polars": (polars.year, SLOW),
        }
        if villages <= SIZES["province"]:
            works["pandas"] = (lambda: pandas_year(country), SLOW)
        found: dict[str, object] = dict(least(works))
        found["page duck"] = least({"page": (lambda: own.dashboard(county), RUNS)})["page"]
        found |= {
            "villages": villages,
            "facts": country.facts,
            "figures": country.programme.figures,
            "compared": len(plain(country)),
            "differs": own.differs(),
            "peak_mb": peak,
            "again_rows": len(middle),
        }
        found["busy"] = beside_a_busy_neighbour(lambda: reckoned(work, country.files, months)) / float(
            str(found["ours"])
        )
        assert isinstance(months[0], Month)
    return found


def mapped(folder: Path, month: object) -> object:
    """Room for the same figures on the disk."""
    from halfsky.engine.rollup import Month
    from halfsky.engine.snapshot import OF_MONTH, new_array

    arrays = {name: getattr(month, name) for name in OF_MONTH}
    return Month(**{name: new_array(folder, name, a.shape, a.dtype) for name, a in arrays.items()})


def beside_a_busy_neighbour(work: Callable[[], object]) -> float:
    """The least seconds of three runs while another process keeps one core busy."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        return least({"work": (work, 3)})["work"]
    finally:
        busy.kill()
        busy.wait()


def table(found: dict[str, dict[str, object]]) -> str:
    """The results as a page."""

    def ratio(size: str, above: str, below: str) -> str:
        one, other = found[size].get(above), found[size].get(below)
        return f"{float(str(one)) / float(str(other)):.3g}" if one and other else "—"

    def best(size: str) -> str:
        return min(("duck scan", "polars scan"), key=lambda name: float(str(found[size][name])))

    rows = [
        ("villages 村", lambda s: f"{found[s]['villages']:,}"),
        ("figures in twelve months 数", lambda s: f"{found[s]['facts']:,}"),
        ("roll-up + indicators, ms 汇总并计算", lambda s: f"{1000 * float(str(found[s]['ours'])):.1f}"),
        ("÷ touching the same bytes 读一遍字节", lambda s: ratio(s, "ours", "touch")),
        ("÷ best scan of the wide Parquet 最快的宽表扫描", lambda s: ratio(s, "ours", best(s))),
        ("durable on the disk ÷ that scan 落盘", lambda s: ratio(s, "durable", best(s))),
        ("DuckDB (Parquet) ÷ ours", lambda s: ratio(s, "duck", "ours")),
        ("DuckDB (own file) ÷ ours", lambda s: ratio(s, "duck own", "ours")),
        ("Polars ÷ ours", lambda s: ratio(s, "polars", "ours")),
        ("pandas ÷ ours", lambda s: ratio(s, "pandas", "ours")),
        ("neighbours resubmitted ÷ full 重报相邻村", lambda s: ratio(s, "again", "ours")),
        ("… so many villages", lambda s: str(found[s]["again_rows"])),
        ("county page: DuckDB file ÷ ours 县页面", lambda s: ratio(s, "page duck", "page")),
        ("beside a busy process ÷ alone 邻居占一核", lambda s: f"{float(str(found[s]['busy'])):.2f}"),
        ("peak memory, MB 内存", lambda s: f"{float(str(found[s]['peak_mb'])):.0f}"),
        ("values that differ from DuckDB's 与 DuckDB 不同的值", lambda s: str(found[s]["differs"])),
    ]
    names = list(found)
    lines = [
        "# Measured 测速结果",
        "",
        f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}; "
        "invented answers in the proportions of the real tree, thirty readings a month and village, a hundred "
        "indicators with verdict, change and rank among siblings. Ratios are of least times in one run, in turns; "
        "seconds are context.",
        "Other engines reckon the figures whose operands add or have a highest or lowest "
        f"({found[names[-1]]['compared']} of {found[names[-1]]['figures']}), ours all of them.",
        "",
        f"| | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
        *(f"| {label} | {' | '.join(of(name) for name in names)} |" for label, of in rows),
    ]
    if {"province", "nation"} <= found.keys():
        small, large = found["province"], found["nation"]
        time_grew = float(str(large["ours"])) / float(str(small["ours"]))
        facts_grew = float(str(large["facts"])) / float(str(small["facts"]))
        lines += ["", f"Growth of time ÷ growth of figures, province → nation: {time_grew / facts_grew:.2f}."]
    lines += ["", "Made by `make bench` (county, province) or `make bench-nation`.", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--nation", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.one)))
        return
    found = {}
    for name, villages in SIZES.items():
        if name != "nation" or args.nation:
            # A process each, so that the memory of one does not count for the other.
            command = [sys.executable, "-W", "ignore", "-m", "bench", "--one", str(villages)]
            found[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(name, json.dumps(found[name]), flush=True)
    RESULTS.write_text(table(found), "utf-8")
    print(RESULTS.read_text("utf-8"))


if __name__ == "__main__":
    main()
