"""Fingerprints name exact texts: order does not matter, anything else does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.fingerprint import of_answers, of_files, of_packs

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


SHEET = ("health-yearly", "2024", "990101000000")
ANSWERS = {"live_births|sex=male": "80", "live_births|sex=female": {"absent": "not_provided"}}


def test_the_code_of_a_sheet_is_short_and_does_not_depend_on_the_order_of_cells() -> None:
    code = of_answers(SHEET, ANSWERS)
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
    assert of_answers(SHEET, dict(reversed(ANSWERS.items()))) == code


def test_another_answer_a_reason_or_another_sheet_has_another_code() -> None:
    others = [
        of_answers(SHEET, {**ANSWERS, "live_births|sex=male": "81"}),
        of_answers(SHEET, {**ANSWERS, "live_births|sex=female": {"absent": "not_published"}}),
        of_answers(SHEET, {"live_births|sex=male": "80"}),
        of_answers(("health-yearly", "2025", "990101000000"), ANSWERS),
    ]
    assert len({of_answers(SHEET, ANSWERS), *others}) == 5
