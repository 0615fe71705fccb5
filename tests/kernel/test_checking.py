"""Checks: what fails, what cannot be run, what is silent, and which explanations explain."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.answer import Answer
from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.checking import Around, Check, Finding, Kind, Severity, blocking, check_sheet, demand_reason
from halfsky.kernel.fact import Absence
from halfsky.kernel.form import Form, Totals
from halfsky.kernel.grammar import read
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import Text
from tests.kernel.sheets import ELEMENTS, RURAL, SCOPE, URBAN, check, form

SUBSET = check("hospital <= births")
JUMP = check("abs(change(births)) <= 30%", Severity.SOFT)


def found(made: Form, answers: dict[Key, Answer], around: Around | None = None) -> list[Finding]:
    return list(check_sheet(made, ELEMENTS, answers, around))


def test_a_condition_is_asked_of_every_column_that_its_operands_have() -> None:
    answers: dict[Key, Answer] = {
        ("births", URBAN): "10",
        ("births", RURAL): "20",
        ("hospital", URBAN): "11",
        ("hospital", RURAL): "9",
    }
    [one] = found(form(SUBSET), answers)
    assert (one.at, one.failed, one.severity) == (URBAN, True, Severity.HARD)
    assert one.keys == (("hospital", URBAN), ("births", URBAN))


def test_a_computed_total_takes_part() -> None:
    """11 + 20 hospital births against an entered 30: only the total gives it away."""
    made = form(check("hospital <= births"), totals=Totals.COMPUTED)
    answers: dict[Key, Answer] = {("births", URBAN): "11", ("births", RURAL): "19"}
    answers |= {("hospital", URBAN): "11", ("hospital", RURAL): "20"}
    assert {str(f.at) for f in found(made, answers)} == {"", "residence=rural"}


def test_a_check_with_a_missing_operand_is_not_run() -> None:
    answers: dict[Key, Answer] = {("hospital", URBAN): "11", ("births", URBAN): Absence.NOT_PROVIDED}
    [one] = [f for f in found(form(SUBSET), answers) if f.at == URBAN]
    assert not one.failed and one.missing is not None and one.missing.reason is Absence.NOT_PROVIDED
    assert blocking([one], {}) == ()


def test_an_untouched_sheet_is_not_complained_of() -> None:
    assert found(form(SUBSET, JUMP), {}) == []


def test_a_jump_is_seen_against_the_period_before() -> None:
    answers: dict[Key, Answer] = {("births", URBAN): "140", ("births", RURAL): "100"}
    before = Around(previous={("births", URBAN): Fraction(100), ("births", RURAL): Fraction(100)})
    failed = [f for f in found(form(JUMP), answers, before) if f.failed]
    assert [f.at for f in failed] == [URBAN]
    assert failed[0].says.zh == "不对：140"


def test_parts_that_do_not_make_up_an_entered_total() -> None:
    answers: dict[Key, Answer] = {("births", TOTAL): "31", ("births", URBAN): "10", ("births", RURAL): "20"}
    [one] = found(form(totals=Totals.ENTERED), answers)
    assert one.severity is Severity.HARD and "30" in one.says.zh and "31" in one.says.zh


def test_parts_that_are_not_all_there_are_not_held_against_the_total() -> None:
    answers: dict[Key, Answer] = {("births", TOTAL): "31", ("births", URBAN): "10"}
    assert found(form(totals=Totals.ENTERED), answers) == []


def test_an_outlier_among_its_siblings() -> None:
    """Shares of 1 to 5 %: median 3 %, usual distance 1 %; 20 % is further than five times that, 7 % is not."""
    outlier = check("deaths / births", Severity.SOFT, kind=Kind.SIBLINGS)
    siblings = [{("births", URBAN): Fraction(100), ("deaths", URBAN): Fraction(n)} for n in range(1, 6)]

    def failed(deaths: str) -> list[Finding]:
        answers: dict[Key, Answer] = {("births", URBAN): "100", ("deaths", URBAN): deaths}
        return [f for f in found(form(outlier), answers, Around(siblings=siblings)) if f.at == URBAN]

    assert failed("20") and not failed("7")


def test_few_siblings_say_nothing() -> None:
    outlier = check("deaths / births", Severity.SOFT, kind=Kind.SIBLINGS)
    siblings = [{("births", URBAN): Fraction(100), ("deaths", URBAN): Fraction(1)}] * 4
    answers: dict[Key, Answer] = {("births", URBAN): "100", ("deaths", URBAN): "90"}
    assert found(form(outlier), answers, Around(siblings=siblings)) == []


def test_a_total_against_the_reports_from_below() -> None:
    below = Check("below", Severity.HARD, Text("{own}≠{below}"), Kind.BELOW, read("deaths", SCOPE), other="births")
    answers: dict[Key, Answer] = {("deaths", URBAN): "5"}
    [one] = [f for f in found(form(below), answers, Around(below={("births", URBAN): Fraction(6)})) if f.at == URBAN]
    assert one.failed and one.says.zh == "5≠6"
    assert not [f for f in found(form(below), answers, Around(below={("births", URBAN): Fraction(5)})) if f.failed]
    [unknown] = [f for f in found(form(below), answers) if f.at == URBAN]
    assert not unknown.failed


def test_a_sheet_copied_from_last_year() -> None:
    alike = Check("alike", Severity.SOFT, Text("{count}个数与上年相同"), Kind.ALIKE)
    answers: dict[Key, Answer] = {
        (code, at): str(n)
        for n, (code, at) in enumerate(
            [(c, at) for c in ("births", "hospital", "deaths") for at in (URBAN, RURAL)], start=1
        )
    }
    same = {key: Fraction(str(answer)) for key, answer in answers.items()}
    [one] = found(form(alike), answers, Around(last_year=same))
    assert one.says.zh == "6个数与上年相同"
    other = same | {("births", URBAN): Fraction(99)}
    assert found(form(alike), answers, Around(last_year=other)) == []


CELLS = [(code, at) for code in ("births", "hospital") for at in (URBAN, RURAL)]


@given(st.dictionaries(st.sampled_from(CELLS), st.one_of(st.integers(0, 30).map(str), st.sampled_from(list(Absence)))))
def test_the_subset_rule_agrees_with_plain_arithmetic(answers: dict[Key, Answer]) -> None:
    """A check fails where both numbers are there and the order is wrong, and nowhere else."""
    for at in (URBAN, RURAL):
        part, whole = answers.get(("hospital", at)), answers.get(("births", at))
        both = isinstance(part, str) and not isinstance(part, Absence)
        both = both and isinstance(whole, str) and not isinstance(whole, Absence)
        wrong = both and int(str(part)) > int(str(whole))
        assert any(f.failed and f.at == at for f in found(form(SUBSET), answers)) == wrong


@pytest.mark.parametrize(
    "said",
    [
        "核实无误",
        "经核实无误。",
        "数据无误",
        "已核实，情况属实",
        "经反复核对，数据准确无误！",
        "ok",
        "12345678",
        "",
        "　　",
    ],
)
def test_words_that_explain_nothing(said: str) -> None:
    with pytest.raises(Refusal) as refused:
        demand_reason(said)
    assert refused.value.number == "400.744"


@pytest.mark.parametrize(
    "said",
    [
        "新建妇幼保健院3月启用，外县产妇来院分娩增加。",
        "上年误把户籍口径报成常住口径，今年更正。",
        "乡镇卫生院撤并，产妇转到县医院。",
    ],
)
def test_reasons_that_explain(said: str) -> None:
    assert demand_reason(f"  {said} ") == said


def test_soft_findings_pass_with_an_explanation_hard_ones_never() -> None:
    answers: dict[Key, Answer] = {("births", URBAN): "140", ("hospital", URBAN): "150"}
    before = Around(previous={("births", URBAN): Fraction(100)})
    failed = [f for f in found(form(SUBSET, JUMP), answers, before) if f.failed]
    soft, hard = (next(f for f in failed if f.severity is s) for s in (Severity.SOFT, Severity.HARD))
    assert blocking(failed, {soft.id: "说明", hard.id: "说明"}) == (hard,)
