"""What of a pack is kept as rows: targets, values, facts and places, in the kernel's words."""

from __future__ import annotations

from halfsky.kernel.period import year
from halfsky.kernel.rows import PackFact, PackPlace, PackRows, PackValue
from halfsky.kernel.target import Target
from halfsky.packs.figures import level_of
from halfsky.packs.notation import FactRow, PlaceRow, TargetRow, ValueRow
from halfsky.packs.pack import RawPack


def rows(pack: RawPack) -> PackRows:
    """The rows of one pack that has passed the gates, in the order of its tables."""
    last: dict[tuple[object, ...], int] = {}
    for row in pack.of(TargetRow):
        last[_held(row)] = max(row.year, last.get(_held(row), 0))
    return PackRows(
        targets=tuple(_target(row, row.year < last[_held(row)], pack) for row in pack.of(TargetRow)),
        values=tuple(_value(row) for row in pack.of(ValueRow)),
        facts=tuple(PackFact(row.element, row.place, row.period, row.value, row.cell) for row in pack.of(FactRow)),
        places=tuple(
            PackPlace(row.code, row.name, level_of(row), row.parent, pack.head.demo) for row in pack.of(PlaceRow)
        ),
    )


def _value(row: ValueRow) -> PackValue:
    return PackValue(
        row.indicator,
        row.place,
        year(row.year),
        row.value,
        row.unit,
        row.source,
        row.cell,
        row.published,
        row.note,
    )


def _held(row: TargetRow) -> tuple[object, ...]:
    """What a target is set for: of several years the earlier ones are interim (中期)."""
    return (row.plan, row.number, row.breakdown, row.place, row.group)


def _target(row: TargetRow, interim: bool, pack: RawPack) -> Target:
    return Target(
        row.plan or pack.head.extends or pack.code,
        row.number,
        row.year,
        row.comparator,
        row.value.value,
        row.value.shown,
        value2=row.value2,
        tolerance=row.tolerance,
        place=row.place,
        group=row.group,
        cell=row.breakdown,
        each=row.holds,
        source=";".join(row.source),
        review=row.review,
        interim=interim,
    )
