"""Figures of real documents as records of the ledgers on venues, lectures and decisions: what is entered, how it moves,
and what the figures must then say. The expected numbers are read from the case file, never from the program.

A record is kept at the place number `at` of its `level`: the same number is the same place. `EXPECTED` names an
element or an indicator, its cell, and the number that is due.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

DAY, YEAR = "2026-03-02", 2026


@dataclass(frozen=True)
class Step:
    """A move with what is written with it; `other`: somebody else takes it than the step before."""

    move: str
    values: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    reason: str = ""
    other: bool = False


@dataclass(frozen=True)
class Seed:
    """`times` records that say the same; `named` is the field that tells them apart; `parts` are the child records that
    are there from the beginning."""

    register: str
    values: dict[str, Any]
    steps: tuple[Step, ...] = ()
    times: int = 1
    named: str = "name"
    level: str = "county"
    at: int = 0
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """What an element or an indicator must come to in a year, and to how many decimals it is printed."""

    name: str
    value: Fraction
    decimals: int = 0
    cell: dict[str, str] = field(default_factory=dict)
    year: int = YEAR


_FILE = Path(__file__).parent / "data" / "reference-figures.json"
CASES: dict[str, dict[str, Any]] = {case["id"]: case for case in json.loads(_FILE.read_text("utf-8"))}


def _given(case: str) -> dict[str, Any]:
    found: dict[str, Any] = CASES[case]["inputs"]
    return found


def _due(case: str, *path: str) -> Fraction:
    found: Any = CASES[case]["expected"]
    for name in path:
        found = found[name]
    return Fraction(str(found))


def _lectures() -> list[Seed]:
    """So many lectures with so many attendances in all: as even as they go, the rest with the last."""
    given = _given("SF-004-49")
    sessions, persons = given["sessions"], given["persons"]
    even = persons // sessions
    one = {"held_on": DAY, "kind": "lecture", "persons": str(even)}
    last = {**one, "persons": str(persons - even * (sessions - 1))}
    return [Seed("activity", one, times=sessions - 1, named=""), Seed("activity", last, named="")]


CONSULTED = Step("consult", {"draft": "方案"})
ASSESSED = Step(
    "assess",
    {"risk": "low", "risk_note": "风险可控"},
    {"round": [{"number": "1", "from_day": DAY, "until_day": DAY, "way": "meeting"}]},
)
PASSED = Step("pass", {"legal": True, "passed_by": "会议纪要"}, other=True)
DRAFTED = {"kind": "project", "proposed_on": DAY}


def _decisions() -> list[Seed]:
    given = _given("SF-004-25")
    stopped = given["rejected_or_postponed"]
    steps = (CONSULTED, ASSESSED)
    return [
        Seed("decision", {**DRAFTED, "name": "通过"}, (*steps, PASSED), times=given["assessed"] - stopped),
        Seed("decision", {**DRAFTED, "name": "否决"}, (*steps, Step("reject", reason="风险较大")), times=stopped - 4),
        Seed("decision", {**DRAFTED, "name": "暂缓"}, (*steps, Step("postpone", reason="再作研究")), times=4),
    ]


def _saved() -> list[Seed]:
    given = _given("SF-004-26")
    after = given["renovation_yuan"] + given["land_swap_yuan"]
    money = {"money_before": str(given["budget_yuan"]), "money_after": str(after)}
    return [Seed("decision", {**DRAFTED, **money, "name": "幼儿园"}, (CONSULTED, ASSESSED, PASSED))]


def _rooms() -> list[Seed]:
    streets = _given("SF-001-04")["streets_INVENTED"]
    room = {"kind": "nursing_room", "opened_on": DAY, "name": "母婴室"}
    return [Seed("venue", room, times=n, level="township", at=number) for number, n in enumerate(streets) if n]


ITEMS = {
    "室外文化活动场地面积_㎡": "outdoor", "年放映电影_场": "films", "室外健身器材_套": "fitness",
    "人均馆藏图书_册": "books", "图书室": "library", "活动室": "room", "管理员": "keeper",
}  # fmt: skip
"""The parts of the standard as the document names them, by the items of the checklist."""


def _answer(kept: object) -> str:
    return ("yes" if kept else "no") if isinstance(kept, bool) else str(kept)


def _standard() -> list[Seed]:
    found = []
    for number, village in enumerate(_given("SF-004-27")["sample_villages_INVENTED"]):
        kept = {ITEMS[name]: _answer(v) for name, v in village.items() if name in ITEMS and v is not None}
        values = {"kind": "culture", "opened_on": DAY, "name": village["id"], "for_culture": kept}
        found.append(Seed("venue", values, level="village", at=number))
    return found


RECORDS: dict[str, list[Seed]] = {
    "SF-004-49": _lectures(),
    "SF-004-25": _decisions(),
    "SF-004-26": _saved(),
    "SF-001-04": _rooms(),
    "SF-004-27": _standard(),
}
LECTURE = {"activity_kind": "lecture"}
EXPECTED: dict[str, list[Expected]] = {
    "SF-004-49": [
        Expected("activities", Fraction(_given("SF-004-49")["sessions"]), cell=LECTURE),
        Expected("activity_attendances", Fraction(_given("SF-004-49")["persons"]), cell=LECTURE),
        Expected("lecture_attendance", _due("SF-004-49", "computed", "persons_per_session"), 1),
    ],
    "SF-004-25": [
        Expected("decisions_assessed", Fraction(_given("SF-004-25")["assessed"])),
        Expected("decisions_passed", _due("SF-004-25", "computed", "passed")),
        Expected("decision_stop_rate", _due("SF-004-25", "computed", "rejected_percent"), 2),
        Expected("decision_pass_rate", _due("SF-004-25", "computed", "passed_percent"), 2),
    ],
    "SF-004-26": [Expected("decision_savings", _due("SF-004-26", "computed", "saving_yuan"))],
    "SF-001-04": [
        Expected("venues", _due("SF-001-04", "total_rooms"), cell={"venue_kind": "nursing_room"}),
        Expected("townships_with_nursing_room", _due("SF-001-04", "streets_attained")),
    ],
    "SF-004-27": [
        Expected("venues", Fraction(3), cell={"venue_kind": "culture"}),
        Expected(
            "villages_with_culture_room",
            Fraction(sum(said == "达标" for said in CASES["SF-004-27"]["expected"]["sample"].values())),
        ),
    ],
}
"""The number of invented villages is that of the case; whether each reaches the standard, what the case says of it."""
