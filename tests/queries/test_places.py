"""Looking places up: from an index, in pages, upper ones first, as the tree stood on the day."""

from __future__ import annotations

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.databases import on_postgresql

NOBODY = Viewer()


@pytest.mark.parametrize("code", ["450800000000", "4508", " 4508 ", "４５０８", "450800000000.0"])
def test_a_place_is_known_by_its_code_whole_or_short(house: House, code: str) -> None:
    from halfsky.queries import places

    assert places.place(house, code).name == "贵港市"


def test_an_unknown_code_is_refused_with_the_way_to_find_it(house: House) -> None:
    from halfsky.queries import places

    with pytest.raises(Refusal) as refused:
        places.place(house, "459900000000")
    assert refused.value.number == "404.510"
    assert "halfsky places search" in str(refused.value)
    with pytest.raises(Refusal):
        places.by_id(house, 10**6)


def test_children_come_in_pages_by_code(house: House) -> None:
    from halfsky.queries import places

    guangxi = places.place(house, "45")
    whole = places.children(house, NOBODY, guangxi)
    paged: list[str] = []
    while page := places.children(house, NOBODY, guangxi, after=paged[-1] if paged else "", limit=4):
        assert len(page) <= 4
        paged += [p.code for p in page]
    assert paged == [p.code for p in whole] == sorted(p.code for p in whole)
    assert len(paged) == 14


def test_search_by_name_puts_the_exact_and_the_upper_first(house: House) -> None:
    from halfsky.queries import places

    def names(text: str, limit: int = 20) -> list[str]:
        return [p.name for p in places.search(house, NOBODY, text, limit)]

    assert names("贵港市") == ["贵港市"]
    assert names("桂林")[0] == "桂林市"
    assert "广西壮族自治区" in names("壮族")
    assert names("") == names("   ") == names("没有的地方") == []
    assert len(names("区", 5)) == 5
    assert names("100%_") == []


def test_search_by_code_finds_all_that_begin_so(house: House) -> None:
    from halfsky.queries import places

    found = places.search(house, NOBODY, "4508")
    assert [p.code for p in found] == [
        "450800000000", "450802000000", "450803000000", "450804000000", "450821000000", "450881000000",
    ]  # fmt: skip


def test_all_of_a_level_below(house: House) -> None:
    from halfsky.queries import places

    counties = places.below(house, places.place(house, "4508"), Level.COUNTY)
    assert [p.name for p in counties] == ["港北区", "港南区", "覃塘区", "平南县", "桂平市"]


def test_lookups_take_few_queries_whatever_the_size_of_the_tree(house: House) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from halfsky.queries import places

    guigang = places.place(house, "4508")
    for most, call in (
        (1, lambda: places.place(house, "4508")),
        (1, lambda: places.trail(house, guigang)),
        (1, lambda: places.children(house, NOBODY, guigang)),
        (1, lambda: places.search(house, NOBODY, "4508")),
        (4, lambda: places.search(house, NOBODY, "贵港")),
        (1, lambda: places.count_by_level(house, guigang)),
    ):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            call()
        assert len(queries) <= most


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ({"path__begins": "/1/21/"}, "place_path"),
        ({"code__begins": "4508"}, "place_code"),
        ({"name__begins": "贵"}, "place_name"),
    ],
)
def test_beginnings_are_looked_up_in_an_index(house: House, condition: dict[str, str], index: str) -> None:
    from halfsky.store.models import PlaceVersion

    if on_postgresql():
        from django.db import connection

        # A small table is read whole, and rightly; the question is whether the index could be used for beginnings.
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    plan = PlaceVersion.all_editions.filter(**condition).explain()
    if on_postgresql():
        assert f"Index Scan using {index}" in plan or f"Bitmap Index Scan on {index}" in plan
        assert "~>=~" in plan
    else:
        assert f"USING INDEX {index}" in plan
