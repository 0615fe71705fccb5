"""Kills processes of a house at random moments, many times: `python -m tests.faults.many --times 100`.

A process of its own acts on the house, again and again, and writes down what it acknowledges; `kill -9` meets it at a
moment that a seed chooses, half of them inside a transaction. Then a new process opens the house, as it is, and
everything is looked at: the log, what was acknowledged, what was under way. The house goes on into the next round.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.faults.acts import Act, Arrays, Packs, Said, Sheet, Tables, Units, Values

if TYPE_CHECKING:
    from halfsky.store.house import House

LONGEST = 30.0
"""Seconds after which an act that is still under way is killed, whatever the dice say."""
INSIDE_AT_LEAST = 0.3
"""The share of all kills that must land inside a transaction, else nothing was shown."""


@dataclass
class Found:
    """What the kills of one act met."""

    inside_act: int = 0
    inside_transaction: int = 0
    between: int = 0
    acknowledged: int = 0


@dataclass
class Watched:
    """Memory that the process to be killed shares: whether it is inside a transaction, and how many it has begun."""

    memory: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 2))

    @property
    def inside(self) -> bool:
        return self.memory[0] == 1

    @property
    def begun(self) -> int:
        return self.memory[1]

    def watch(self) -> None:
        """Note from now on when this process begins and ends a transaction."""
        from django.db.backends.base.base import BaseDatabaseWrapper

        switch = BaseDatabaseWrapper.set_autocommit

        def set_autocommit(self_: Any, autocommit: bool, *rest: Any, **named: Any) -> None:
            switch(self_, autocommit, *rest, **named)
            self.memory[0] = 0 if autocommit else 1
            self.memory[1] = (self.memory[1] + (not autocommit)) % 256

        BaseDatabaseWrapper.set_autocommit = set_autocommit  # type: ignore[method-assign,assignment]


def acts(folder: Path) -> dict[str, Act]:
    sheet = Sheet()
    return {
        "import": Values(folder),
        "acceptance": sheet,
        "table": Units(),
        "packs": Packs(folder),
        "tables": Tables(),
        "arrays": Arrays(sheet),
    }


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """A process that does the work with a pipe to us; its number and our end of the pipe."""
    ours, theirs = os.pipe()
    number = os.fork()
    if number:
        os.close(theirs)
        return number, ours
    code = 1
    try:
        os.close(ours)
        work(theirs)
        code = 0
    except BaseException:
        os.write(theirs, json.dumps({"broke": traceback.format_exc()}).encode() + b"\n")
    finally:
        os._exit(code)


def act_until_killed(path: Path, act: Act, dice: random.Random, watched: Watched, pipe: int) -> None:
    from tests.houses import open_copy

    house = open_copy(path)
    watched.watch()
    while True:
        os.write(pipe, b'{"begun": true}\n')
        said = act.do(house, dice)
        os.write(pipe, json.dumps({"said": said}).encode() + b"\n")


def kill_once(path: Path, act: Act, dice: random.Random) -> tuple[Said | None, bool, bool]:
    """What it had acknowledged last, whether an act was under way, whether inside a transaction."""
    watched = Watched()
    number, pipe = forked(lambda to: act_until_killed(path, act, dice, watched, to))
    with os.fdopen(pipe) as lines:
        first = lines.readline()
        assert json.loads(first) == {"begun": True}, json.loads(first)["broke"]
        _wait(dice, watched)
        inside = watched.inside
        os.kill(number, signal.SIGKILL)
        _, status = os.waitpid(number, 0)
        heard = [json.loads(line) for line in (first, *lines)]
    broke = [line["broke"] for line in heard if "broke" in line]
    assert not broke and os.WTERMSIG(status) == signal.SIGKILL, broke
    said = [line["said"] for line in heard if "said" in line]
    return (said[-1] if said else None), "begun" in heard[-1], inside


def _wait(dice: random.Random, watched: Watched) -> None:
    """Until the moment that the dice say: any, or some way into the first, second or third transaction from now."""
    if dice.random() < 0.4:
        time.sleep(dice.uniform(0, 0.6))
        return
    until = time.monotonic() + LONGEST
    for _ in range(dice.randint(1, 3)):
        seen = watched.begun
        while watched.begun == seen and time.monotonic() < until:
            time.sleep(0.0002)
    # Most of what a house does takes some milliseconds, an upgrade some tenths of a second.
    time.sleep(dice.choice((0.001, 0.003, 0.01, 0.05, 0.2)) * dice.random())


def look(path: Path, act: Act, said: Said | None, begun: bool) -> None:
    """Open the house as its next process does, and hold it against what was heard."""
    from halfsky.actions.follow import recover
    from halfsky.actions.sheet_batches import sweep
    from halfsky.store.chain import verify
    from halfsky.store.tables import make_tables, up_to_date

    house = _opened(path)
    if isinstance(act, Tables):
        act.kept(house, said, begun)
    if not up_to_date():  # what `serve` does first
        make_tables()
    recover(house)
    sweep(house)
    chain = verify(house)
    assert chain.whole, chain.broken
    _sound()
    act.kept(house, said, begun)


def _sound() -> None:
    from django.db import connection

    connection.check_constraints()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA quick_check").fetchall() == [("ok",)]


def _opened(path: Path) -> House:
    from tests.houses import open_copy

    return open_copy(path)


def run(path: Path, times: int, seed: int, only: str = "") -> dict[str, Found]:
    """Kill `times` processes of the house, and look after each. Raises at the first thing that is not as it must be."""
    from halfsky.store.tables import close

    dice, found = random.Random(seed), {}
    with tempfile.TemporaryDirectory() as folder:
        every = {name: act for name, act in acts(Path(folder)).items() if only in ("", name)}
        found = {name: Found() for name in every}
        for act in every.values():
            house = _opened(path)
            act.ready(house)
            look(path, act, None, False)
        for turn in range(times):
            name = list(every)[turn % len(every)]
            act, seen = every[name], found[name]
            close()
            said, begun, inside = kill_once(path, act, random.Random(dice.random()))
            look(path, act, said, begun)
            seen.acknowledged += said is not None
            seen.inside_act += begun
            seen.inside_transaction += inside
            seen.between += not begun
        close()
    return found


def shown(found: dict[str, Found]) -> str:
    """A line an act, and the sum."""
    total: Counter[str] = Counter()
    lines = [f"{'':12}{'kills':>6}{'in the act':>12}{'in a transaction':>18}{'after something was acknowledged':>34}"]
    for name, seen in found.items():
        total.update(vars(seen))
        lines.append(_line(name, seen))
    return "\n".join([*lines, _line("all", Found(**total))])


def _line(name: str, seen: Found) -> str:
    kills = seen.inside_act + seen.between
    return f"{name:12}{kills:>6}{seen.inside_act:>12}{seen.inside_transaction:>18}{seen.acknowledged:>34}"


def demand_inside(found: dict[str, Found]) -> None:
    """Refuse a run in which hardly a kill landed where it could do harm."""
    kills = sum(f.inside_act + f.between for f in found.values())
    inside = sum(f.inside_transaction for f in found.values())
    assert inside >= INSIDE_AT_LEAST * kills, f"only {inside} of {kills} kills landed inside a transaction"


def main(argv: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m tests.faults.many", description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", default="", help="one kind of act alone")
    parser.add_argument("--house", type=Path, help="a house of tests.collecting; it is used up")
    args = parser.parse_args(argv)
    print(f"seed {args.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        if args.house is None:
            stop = _server(args.database)
            try:
                from tests.collecting import _made

                _made(Path(folder) / "city")
                found = run(Path(folder) / "city", args.times, args.seed, args.only)
            finally:
                stop()
        else:
            found = run(args.house, args.times, args.seed, args.only)
    print(shown(found))
    demand_inside(found)
    return 0


def _server(kind: str) -> Callable[[], None]:
    if kind == "sqlite":
        return lambda: None
    from tests.databases import start

    return start()


if __name__ == "__main__":
    sys.exit(main())
