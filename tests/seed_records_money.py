"""Figures of real documents as records of the ledgers on money and training: what is entered, how it moves, and what
the figures must then say, as in `seed_records_work`. The expected numbers are read from the case file.

Each case stands for itself: its records alone give what is expected. A house that holds all of them enters
`together()`, where what several cases share is there once; what is expected of a cell then holds, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.seed_records_work import CASES, DAY, YEAR, Expected, Seed, Step

LAST_DAY = "2025-03-03"
"""A day of the year before."""


def _given(case: str) -> dict[str, Any]:
    found: dict[str, Any] = CASES[case]["inputs"]
    return found


def _due(case: str, *path: str) -> Fraction:
    found: Any = CASES[case]["expected"]
    for name in path:
        found = found[name]
    return Fraction(str(found))


def _line(number: int, standard: int, times: int = 1, grade: str = "全部") -> dict[str, str]:
    return {"grade": grade, "persons": str(number), "standard": str(standard), "times": str(times)}


def _paid(
    programme: str,
    lines: list[dict[str, str]],
    paid: Any,
    per: str = "person",
    precision: str = "exact",
    day: str = DAY,
) -> list[Seed]:
    """A list that is approved, sent to the bank, paid and reconciled."""
    values = {"name": f"{programme}-{day}", "programme": programme, "year": day[:4], "per": per, "precision": precision}
    steps = (
        Step("submit"),
        Step("approve", other=True),
        Step("send"),
        Step("pay", {"paid": str(paid), "paid_on": day}),
        Step("balance", other=True),
    )
    return [Seed("subsidy-payment", values, steps, parts={"line": lines})]


def _of_persons(case: str, programme: str, precision: str = "exact") -> list[Seed]:
    """A list of which the document says persons and sum, and no standard."""
    given = _given(case)
    total = str(given["amount_yuan"])
    line = {"grade": "全部", "persons": str(given["persons"]), "total": total}
    return _paid(programme, [line], total, precision=precision)


def _task(case: str, programme: str) -> list[Seed]:
    """A programme of the year with the persons who are to be reached."""
    given = _given(case)
    standard = {"grade": "全部", "amount": "1000", "per": "once", "from_day": f"{YEAR}-01-01"}
    values = {
        "name": programme, "programme": programme, "from_day": f"{YEAR}-01-01", "document": "文件",
        "task": str(given["actual"] - given["over_target"]),
    }  # fmt: skip
    return [Seed("subsidy-programme", values, (Step("enact"),), parts={"standard": [standard]})]


def _severe() -> list[Seed]:
    case = "SF-004-01"
    lines = [_line(one["persons"], one["yuan_per_person_year"], grade=one["group"]) for one in _given(case)["lines"]]
    return _paid("severe", lines, _due(case, "stated", "amount_yuan"))


def _severe_before() -> list[Seed]:
    """The year before, by what the document says has been added since, at the standards of the year."""
    standards = [one["yuan_per_person_year"] for one in _given("SF-004-01")["lines"]]
    persons = [one["value"] - one["change"] for one in _given("SF-004-02")["lines"]]
    pairs = list(zip(persons, standards, strict=True))
    return _paid("severe", [_line(n, each) for n, each in pairs], sum(n * each for n, each in pairs), day=LAST_DAY)


def _living() -> list[Seed]:
    given = _given("SF-004-13")
    line = _line(given["persons"], given["yuan_per_person_month"], given["months"])
    return _paid("living", [line], _due("SF-004-13", "stated", "amount_yuan"))


def _households() -> list[Seed]:
    given = _given("SF-004-14")
    line = {
        "grade": "全部", "households": str(given["households"]),
        "household_standard": str(given["yuan_per_household_year"]), "times": "1",
    }  # fmt: skip
    return _paid("household", [line], _due("SF-004-14", "stated", "amount_yuan"), per="household")


def _insured() -> list[Seed]:
    given = _given("SF-004-17")
    line = _line(given["persons"], given["yuan_per_person_year"])
    return _paid("insurance", [line], _due("SF-004-17", "stated", "amount_yuan"))


def _visits() -> list[Seed]:
    """The second amount that is said roughly, for a hundred households."""
    total = str(_given("SF-004-20")["excluded_as_approximate_yuan"][1])
    line = {"grade": "全部", "households": "100", "total": total}
    return _paid("other", [line], total, per="household", precision="about")


def _loans() -> list[Seed]:
    """So many loans with so much money in all: as even as they go in thousands, the rest with the last."""
    given = _given("SF-004-31")
    persons, total = given["persons"], given["amount_yuan"]
    even = total // persons // 1000 * 1000

    def one(amount: int, times: int, name: str) -> Seed:
        money = str(amount)
        steps = (
            Step("recommend"),
            Step("check", {"checked_on": DAY}),
            Step("guarantee", {"guarantee": "fund", "guaranteed_on": DAY}),
            Step("grant", {"granted": money}),
            Step("release", {"released": money, "released_on": DAY, "due_on": f"{YEAR + 2}-03-01"}),
        )
        values = {"borrower": "person", "name": name, "applied_on": DAY, "applied": money, "use": "planting"}
        return Seed("micro-loan", values, steps, times=times)

    return [one(even, persons - 1, "甲"), one(total - even * (persons - 1), 1, "乙")]


def _courses() -> list[Seed]:
    """So many courses with so many women in all: as even as they go, the rest with the last."""
    given = _given("SF-004-50")
    sessions, persons = given["sessions"], given["persons"]
    even = persons // sessions

    def one(number: int, times: int, name: str) -> Seed:
        held = Step("hold", {"persons": str(number), "women": str(number)})
        return Seed("training", {"name": name, "kind": "home", "held_on": DAY}, (held,), times, level="county")

    return [one(even, sessions - 1, "月嫂班"), one(persons - even * (sessions - 1), 1, "月嫂末班")]


LISTS = {
    "SF-004-03": "rehabilitation",
    "SF-004-15": "care",
    "SF-004-16": "travel",
    "SF-004-18": "medical",
    "SF-004-19": "startup",
}
"""The pay-outs of which the document says persons and sum, by the programme that they are entered under."""

PAID: dict[str, list[Seed]] = {
    "SF-004-01": _severe(),
    "SF-004-06": _of_persons("SF-004-06", "children", precision="about"),
    "SF-004-13": _living(),
    "SF-004-14": _households(),
    "SF-004-17": _insured(),
    **{case: _of_persons(case, programme) for case, programme in LISTS.items()},
}

RECORDS: dict[str, list[Seed]] = {
    **PAID,
    "SF-004-02": _severe_before(),
    "SF-004-04": [*_task("SF-004-04", "rehabilitation"), *PAID["SF-004-03"]],
    "SF-004-05": [*_task("SF-004-05", "children"), *PAID["SF-004-06"]],
    "SF-004-31": _loans(),
    "SF-004-50": _courses(),
    "SF-004-20": [*(seed for seeds in PAID.values() for seed in seeds), *_visits()],
}
"""What is entered for each case."""


def _in(programme: str) -> dict[str, str]:
    return {"subsidy_programme": programme}


def _persons(case: str) -> Fraction:
    return Fraction(_given(case)["persons"])


EXPECTED: dict[str, list[Expected]] = {
    "SF-004-01": [
        Expected("payout_persons", _due("SF-004-01", "stated", "persons"), cell=_in("severe")),
        Expected("payout_due", _due("SF-004-01", "computed", "amount_yuan"), cell=_in("severe")),
        Expected("payout_money", _due("SF-004-01", "stated", "amount_yuan"), cell=_in("severe")),
    ],
    "SF-004-02": [
        Expected("payout_persons", _due("SF-004-02", "computed", "previous_total"), cell=_in("severe"), year=YEAR - 1),
    ],
    "SF-004-04": [
        Expected("subsidy_task", _due("SF-004-04", "computed", "target"), cell=_in("rehabilitation")),
        Expected("payout_task_rate", _due("SF-004-04", "computed", "attainment_percent"), 2, _in("rehabilitation")),
    ],
    "SF-004-05": [
        Expected("subsidy_task", _due("SF-004-05", "computed", "target"), cell=_in("children")),
        Expected("payout_task_rate", _due("SF-004-05", "computed", "attainment_percent"), 2, _in("children")),
    ],
    "SF-004-06": [
        Expected("payout_about_money", Fraction(_given("SF-004-06")["amount_yuan"]), cell=_in("children")),
        Expected("payout_mean_about", _due("SF-004-06", "computed", "yuan_per_person"), 2, _in("children")),
    ],
    "SF-004-13": [
        Expected("payout_persons", _persons("SF-004-13"), cell=_in("living")),
        Expected("payout_due", _due("SF-004-13", "computed", "amount_yuan"), cell=_in("living")),
    ],
    "SF-004-14": [
        Expected("payout_households", Fraction(_given("SF-004-14")["households"]), cell=_in("household")),
        Expected("payout_due", _due("SF-004-14", "computed", "amount_yuan"), cell=_in("household")),
    ],
    "SF-004-17": [
        Expected("payout_persons", _persons("SF-004-17"), cell=_in("insurance")),
        Expected("payout_due", _due("SF-004-17", "computed", "amount_yuan"), cell=_in("insurance")),
    ],
    **{
        case: [
            Expected("payout_persons", _persons(case), cell=_in(programme)),
            Expected("payout_mean", _due(case, "computed", "yuan_per_person"), 2, _in(programme)),
        ]
        for case, programme in LISTS.items()
    },
    "SF-004-31": [
        Expected("loans_released", _persons("SF-004-31")),
        Expected("loan_money", Fraction(_given("SF-004-31")["amount_yuan"])),
        Expected("loan_mean", _due("SF-004-31", "computed", "yuan_per_person"), 2),
    ],
    "SF-004-50": [
        Expected("training_courses", Fraction(_given("SF-004-50")["sessions"])),
        Expected("training_women", _persons("SF-004-50")),
        Expected("training_mean", _due("SF-004-50", "computed", "persons_per_session"), 1),
    ],
    "SF-004-20": [
        Expected("payout_money", _due("SF-004-20", "computed", "exact_total_yuan")),
        Expected("payout_about_money", Fraction(sum(_given("SF-004-20")["excluded_as_approximate_yuan"]))),
    ],
}
"""What must come of it."""


def together() -> Iterator[Seed]:
    """The records of all cases, each once."""
    seen: list[Seed] = []
    for seed in (seed for seeds in RECORDS.values() for seed in seeds):
        if seed not in seen:
            seen.append(seed)
            yield seed
