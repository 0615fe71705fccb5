"""考核 as pages: the office sees all units and every point down to its facts, a unit the best and itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.rates import shared_once
from halfsky.kernel.verdict import Class
from tests.databases import database
from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import main
from tests.houses import PASSWORD, admin_of, open_copy, opened
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.store.house import House
    from tests.faces.conftest import Cast

PAGE = f"/at/{CITY}/{YEAR}/appraisal"


@pytest.fixture(scope="module")
def town(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """示例市 with its scheme, and a liaison officer of its health commission."""

    def make(path: Path) -> None:
        from halfsky.actions import packs, users
        from halfsky.packs import shipped
        from halfsky.store.tables import close

        database().copy(town_template, path)
        house = open_copy(path)
        wanted = ("supervision-cn", "demo-appraisal")
        packs.install(house, admin_of(house), [p for p in shipped() if p.name in wanted])
        users.add_user(house, admin_of(house), "health", PASSWORD, "liaison", CITY, agency="health")
        close()

    yield from opened(made_once(tmp_path_factory, "appraised", make), tmp_path_factory.mktemp("appraised") / "house")


def test_points_open_down_to_the_rows_and_a_member_unit_sees_the_best_and_itself(cast: Cast, town: House) -> None:
    owner, health = cast("owner"), cast("health")
    whole = owner.get(f"{PAGE}/demo-units.json").json()
    units = {u["unit"]: u for u in whole["units"]}
    assert whole["whole"]
    assert whole["judged"] == len(units)

    # The share of points of the health commission, counted anew from the verdicts of both plans that everybody sees.
    from halfsky.queries.assessments import assess
    from halfsky.queries.hidden import Sight

    everybody = Sight(town, None)
    led = [
        [
            r
            for r in assess(town, admin_of(town), plan, CITY, YEAR, sight=everybody).rows
            if r.lead and r.lead.code == "health" and r.verdict.quantifiable
        ]
        for plan in ("women-2021", "children-2021")
    ]
    rows = [r for r in shared_once(led, lambda r: (r.indicator.code, r.goal.cell))]
    known = [r for r in rows if r.verdict.class_ is not Class.NO_DATA]
    (reached,) = [i for g in units["health"]["groups"] for i in g["items"] if i["item"] == "reached"]
    (coverage,) = [i for g in units["health"]["groups"] for i in g["items"] if i["item"] == "coverage"]
    hidden = [r for r in rows if r.verdict.reason is not None and r.verdict.reason.value == "hidden"]
    counted = [r for r in rows if r not in hidden]
    assert hidden, "示例市 has rows that rest on few cases"
    assert coverage["earned"] == pytest.approx(float(Fraction(10 * len(known), len(counted))))
    assert reached["earned"] == pytest.approx(
        float(Fraction(40 * sum(r.verdict.reached for r in counted), len(counted)))
    )

    # What people are to judge has no points, and is said so.
    (plan,) = [i for g in units["health"]["groups"] for i in g["items"] if i["item"] == "plan"]
    assert (plan["earned"], plan["why_none"]) == (None, "待评议")

    # The page of the unit leads to each row that it stands on.
    said = owner.get(f"{PAGE}/demo-units/health")
    for row in counted:
        assert f'/{row.number}"' in said.content.decode()
    assert "待评议" in main(said)

    # The model that no place has published judges nobody.
    assert owner.get(f"{PAGE}/units.json").json()["units"] == []
    assert "还没有公布" in main(owner.get(f"{PAGE}/units"))

    # A member unit sees the first and its own row, everywhere the same.
    hers = health.get(f"{PAGE}/demo-units.json").json()
    assert not hers["whole"]
    assert hers["judged"] == whole["judged"]
    assert {u["unit"] for u in hers["units"]} == {"health"} | {u["unit"] for u in whole["units"] if u["rank"] == 1}
    assert [u for u in hers["units"] if u["unit"] == "health"] == [units["health"]]
    other = next(u["unit"] for u in whole["units"] if u["rank"] != 1 and u["unit"] != "health")
    assert health.get(f"{PAGE}/demo-units/{other}").status_code == 404
    assert owner.get(f"{PAGE}/demo-units/{other}").status_code == 200

    # The same as files: a line an item of a unit, and a heading.
    table = owner.get(f"{PAGE}/demo-units.csv").content.decode("utf-8-sig")
    items = sum(len(g["items"]) for u in whole["units"] for g in u["groups"])
    assert len(table.strip().splitlines()) == items + 1
    assert owner.get(f"{PAGE}/demo-units.xlsx").content[:2] == b"PK"
