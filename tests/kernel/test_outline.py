"""Which shape belongs to which place: by code, then by name in one spelling; what fits twice fits nobody."""

from __future__ import annotations

import pytest

from halfsky.kernel.outline import Outline, matched, plain, short, whole_code
from halfsky.kernel.place import Level, Place


def place(number: int, code: str, name: str, level: Level = Level.COUNTY) -> Place:
    return Place(number, code.ljust(12, "0"), name, level, (number,))


def shape(name: str, code: str = "", level: Level | None = None) -> Outline:
    return Outline(code.ljust(12, "0") if code else "", name, "x.geojson", level=level)


@pytest.mark.parametrize(
    ("came", "code"),
    [
        ("450802", "450802000000"),
        ("45", "450000000000"),
        ("450802000000", "450802000000"),
        ("156450802", "450802000000"),
        ("450802.0", "450802000000"),
        ("港北区", ""),
        ("", ""),
        ("7", ""),
    ],
)
def test_codes_of_map_files_become_whole_codes(came: str, code: str) -> None:
    assert whole_code(came) == code


def test_names_are_brought_to_one_spelling() -> None:
    assert plain(" 港 北区（新）") == "港北区新"
    names = ("贵港市", "广西壮族自治区", "内蒙古自治区", "大兴安岭地区", "澳门特别行政区", "城区")
    assert [short(n) for n in names] == ["贵港", "广西", "内蒙古", "大兴安岭", "澳门", "城区"]


def test_the_code_goes_before_the_name_and_every_shape_to_one_place() -> None:
    north, south, pool, ping, gui = (
        place(n, code, name)
        for n, (code, name) in enumerate(
            [
                ("450802", "港北区"),
                ("450803", "港南区"),
                ("450804", "覃塘区"),
                ("450821", "平南县"),
                ("450881", "桂平市"),
            ]
        )
    )
    shapes = [shape("港南区", "450802"), shape("港南"), shape("覃塘区 "), shape("桂平县"), shape("邻县", "450900")]
    found = matched(shapes, [north, south, pool, ping, gui])
    assert {n: o.name for n, o in found.by_place.items()} == {0: "港南区", 1: "港南", 2: "覃塘区 ", 4: "桂平县"}
    assert found.without == (ping,) and [o.name for o in found.spare] == ["邻县"]


def test_two_that_fit_say_nothing() -> None:
    """A 城关镇 of two shapes, and two places of one short name."""
    found = matched([shape("城关镇"), shape("城关镇")], [place(1, "1", "城关镇")])
    assert not found.by_place and len(found.spare) == 2
    found = matched([shape("新华")], [place(1, "1", "新华区"), place(2, "2", "新华县")])
    assert not found.by_place and len(found.without) == 2


def test_a_self_governing_place_is_found_without_its_people() -> None:
    one = place(1, "4531", "甲乙族自治县")
    assert matched([shape("甲乙县")], [one]).by_place.keys() == {1}
    assert matched([shape("甲乙自治县")], [one]).by_place.keys() == {1}
    assert not matched([shape("甲县")], [one]).by_place  # one character is no name
    assert not matched([shape("甲乙县")], [place(1, "1", "甲乙丙县")]).by_place


def test_a_name_fits_at_its_own_level_alone() -> None:
    city = place(1, "220200", "吉林市", Level.PREFECTURE)
    province = shape("吉林省", "", Level.PROVINCE)
    assert not matched([province], [city]).by_place
    assert matched([shape("吉林市", "", Level.PREFECTURE), province], [city]).spare == (province,)
