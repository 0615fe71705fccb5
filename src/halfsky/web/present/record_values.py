"""What a record holds, in a form and in a checklist: as somebody would write it again, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halfsky.kernel.entry import Raw
from halfsky.kernel.fact import Missing
from halfsky.kernel.field import Field, Item, Kind, Stored
from halfsky.kernel.record import Values
from halfsky.kernel.text import Text
from halfsky.queries.record_words import Names, agency_name


def raw(known: Names, asked: Field, kept: Stored | None) -> Raw:
    """A kept value as somebody would write it into the form again."""
    if isinstance(kept, bool):
        return "yes" if kept else "no"
    if asked.kind is Kind.PLACE and isinstance(kept, str):
        found = known.places.get(int(kept)) if kept.isdigit() else None
        return f"{found.name} {found.code}" if found else kept
    if isinstance(kept, list) and not asked.of:
        return "、".join(agency_name(known, one).zh if asked.kind is Kind.AGENCY else one for one in kept)
    return kept if kept is not None else ""


def raw_row(known: Names, fields: Sequence[Field], values: Values) -> dict[str, Raw]:
    """A record or a child record as somebody would write it again."""
    return {f.code: raw(known, f, values[f.code]) for f in fields if f.code in values}


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
