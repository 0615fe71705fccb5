"""The arithmetic of reports: what goes in comes out again, and a base of zero is refused."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.arithmetic import Change, Surplus, amount, percent, total
from halfsky.kernel.refusals import Refusal

values = st.integers(-9999, 9999).map(lambda n: F(n, 30))


@given(values, values.filter(bool))
def test_a_share_and_its_whole_give_the_part_back(part: F, whole: F) -> None:
    assert percent(part, whole) * whole == 100 * part


@given(st.lists(values.map(abs), min_size=1, max_size=6).filter(any))
def test_the_shares_of_all_parts_make_one_hundred(parts: list[F]) -> None:
    assert sum(percent(p, total(parts)) for p in parts) == 100


@given(values, values)
def test_a_change_leads_back_to_the_previous_value(now: F, before: F) -> None:
    change = Change(now, now - before)
    assert change.previous == before
    if before:
        assert before * (1 + change.growth / 100) == now
    else:
        with pytest.raises(Refusal) as refused:
            _ = change.growth
        assert refused.value.number == "400.53"


@given(st.lists(st.tuples(values, values), min_size=1, max_size=5))
def test_changes_of_parts_add_up_to_the_change_of_the_whole(pairs: list[tuple[F, F]]) -> None:
    whole = Change(F(0), F(0))
    for now, before in pairs:
        whole = whole + Change(now, now - before)
    assert (whole.value, whole.previous) == (total(n for n, _ in pairs), total(b for _, b in pairs))


@given(values, values)
def test_a_surplus_and_its_target_make_the_result(actual: F, over: F) -> None:
    found = Surplus(actual, over)
    assert found.target + over == actual
    if found.target:
        assert found.attainment - found.relative == 100


def test_amounts_by_hand() -> None:
    # 3570 persons at 800 and 711 at 400; 1479 persons at 50 a month for 12 months
    assert amount([(F(3570), F(800)), (F(711), F(400))]) == 2_856_000 + 284_400
    assert amount([(F(1479), F(50), F(12))]) == 887_400
    assert amount([]) == 0


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        percent(F(0), F(0))
    assert "分母为零" in str(refused.value)
