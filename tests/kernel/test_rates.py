"""达标率 and its companions, counted by hand; the published examples of the field; series that two plans share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction as F
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.forecast import Progress
from halfsky.kernel.numbers import printed
from halfsky.kernel.period import year
from halfsky.kernel.rates import shared_once, summarise
from halfsky.kernel.sentence import summary_sentence
from halfsky.kernel.target import Bar
from halfsky.kernel.verdict import Class, Note, Verdict

NOT_NUMERIC = (Class.BETTER, Class.STEADY, Class.WORSE, Class.MONITORED, Class.NO_TARGET)


@dataclass(frozen=True)
class Row:
    number: str
    verdict: Verdict
    series: str = ""


def verdict(class_: Class, quantifiable: bool | None = None) -> Verdict:
    return Verdict(class_, class_ not in NOT_NUMERIC if quantifiable is None else quantifiable)


def rows(*classes: tuple[Class, int]) -> list[Row]:
    """So many rows of each class, numbered."""
    flat = [c for c, n in classes for _ in range(n)]
    return [Row(f"X{i}", verdict(c)) for i, c in enumerate(flat, 1)]


def percent(share: F | None) -> str | None:
    return None if share is None else printed(share * 100, 1)


@pytest.mark.parametrize(
    ("classes", "rate", "with_missing", "coverage", "withheld"),
    [
        # 44 of 54 reached, all with data
        ([(Class.REACHED, 44), (Class.NOT_REACHED, 10)], "81.5", "81.5", "100.0", False),
        # 31 of 33
        ([(Class.REACHED, 31), (Class.NOT_REACHED, 2)], "93.9", "93.9", "100.0", False),
        # 22 of 37, three without data: 22/34 and 22/37 beside 34/37
        ([(Class.EARLY, 22), (Class.EXPECTED, 12), (Class.NO_DATA, 3)], "64.7", "59.5", "91.9", False),
        # exactly four fifths still speak
        ([(Class.REACHED, 2), (Class.DIFFICULT, 2), (Class.NO_DATA, 1)], "50.0", "40.0", "80.0", False),
        # 79 of 100 do not
        ([(Class.REACHED, 79), (Class.NO_DATA, 21)], None, None, "79.0", True),
        ([(Class.NO_DATA, 4)], None, None, "0.0", True),
        ([(Class.MONITORED, 4), (Class.BETTER, 2)], None, None, None, True),
        ([], None, None, None, True),
    ],
)
def test_rates_of_the_field(
    classes: list[tuple[Class, int]], rate: str | None, with_missing: str | None, coverage: str | None, withheld: bool
) -> None:
    s = summarise(rows(*classes))
    assert (percent(s.rate), percent(s.rate_with_missing), percent(s.coverage)) == (rate, with_missing, coverage)
    assert s.withheld is withheld


def test_counts_of_a_mixed_plan_by_hand() -> None:
    line = Progress(2020, 2024, F(84), F(0), F(0))
    behind = replace(line, behind=F(2), share=F(1, 5))
    value = Observation(year(2023), F(1), "1")
    made = [
        Row("1", verdict(Class.REACHED)),
        Row("2", replace(verdict(Class.EARLY), observation=value, notes=(Note.EARLIER_VALUE,))),
        Row("3", verdict(Class.KEPT)),
        Row("4", replace(verdict(Class.EXPECTED), progress=line)),
        Row("5", replace(verdict(Class.EXPECTED), progress=behind)),
        Row("6", replace(verdict(Class.DIFFICULT), progress=behind)),
        Row("7", verdict(Class.RELAPSED)),
        Row("8", verdict(Class.PENDING)),
        Row("9", replace(verdict(Class.NO_DATA), reason=Absence.NOT_REPORTED)),
        Row("10", replace(verdict(Class.NO_DATA), reason=Absence.NOT_COUNTED_HERE)),
        Row("11", verdict(Class.BETTER)),
        Row("12", replace(verdict(Class.MONITORED), observation=value, notes=(Note.EARLIER_VALUE,))),
    ]
    s = summarise(made)
    assert s.rows == 12
    assert s.quantifiable == 9  # without the one not counted here and the two that ask for no number
    assert s.reached == 3  # 1, 2, 3
    assert s.early_or_expected == 5  # and 4, 5
    assert s.on_progress == 4  # 1, 2, 3, 4
    assert s.missing == ("9",)
    assert s.not_counted_here == ("10",)
    assert s.earlier_values == 1  # the monitored one is no row of a rate
    assert (s.with_data, s.coverage) == (8, F(8, 9))
    assert (s.rate, s.rate_with_missing) == (F(3, 8), F(3, 9))
    assert (s.hopeful_rate, s.progress_rate) == (F(5, 9), F(4, 9))
    assert s.count(Class.EXPECTED) == 2 and s.count(Class.WORSE) == 0
    assert sum(n for _, n in s.by_class) == 12


def test_the_setting_of_enough_coverage_is_respected() -> None:
    made = rows((Class.REACHED, 6), (Class.NO_DATA, 4))
    assert summarise(made).withheld
    assert summarise(made, F(60, 100)).rate == 1


counts = st.lists(st.sampled_from(list(Class)), max_size=30)


@given(counts)
def test_rates_stay_between_0_and_1_and_never_contradict_each_other(classes: list[Class]) -> None:
    s = summarise(rows(*((c, 1) for c in classes)))
    assert 0 <= s.reached <= s.with_data <= s.quantifiable <= s.rows == len(classes)
    assert s.reached <= s.early_or_expected <= s.quantifiable
    if s.withheld:
        assert s.rate is s.rate_with_missing is s.hopeful_rate is s.progress_rate is None
    else:
        assert s.rate is not None and s.rate_with_missing is not None
        assert 0 <= s.rate_with_missing <= s.rate <= 1
        assert (s.rate == s.rate_with_missing) is (not s.missing or not s.reached)


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(classes: list[Class], chance: object) -> None:
    made = rows(*((c, 1) for c in classes))
    mixed = list(made)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = summarise(made), summarise(mixed)
    assert replace(one, missing=()) == replace(other, missing=())
    assert set(one.missing) == set(other.missing)


def row(class_: Class, low: int | None, series: str = "s", number: str = "") -> Row:
    bar = None if low is None else Bar(low=F(low))
    return Row(number or f"{class_}-{low}", replace(verdict(class_), bar=bar), series)


def once(*plans: Sequence[Row]) -> list[str]:
    return [r.number for r in shared_once(plans, lambda r: r.series)]


@pytest.mark.parametrize(
    ("a", "b", "counts"),
    [
        # 92 %: reached for who asks 90, not for who asks 95
        (row(Class.EARLY, 90), row(Class.EXPECTED, 95), "expected-95"),
        # none reached: still the stricter one, though its forecast is worse
        (row(Class.EXPECTED, 90), row(Class.DIFFICULT, 95), "difficult-95"),
        (row(Class.DIFFICULT, 95), row(Class.EXPECTED, 90), "difficult-95"),
        # a judged row outweighs one without data, whatever it asks
        (row(Class.EARLY, 90), row(Class.NO_DATA, 95), "early-90"),
        # a number outweighs a goal without one
        (row(Class.BETTER, None), row(Class.EARLY, 90), "early-90"),
        # one target, two kinds of goal: what is not reached outweighs
        (row(Class.KEPT, 90), row(Class.NOT_REACHED, 90), "not_reached-90"),
        # no tolerance issued, so no bar to compare: pending outweighs reached
        (row(Class.EARLY, 90), row(Class.PENDING, None), "pending-None"),
    ],
)
def test_of_a_shared_series_the_stricter_target_counts(a: Row, b: Row, counts: str) -> None:
    assert once([a], [b]) == once([b], [a]) == [counts]


def test_shared_series_count_once_and_the_others_stay() -> None:
    women = [row(Class.EARLY, 90, "mmr", "W1"), row(Class.EXPECTED, 95, "school", "W2")]
    children = [row(Class.DIFFICULT, 95, "mmr", "C1"), row(Class.KEPT, 50, "clinic", "C2")]
    together = once(women, children)
    assert sorted(together) == ["C1", "C2", "W2"]
    s = summarise(shared_once([women, children], lambda r: r.series))
    assert (s.quantifiable, s.reached) == (3, 1)


def test_where_nothing_tells_two_rows_apart_the_first_plan_speaks() -> None:
    one, other = row(Class.EXPECTED, 90, number="W1"), row(Class.DIFFICULT, 90, number="C1")
    assert once([one], [other]) == ["W1"]
    assert once([other], [one]) == ["C1"]


def test_three_plans_in_any_order() -> None:
    plans = [[row(Class.EARLY, 80)], [row(Class.EXPECTED, 95)], [row(Class.EXPECTED, 90)]]
    assert {tuple(once(*order)) for order in permutations(plans)} == {("expected-95",)}


def test_the_summary_in_words() -> None:
    full = summary_sentence(summarise(rows((Class.REACHED, 44), (Class.NOT_REACHED, 10))))
    assert full.zh == "可量化指标54项，达标44项，达标率81.5%（数据覆盖率100.0%）。"
    assert full.en == "54 quantifiable, 44 reached: 81.5% (coverage 100.0%)."
    some = summary_sentence(summarise(rows((Class.EARLY, 22), (Class.EXPECTED, 12), (Class.NO_DATA, 3))))
    assert some.zh == "可量化指标37项，达标22项，达标率59.5%（数据覆盖率91.9%；不计无数据项为64.7%）。"
    assert some.en == "37 quantifiable, 22 reached: 59.5% (coverage 91.9%; 64.7% without missing rows)."
    little = summary_sentence(summarise(rows((Class.REACHED, 3), (Class.NO_DATA, 1))))
    assert little.zh == "可量化指标4项，达标3项；数据覆盖率75.0%，1项无数据，数据不足，暂不计算达标率。"
    assert little.en == "4 quantifiable, 3 reached; coverage 75.0%, 1 without data: too little for a rate."
    nothing = summary_sentence(summarise([]))
    assert nothing.zh == "本级没有可量化的目标，不计算达标率。"
