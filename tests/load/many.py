"""Many officers at once on a house that is served: `python -m tests.load.many day --officers 200 --minutes 10`.

`day`: everybody signs in, opens the sheet, types (drafts), checks, hands in, reads pages, takes back and begins anew,
with pauses as people make them. `burst --submissions N`: they hand in without a pause on a few lines at once, in
sessions that were opened before. Afterwards every submission that was acknowledged is looked for in the database.
Prints the pace and, by kind of request, how long the middle, the 95th and the 99th of a hundred took; and what the
server's processes held in memory as the run went on.
"""

from __future__ import annotations

import functools
import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.load.memory import Memory
from tests.load.officer import Broken, Browser, Taken
from tests.load.town import YEAR, Officer, Sheet, build

READ = ("", "/plans/women-2021", "/plans/children-2021", "/place", "/documents")
START_WITHIN = 90.0


@contextmanager
def served(house: Path, workers: int, memory: Memory | None = None) -> Iterator[int]:
    """The house served by its own command; the port. `memory` watches its processes."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "HALFSKY_HOUSE")}
    command = [sys.executable, "-m", "halfsky", "serve", str(house), "--port", str(port), "--workers", str(workers)]
    with house.with_name("serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port, process)
            with memory.watching(process.pid) if memory else nullcontext():
                yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    said = house.with_name("serve.log").read_text("utf-8")
    if "Traceback" in said or "ERROR" in said:
        raise Broken(f"the server complained:\n{said[-3000:]}")


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise Broken("the server did not start")


def day(browser: Browser, sheets: Sequence[Sheet], pause: float, dice: random.Random, turns: int = 0) -> None:
    """An officer's day until it is over, or until so many sheets are handed in."""

    def think() -> None:
        until = time.monotonic() + dice.uniform(0, 2 * pause)
        while time.monotonic() < until and not browser.over():
            time.sleep(min(0.2, pause))

    here = f"/at/{browser.officer.county}/{YEAR}"
    think()
    browser.sign_in()
    for turn in itertools.count():
        sheet = dice.choice(list(sheets))
        mark = f"{browser.officer.name} 第{turn}次"
        version, left = browser.open_sheet(sheet)
        if left:
            browser.take_back(sheet, left)
            version, _ = browser.open_sheet(sheet)
        steps: list[Callable[[], object]] = [
            lambda: browser.ask("tasks", "/tasks"),
            lambda: browser.ask("pages", here + dice.choice(READ)),
        ]
        for share in (0.3, 0.7, 1.0):
            think()
            version = browser.fill_in(sheet, mark, version, share)
            browser.check(sheet, mark, version)
            dice.choice(steps)()
            if browser.over():
                return
        think()
        browser.submit(sheet, mark, version)
        browser.open_sheet(sheet)
        for step in steps:
            think()
            step()
        if browser.over() or turn + 1 == turns:
            return


def burst(port: int, people: Sequence[Officer], sheets: Sequence[Sheet], submissions: int, at_once: int) -> list[Taken]:
    """So many sheets handed in one after the other on so many lines: everybody's first sheet, then everybody's second;
    when an officer has handed in all of hers, the first is taken back and handed in again. What each has met."""
    browsers = [Browser(port, one, Taken(), lambda: False) for one in people]
    numbers, turn_of = iter(range(submissions)), [threading.Lock() for _ in people]
    taking = threading.Lock()

    def line() -> None:
        while True:
            with taking:
                number = next(numbers, None)
            if number is None:
                return
            turn, who = divmod(number, len(browsers))
            with turn_of[who]:
                _hand_in(browsers[who], sheets, turn, f"{number}")

    lines = [threading.Thread(target=line) for _ in range(at_once)]
    for one in lines:
        one.start()
    for one in lines:
        one.join()
    return [browser.taken for browser in browsers]


def _hand_in(browser: Browser, sheets: Sequence[Sheet], turn: int, mark: str) -> None:
    sheet = sheets[turn % len(sheets)]
    try:
        if not browser.token:
            browser.ask("tasks", "/tasks")
        if turn >= len(sheets):
            _, left = browser.open_sheet(sheet)
            if left:
                browser.take_back(sheet, left)
        browser.submit(sheet, mark, 0)
    except Exception as why:
        browser.taken.errors.append(f"{browser.officer.name}: {type(why).__name__} {why}")
    finally:
        browser.hang_up()


