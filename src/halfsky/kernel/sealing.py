"""The two halves of a record: what is open, and what describes a person and is sealed. Apart they are kept, joined they
are read; a sealed half that is not there leaves its fields empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from halfsky.kernel.entry import ID
from halfsky.kernel.field import Field, Stored
from halfsky.kernel.record import Values
from halfsky.kernel.register import Register

Half = dict[str, Any]
"""{"values": {field: value}, "parts": {part: [{"_id": …, field: value}]}}"""


def split(register: Register, values: Values, parts: Mapping[str, Sequence[Values]]) -> tuple[Half, Half]:
    """The open half and the sealed half; the sealed one is empty where nothing is to be sealed."""
    plain: Half = {"values": _of(register.fields, values, sealed=False), "parts": {}}
    hidden: Half = {"values": _of(register.fields, values, sealed=True), "parts": {}}
    for part in register.parts:
        rows = parts.get(part.code, ())
        plain["parts"][part.code] = [{ID: row[ID], **_of(part.fields, row, sealed=False)} for row in rows]
        inner = [{ID: row[ID], **_of(part.fields, row, sealed=True)} for row in rows]
        if any(len(row) > 1 for row in inner):
            hidden["parts"][part.code] = inner
    return plain, hidden if hidden["values"] or hidden["parts"] else {}


def joined(
    plain: Mapping[str, Any], hidden: Mapping[str, Any]
) -> tuple[dict[str, Stored], dict[str, tuple[Values, ...]]]:
    """Values and child records of both halves together."""
    values: dict[str, Stored] = {**plain.get("values", {}), **hidden.get("values", {})}
    parts: dict[str, tuple[Values, ...]] = {}
    for code, rows in plain.get("parts", {}).items():
        inner = {row[ID]: row for row in hidden.get("parts", {}).get(code, ())}
        parts[code] = tuple({**row, **inner.get(row[ID], {})} for row in rows)
    return values, parts


def _of(fields: Sequence[Field], values: Values, sealed: bool) -> dict[str, Stored]:
    return {f.code: values[f.code] for f in fields if f.sealed is sealed and f.code in values}
