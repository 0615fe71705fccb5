"""JSON Schema for editors, derived from the classes that read the files: it cannot say anything else than they do.

Editors guess types (`2020` is a number to them), the reader does not; where the two differ the schema takes both.
"""

from __future__ import annotations

from typing import Any

from halfsky.packs.form_files import CHECK_KINDS
from halfsky.packs.form_notation import CheckEntry, FormEntry, WorkflowEntry
from halfsky.packs.notation import Head, Row, RuleEntry
from halfsky.packs.pack import LACKING
from halfsky.packs.reading import Field, Words, notation, plain_key
from halfsky.packs.register_notation import RegisterEntry
from halfsky.packs.scheme_notation import SchemeEntry
from halfsky.packs.template_notation import TemplateEntry

Json = dict[str, Any]
_WORDS = Field("words", "words", True, None, Words, False)
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, Json]:
    """The schema of every YAML file of a pack, by the file's name without its ending."""
    return {
        "pack": {"$schema": DRAFT, "title": "pack.yaml", **_mapping(Head), "allOf": _by_kind()},
        "warnings": {"$schema": DRAFT, "title": "warnings.yaml", "type": "array", "items": _mapping(RuleEntry)},
        "form": {"$schema": DRAFT, "title": "forms/NAME.yaml", **_mapping(FormEntry)},
        "register": {"$schema": DRAFT, "title": "registers/NAME.yaml", **_mapping(RegisterEntry)},
        "scheme": {"$schema": DRAFT, "title": "schemes/NAME.yaml", **_mapping(SchemeEntry)},
        "template": {"$schema": DRAFT, "title": "templates/NAME.yaml", **_mapping(TemplateEntry)},
        "workflows": {"$schema": DRAFT, "title": "workflows.yaml", "type": "array", "items": _mapping(WorkflowEntry)},
    }


def _mapping(cls: type[Any]) -> Json:
    columns = notation(cls)
    found: Json = {
        "type": "object",
        "properties": {column.name: _field(column) for column in columns},
        "required": [column.name for column in columns if column.required],
        "additionalProperties": False,
    }
    if cls is CheckEntry:
        found["oneOf"] = [{"required": [kind]} for kind in CHECK_KINDS]
    return {"description": _said(cls), **found} if issubclass(cls, Row) else found


def _said(cls: type[Any]) -> str:
    """The first sentence of a notation's docstring."""
    return (cls.__doc__ or "").partition("\n")[0]


def _field(column: Field) -> Json:
    one = _one(column)
    if not column.many:
        return one
    many = {"type": "array", "items": one}
    return {"oneOf": [one, many]} if column.lone else many


def _one(column: Field) -> Json:
    if column.each is not None:
        assert column.keys is not None
        open_ = {"type": "object", "propertyNames": _one(column.keys), "additionalProperties": _field(column.each)}
        return {"oneOf": [dict(column.kind.schema), open_]} if column.kind else open_
    if column.below is Words:
        return {"oneOf": [{"type": "string", "minLength": 1}, _mapping(Words)]}
    if column.below is not None:
        return {"oneOf": [_one(_WORDS), _mapping(column.below)]} if plain_key(column.below) else _mapping(column.below)
    assert column.kind is not None
    return dict(column.kind.schema)


def _by_kind() -> list[Json]:
    """What pack.yaml must also say, by the kind of pack."""
    return [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": {"required": list(names)}}
        for kind, names in LACKING.items()
    ]
