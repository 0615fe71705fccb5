"""Workbooks of many villages on their way in: the sheet that a house hands out, filled in, read, checked and kept.

Beside it openpyxl alone reads the same file, in turns, and keeps nothing. The country, the form and the figures are
invented; the workbook is the house's own sheet for many units (分县数), written as its page writes it. Each workbook is
taken in by a process that has done nothing else before, so that its memory says what taking in needs:
`python -m bench.workbooks --serve HOUSE` reads "ROUND PLACE FILE" line by line and answers with seconds and megabytes.

    python -m bench.workbooks --rows 25000 [--books 6]       one after the other, beside openpyxl
    python -m bench.workbooks --month [--books 25]           a national month, two processes
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

ELEMENTS, MONTH = 30, "2026-10"
NOW = dt.datetime(2026, 11, 3, 2, 0, tzinfo=dt.UTC)
FORM = "speed-villages"
HARD, SOFT = 8, 4
"""So many checks set one element against another, and so many ask for a reason."""
FILLER, PASSWORD = "filler", "only-for-measuring-7"
VERSION = ("place", "code", "name", "level", "parent", "path", "stand_in", "demo", "edition")
PACKS = ("indicators-cn", "women-2021", "children-2021", "monitoring-cn")
BELOW, DIGITS, WIDE = ("prefecture", "county", "township", "village"), (2, 2, 3, 3), (12, 14, 15)
"""The levels below a province, the digits that each adds to a code, how many places have one above them in common."""


def pack() -> dict[str, str]:
    """A pack with elements of villages and their monthly form: sums, comparisons, shares, a change."""
    elements = ["code,name,name_en,unit,kind,adds,breakdowns,decimals,at,sensitive"]
    elements += [f"e{i},测速数{i},figure {i},人,flow,add,,0,village,no" for i in range(ELEMENTS)]
    checks = [("hard", f"e{2 * i + 1} <= e{2 * i}", f"第{2 * i + 1}项不能超过第{2 * i}项。") for i in range(HARD)]
    checks += [("hard", "e16 + e17 + e18 = e19", "三项之和应等于第19项。")]
    checks += [("soft", f"e{2 * i + 1} >= 10% * e{2 * i}", "不到一成，请核实。") for i in range(SOFT)]
    checks += [("soft", "abs(change(e20)) <= 30% or abs(e20 - previous(e20)) < 50", "比上期变动超过三成，请核实。")]
    form = {
        "form": FORM,
        "title": {"zh": "测速月报", "en": "Monthly form"},
        "filled_by": {"agency": "health", "level": "village"},
        "period": "month",
        "due": "30 days",
        "late": "10",
        "workflow": "one-step",
        "lines": [{"section": {"zh": "测速", "en": "Speed"}, "elements": [f"e{i}" for i in range(ELEMENTS)]}],
        "checks": [{kind: formula, "says": {"zh": says, "en": ""}} for kind, formula, says in checks],
    }
    head = (
        "pack: speed\nversion: 1.0.0\nkind: forms\ntitle: {zh: 测速, en: Speed}\nuses: [indicators-cn, monitoring-cn]\n"
    )
    written = json.dumps(form, ensure_ascii=False)
    return {"pack.yaml": head, "elements.csv": "\n".join(elements) + "\n", f"forms/{FORM}.yaml": written}


def figures(dice: random.Random) -> dict[str, str]:
    """The figures of one village, which keep the rules."""
    found = [dice.randint(0, 400) for _ in range(ELEMENTS)]
    for i in range(HARD):
        found[2 * i + 1] = dice.randint(-(-found[2 * i] // 10), found[2 * i])
    found[19] = found[16] + found[17] + found[18]
    return {f"e{i}|": str(number) for i, number in enumerate(found)}


@contextmanager
def house_of(folder: Path, villages: int, parts: int = 1) -> Iterator[House]:
    """A house with so many villages below each of the first provinces, and the packs of the form."""
    from halfsky.site.wiring import set_up

    set_up()
    from halfsky.actions import houses
    from halfsky.kernel.place import Level
    from halfsky.packs import shipped
    from halfsky.store.tables import close

    own = folder / "speed"
    for name, text in pack().items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, "utf-8")

    def few(level: Level) -> tuple[str, ...]:
        return ("",) if level.depth <= 1 else ()

    packs = [*(p for p in shipped() if p.name in PACKS), own]
    house = houses.new(folder / "house", opened_house, admin="admin", password=PASSWORD, shipped=packs, planted=few)
    try:
        for number in range(parts):
            plant(house, number, villages)
        yield house
    finally:
        close()


def plant(house: House, number: int, villages: int) -> None:
    """Villages below a province, with townships, counties and prefectures in between, each the parent of `WIDE`."""
    from django.db.models import Max

    from halfsky.kernel.place import Level
    from halfsky.queries import places
    from halfsky.store import bulk
    from halfsky.store.locks import writing
    from halfsky.store.models import Place, PlaceVersion, TreeEdition
    from halfsky.store.models.place import spelled

    province = places.place(house, provinces(house)[number])
    edition = TreeEdition.objects.filter(published_at__isnull=False).values_list("number", flat=True)[0]
    first = (Place.objects.aggregate(last=Max("id"))["last"] or 0) + 1
    above = [(province.code[:2], province.path)]
    rows: list[tuple[object, ...]] = []
    for level, digits, count in zip(BELOW, DIGITS, _counts(villages), strict=True):
        made = []
        for at in range(count):
            code, path = above[at * len(above) // count]
            own = f"{code}{at - -(-(at * len(above) // count) * count // len(above)) + 1:0{digits}d}"
            way = (*path, first + len(rows))
            made.append((own, way))
            name = f"{Level(level).label.zh}{own}"
            rows.append((way[-1], f"{own:0<12}", name, level, path[-1], spelled(way), False, False, edition))
        above = made
    with writing():
        bulk.insert(Place, ("id",), [(row[0],) for row in rows])
        bulk.insert(PlaceVersion, VERSION, rows)


def provinces(house: House) -> list[str]:
    """The codes of the provinces."""
    from halfsky.queries import places

    return [p.code for p in places.all_children(house, places.top(house))]


def _counts(villages: int) -> list[int]:
    """How many prefectures, counties, townships and villages."""
    found = [villages]
    for wide in WIDE:
        found.insert(0, -(-found[0] // wide))
    return found


def opened_house(path: Path) -> House:
    from halfsky.site.wiring import open_house

    return open_house(path, clock=lambda: NOW)


Book = tuple[int, str, str]
"""Round, province, file."""


def books(house: House, folder: Path, count: int) -> list[Book]:
    """A round in each of the first provinces, and its sheet for all villages, filled in."""
    from halfsky.actions.rounds import open_round
    from halfsky.actions.users import add_user
    from halfsky.queries import places
    from halfsky.store.tables import close
    from halfsky.store.viewers import operator

    keeper = operator(house)
    add_user(house, keeper, FILLER, PASSWORD, "liaison", places.top(house).code, agency="health")
    made = []
    for number, code in enumerate(provinces(house)[:count]):
        row = open_round(house, keeper, FORM, MONTH, code)
        made.append((row.pk, code, str(folder / f"book-{number}.xlsx")))
    close()
    with ProcessPoolExecutor(2) as two:
        list(two.map(_write, [str(house.path)] * count, made))
    return made


def _write(house: str, book: Book) -> None:
    from halfsky.exchange.units_book import units_book
    from halfsky.queries.uploads import below

    here = opened_house(Path(house))
    number, code, file = book
    of = below(here, _filler(here), number, code)
    dice = random.Random(number)
    Path(file).write_bytes(units_book(of.asked, of.units, {unit: figures(dice) for unit, _ in of.units}))


def _filler(house: House) -> Viewer:
    from halfsky.store.models import User
    from halfsky.store.viewers import viewer_of

    return viewer_of(house, User.objects.get(username=FILLER))


def serve(path: Path) -> None:
    """Take in what is asked for, line by line; say how long it took and the most memory so far."""
    house = opened_house(path)
    from halfsky.actions.follow import run_waiting
    from halfsky.actions.own_books import receive_units
    from halfsky.queries.uploads import DONE, READING, WAITING, upload

    viewer = _filler(house)
    house.content  # noqa: B018  # a house that serves has read its packs
    print("ready", flush=True)
    for line in sys.stdin:
        number, code, file = line.split()
        begun = time.perf_counter()
        with Path(file).open("rb") as source:
            kept = receive_units(house, viewer, int(number), code, iter(lambda: source.read(1 << 16), b""), "book.xlsx")
        while kept.state in (WAITING, READING):  # the other process may have taken it up
            run_waiting(house)
            kept = upload(house, viewer, kept.token)
        took = time.perf_counter() - begun
        if kept.state != DONE:
            raise SystemExit(f"{file}: {kept.state} {kept.complaints[:3]}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"rows": kept.units, "seconds": took, "peak_mb": peak}), flush=True)


class Taker:
    """A process that takes workbooks in."""

    def __init__(self, house: Path) -> None:
        command = [sys.executable, "-m", "bench.workbooks", "--serve", str(house)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.said()

    def said(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the process that takes workbooks in has ended")
        return line

    def take(self, book: Book) -> dict[str, float]:
        assert self.process.stdin is not None
        print(*book, file=self.process.stdin, flush=True)
        found: dict[str, float] = json.loads(self.said())
        return found

    def __enter__(self) -> Taker:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=60)


def openpyxl_alone(file: str) -> float:
    """Seconds in which openpyxl gives every value of the workbook."""
    import openpyxl

    begun = time.perf_counter()
    book = openpyxl.load_workbook(file, read_only=True)
    for _ in book.worksheets[0].iter_rows(values_only=True):
        pass
    return time.perf_counter() - begun


def measure(rows: int, count: int = 4) -> dict[str, float]:
    """So many workbooks of so many rows, one after the other, each beside openpyxl reading it; the least of each."""
    with tempfile.TemporaryDirectory() as folder:
        with house_of(Path(folder), rows, count) as house:
            every = books(house, Path(folder), count)
        with Taker(Path(folder) / "house") as taker:
            turns = [(openpyxl_alone(book[2]), taker.take(book)) for book in every]
    ours = min(found["seconds"] for _, found in turns)
    alone = min(seconds for seconds, _ in turns)
    return {
        "rows": rows,
        "openpyxl_s": round(alone, 2),
        "ours_s": round(ours, 2),
        "times_faster": round(alone / ours, 2),
        "rows_per_s": round(rows / ours),
        "all_rows": rows * count,
        "all_s": round(sum(found["seconds"] for _, found in turns), 1),
        "peak_mb_first": round(turns[0][1]["peak_mb"]),
        "peak_mb_last": round(turns[-1][1]["peak_mb"]),
    }


def month(rows: int, count: int) -> dict[str, float]:
    """So many workbooks, taken in by two processes at once."""
    with tempfile.TemporaryDirectory() as folder:
        with house_of(Path(folder), rows, count) as house:
            every = books(house, Path(folder), count)
        waiting: SimpleQueue[Book] = SimpleQueue()
        for book in every:
            waiting.put(book)
        with ExitStack() as stack:
            takers = [stack.enter_context(Taker(Path(folder) / "house")) for _ in range(2)]
            begun = time.perf_counter()
            with ThreadPoolExecutor(2) as two:
                done = [found for some in two.map(lambda taker: _all(taker, waiting), takers) for found in some]
            took = time.perf_counter() - begun
    return {
        "workbooks": len(done),
        "rows": sum(found["rows"] for found in done),
        "seconds": round(took, 1),
        "peak_mb": round(max(found["peak_mb"] for found in done)),
    }


def _all(taker: Taker, waiting: SimpleQueue[Book]) -> Sequence[dict[str, float]]:
    """What a process takes of the workbooks that wait."""
    done = []
    while True:
        try:
            book = waiting.get_nowait()
        except Empty:
            return done
        done.append(taker.take(book))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.workbooks")
    parser.add_argument("--rows", type=int, default=25_000)
    parser.add_argument("--books", type=int, default=0)
    parser.add_argument("--month", action="store_true")
    parser.add_argument("--serve", type=Path)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve)
    elif args.month:
        print(json.dumps(month(args.rows, args.books or 25)))
    else:
        print(json.dumps(measure(args.rows, args.books or 4)))


if __name__ == "__main__":
    main()
