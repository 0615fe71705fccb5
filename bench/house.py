"""A house of a whole country, and how long its pages take: `python -m bench.house FOLDER [--villages N] [--years Y]`.

Places, answers and names are invented (演示数据). Every page is asked for by Django's own client, without a network; of
each the middle of several times counts, and how often the database was asked. Run at two sizes: what grows with the
country, though the page shows a part of it, is a defect.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measuring import peak_mb
from bench.workbooks import FORM, PACKS, PASSWORD, figures, opened_house, pack, plant, provinces
from halfsky.cli.bench import indicators

if TYPE_CHECKING:
    from halfsky.store.house import House

YEAR, GOALS, PROVINCES = 2025, 30, 31
EACH = 2
"""So many goals are to be met by each county; all others by the country."""


def with_plan(folder: Path) -> list[Path]:
    """The packs of the form, of a hundred indicators over its elements, and of a plan with some of them as goals."""
    files = {f"speed/{name}": text.replace('"period": "month"', '"period": "year"') for name, text in pack().items()}
    files["speed/indicators.csv"] = indicators()
    files["speed-plan/pack.yaml"] = (
        "pack: speed-plan\nversion: 1.0.0\nkind: plan\ntitle: {zh: 测速规划, en: Speed plan}\n"
        "uses: [speed, indicators-cn]\nyears: 2021..2030\nbase_year: 2020\nsubject: women\n"
        "domains:\n  - {code: speed, zh: 测速, en: Speed}\n"
    )
    goals = ["number,domain,indicator,breakdown,kind,goal,goal_en,name,name_en,base_year,base,source,review,note"]
    goals += [f"S1.{i:02},speed,i{i},,reach,测速目标{i},goal {i},,,,,,," for i in range(GOALS)]
    targets = ["number,breakdown,place,year,comparator,value,value2,tolerance,holds,source,review"]
    for i in range(GOALS):
        held, sense = "each county" if i < EACH else "here", (">=", "<=")[i % 2]
        targets.append(f"S1.{i:02},,000000000000,2030,{sense},50,,,{held},,")
    duties = ["number,role,agency,note", *(f"S1.{i:02},lead,health," for i in range(GOALS))]
    for name, rows in (("goals", goals), ("targets", targets), ("duties", duties)):
        files[f"speed-plan/{name}.csv"] = "\n".join(rows) + "\n"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return [folder / "speed", folder / "speed-plan"]


def build(folder: Path, villages: int, years: int) -> House:
    """The house with its villages below all provinces, their answers of the last years, an officer a level."""
    from halfsky.actions import houses
    from halfsky.actions.users import add_user
    from halfsky.kernel.place import Level
    from halfsky.packs import shipped
    from halfsky.queries import places
    from halfsky.store.viewers import operator

    def few(level: Level) -> tuple[str, ...]:
        return ("",) if level.depth <= 1 else ()

    packs = [*(p for p in shipped() if p.name in PACKS), *with_plan(folder)]
    house = houses.new(folder / "house", opened_house, admin="admin", password=PASSWORD, shipped=packs, planted=few)
    for number in range(PROVINCES):
        plant(house, number, villages // PROVINCES)
    for year in range(YEAR - years + 1, YEAR + 1):
        answer(house, str(year))
    keeper = operator(house)
    for level, place in viewed(house).items():
        add_user(house, keeper, f"office-{level}", PASSWORD, "office", place)
    add_user(house, keeper, "liaison", PASSWORD, "liaison", places.top(house).code, agency="health")
    return house


def answer(house: House, year: str) -> None:
    """Accepted answers of all villages for one year, one in twenty-five missing."""
    from halfsky.store import bulk
    from halfsky.store.locks import writing
    from halfsky.store.models import PlaceVersion, Submission

    dice = random.Random(year)
    some = [json.dumps(figures(dice)) for _ in range(1000)]
    empty = {name: bulk.written(Submission, name, {}) for name in ("explained", "comments", "returned")}
    names = ("form", "agency", "place", "period", "revision", "entries", "state", "way", "reason", "origin", "current")
    villages = PlaceVersion.objects.filter(level="village").values_list("place", flat=True)

    def rows() -> Iterator[tuple[Any, ...]]:
        for village in villages.iterator():
            if dice.random() >= 0.04:
                entries = bulk.Written(dice.choice(some))
                yield (
                    FORM,
                    "health",
                    village,
                    year,
                    1,
                    entries,
                    "accepted",
                    "filled",
                    "",
                    "bench",
                    True,
                    *empty.values(),
                )

    with writing():
        bulk.insert(Submission, (*names, *empty), rows())


def viewed(house: House) -> dict[str, str]:
    """A place of each level, in the middle of the country."""
    from halfsky.store.models import PlaceVersion

    found = {"nation": PlaceVersion.objects.get(level="nation").code}
    middle = provinces(house)[PROVINCES // 2]
    for level in ("province", "prefecture", "county", "township", "village"):
        some = PlaceVersion.objects.filter(level=level, code__startswith=middle[:2]).order_by("code")
        found[level] = some.values_list("code", flat=True)[some.count() // 2]
    return found


def asked(house: House) -> list[tuple[str, str, str]]:
    """What each page is called, who asks for it, and where it is."""
    at = viewed(house)
    name = f"县级{at['county'][:6]}"
    pages = [(f"{level}: 首页 overview", f"office-{level}", f"/at/{code}/{YEAR}") for level, code in at.items()]
    pages += [
        (f"{level}: 下级排名 league", f"office-{level}", f"/at/{at[level]}/{YEAR}/plans/speed-plan/S1.01/league")
        for level in ("nation", "province", "county")
    ]
    return [
        *pages,
        ("village: 历年 history", "office-village", f"/at/{at['village']}/{YEAR}/plans/speed-plan/S1.01"),
        ("nation: 区划 tree", "office-nation", f"/at/{at['nation']}/{YEAR}/place"),
        ("county: 区划 tree", "office-county", f"/at/{at['county']}/{YEAR}/place"),
        ("nation: 按名称查找 search by name", "office-nation", f"/at/{at['nation']}/{YEAR}/search?q={name}&kind=place"),
        (
            "nation: 按名称里的字 by a part of it",
            "office-nation",
            f"/at/{at['nation']}/{YEAR}/search?q={name[2:6]}&kind=place",
        ),
        (
            "nation: 按代码查找 by code",
            "office-nation",
            f"/at/{at['nation']}/{YEAR}/search?q={at['village']}&kind=place",
        ),
        ("nation: 填报 rounds", "office-nation", f"/at/{at['nation']}/{YEAR}/rounds"),
        ("nation: 日志 log", "admin", "/log"),
        ("nation: 指标 indicator", "office-nation", f"/at/{at['nation']}/{YEAR}/plans/speed-plan/S1.05"),
    ]


def pages(house: House, times: int) -> Iterator[dict[str, Any]]:
    """Each page: milliseconds (middle and first), questions to the database, bytes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from halfsky.store.models import User

    for name, user, address in asked(house):
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(User.objects.get(username=user))
        took = []
        for run in range(times):
            with CaptureQueriesContext(connection) as queries:
                begun = time.perf_counter()
                answered = client.get(address)
                body = answered.getvalue()
            took.append(time.perf_counter() - begun)
            if run == 0 and sum(took) > 20:
                break
        yield {
            "page": name,
            "status": answered.status_code,
            "ms": round(1000 * statistics.median(took), 1),
            "first": round(1000 * took[0], 1),
            "queries": len(queries),
            "kb": len(body) // 1024,
        }


def main() -> int:
    from halfsky.site.wiring import set_up

    parser = argparse.ArgumentParser(prog="python -m bench.house", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--villages", type=int, default=20_000)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--times", type=int, default=7)
    args = parser.parse_args()
    set_up()
    if (args.folder / "house").exists():
        house = opened_house(args.folder / "house")
    else:
        begun = time.perf_counter()
        house = build(args.folder, args.villages, args.years)
        print(f"built in {time.perf_counter() - begun:.0f} s", flush=True)
        from halfsky.actions.arrays import build as snapshot

        begun = time.perf_counter()
        snapshot(house)
        print(f"arrays in {time.perf_counter() - begun:.0f} s, {peak_mb():.0f} MB", flush=True)
    for line in pages(house, args.times):
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
