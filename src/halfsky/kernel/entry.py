"""What people write into a record, read field by field: texts in, values to keep out, all complaints at once.

The same reading serves pages, workbooks and programs. A raw field is a text, several texts, or of a checklist a text by
item; a raw child record carries `_id` when it is one that exists already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from halfsky.kernel.field import Field, Kind, Known, Stored, read, read_item
from halfsky.kernel.record import Values
from halfsky.kernel.refusals import Refusal, Refused, problem
from halfsky.kernel.register import Register
from halfsky.kernel.text import listed

NO_SUCH_FIELD = problem(
    "404.870",
    ("“{register}”没有“{came}”这一项。", "“{register}” has no field “{came}”."),
    ("各项是：{known}。", "Its fields: {known}."),
)

ID = "_id"
Raw = str | Sequence[str] | Mapping[str, str]
RawRow = Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written: fields by code, child records by kind."""

    values: RawRow = field(default_factory=dict)
    parts: Mapping[str, Sequence[RawRow]] = field(default_factory=dict)


@dataclass(slots=True)
class Written:
    """What an entry says, read: values to keep, child records in their order, and what could not be read."""

    values: dict[str, Stored] = field(default_factory=dict)
    parts: dict[str, tuple[Values, ...]] = field(default_factory=dict)
    complaints: list[Refusal] = field(default_factory=list)


def read_entry(register: Register, entry: Entry, known: Known) -> Written:
    """Read all that was written. What a field cannot hold is a complaint at the field, `part[2].field` in child rows;
    fields of files are left alone."""
    found = Written()
    found.values = _row(register, register.fields, entry.values, known, "", found.complaints)
    for code, rows in entry.parts.items():
        part = register.part(code)
        if part is None:
            found.complaints.append(_unknown(register, code))
            continue
        made = []
        for number, row in enumerate(rows, start=1):
            kept = _row(register, part.fields, row, known, f"{code}[{number}].", found.complaints)
            if kept:
                made.append({ID: str(row.get(ID) or ""), **kept})
        found.parts[code] = tuple(made)
    return found


def _row(
    register: Register, fields: Sequence[Field], raw: RawRow, known: Known, at: str, complaints: list[Refusal]
) -> dict[str, Stored]:
    asked = {f.code: f for f in fields}
    complaints += [_unknown(register, f"{at}{code}") for code in raw if code not in asked and code != ID]
    found: dict[str, Stored] = {}
    for code, one in asked.items():
        if code not in raw or one.kind.attached:
            continue
        try:
            kept = (
                _items(one, raw[code], f"{at}{code}") if one.kind is Kind.CHECKLIST else _one(one, raw[code], known, at)
            )
        except Refused as fault:
            complaints += fault.refusals
            continue
        if kept is not None:
            found[code] = kept
    return found


def _one(asked: Field, raw: Raw, known: Known, at: str) -> Stored | None:
    text = raw if isinstance(raw, str) else list(raw)
    return read(asked, text, known, f"{at}{asked.code}")


def _items(asked: Field, raw: Raw, where: str) -> dict[str, str] | None:
    """The answered items of a checklist."""
    given = raw if isinstance(raw, Mapping) else {}
    found = {code: read_item(asked, code, text, f"{where}.{code}") for code, text in given.items()}
    return {code: answer for code, answer in found.items() if answer is not None} or None


def _unknown(register: Register, came: str) -> Refusal:
    known = listed([f.label for f in register.fields] + [p.label for p in register.parts])
    return NO_SUCH_FIELD.at(came, register=register.title, came=came, known=known)


def merged(before: Written | None, now: Written, given: Entry) -> Written:
    """A change laid over what was there: fields that were written replace, an emptied one goes, all others stay."""
    if before is None:
        return now
    values = {code: kept for code, kept in before.values.items() if code not in given.values}
    return Written({**values, **now.values}, {**before.parts, **now.parts}, now.complaints)
