"""The units of a round and their explanations, as lists on a page and as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.kernel.filing import ACCEPTED, ARCHIVED, REVIEWED
from halfsky.kernel.text import Text
from halfsky.queries.rounds import Explained
from halfsky.queries.standings import Unit
from halfsky.web.present.filing import look_of
from halfsky.web.present.listing import Cell, Listing

_GRAVITY = ("returned", "late", "missing", "filled")
UNIT_COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("代码", "code"), 14),
    (Text("单位", "unit"), 22),
    (Text("状态", "state"), 14),
    (Text("迟报", "late"), 6),
    (Text("上报时间", "handed in"), 17),
    (Text("上报人", "by"), 12),
    (Text("填报方式", "way"), 12),
    (Text("版次", "revision"), 6),
    (Text("核实说明", "explanations"), 9),
    (Text("延期至", "extended to"), 12),
)
EXPLAINED_COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("代码", "code"), 14),
    (Text("单位", "unit"), 22),
    (Text("审核意见", "finding"), 50),
    (Text("核实说明", "explanation"), 60),
    (Text("是否已审", "reviewed"), 9),
)
LATE = Text("迟报", "late")


@dataclass(frozen=True, slots=True)
class Explanation:
    """An explanation with its standing: it is reviewed once its sheet is."""

    said: Explained
    reviewed: bool


def owing_first(units: Sequence[Unit]) -> list[Unit]:
    """Sent back, overdue, not yet in, handed in; by code among equals."""
    return sorted(units, key=lambda u: (_GRAVITY.index(u.standing.kind), u.place.code))


def reviewed_apart(found: Sequence[Explained]) -> list[Explanation]:
    """The explanations, those that nobody has reviewed yet first."""
    marked = [Explanation(e, e.state in (REVIEWED, ACCEPTED, ARCHIVED)) for e in found]
    return sorted(marked, key=lambda e: (e.reviewed, e.said.place.code))


def unit_listing(units: Sequence[Unit], title: str, note: str, lang: str) -> Listing:
    rows: list[list[Cell]] = [
        [
            u.place.code,
            u.place.name,
            look_of(u.standing)[1].in_(lang),
            LATE.in_(lang) if u.standing.late and u.standing.kind == "filled" else None,
            f"{u.handed_in_at:%Y-%m-%d %H:%M}" if u.handed_in_at else None,
            u.handed_in_by or None,
            u.way.label.in_(lang) if u.way else None,
            u.revision or None,
            u.explained or None,
            u.extended.isoformat() if u.extended else None,
        ]
        for u in units
    ]
    return Listing(title, note, UNIT_COLUMNS, rows)


def explained_listing(found: Sequence[Explanation], title: str, note: str, lang: str) -> Listing:
    said = {True: Text("已审", "reviewed"), False: Text("未审", "not yet")}
    rows: list[list[Cell]] = [
        [e.said.place.code, e.said.place.name, e.said.says, e.said.why, said[e.reviewed].in_(lang)] for e in found
    ]
    return Listing(title, note, EXPLAINED_COLUMNS, rows)
