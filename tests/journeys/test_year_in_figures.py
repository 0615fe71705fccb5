"""The yearly summary of a house whose records tell what two real documents say: every figure of theirs that a ledger
holds stands on one page, group by group, and nobody typed it. Expected numbers are read from the case file.

Records are entered and moved by people, as everywhere; where a document tells of many that are alike (9,151 persons
surveyed, over a thousand matters of rights), one is, and the rest are copies of it.
"""

from __future__ import annotations

import json
import secrets
from fractions import Fraction
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest

from halfsky.kernel.breakdown import cell
from halfsky.kernel.entry import Entry
from halfsky.kernel.numbers import rounded
from tests.actions.test_shipped_ledgers import at
from tests.faces.conftest import Cast
from tests.houses import PASSWORD, admin_of, opened
from tests.ledgers import BESIDE, CITY, COUNTY, add, move
from tests.seed_records_money import EXPECTED as MONEY
from tests.seed_records_money import together
from tests.seed_records_people import EXPECTED as PEOPLE
from tests.seed_records_people import RECORDS as OF_PEOPLE
from tests.seed_records_work import CASES, DAY, YEAR, Expected, Seed
from tests.seed_records_work import EXPECTED as WORK
from tests.seed_records_work import RECORDS as OF_WORK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from halfsky.store.house import House

EVERY = {**MONEY, **PEOPLE, **WORK}
APART = {"SF-004-25": COUNTY, "SF-004-26": BESIDE}
"""Two cases that look at the same ledger are of two counties; all others add up in the city."""
CASES_OF_NEED = {"SF-004-48"}
"""Matters of rights: counts of records that are kept for those with a need to know."""
TOWNSHIPS = tuple(f"99010{n}00{m}000" for n in (1, 2, 3) for m in (1, 2))
VILLAGES = tuple(f"99010100{n}00{m}" for n in (1, 2) for m in (1, 2, 3, 4))
MANY = 3
"""More records that say the same than this are copied."""
ELSEWHERE = {
    **dict.fromkeys(
        ("SF-004-21", "SF-004-22", "SF-004-23", "SF-004-24", "SF-004-28", "SF-004-29", "SF-004-30", "SF-004-32",
         "SF-004-33", "SF-004-34", "SF-004-35", "SF-004-36", "SF-004-37", "SF-004-38", "SF-004-39", "SF-004-40",
         "SF-004-41", "SF-004-42", "SF-004-43", "SF-004-44", "SF-004-45", "SF-004-46", "SF-004-47", "SF-004-51",
         "SF-004-52", "SF-004-53", "SF-001-01", "SF-001-02"),
        "what a text says against itself: no record could say it; the check of numbers in texts is asked",
    ),
    "SF-001-03": "whether a target of 100 % has a tolerance: the verdict of a plan, not a figure of a ledger",
    "SF-001-05": "a target without a number: the reading of plans, not a figure of a ledger",
}  # fmt: skip
"""The cases that no ledger holds, and why."""


def test_every_case_is_covered_here_or_said_to_be_elsewhere() -> None:
    assert set(EVERY) | set(ELSEWHERE) == set(CASES)
    assert not set(EVERY) & set(ELSEWHERE)


def enter(house: House, seed: Seed) -> None:
    """The records of a seed, each taken as far as it says."""
    beside = seed in OF_WORK["SF-004-26"]
    place = {"county": BESIDE if beside else COUNTY, "township": TOWNSHIPS[seed.at], "village": VILLAGES[seed.at]}[
        seed.level
    ]
    for n in range(1 if seed.times > MANY else seed.times):
        who = cycle(people(seed))
        one, values = next(who), written(seed.values)
        if seed.times > 1 and seed.named in values:
            values[seed.named] = f"{values[seed.named]}{n}"
        made = add(house, one, seed.register, place, values, **seed.parts).pk
        for step in seed.steps:
            one = next(who) if step.other else one
            move(house, one, made, step.move, reason=step.reason, given=Entry(written(step.values), step.parts))
        if seed.times > MANY:
            copied(made, seed.times - 1)


def people(seed: Seed) -> tuple[str, ...]:
    """Who enters it: two colleagues, who take turns where it must be another."""
    if seed.register == "rights-case":
        return ("worker",)
    if seed in OF_WORK["SF-004-26"]:
        return ("beside", "beside_second")
    return ("county", "county_second") if seed.level == "county" else ("city",)


