"""Numbers: exact in, exact between, rounded once on the way out, half away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.numbers import code, decimals_of, exact, median, narrow, needed, percentile, printed, rounded
from halfsky.kernel.refusals import Refusal

WIDE = str.maketrans("0123456789.,-+%", "０１２３４５６７８９．，－＋％")
decimal_values = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
fractions = st.builds(F, st.integers(-(10**12), 10**12), st.integers(1, 10**6))


@given(decimal_values)
def test_a_printed_number_is_read_exactly_in_either_width(value: Decimal) -> None:
    text = f"{value:f}"
    assert exact(text) == F(value)
    assert exact(f" {text.translate(WIDE)} ") == F(value)


@given(st.integers(min_value=0, max_value=10**15))
def test_thousands_signs_are_read(value: int) -> None:
    assert exact(f"{value:,}") == value


@pytest.mark.parametrize(
    "text", ["", " ", "-", ".", "1e5", "4.508E+11", "1,23", "1,2345", "12,34.5", "十二", "1/3", "14.3%", "nan", "1_000"]
)
def test_what_is_not_a_number_is_refused_with_what_came(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        exact(text, "value!B7")
    assert refused.value.number == "400.10"
    assert refused.value.where == "value!B7"
    assert f"“{text}”" in str(refused.value)


@pytest.mark.parametrize("text", ["١٤", "१४", "᠑"])
def test_digits_of_other_scripts_are_no_digits_here(text: str) -> None:
    with pytest.raises(Refusal):
        exact(text)


@given(fractions, st.integers(min_value=0, max_value=9))
def test_rounding_is_half_away_from_zero(value: F, decimals: int) -> None:
    step = Decimal(1).scaleb(-decimals)
    # ROUND_HALF_UP rounds halves of the size up; a finite decimal far finer than the step cannot move a half.
    scaled = abs(value) * 10 ** (decimals + 40)
    size = Decimal(scaled.numerator // scaled.denominator).scaleb(-decimals - 40, Context(prec=200))
    expected = size.quantize(step, ROUND_HALF_UP, Context(prec=200))
    assert abs(rounded(value, decimals)) == expected
    assert rounded(-value, decimals) == -rounded(value, decimals)


@given(st.fractions(), st.integers(min_value=0, max_value=9))
def test_a_rounded_number_has_its_decimals_and_is_the_nearest(value: F, decimals: int) -> None:
    found = rounded(value, decimals)
    assert -found.as_tuple().exponent == decimals  # type: ignore[operator]
    assert abs(F(found) - value) <= F(1, 2 * 10**decimals)
    assert not (found.is_zero() and found.is_signed())


@given(st.integers(min_value=-(10**45), max_value=10**45), st.integers(min_value=0, max_value=6))
def test_printing_loses_no_digit_however_long(units: int, decimals: int) -> None:
    value = F(units, 10**decimals)
    assert exact(printed(value, decimals)) == value


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (F(143, 10), 1, "14.3"),
        (F(-6, 10), 2, "-0.60"),
        (F(25, 1000), 2, "0.03"),
        (F(-25, 1000), 2, "-0.03"),
        (F(-4, 1000), 2, "0.00"),
        (F(9496, 100), 1, "95.0"),
        (F(2, 3), 0, "1"),
        (F(1, 2), 0, "1"),
        (F(3, 2), 0, "2"),
    ],
)
def test_numbers_print_as_people_print_them(value: F, decimals: int, text: str) -> None:
    assert printed(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "at_least", "text"),
    [(F(12), 0, "12"), (F(12), 2, "12.00"), (F(36, 25), 0, "1.44"), (F(1, 3), 0, "0.333333"), (F(16), 2, "16.00")],
)
def test_no_more_decimals_than_needed(value: F, at_least: int, text: str) -> None:
    assert needed(value, at_least) == text


@given(decimal_values, st.integers(min_value=0, max_value=6))
def test_needed_shows_a_short_number_exactly(value: Decimal, at_least: int) -> None:
    text = needed(F(value), at_least)
    assert exact(text) == F(value)
    assert decimals_of(text) >= at_least
    # one decimal less would not do
    if decimals_of(text) > at_least:
        assert F(rounded(F(value), decimals_of(text) - 1)) != F(value)


@pytest.mark.parametrize(
    ("text", "decimals"), [("10.40", 2), ("93", 0), ("１０．４", 1), ("1,234.5", 1), ("-0.123", 3)]
)
def test_the_decimals_of_a_printed_number(text: str, decimals: int) -> None:
    assert decimals_of(text) == decimals


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("450800000000", "450800000000"),
        ("４５０８００００００００", "450800000000"),
        ("450800000000.0", "450800000000"),
        (" W1.02 ", "W1.02"),
        ("mmr", "mmr"),
        ("1.5", "1.5"),
    ],
)
def test_codes_stay_text(text: str, read: str) -> None:
    assert code(text) == read


@pytest.mark.parametrize("text", ["4.508E+11", "4.508e+11", "4.508E11", "4E+11", "４．５０８Ｅ＋１１", "4.508E+011"])
def test_a_code_that_a_spreadsheet_damaged_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        code(text, "places.csv:7")
    assert refused.value.number == "400.11"
    assert text in refused.value.says.zh


def naive_percentile(values: list[F], share: F) -> F:
    """The point on the polygon through (i / (n - 1), i-th smallest)."""
    ordered = sorted(values)
    last = len(ordered) - 1
    for i in range(last):
        if F(i, last) <= share <= F(i + 1, last):
            weight = (share - F(i, last)) * last
            return (1 - weight) * ordered[i] + weight * ordered[i + 1]
    return ordered[0]


@given(st.lists(fractions, min_size=1, max_size=12), st.fractions(min_value=0, max_value=1, max_denominator=100))
def test_percentiles_lie_on_the_line_between_neighbours(values: list[F], share: F) -> None:
    assert percentile(values, share) == naive_percentile(values, share)
    assert percentile(list(reversed(values)), share) == percentile(values, share)


@given(st.lists(fractions, min_size=1, max_size=15))
def test_the_median_has_half_on_each_side(values: list[F]) -> None:
    middle = median(values)
    assert 2 * sum(v <= middle for v in values) >= len(values)
    assert 2 * sum(v >= middle for v in values) >= len(values)


def test_medians_by_hand() -> None:
    assert median([F(3), F(1), F(2)]) == 2
    assert median([F(1), F(2)]) == F(3, 2)
    assert percentile([F(0), F(10)], F(1, 10)) == 1
    assert percentile([F(7)], F(9, 10)) == 7


def test_full_width_signs_fold() -> None:
    assert narrow(" －１２．５％ ") == "-12.5%"
