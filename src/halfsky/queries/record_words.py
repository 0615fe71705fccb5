"""What a record holds, as people read it: choices, places and agencies by their names, numbers with their unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from halfsky.kernel.content import Content
from halfsky.kernel.fact import Missing
from halfsky.kernel.field import Field, Kind, Stored
from halfsky.kernel.grammar import Outcome
from halfsky.kernel.numbers import printed
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Agency
from halfsky.kernel.record import Values, values_label
from halfsky.kernel.register import Computed, Register
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.kernel.units import Unit
from halfsky.queries import places
from halfsky.queries.watched import indicator_name
from halfsky.store.house import House


@dataclass(frozen=True)
class Names:
    """What is known of the world outside a record: places by id, agencies, indicators and categories by code."""

    places: Mapping[int, Place] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    content: Content = Content()


def names(house: House, fields: Iterable[Field], rows: Iterable[Values]) -> Names:
    """The names that these values mention, with one look at the places."""
    codes = [f.code for f in fields if f.kind is Kind.PLACE]
    kept = [row.get(code) for row in rows for code in codes] if codes else []
    ids = {int(text) for k in kept for text in (k if isinstance(k, list) else [k]) if isinstance(text, str)}
    content = house.content
    return Names({p.id: p for p in places.by_ids(house, ids)} if ids else {}, content.agencies, content)


def label(register: Register, known: Names, asked: Field, kept: Stored | None, unit: bool = False) -> Text:
    """A kept value in words; nothing where nothing is kept. `unit` adds the unit of a number."""
    if kept is None or kept in ([], {}, ""):
        return NOTHING
    if asked.kind is Kind.PLACE:
        return Text("、".join(_place(known, text) for text in (kept if isinstance(kept, list) else [str(kept)])))
    if asked.kind is Kind.AGENCY:
        return listed([agency_name(known, code) for code in (kept if isinstance(kept, list) else [str(kept)])])
    if asked.kind is Kind.INDICATOR:
        return listed([indicator_name(known.content, one) for one in (kept if isinstance(kept, list) else [str(kept)])])
    if asked.kind is Kind.RECORD:
        return Text(f"№ {kept}")
    if asked.kind.counted and unit and asked.unit:
        return Text(f"{kept}{asked.unit}", f"{kept} {asked.unit}")
    if isinstance(kept, dict):
        met = sum(item.met(kept.get(item.code)) is True for item in asked.items)
        return Text(f"{met}/{len(asked.items)}")
    return values_label(register, asked.code, kept) if register.field(asked.code) is asked else _plain(asked, kept)


def _plain(asked: Field, kept: Stored) -> Text:
    """A value of a child record, whose field the register knows by another name."""
    if isinstance(kept, bool):
        return Text("是", "yes") if kept else Text("否", "no")
    texts = kept if isinstance(kept, list) else [str(kept)]
    said = [asked.option(text) if asked.of else Text(text) for text in texts]
    return Text("、".join(t.zh for t in said), ", ".join(t.in_("en") for t in said))


def agency_name(known: Names, code: str) -> Text:
    """What an agency is called."""
    found = known.agencies.get(code)
    return found.name if found else Text(code)


def _place(known: Names, text: str) -> str:
    found = known.places.get(int(text)) if text.isdigit() else None
    return found.name if found else text


def worked_out(made: Computed, outcome: Outcome, unit: bool = True) -> Text:
    """A computed value, with its unit unless that stands elsewhere; why there is none in words."""
    if isinstance(outcome, Missing):
        return outcome.reason.label
    if isinstance(outcome, bool):
        return Text("是", "yes") if outcome else Text("否", "no")
    if not isinstance(outcome, Fraction):
        return Text(str(outcome))
    value = Unit.parse(made.unit).from_base(outcome)
    shown = printed(value, made.decimals)
    return Text(f"{shown}{made.unit}", f"{shown} {made.unit}".strip()) if unit else Text(shown)
