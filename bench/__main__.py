"""`python -m bench [--nation]`: measure, compare, write bench/results.md.

This process only starts the others and holds next to nothing, because each family has a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bench.families import FAMILIES, PROVINCE, asked
from bench.table import RESULTS, page

SIZES = {"county": 200, "province": PROVINCE, "nation": 620_573}
"""Villages."""
WORKBOOK, BOOKS = 25_000, 2
"""Rows of a workbook that is brought in, and so many of them."""


def one_family(args: Namespace) -> dict[str, object]:
    """What a process of its own measures and prints."""
    from bench.country import Country
    from bench.measuring import first_to_go, peak_mb

    first_to_go()
    measure, country = FAMILIES[args.family], Country(args.villages, Path(args.folder))
    found = measure(country)
    about = {"villages": country.villages, "facts": country.facts, "figures": country.programme.figures}
    return about | {"peak": peak_mb()} | found


def in_a_process(words: list[str], module: str = "bench") -> dict[str, object]:
    """What it printed last; where it came to nothing, why."""
    command = [sys.executable, "-W", "ignore", "-m", module, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return found
    print(done.stderr, file=sys.stderr)
    # Killed by the system or by itself when an allocation fails, else it says so.
    short = done.returncode in (-9, -6) or "memory" in done.stderr.lower()
    return {"failed": "内存不够 out of memory" if short else "出错 failed"}


def main() -> int:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--nation", action="store_true", help="the whole country, too")
    for hidden in ("--family", "--folder"):
        parser.add_argument(hidden, default="")
    parser.add_argument("--villages", type=int, default=0)
    args = parser.parse_args()
    if args.family:
        print(json.dumps(one_family(args)))
        return 0
    found: dict[str, dict[str, dict[str, object]]] = {}
    with tempfile.TemporaryDirectory(prefix="halfsky-bench-") as folder:
        # The pass is compiled here and kept, so that the memory which that takes counts for no size.
        in_a_process(["--family", "ours", "--villages", str(SIZES["county"]), "--folder", folder])
    for size, villages in SIZES.items():
        if size == "nation" and not args.nation:
            continue
        found[size] = {}
        with tempfile.TemporaryDirectory(prefix="halfsky-bench-") as folder:
            for family in asked(villages):
                words = ["--family", family, "--villages", str(villages), "--folder", folder]
                found[size][family] = in_a_process(words)
                print(size, family, json.dumps(found[size][family]), flush=True)
    workbook = in_a_process(["--rows", str(WORKBOOK), "--books", str(BOOKS)], "bench.workbooks")
    print("workbook", json.dumps(workbook), flush=True)
    RESULTS.write_text(page(found, workbook), "utf-8")
    print(RESULTS.read_text("utf-8"))
    return int(any("failed" in found[size]["ours"] for size in found))


if __name__ == "__main__":
    sys.exit(main())
