"""What a register feeds: units, days and cells must fit the element; only what is open is counted."""

from __future__ import annotations

from collections.abc import Mapping

from halfsky.kernel.fact import Element
from halfsky.kernel.grammar import Node, Plain, parse, quantity, resolve
from halfsky.kernel.register import Feed, Gathering
from halfsky.packs.register_fields import Holding, mentioned
from halfsky.packs.register_files import GATHERINGS, RECORDS
from halfsky.packs.register_formulas import demand_open, read_formula
from halfsky.packs.register_notation import FeedEntry
from halfsky.packs.spot import Complaints


def compile_feeds(holding: Holding, elements: Mapping[str, Element], complaints: Complaints) -> tuple[Feed, ...]:
    """The feeds of a register."""
    found = []
    for code, entry in holding.entry.feeds.items():
        made = _feed(holding, entry, elements[code], complaints)
        if made is not None:
            found.append(made)
    return tuple(found)


def _feed(holding: Holding, entry: FeedEntry, element: Element, complaints: Complaints) -> Feed | None:
    part = part_of(entry)
    before = len(complaints.found)

    def read(key: str, want: object) -> Node | None:
        text = getattr(entry, key)
        if not text:
            return None
        tree = read_formula(text, holding.scope(), entry.at(key), complaints, want, part)  # type: ignore[arg-type]
        if tree is not None:
            demand_open(holding, mentioned(tree), entry.at(key), complaints)
        return tree

    of = read("sum", quantity(element.unit))
    where, until = read("where", Plain.BOOLEAN), read("until", Plain.DATE)
    on = read("on", Plain.DATE) or resolve(parse(f"since({next(iter(holding.entry.states))})"), holding.scope())
    if len(complaints.found) > before:
        return None
    return Feed(
        element.code,
        Gathering(next(kind for kind in GATHERINGS if getattr(entry, kind))),
        on,
        of,
        field=str(entry.distinct or ""),
        part=part,
        where=where,
        until=until,
        at=str(entry.at_place or ""),
        cells=tuple((str(dimension), str(field)) for dimension, field in entry.by.items()),
    )


def part_of(entry: FeedEntry) -> str:
    """The kind of child records that are counted one by one; none where the records themselves are."""
    named = entry.each or (entry.count if entry.count != RECORDS else None)
    return str(named or "")