def together(
    port: int, people: Sequence[Officer], work: Callable[[Browser], None], over: Callable[[], bool]
) -> list[Taken]:
    """Everybody at once, each in a thread; what each has met."""
    all_taken = [Taken() for _ in people]

    def one(officer: Officer, taken: Taken) -> None:
        try:
            work(Browser(port, officer, taken, over))
        except Exception as why:
            taken.errors.append(f"{officer.name}: {type(why).__name__} {why}")

    threads = [threading.Thread(target=one, args=pair) for pair in zip(people, all_taken, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return all_taken


def a_day(
    port: int,
    people: Sequence[Officer],
    sheets: Sequence[Sheet],
    seconds: float,
    pause: float,
    seed: int,
    turns: int = 0,
) -> list[Taken]:
    """Everybody's day, for so many seconds or until each has handed in so many sheets."""
    end, dice = time.monotonic() + seconds, random.Random(seed)
    seeds = {one.name: random.Random(dice.random()) for one in people}
    work = functools.partial(day, sheets=sheets, pause=pause, turns=turns)
    return together(port, people, lambda b: work(b, dice=seeds[b.officer.name]), over=lambda: time.monotonic() > end)


def lost(house: Path, taken: Sequence[Taken]) -> list[tuple[int, str, str]]:
    """What was acknowledged and is not in the database, whole; the log must be whole, too."""
    from halfsky.store.chain import verify
    from halfsky.store.models import Submission
    from halfsky.store.tables import close
    from tests.houses import open_copy

    opened = open_copy(house)
    assert verify(opened).whole
    kept: set[tuple[int | None, str, str]] = set()
    rows = Submission.objects.filter(round__isnull=False).values_list("round", "place__versions__code", "comments")
    for number, code, comments in rows.iterator():
        kept.update((number, code, mark) for mark in comments.values())
    close()
    return [one for each in taken for one in each.acknowledged if one not in kept]


def shown(taken: Sequence[Taken], seconds: float) -> str:
    """A line a kind of request: how many, how many a second, p50, p95, p99 in milliseconds."""
    kinds = sorted({kind for one in taken for kind in one.seconds})
    lines = [f"{'':14}{'requests':>10}{'per s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"]
    every: list[float] = []
    for kind in [*kinds, "all"]:
        took = sorted(t for one in taken for t in one.seconds.get(kind, ())) if kind != "all" else sorted(every)
        every += took if kind != "all" else []
        at = [1000 * took[min(len(took) - 1, int(len(took) * p))] for p in (0.5, 0.95, 0.99)]
        lines.append(f"{kind:14}{len(took):>10}{len(took) / seconds:>8.1f}{at[0]:>9.0f}{at[1]:>9.0f}{at[2]:>9.0f}")
    return "\n".join(lines)


def run(args: Namespace, folder: Path) -> int:
    """One run from building the house to the comparison; the number of errors and lost submissions."""
    house = folder / "house"
    people, sheets = build(house, args.officers, args.forms, signed_in=args.what == "burst")
    memory = Memory()
    with served(house, args.workers, memory) as port:
        began = time.monotonic()
        if args.what == "day":
            taken = a_day(port, people, sheets, 60 * args.minutes, args.pause, args.seed)
        else:
            taken = burst(port, people, sheets, args.submissions, args.at_once)
        seconds = time.monotonic() - began
    missing, errors = lost(house, taken), [e for one in taken for e in one.errors]
    acknowledged = sum(len(one.acknowledged) for one in taken)
    print(shown(taken, seconds))
    print(memory.shown())
    print(f"{args.officers} officers, {seconds:.0f} s, {acknowledged} submissions acknowledged "
          f"({acknowledged / seconds:.1f} a second), {len(missing)} lost, {len(errors)} errors, "
          f"{sum(one.waits for one in taken)} times asked to wait")  # fmt: skip
    for error in errors[:10]:
        print(error)
    if not acknowledged:
        print("nothing was handed in: nothing was shown")
    return len(missing) + len(errors) + (acknowledged == 0)


def main(argv: Sequence[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m tests.load.many", description=__doc__)
    parser.add_argument("what", choices=("day", "burst"))
    parser.add_argument("--officers", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--submissions", type=int, default=600_000)
    parser.add_argument("--at-once", type=int, default=16, help="so many lines of a burst")
    parser.add_argument("--forms", type=int, default=1, help="rounds that are open, at most five")
    parser.add_argument("--pause", type=float, default=8.0, help="seconds that somebody thinks, on average")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="halfsky-load-") as folder:
        if args.database == "sqlite":
            return int(run(args, Path(folder)) > 0)
        from tests.databases import start

        stop = start()
        try:
            return int(run(args, Path(folder)) > 0)
        finally:
            stop()


if __name__ == "__main__":
    sys.exit(main())
