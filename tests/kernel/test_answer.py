"""How a cell is answered: what people write, read exactly or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel import answer
from halfsky.kernel.answer import REASONS, from_stored, read_answer, reading, stored
from halfsky.kernel.fact import Absence, Element, Missing
from halfsky.kernel.refusals import Refusal
from tests.kernel.sheets import ELEMENTS, element

BIRTHS, MONEY = ELEMENTS["births"], ELEMENTS["money"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0", "0"),
        ("１２３", "123"),
        ("1,234", "1234"),
        ("12.0", "12"),
        ("3.5万", "35000"),
        ("3.5万人", "35000"),
        ("35000人", "35000"),
        (" 7 ", "7"),
        ("２．５万", "25000"),
    ],
)
def test_numbers_as_people_write_them(typed: str, kept: str) -> None:
    assert read_answer(typed, BIRTHS) == kept


@pytest.mark.parametrize(
    ("typed", "kept"), [("12.5", "12.5"), ("12.5万元", "12.5"), ("3000元", "0.3"), ("1亿元", "10000")]
)
def test_units_are_converted_into_that_of_the_element(typed: str, kept: str) -> None:
    assert read_answer(typed, MONEY) == kept


@pytest.mark.parametrize("typed", ["", "  ", "　"])
def test_an_empty_cell_is_no_answer(typed: str) -> None:
    assert read_answer(typed, BIRTHS) is None


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_chosen_by_code_or_label(reason: Absence) -> None:
    assert read_answer(reason.value, BIRTHS) is reason
    assert read_answer(reason.label.zh, BIRTHS) is reason


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("-3", "400.741"),
        ("12.5", "400.740"),
        ("30%", "400.742"),
        ("5个", "400.742"),
        ("5户", "400.742"),
        ("—", "400.743"),
        ("-", "400.743"),
        ("暂无", "400.10"),
        ("○", "400.10"),
        ("1e5", "400.10"),
        ("未报", "400.10"),
        ("12，34", "400.10"),
    ],
)
def test_what_a_cell_cannot_hold_is_refused(typed: str, number: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_answer(typed, BIRTHS, "D7")
    assert refused.value.number == number
    assert refused.value.where == "D7"


def test_more_decimals_than_the_element_has_are_refused() -> None:
    assert read_answer("1.25", MONEY) == "1.25"
    with pytest.raises(Refusal):
        read_answer("1.255", MONEY)


def test_a_multiple_of_a_multiple_is_not_guessed() -> None:
    with pytest.raises(Refusal):
        read_answer("3万", element("x", "经费", "万元"))


@given(st.one_of(st.integers(0, 10**12).map(str), st.sampled_from(REASONS)))
def test_what_is_kept_comes_back(kept: str | Absence) -> None:
    assert from_stored(stored(kept)) == kept


@given(st.integers(0, 10**9))
def test_what_was_read_reads_again(number: int) -> None:
    kept = read_answer(f"{number:,}", BIRTHS)
    assert kept == str(number) and reading(kept) == number


@given(
    st.one_of(
        st.integers(0, 10**20).map(str),
        st.text("00127．.,，-+ 　万%²٣", max_size=6),
        st.sampled_from(["0", "00", "007", "１２", "1 2", "9" * 40, "", "-0", "+5", "５万", "٣", "²"]),
    ),
    st.sampled_from([BIRTHS, MONEY]),
)
def test_the_short_road_for_whole_numbers_says_what_the_long_one_says(text: str, of: Element) -> None:
    """Without the short road every text is narrowed, read as an exact number, and printed again."""

    def read() -> object:
        try:
            kept = read_answer(text, of, "cell")
        except Refusal as refused:
            return refused.number, refused.where, str(refused)
        return kept, None if kept is None else answer._value.__wrapped__(kept)

    short = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer, "_whole", lambda _: False)
        assert read() == short


def test_a_reason_is_a_missing_value() -> None:
    assert reading(Absence.NOT_PROVIDED, "births") == Missing(Absence.NOT_PROVIDED, "births")
