"""Fingerprints name exact texts: order does not matter, anything else does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.fingerprint import of_files, of_packs

folders = st.dictionaries(st.text("ab\0\n 0", max_size=4), st.binary(max_size=6), max_size=4)


@given(folders)
def test_the_order_of_files_does_not_matter(files: dict[str, bytes]) -> None:
    turned = dict(reversed(files.items()))
    assert of_files(turned) == of_files(files)
    assert len(of_files(files)) == 64


@given(folders, folders)
def test_other_files_have_another_fingerprint(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert (of_files(one) == of_files(other)) is (one == other)


def test_a_fingerprint_feels_a_moved_border_between_name_and_content() -> None:
    assert of_files({"a": b"bc"}) != of_files({"ab": b"c"})
    assert of_files({"a": b"", "b": b""}) != of_files({"a": b"b"})


def test_packs_are_named_by_code_and_fingerprint() -> None:
    assert of_packs({"a": "1", "b": "2"}) == of_packs({"b": "2", "a": "1"})
    assert of_packs({"a": "1", "b": "2"}) != of_packs({"a": "2", "b": "1"})
    assert of_packs({"a": "1"}) != of_packs({})
