"""League tables out of a house: the ranking case, targets by group, peers, and what each viewer is shown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as F
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.fact import Absence
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from tests.databases import database
from tests.houses import admin_of, open_copy, opened, viewer
from tests.league import (
    CANGWU,
    CENXI,
    CITY,
    COVERAGE,
    LONGXU,
    MENGSHAN,
    PROVINCE,
    RANKS,
    TENG,
    WANXIU,
    seven_counties,
)
from tests.queries.test_hidden import GANGBEI, GANGNAN, GIVEN, GUIGANG, give
from tests.templates import made_once

if TYPE_CHECKING:
    from halfsky.queries.league import Table
    from halfsky.store.house import House


@pytest.fixture(scope="module")
def seven(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The small house with the seven counties and five counties with few deaths, and who looks; nothing changes it."""

    def make(path: Path) -> None:
        database().copy(small_template, path)
        house = seven_counties(open_copy(path))
        from halfsky.store.tables import close

        for code, (births, deaths) in GIVEN.items():
            give(house, code, births, deaths)
        month(house, TENG, "2025-07", "99")
        for name, role, place in (("city", "office", CITY), ("county", "office", TENG), ("far", "office", GUIGANG)):
            viewer(house, name, role, place)
        viewer(house, "outsider", "liaison", PROVINCE)
        close()

    template = made_once(tmp_path_factory, "seven", make)
    yield from opened(template, tmp_path_factory.mktemp("seven") / "house")


def month(house: House, code: str, at: str, shown: str) -> None:
    """A published value of a part of the year, which is never that of the year."""
    from halfsky.queries import places
    from halfsky.store.models import Value

    Value.objects.create(
        place_id=places.place(house, code).id, indicator="cervical_cancer_screening", period=at, year=int(at[:4]),
        value=shown, unit="%", source="SEVEN", origin="test", position=1,
    )  # fmt: skip


def who(house: House, name: str) -> Viewer:
    from halfsky.store.viewers import operator

    return operator(house, name)


def table(
    house: House, looking: Viewer, name: str = COVERAGE, of: str = CITY, when: str = "2025", **more: str
) -> Table:
    from halfsky.queries.league import league

    return league(house, looking, name, of, when, **more)  # type: ignore[arg-type]


def ranks(found: Table) -> dict[str, int | None]:
    return {row.place.code: row.rank for row in found.league.rows}


def test_the_ranking_case(seven: House) -> None:
    found = table(seven, who(seven, "city"))
    assert ranks(found) == RANKS
    assert list(ranks(found))[-1] == CENXI
    assert found.league.rows[-1].entrant.absence is Absence.NOT_REPORTED
    told = {r.place.code: (r.change, r.distance, r.gain_rank) for r in found.league.rows}
    assert told[TENG] == (8, 62, 1) and told[MENGSHAN] == (1, 80, 3)
    assert told[CANGWU] == (None, 40, None) and told[LONGXU] == (0, 15, 4)


def test_each_county_is_judged_by_the_target_of_its_group(seven: House) -> None:
    """70 % for the first group, 50 % for the second, 30 % for the third: 苍梧县 misses 70 with 60 though it is fourth,
    藤县 meets 30 with 38 though it is fifth."""
    found = table(seven, who(seven, "city"))
    told = {r.place.name: (r.entrant.target and r.entrant.target.shown, r.met) for r in found.league.rows}
    assert told == {
        "万秀区": ("70", True),
        "长洲区": ("50", True),
        "龙圩区": ("50", True),
        "苍梧县": ("70", False),
        "藤县": ("30", True),
        "蒙山县": ("30", False),
        "岑溪市": ("50", None),
    }


def test_peers_are_ranked_among_themselves_on_the_groups_day(seven: House) -> None:
    looking = who(seven, "city")
    assert ranks(table(seven, looking, group="third")) == {TENG: 1, MENGSHAN: 2}
    assert {g.code for g in table(seven, looking).groups} == {"first", "second", "third"}
    # the groups begin with 2024: before that there are none
    assert table(seven, looking, when="2023").groups == ()
    with pytest.raises(Refused, match=r"没有地区分组"):
        table(seven, looking, group="third", when="2023")


def test_a_part_of_the_year_has_a_table_of_its_own(seven: House) -> None:
    looking = who(seven, "city")
    july = table(seven, looking, when="2025-07")
    assert {code: rank for code, rank in ranks(july).items() if rank} == {TENG: 1}
    assert (str(july.before), july.league.rows[0].now and july.league.rows[0].now.shown) == ("2025-06", "99")
    year = table(seven, looking)
    assert [str(p) for p in year.periods] == ["2025", "2025-07"]
    teng = year.league.of(july.league.rows[0].place.id)
    assert teng and teng.now and teng.now.shown == "38"


def test_who_sees_one_county_alone_sees_the_best_and_her_own(seven: House) -> None:
    found = table(seven, who(seven, "county"))
    assert ranks(found) == {WANXIU: 1, TENG: 5}
    assert (found.league.entered, found.league.counted, found.league.whole) == (7, 6, False)
    # her county is not in the first group: of that she sees nothing but who is best
    assert ranks(table(seven, who(seven, "county"), group="first")) == {WANXIU: 1}


def test_who_sees_none_of_the_counties_sees_no_table(seven: House) -> None:
    with pytest.raises(Refused, match="权限"):
        table(seven, who(seven, "far"))
    with pytest.raises(Refused, match="登录"):
        table(seven, Viewer())


def test_a_level_further_down_and_what_cannot_be_ranked(seven: House) -> None:
    """All counties of the province: those of the city among them, ranked as before since no others have figures."""
    found = table(seven, admin_of(seven), of=PROVINCE, level=Level.COUNTY)
    assert {code: rank for code, rank in ranks(found).items() if rank} == {c: r for c, r in RANKS.items() if r}
    with pytest.raises(Refused, match="没有县级区划"):
        table(seven, admin_of(seven), of=TENG, level=Level.COUNTY)


def test_small_counts_pass_through_the_sight_of_the_viewer(seven: House) -> None:
    """Deaths of five counties, some below five: the office ranks all, an outsider those that are shown."""
    office = table(seven, who(seven, "far"), "mmr", GUIGANG, "2024")
    expected = {code: F(deaths * 100_000, births) for code, (births, deaths) in GIVEN.items()}
    assert {r.place.code: r.now and r.now.value for r in office.league.rows} == expected
    assert ranks(office) == {c: 1 + sum(v < expected[c] for v in expected.values()) for c in expected}
    assert all(r.small for r in office.league.rows)
    shown = {r.place.code: r for r in table(seven, who(seven, "outsider"), "mmr", GUIGANG, "2024").league.rows}
    assert shown[GANGBEI].now is None and shown[GANGBEI].entrant.absence is Absence.HIDDEN
    assert shown[GANGBEI].rank is None
    assert shown[GANGNAN].now is not None and shown[GANGNAN].now.value == 0


def test_what_a_dispatch_freezes_is_what_everybody_may_see(seven: House) -> None:
    """The office itself ranks all five counties; what it sends out hides what rests on few cases."""
    from halfsky.queries.dispatch import prepared

    item = prepared(seven, who(seven, "far"), GUIGANG, "2025-10", ["women-2021/W1.02"], None).items[0]
    rows = {r.place.code: r for r in item.league.rows}
    assert (str(item.when), str(item.before)) == ("2024", "2023")
    assert rows[GANGBEI].now is None and rows[GANGBEI].entrant.absence is Absence.HIDDEN
    assert rows[GANGNAN].rank == 1
