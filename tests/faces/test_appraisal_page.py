"""考核 as pages: the office sees all units and every point down to its facts, a unit the best and itself."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from halfsky.kernel.rates import shared_once
from halfsky.kernel.verdict import Class
from tests.databases import database
from tests.faces.conftest import CITY, YEAR
from tests.faces.reading import main
from tests.houses import PASSWORD, admin_of, open_copy, opened
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House
    from tests.faces.conftest import Cast

PAGE = f"/at/{CITY}/{YEAR}/appraisal"
OF_PLACES = """scheme: counties
title: 县区年度考核
judges: places
at: prefecture
years: 2021..2030
place: "990100000000"
number: 示例妇儿工委〔2022〕2号
published: 2022-01-05
groups:
  targets:
    label: 目标完成
    items:
      coverage: {label: 数据齐全, points: 40, kind: fact, by: data_coverage, says: 有数据的占比乘以满分。}
      progress: {label: 跟上进度, points: 60, kind: fact, by: progress_rate, says: 不落后的占比乘以满分。}
"""


@pytest.fixture(scope="module")
def town(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """示例市 with its scheme, a liaison officer of its health commission, and a second officer of its office."""

    def make(path: Path) -> None:
        from halfsky.actions import packs, users
        from halfsky.packs import shipped
        from halfsky.store.tables import close

        database().copy(town_template, path)
        house = open_copy(path)
        wanted = ("supervision-cn", "demo-appraisal")
        own = path.parent / "counties-pack"
        (own / "schemes").mkdir(parents=True)
        pack = "pack: counties\nversion: 1.0.0\nkind: demo\ndemo: true\ntitle: 县区考核\nuses: [demo-city]\n"
        (own / "pack.yaml").write_text(pack, encoding="utf-8")
        (own / "schemes" / "counties.yaml").write_text(OF_PLACES, encoding="utf-8")
        packs.install(house, admin_of(house), [*(p for p in shipped() if p.name in wanted), own])
        users.add_user(house, admin_of(house), "health", PASSWORD, "liaison", CITY, agency="health")
        users.add_user(house, admin_of(house), "second", PASSWORD, "office", CITY)
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


def test_what_people_score_counts_once_it_is_final(cast: Cast, town: House) -> None:
    """自评 → 核定 → 异议 → 定稿: claimed 9, checked 6, after the objection 8."""
    from halfsky.actions.record_moves import take_move
    from halfsky.actions.records import add
    from halfsky.kernel.entry import Entry
    from halfsky.kernel.refusals import Refused
    from halfsky.store.models import User
    from halfsky.store.viewers import viewer_of

    def who(name: str) -> Viewer:
        return viewer_of(town, User.objects.get(username=name))

    def plan() -> dict[str, Any]:
        whole = cast("owner").get(f"{PAGE}/demo-units.json").json()
        (unit,) = [u for u in whole["units"] if u["unit"] == "health"]
        (found,) = [i for g in unit["groups"] for i in g["items"] if i["item"] == "plan"]
        return {**found, "sheet": unit["sheet"]}

    sheet = add(town, who("owner"), "appraisal-sheet", CITY, Entry({"unit": "health", "year": str(YEAR)})).pk

    def take(name: str, move: str, **parts: list[dict[str, str]]) -> None:
        take_move(town, who(name), sheet, move, given=Entry({}, parts) if parts else None)

    with pytest.raises(Refused):  # a unit says nothing of what the check found
        take("health", "hand_in", checked=[{"item": "plan", "points": "10", "reason": "x"}])
    take("health", "hand_in", own=[{"item": "plan", "points": "9", "ground": "方案齐全。"}])
    take("owner", "check", checked=[{"item": "plan", "points": "6", "reason": "缺年度安排。"}])
    assert (plan()["earned"], plan()["sheet"]["own"], plan()["sheet"]["checked"]) == (None, {"plan": 9}, {"plan": 6})
    take("health", "object", objection=[{"about": "年度安排已于3月印发。"}])
    with pytest.raises(Refused):  # an objection is answered before anything goes on
        take("owner", "answer")
    take(
        "owner",
        "answer",
        objection=[{"about": "年度安排已于3月印发。", "settled": "yes", "answer": "已核实。"}],
        checked=[{"item": "plan", "points": "8", "reason": "已核实年度安排。"}],
    )
    with pytest.raises(Refused):  # whoever checked does not make it final
        take("owner", "finish")
    take("second", "finish")
    assert (plan()["earned"], plan()["why_none"]) == (8, None)
    said = cast("owner").get(f"{PAGE}/demo-units/health")
    assert "自评9.00分" in main(said) and "核定8.00分" in main(said)


def test_the_counties_of_a_city_are_judged_by_their_own_targets(cast: Cast, town: House) -> None:
    from halfsky.actions.target_rows import Said
    from halfsky.actions.targets import set_targets
    from halfsky.store.models import User
    from halfsky.store.viewers import viewer_of

    # Without a target of its own no county is judged: the city's is not held against it.
    before = cast("owner").get(f"{PAGE}/counties.json").json()
    assert {(u["share"], u["rank"]) for u in before["units"]} == {(None, None)}

    # Four of the five counties get the target of W1.03 for this year; their rates are worked out from the pack's file.
    screened, eligible = (_facts(element) for element in ("women_screened_cervical", "eligible_women"))
    rates = {county: Fraction(screened[county], eligible[county]) for county in screened}
    assert len(rates) == 5
    *asked, left = sorted(rates)
    bar = sorted(rates[county] for county in asked)[2]  # two are below, two are not
    cells = {"number": "W1.03", "year": str(YEAR), "comparator": "≥", "value": f"{float(bar * 100):.1f}"}
    owner = viewer_of(town, User.objects.get(username="owner"))
    set_targets(town, owner, "women-2021", [Said({**cells, "place": county}) for county in asked])
    reached = {county for county in asked if rates[county] * 100 >= Fraction(cells["value"])}
    assert 0 < len(reached) < 4

    # Data 40 points and progress 60: 100 of 100 or 40 of 100; equals share a rank; who has no target has none.
    whole = cast("owner").get(f"{PAGE}/counties.json").json()
    assert (whole["judges"], whole["judged"], whole["whole"]) == ("places", 5, True)
    found = {u["unit"]: (u["earned"], u["full"], u["rank"]) for u in whole["units"]}
    assert found == {
        left: (0, 0, None),
        **{county: (100, 100, 1) if county in reached else (40, 100, len(reached) + 1) for county in asked},
    }
    assert "数据齐全" in main(cast("owner").get(f"{PAGE}/counties/{min(reached)}"))

    # A county that is judged finds the best and its own row at its own page, with the points that the city sees.
    from django.test import Client

    from tests.houses import PASSWORD, viewer

    mine = max(set(asked) - reached)
    viewer(town, "below", "office", mine)
    below = Client(headers={"host": "localhost"})
    assert below.login(username="below", password=PASSWORD)
    own = below.get(f"/at/{mine}/{YEAR}/appraisal/counties.json").json()
    assert (own["judged"], own["whole"]) == (5, False)
    assert {u["unit"]: (u["earned"], u["full"], u["rank"]) for u in own["units"]} == {
        county: found[county] for county in {mine, *reached}
    }
    assert below.get(f"{PAGE}/counties.json").status_code == 403


def _facts(element: str) -> dict[str, int]:
    """The totals of an element in the counties this year, from the file of the pack."""
    from halfsky.packs import shipped

    (folder,) = (p for p in shipped() if p.name == "demo-city")
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["place"]: int(row["value"])
            for row in csv.DictReader(lines)
            if (row["element"], row["period"], row["sex"], row["residence"]) == (element, str(YEAR), "", "")
            and row["place"].endswith("000000")
        }
