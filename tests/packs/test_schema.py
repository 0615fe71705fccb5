"""The JSON Schema for editors says what the reader does, and the copies in docs are up to date."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from halfsky.packs.notation import Head, RuleEntry
from halfsky.packs.pack import TABLES
from halfsky.packs.reading import notation
from halfsky.packs.schema import schemas

from .content import CONTENT, PACKS

DOCS = Path(__file__).resolve().parents[2] / "docs"
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": int | float}


def faults(value: Any, schema: dict[str, Any], path: str = "") -> list[str]:
    """What of a value breaks the schema: the keywords that ours use, and no others."""
    unknown = set(schema) - {
        "$schema", "title", "description", "type", "properties", "required", "additionalProperties", "items", "enum",
        "const", "pattern", "minLength", "minimum", "maximum", "oneOf", "allOf", "if", "then", "propertyNames",
    }  # fmt: skip
    assert not unknown, unknown
    found = _plain_faults(value, schema, path)
    if isinstance(value, dict):
        found += [f"{path}.{name} is missing" for name in schema.get("required", []) if name not in value]
        for name, below in value.items():
            if name in schema.get("properties", {}):
                found += faults(below, schema["properties"][name], f"{path}.{name}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{path}.{name} is not known")
            else:
                found += faults(name, schema.get("propertyNames", {}), f"{path}.{name}")
                found += faults(below, schema.get("additionalProperties", {}), f"{path}.{name}")
    if isinstance(value, list) and "items" in schema:
        found += [fault for i, item in enumerate(value) for fault in faults(item, schema["items"], f"{path}[{i}]")]
    if "oneOf" in schema and sum(not faults(value, choice) for choice in schema["oneOf"]) != 1:
        found.append(f"{path} fits none of the forms, or several")
    for part in schema.get("allOf", []):
        if not faults(value, part.get("if", {})):
            found += faults(value, part.get("then", {}), path)
    return found


def _plain_faults(value: Any, schema: dict[str, Any], path: str) -> list[str]:
    kinds = schema.get("type", [])
    wanted = [TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    sound = [
        not wanted or any(isinstance(value, kind) for kind in wanted),
        value in schema.get("enum", [value]),
        value == schema.get("const", value),
        not isinstance(value, str) or re.search(schema.get("pattern", ""), value) is not None,
        not isinstance(value, str) or len(value) >= schema.get("minLength", 0),
        not isinstance(value, int) or schema.get("minimum", value) <= value <= schema.get("maximum", value),
    ]
    return [] if all(sound) else [f"{path}: {value!r}"]


def as_an_editor_reads(name: str) -> Any:
    return yaml.safe_load((CONTENT / name).read_text("utf-8"))


@pytest.mark.parametrize("pack", PACKS)
def test_every_shipped_head_fits_the_schema(pack: str) -> None:
    assert faults(as_an_editor_reads(f"{pack}/pack.yaml"), schemas()["pack"]) == []


def test_the_shipped_rules_fit_the_schema() -> None:
    assert faults(as_an_editor_reads("indicators-cn/warnings.yaml"), schemas()["warnings"]) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"tittle": "x"}, ".tittle is not known"),
        ({"version": "1.0"}, ".version: '1.0'"),
        ({"kind": "plans"}, ".kind: 'plans'"),
        ({"uses": "indicators-cn"}, ".uses: 'indicators-cn'"),
        ({"base_year": "2020年"}, ".base_year: '2020年'"),
        ({"title": {"en": "no Chinese"}}, ".title fits none of the forms, or several"),
    ],
)
def test_what_the_reader_refuses_breaks_the_schema(change: dict[str, Any], fault: str) -> None:
    head = as_an_editor_reads("women-2021/pack.yaml")
    assert fault in faults({**head, **change}, schemas()["pack"])


def test_a_plan_must_say_its_years_and_a_catalogue_need_not() -> None:
    head = {"pack": "a", "version": "1.0.0", "title": "甲"}
    assert faults({**head, "kind": "catalogue"}, schemas()["pack"]) == []
    assert ".years is missing" in faults({**head, "kind": "plan"}, schemas()["pack"])


def test_the_schema_has_every_key_that_is_read() -> None:
    found = schemas()
    assert set(found["pack"]["properties"]) == {f.name for f in notation(Head)}
    assert set(found["warnings"]["items"]["properties"]) == {f.name for f in notation(RuleEntry)}


@pytest.mark.parametrize("name", ["pack", "warnings"])
def test_the_schema_in_docs_is_the_one_that_the_code_derives(name: str) -> None:
    printed = json.dumps(schemas()[name], ensure_ascii=False, indent=2) + "\n"
    assert (DOCS / "schema" / f"{name}.json").read_text("utf-8") == printed, "halfsky packs schema > docs/schema/…"


def test_the_guide_names_every_table_and_column() -> None:
    guide = (DOCS / "packs.md").read_text("utf-8")
    sections = dict(re.findall(r"^### `([\w/]+)\.csv`[^\n]*\n(.*?)(?=^##)", guide, re.M | re.S))
    for table, row in TABLES.items():
        columns = [f.name for f in notation(row)]
        assert [c for c in columns if f"`{c}`" not in sections.get(table, "")] == [], table
        bold = set(re.findall(r"^\| \*\*`(\w+)`\*\*", sections[table], re.M))
        required = {f.name for f in notation(row) if f.required}
        assert bold == required or table in ("examples/facts", "examples/values"), table


def test_the_guide_names_every_key_of_the_structures() -> None:
    guide = (DOCS / "packs.md").read_text("utf-8")
    for cls in (Head, RuleEntry):
        assert [f.name for f in notation(cls) if f"`{f.name}`" not in guide] == []
