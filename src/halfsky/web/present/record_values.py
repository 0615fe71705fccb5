"""What a record holds, as people read it: choices, places and agencies by their names, numbers with their unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from halfsky.kernel.content import Content
from halfsky.kernel.entry import Raw
from halfsky.kernel.fact import Missing
from halfsky.kernel.field import Field, Item, Kind, Stored
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
        return listed([_agency(known, code) for code in (kept if isinstance(kept, list) else [str(kept)])])
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


def _agency(known: Names, code: str) -> Text:
    found = known.agencies.get(code)
    return found.name if found else Text(code)


def _place(known: Names, text: str) -> str:
    found = known.places.get(int(text)) if text.isdigit() else None
    return found.name if found else text


def raw(known: Names, asked: Field, kept: Stored | None) -> Raw:
    """A kept value as somebody would write it into the form again."""
    if isinstance(kept, bool):
        return "yes" if kept else "no"
    if asked.kind is Kind.PLACE and isinstance(kept, str):
        found = known.places.get(int(kept)) if kept.isdigit() else None
        return f"{found.name} {found.code}" if found else kept
    if isinstance(kept, list) and not asked.of:
        return "、".join(_agency(known, one).zh if asked.kind is Kind.AGENCY else one for one in kept)
    return kept if kept is not None else ""


def raw_row(known: Names, fields: Sequence[Field], values: Values) -> dict[str, Raw]:
    """A record or a child record as somebody would write it again."""
    return {f.code: raw(known, f, values[f.code]) for f in fields if f.code in values}


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


@dataclass(frozen=True, slots=True)
class Checked:
    """One item of a checklist with what was answered; `met` is None where nothing was."""

    item: Item
    said: Text
    met: bool | None


@dataclass(frozen=True, slots=True)
class CheckedGroup:
    """The items of one group of a checklist."""

    label: Text
    items: tuple[Checked, ...]


def checklist(asked: Field, kept: Mapping[str, str]) -> list[CheckedGroup]:
    """A checklist as it stands, in its groups."""
    groups: dict[Text, list[Checked]] = {}
    for item in asked.items:
        groups.setdefault(item.group, []).append(_checked(item, kept.get(item.code)))
    return [CheckedGroup(of, tuple(items)) for of, items in groups.items()]


def _checked(item: Item, answer: str | None) -> Checked:
    met = item.met(answer)
    if answer is None or isinstance(met, Missing):
        return Checked(item, Text("未填", "not answered"), None)
    if item.measured:
        return Checked(item, Text(f"{answer}{item.unit}", f"{answer} {item.unit}".strip()), met)
    return Checked(item, Text("是", "yes") if answer == "yes" else Text("否", "no"), met)