def written(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as people write them."""
    return {code: ("no", "yes")[said] if isinstance(said, bool) else said for code, said in values.items()}


def copied(number: int, times: int) -> None:
    """So many more records that say and give what one does."""
    from halfsky.store.models import Contribution, RecordRow

    row, given = RecordRow.objects.get(pk=number), list(Contribution.objects.filter(record=number))
    batch = {secrets.token_hex(16) for _ in range(times)}
    RecordRow.objects.bulk_create([RecordRow(**{**_said(row), "uid": uid}) for uid in batch], batch_size=400)
    made = RecordRow.objects.filter(register=row.register, pk__gt=number)
    numbers = [pk for pk, uid in made.values_list("pk", "uid") if uid in batch]
    rows = [Contribution(**{**_said(one), "record_id": pk}) for pk in numbers for one in given]
    Contribution.objects.bulk_create(rows, batch_size=400)


def _said(row: Any) -> dict[str, Any]:
    """The columns of a row but its number."""
    return {f.attname: getattr(row, f.attname) for f in row._meta.fields if not f.primary_key}


def seeds() -> Iterator[Seed]:
    """The records of all cases, each once."""
    yield from together()
    seen: list[Seed] = []
    for found in (*OF_PEOPLE.values(), *OF_WORK.values()):
        for seed in found:
            if seed not in seen:
                seen.append(seed)
                yield seed


@pytest.fixture(scope="module")
def kept(shipped_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    from halfsky.actions import users

    for house in opened(shipped_template, tmp_path_factory.mktemp("year") / "house"):
        at(house, DAY)
        for name in ("beside", "beside_second"):
            users.add_user(house, admin_of(house), name, PASSWORD, "cadre", BESIDE)
        for seed in seeds():
            enter(house, seed)
        yield house


@pytest.fixture(scope="module")
def pages(kept: House) -> dict[tuple[str, int], dict[str, Any]]:
    """The page as data, by place and year; matters of rights are looked at by their supervisor."""
    looks = (("city", CITY), ("city", COUNTY), ("city", BESIDE), ("head", COUNTY))
    return {
        (where if who == "city" else who, year): json.loads(seen(kept, who, where, year, ".json"))
        for who, where in looks
        for year in (YEAR - 1, YEAR)
    }


def seen(house: House, who: str, where: str, year: int, form: str = "") -> str:
    answer = Cast(house)(who).get(f"/at/{where}/{year}/yearly{form}")
    assert answer.status_code == 200
    return answer.content.decode()


def value(page: dict[str, Any], due: Expected) -> Fraction | None:
    """What the page says of an element or an indicator; a part in which nothing fell is left out, and is zero."""
    at_cell = str(cell(due.cell))
    for register in (r for group in page["groups"] for r in group["registers"]):
        for kind, name in (("figures", "element"), ("rates", "indicator")):
            codes = {row[name] for row in register[kind]}
            if due.name in codes:
                row = next((x for x in register[kind] if (x[name], x["cell"]) == (due.name, at_cell)), None)
                said = row["value"] if row else "0" if kind == "figures" else None
                return None if said is None else Fraction(said)
    return None


@pytest.mark.parametrize("case", sorted(set(EVERY) - CASES_OF_NEED))
def test_the_figures_of_documents_stand_on_the_page(case: str, pages: dict[tuple[str, int], dict[str, Any]]) -> None:
    for due in EVERY[case]:
        found = value(pages[APART.get(case, CITY), due.year], due)
        assert found is not None, due
        assert rounded(found, due.decimals) == rounded(due.value, due.decimals), due


def test_who_handles_no_cases_sees_none_of_them_on_the_page(pages: dict[tuple[str, int], dict[str, Any]]) -> None:
    """In the year that runs, cases are shown to who may read them alone; their rates, too."""
    for case in CASES_OF_NEED:
        for due in EVERY[case]:
            found = value(pages["head", YEAR], due)
            assert found is not None and rounded(found, due.decimals) == rounded(due.value, due.decimals), due
            assert value(pages[COUNTY, YEAR], due) is None, due


def test_a_share_names_what_it_is_of(pages: dict[tuple[str, int], dict[str, Any]]) -> None:
    """The same document has shares of the base list (SF-004-08) and shares of those surveyed (SF-004-10)."""
    survey = next(r for g in pages[CITY, YEAR]["groups"] for r in g["registers"] if r["register"] == "survey")
    named = {row["indicator"]: row["base"] for row in survey["rates"]}
    assert "底册" in named["survey_completion"] and named["survey_completion"] == named["survey_missed"]
    assert named["survey_visited"] == named["survey_phoned"] and "底册" not in named["survey_visited"]


def test_the_page_says_it_in_words_and_leads_to_the_records(kept: House) -> None:
    client = Cast(kept)("city")
    page = client.get(f"/at/{CITY}/{YEAR}/yearly").content.decode()
    base, filled = (due.value for due in EVERY["SF-004-07"][:2])
    assert "占底册" in page and f"{filled} / {base}" in page.replace(",", "").replace(" ", "").replace("/", " / ")
    assert "不计入合计" in page
    address = f"ledgers/training/figures/training_courses?period={YEAR}"
    assert address in page
    assert "月嫂末班" in client.get(f"/at/{CITY}/{YEAR}/{address}&cell=").content.decode()
    table = client.get(f"/at/{CITY}/{YEAR}/yearly.csv").content.decode("utf-8-sig").splitlines()
    money = EVERY["SF-004-31"][1].value
    assert any("micro" not in line and f",{money}" in line for line in table)


def test_a_place_without_records_says_where_figures_come_from(kept: House) -> None:
    assert "这一年还没有数字" in seen(kept, "city", "990105002000", YEAR)
