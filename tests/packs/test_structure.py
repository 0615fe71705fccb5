"""YAML is read as it is written: text with positions, no guessed types, no second key."""

from __future__ import annotations

import pytest

from halfsky.kernel.refusals import Refused
from halfsky.packs.structure import Entries, Items, Scalar, load


@pytest.mark.parametrize("text", ["1.0", "no", "2024-01", "0x1F", "012", "~", "null", "1e3", "12:30", ".5"])
def test_no_type_is_guessed(text: str) -> None:
    node = load(f"key: {text}\n", "f.yaml")
    assert isinstance(node, Entries)
    value = node.entries["key"]
    assert isinstance(value, Scalar)
    assert value.text == text
    assert (value.spot.line, value.spot.column) == (1, 6)


def test_lists_and_mappings_keep_their_lines() -> None:
    node = load("a:\n  - x\n  - {b: y}\n", "f.yaml")
    assert isinstance(node, Entries)
    items = node.entries["a"]
    assert isinstance(items, Items)
    assert [str(item.spot) for item in items.items] == ["f.yaml:2:5", "f.yaml:3:5"]


def test_every_doubled_key_is_said_with_both_lines() -> None:
    with pytest.raises(Refused) as refused:
        load("a: 1\nb: {c: 1, c: 2}\na: 2\n", "f.yaml")
    found = refused.value.refusals
    assert [(r.where, r.number) for r in found] == [("f.yaml:2:11", "400.212"), ("f.yaml:3:1", "400.212")]
    assert "第 1 行" in str(found[1])


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: [1, 2\n", "f.yaml:2:1"),
        ("a: b: c\n", "f.yaml:1:5"),
        ("a: 'open\n", "f.yaml:2:1"),
        ("a\tb: 1\n- c\n", "f.yaml:2:1"),
    ],
)
def test_what_is_no_yaml_is_refused_where_it_goes_wrong(text: str, where: str) -> None:
    with pytest.raises(Refused) as refused:
        load(text, "f.yaml")
    assert [(r.number, r.where) for r in refused.value.refusals] == [("400.211", where)]


def test_characters_that_yaml_does_not_know_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        load("a: \x00\n", "f.yaml")
    assert refused.value.refusals[0].number == "400.211"


def test_two_documents_in_one_file_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        load("a: 1\n---\nb: 2\n", "f.yaml")
    assert refused.value.refusals[0].number == "400.211"


@pytest.mark.parametrize(
    "text", ["a: [{b: 1}]: c\n", "? [a]\n: b\n", "[" * 300_000, "[" * 21 + "]" * 21, "- " * 5_000 + "x"]
)
def test_names_that_are_lists_and_endless_brackets_are_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        load(text, "f.yaml")
    assert [r.number for r in refused.value.refusals] == ["400.211"]


@pytest.mark.parametrize(
    "text", ["a: &x {b: 1}\n", "a: 1\nc: !!int 3\n", "a: !!python/object:os.system x\n", "a: !x 1\n"]
)
def test_references_and_tags_are_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        load(text, "f.yaml")
    assert [r.number for r in refused.value.refusals] == ["400.213"]


def test_a_reference_is_refused_beside_its_anchor() -> None:
    with pytest.raises(Refused) as refused:
        load("a: &x {b: 1}\nc: *x\n", "f.yaml")
    assert [(r.number, r.where) for r in refused.value.refusals] == [
        ("400.213", "f.yaml:1:4"),
        ("400.213", "f.yaml:2:4"),
    ]


def test_an_empty_file_is_an_empty_text() -> None:
    assert load("# nothing\n", "f.yaml") == Scalar("", load("", "f.yaml").spot)
