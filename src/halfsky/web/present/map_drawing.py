"""Outlines as paths of SVG: projected, put on the whole units of the picture, written short. Drawn once, then kept.

Equirectangular, with the width of a degree of longitude at the middle latitude. Neighbours share their points, which
fall on the same units, so no gap opens between them. What lies far south of the rest (the islands of the South China
Sea) is shown in an inset, as maps of the country do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from halfsky.exchange.outlines import Ring, lines_at_sea, rings
from halfsky.kernel.outline import Outline
from halfsky.kernel.place import Level

WIDTH = 1000
"""The width of the picture in its own units."""
MOST_HEIGHT = 1000
KEPT = 24
"""So many pictures are kept."""
GRIDS = {Level.PROVINCE: 0.01, Level.PREFECTURE: 0.003}
FINE = 0.0005
"""Degrees: points nearer to each other than this are one."""
SOUTH = 17.5
"""North latitude: what lies south of it is far from the mainland and Hainan, and goes into the inset."""
SEA = (105.5, 2.5, 124.0, 24.5)
"""West, south, east, north of the inset."""
INSET_WIDTH, MARGIN = 150, 6

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline: its path, where its name may stand, and how wide and high the part is that it stands in."""

    path: str
    x: int
    y: int
    wide: int
    high: int


@dataclass(frozen=True, slots=True)
class Inset:
    """The picture in the corner: where it lies, and its paths in the order of the shapes ("" for those not in it)."""

    x: int
    y: int
    width: int
    height: int
    paths: tuple[str, ...]
    sea: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map: one shape an outline, in their order; `sea` are the lines at sea."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    sea: str
    inset: Inset | None


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to units, the upper left corner at (0, 0)."""

    west: float
    north: float
    scale: float
    squeeze: float

    @staticmethod
    def of(west: float, south: float, east: float, north: float, width: int, most_height: int) -> _Frame:
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = min(width / ((east - west) * squeeze), most_height / (north - south))
        return _Frame(west, north, scale, squeeze)

    def place(self, x: float, y: float) -> Point:
        return round((x - self.west) * self.squeeze * self.scale), round((self.north - y) * self.scale)

    def ring(self, ring: Ring) -> list[Point]:
        """The ring in units: each point once, none on a straight line between its neighbours."""
        out: list[Point] = []
        for x, y in ring:
            point = self.place(x, y)
            if out and out[-1] == point:
                continue
            if len(out) > 1 and _straight(out[-2], out[-1], point):
                out.pop()
            out.append(point)
        return out[:-1] if len(out) > 1 and out[0] == out[-1] else out


def _straight(a: Point, b: Point, c: Point) -> bool:
    """Whether b lies between a and c (the way back along a spit is no straight line)."""
    across = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return across == 0 and along > 0


@lru_cache(maxsize=KEPT)
def drawing(outlines: tuple[Outline, ...]) -> Drawing:
    """The map of these outlines."""
    every = [rings(o, GRIDS.get(o.level, FINE) if o.level else FINE) for o in outlines]
    points = [p for shape in every for ring in shape for p in ring]
    south = any(y < SOUTH for _, y in points)
    near = [p for p in points if p[1] >= SOUTH] or points
    (west, east), (low, north) = ((min(v), max(v)) for v in zip(*near, strict=True))
    frame = _Frame.of(west, low, max(east, west + FINE), max(north, low + FINE), WIDTH, MOST_HEIGHT)
    sea = lines_at_sea() if south else []
    placed = [[frame.ring(r) for r in shape if _north_of(r, low)] for shape in every]
    width, height = frame.place(east, low)
    shapes = tuple(_shape(found) for found in placed)
    inset = None
    if south:
        taken = [p for shape in placed for ring in shape for p in ring]
        inset = _inset(every, sea, width, height, taken)
        width = max(width, inset.x + inset.width)
    lines = _lines(frame, (line for line in sea if _north_of(line, low)))
    return Drawing(width, height, shapes, lines, inset)


def _north_of(ring: Ring, low: float) -> bool:
    return any(y >= low for _, y in ring)


def _shape(placed: Sequence[list[Point]]) -> Shape:
    """The rings that have an area; of a shape that has none at this size, a dot."""
    drawn = [ring for ring in placed if len(ring) > 2]
    if not drawn:
        at = next((ring[0] for ring in placed if ring), None)
        return Shape(_dot(at), *at, 2, 2) if at else Shape("", 0, 0, 0, 0)
    main = max(drawn, key=lambda ring: abs(_area(ring)))
    xs, ys = [x for x, _ in main], [y for _, y in main]
    x, y = _middle(main)
    return Shape("".join(_path(r) for r in drawn), x, y, max(xs) - min(xs), max(ys) - min(ys))


def _path(ring: Sequence[Point], closed: bool = True) -> str:
    """The ring as relative steps, written as short as SVG allows."""
    steps = [ring[0], *((x - a, y - b) for (a, b), (x, y) in pairwise(ring))]
    numbers = [f"{x}{'' if y < 0 else ' '}{y}" for x, y in steps]
    rest = "".join(n if n.startswith("-") else f" {n}" for n in numbers[1:])
    return f"M{numbers[0]}l{rest.removeprefix(' ')}{'z' if closed else ''}"


def _dot(at: Point) -> str:
    return f"M{at[0] - 1} {at[1] - 1}h2v2h-2z"


def _lines(frame: _Frame, lines: Iterable[Ring]) -> str:
    return "".join(_path(found, closed=False) for line in lines if len(found := frame.ring(line)) > 1)


def _inset(every: Sequence[list[Ring]], sea: list[Ring], width: int, height: int, taken: list[Point]) -> Inset:
    """The sea in the lower right corner; beside the map where the corner is taken."""
    frame = _Frame.of(*SEA, INSET_WIDTH, MOST_HEIGHT)
    wide, high = frame.place(SEA[2], SEA[1])
    x, y = width - wide - MARGIN, max(height - high - MARGIN, 0)
    if any(px > x - MARGIN and py > y - MARGIN for px, py in taken):
        x = width + MARGIN
    paths = tuple(_inset_path(frame, shape) for shape in every)
    return Inset(x, y, wide, high, paths, _lines(frame, sea))


def _inset_path(frame: _Frame, shape: list[Ring]) -> str:
    """The rings that reach into the inset; islands that have no area at its size stay visible as dots."""
    west, south, east, north = SEA
    inside = [r for r in shape if any(west <= x <= east and south <= y <= north for x, y in r)]
    placed = [frame.ring(r) for r in inside]
    dots = sorted({ring[0] for ring in placed if ring and len(ring) < 3})
    return "".join([*(_path(r) for r in placed if len(r) > 2), *(_dot(p) for p in dots)])


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a * d - c * b for (a, b), (c, d) in pairs) / 2


def _middle(ring: Sequence[Point]) -> Point:
    """The middle of the ring's area."""
    area = _area(ring)
    if not area:
        return ring[0]
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((a + c) * (a * d - c * b) for (a, b), (c, d) in pairs) / (6 * area)
    y = sum((b + d) * (a * d - c * b) for (a, b), (c, d) in pairs) / (6 * area)
    return round(x), round(y)
