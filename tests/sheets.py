"""A house with rounds to fill in: the invented city, two forms with checks, and all who have to do with a sheet.

`wide` asks births, deaths and pupils by residence, sex and both, 12 lines by 8 columns; `sums` computes its totals.
The health office of a county fills in both: `health` and `helper` work there, `next-door` in another county. `bureau`
reviews and `office` accepts at the county; `upper` is the office of the city.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.databases import database
from tests.houses import PASSWORD, SMALL, admin_of, make, open_copy

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

CITY, COUNTY, NEIGHBOUR = "990100000000", "990101000000", "990102000000"
FAR = dt.date(2999, 12, 31)
WIDE_LINES = (
    "live_births", "neonatal_deaths", "infant_deaths", "under5_deaths", "marriage_registrants", "premarital_examined",
    "junior_graduating_pupils", "cohort_first_graders", "primary_eye_tested", "primary_myopic", "junior_eye_tested",
    "junior_myopic",
)  # fmt: skip
WIDE_CELLS = (
    "residence=urban", "residence=rural", "sex=female", "sex=male",
    "residence=urban;sex=female", "residence=urban;sex=male", "residence=rural;sex=female", "residence=rural;sex=male",
)  # fmt: skip
PACK = """\
pack: sheet-tests
version: 1.0.0
kind: forms
title: {zh: 试填报表, en: Forms to try}
uses: [indicators-cn, women-2021, children-2021, monitoring-cn]
"""
WIDE = f"""\
form: wide
title: {{zh: 试填宽表, en: A wide form}}
printed: {{number: 试01表, issued_by: 试办公室, until: 2027-12-31}}
filled_by: {{agency: health, level: county}}
period: year
due: 60 days
late: 10
workflow: three-steps
total: entered
columns: [residence, sex, {{residence: [urban, rural], sex: [female, male]}}]
lines:
  - section: {{zh: 一、妇幼, en: I. Mothers and children}}
    elements: [{", ".join(WIDE_LINES[:6])}]
  - section: {{zh: 二、学生, en: II. Pupils}}
    elements: [{", ".join(WIDE_LINES[6:])}]
rates: [infant_mortality]
notes: {{live_births: 按常住人口口径。}}
checks:
  - hard: neonatal_deaths <= infant_deaths
    says: {{zh: 新生儿死亡数不能超过婴儿死亡数。, en: Deaths within 28 days cannot exceed deaths under one year.}}
  - soft: premarital_examined <= marriage_registrants
    column: sex=female
    says: {{zh: 婚前医学检查人数超过结婚登记人数，请核实。, en: More examined than married; please check.}}
"""
SUMS = """\
form: sums
title: {zh: 试填合计表, en: A form that adds up}
printed: {number: 试02表, until: 2027-12-31}
filled_by: {agency: health, level: county}
period: year
due: 60 days
workflow: three-steps
total: computed
columns: [total, residence]
lines: [{elements: [hospital_births, managed_mothers]}]
"""
PEOPLE = (
    ("health", "liaison", COUNTY, "health"),
    ("helper", "liaison", COUNTY, "health"),
    ("school", "liaison", COUNTY, "education"),
    ("next-door", "liaison", NEIGHBOUR, "health"),
    ("bureau", "statistics", COUNTY, ""),
    ("office", "office", COUNTY, ""),
    ("upper", "office", CITY, ""),
)


def make_sheets(small_template: Path, path: Path) -> None:
    """The house at `path`, closed, with a round of both forms for 2024 at the city: numbers 1 and 2."""
    database().copy(small_template, path)
    house = open_copy(path)
    from halfsky.actions import packs, users
    from halfsky.actions.rounds import open_round
    from halfsky.packs import shipped
    from halfsky.store.tables import close

    folder = path.parent / "sheet-tests"
    (folder / "forms").mkdir(parents=True)
    for name, content in (("pack.yaml", PACK), ("forms/wide.yaml", WIDE), ("forms/sums.yaml", SUMS)):
        (folder / name).write_text(content, "utf-8")
    chosen = [p for p in shipped() if p.name in ("demo-city", "monitoring-cn")]
    packs.install(house, admin_of(house), [*chosen, folder])
    for username, role, place, agency in PEOPLE:
        users.add_user(house, admin_of(house), username, PASSWORD, role, place, agency=agency)
    for form in ("wide", "sums"):
        open_round(house, admin_of(house), form, "2024", CITY)
    close()


def let_in(path: Path) -> None:
    """Make the house fit for a real server: passwords by the slow hasher, rounds open whatever the day is."""
    open_copy(path)
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from halfsky.store.models import RoundRow, User
    from halfsky.store.tables import close

    User.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt"))
    RoundRow.objects.update(due=FAR, late_until=FAR)
    close()


def block(rows: int = 12, columns: int = 8) -> list[list[str]]:
    """Numbers that pass every check of `wide`: each line counts 40 + its number in each quarter, less for deaths."""
    quarters = [{"neonatal_deaths": 1, "infant_deaths": 2, "under5_deaths": 3}.get(x, 40) for x in WIDE_LINES]
    return [[str(2 * n if c < 4 else n) for c in range(columns)] for n in quarters[:rows]]


def answers() -> dict[str, str]:
    """The block by cell."""
    return {
        f"{line}|{cell}": text
        for line, row in zip(WIDE_LINES, block(), strict=True)
        for cell, text in zip(WIDE_CELLS, row, strict=True)
    }


def who(house: House, username: str) -> Viewer:
    """One of the cast, as the actions know her."""
    from halfsky.store.models import User
    from halfsky.store.viewers import viewer_of

    return viewer_of(house, User.objects.get(username=username))


if __name__ == "__main__":
    # For tests that drive a browser: its loop and Django do not go together in one process.
    top = Path(sys.argv[1])
    make(top / "small", SMALL)
    make_sheets(top / "small", top / "house")
    let_in(top / "house")
