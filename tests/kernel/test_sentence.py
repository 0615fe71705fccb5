"""The sentence under a verdict: whole in both languages, true to the figures, for every class and every note."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from fractions import Fraction as F
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfsky.kernel.breakdown import TOTAL, read_cell
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.indicator import Direction, Indicator
from halfsky.kernel.judging import judge
from halfsky.kernel.numbers import exact, printed
from halfsky.kernel.period import year
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.sentence import row_name, sentence
from halfsky.kernel.target import Comparator, Target
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class, Note, Question
from halfsky.kernel.words import quantity, value_of
from tests.kernel.questions import NAME, question, question_at_one_place, seeded, target

QUESTIONS = seeded(question)
many = settings(max_examples=250)
ODD_SIGNS = re.compile(
    r"[{}<>]|None|Fraction|Text\(|Period|True|False|nan|，，|。。|；；|，。|；。|\(\)|（）|  | ,| \."
)
CHINESE = re.compile(r"[一-鿿]")


def said(q: Question, upper: Target | None = None) -> Text:
    return sentence(q, judge(q), NAME, upper)


@many
@given(QUESTIONS, st.none() | seeded(target))
def test_every_verdict_has_whole_sentences_in_both_languages(q: Question, upper: Target | None) -> None:
    made = said(q, upper)
    assert made.zh.endswith(("。", "。）"))
    assert made.en.endswith((".", ".)"))
    for text in (made.zh, made.en):
        assert not ODD_SIGNS.search(text), text
        assert text.count("（") == text.count("）") and text.count("(") == text.count(")")
    assert NAME.zh in made.zh and NAME.en in made.en.lower()
    assert made.en[0].isupper()


@many
@given(QUESTIONS)
def test_english_sentences_hold_no_chinese_but_units_and_names(q: Question) -> None:
    en = said(q).en
    for known in ("丙镇", q.goal.text.zh):
        en = en.replace(known, "")
    assert not CHINESE.search(en), en


@many
@given(QUESTIONS)
def test_a_sentence_ends_its_first_part_with_the_class_in_the_fields_words(q: Question) -> None:
    v = judge(q)
    without_word = {Class.NO_DATA, Class.MONITORED, Class.NO_TARGET}
    if v.class_ not in without_word and Note.NO_DIRECTION not in v.notes:
        assert v.class_.label.zh in said(q).zh
        assert v.class_.label.en in said(q).en


@many
@given(seeded(question_at_one_place))
def test_the_printed_value_and_the_verdict_never_contradict_each_other(q: Question) -> None:
    v = judge(q)
    if v.observation is None or v.bar is None or v.class_ in (Class.PENDING, Class.NO_DATA):
        return
    shown = value_of(v.observation, q.indicator, v.bar).zh
    assert shown in said(q).zh
    number = exact(shown.removesuffix(quantity("", q.indicator.unit).zh))
    assert v.bar.meets(number) is v.reached


@many
@given(seeded(question_at_one_place))
def test_the_printed_forecast_and_the_verdict_never_contradict_each_other(q: Question) -> None:
    v = judge(q)
    if v.forecast is None or v.bar is None or v.class_ not in (Class.EXPECTED, Class.DIFFICULT):
        return
    found = re.search(r"预计\d{4}年为(-?[\d.]+)", said(q).zh)
    assert found is not None
    assert v.bar.meets(exact(found[1])) is (v.class_ is Class.EXPECTED)


REMARKS: dict[Note, tuple[str, str]] = {
    Note.BASE_ALREADY_MET: ("基期已达标。", "The base year already met it."),
    Note.EARLIER_VALUE: ("（使用上年数据。）", "(Last year's value is used.)"),
    Note.NO_CASES: ("全年0例（小样本）。", "No case in the year (small count)."),
    Note.BREAK: ("口径调整，", "The definition changed; "),
    Note.LOW_CONFIDENCE: ("把握不大。", "not certain."),
    Note.WEAKENING: ("达标但走弱。", "met but weakening."),
    Note.SMALL_COUNT: ("小样本：", "Small count: "),
}


@many
@given(QUESTIONS)
def test_a_remark_is_made_exactly_where_its_note_is(q: Question) -> None:
    v, made = judge(q), said(q)
    for note, (zh, en) in REMARKS.items():
        assert (zh in made.zh) is (en in made.en) is (note in v.notes), note


def test_every_note_is_heard_in_some_sentence() -> None:
    """Each note changes the sentence: taking it away is noticed."""
    heard = set()
    for seed in range(1500):
        q = question(Random(seed))
        v = judge(q)
        for note in v.notes:
            if note in (Note.PARTS_FAILED, Note.PARTS_OPEN):
                heard.add(note)  # said by naming the parts
                continue
            fewer = replace(v, notes=tuple(n for n in v.notes if n is not note))
            try:
                changed = sentence(q, fewer, NAME).zh != sentence(q, v, NAME).zh
            except AssertionError:
                changed = True
            if changed:
                heard.add(note)
    # what the words of the class say without being told
    assert heard == set(Note) - {Note.FIRST_YEAR_AS_START, Note.NOT_YET_PUBLISHED}


MMR = Indicator("mmr", Text("孕产妇死亡率", "maternal mortality"), "1/10万", 1, Direction.DOWN)
RATE = Indicator("rate", Text("覆盖率", "coverage"), "%", 1, Direction.UP, high=F(100))


def computed(at: int, cases: int, count: int) -> Observation:
    value = F(100 * cases, count)
    return Observation(year(at), value, printed(value, 1), computed=True, cases=F(cases), count=F(count))


def asked(value: Observation, comparator: str, goal: str, indicator: Indicator = RATE) -> Question:
    aimed = Target("p", "X1", 2024, Comparator(comparator), F(goal), goal)
    return Question(indicator, Goal("X1", "d", "x", GoalKind.REACH), aimed, (value,), 2024, dt.date(2026, 1, 1), 2020)


def test_a_miss_that_rounding_would_hide_is_printed_with_one_more_digit() -> None:
    # 2374 of 2500 is 94.96 %
    made = said(asked(computed(2024, 2374, 2500), ">=", "95"))
    assert made.zh == "2024年覆盖率为94.96%，未达到2024年95%以上的目标，未达标。"
    assert made.en == "Coverage was 94.96% in 2024, missing the 2024 target (at least 95%): not reached."
    # 2376 of 2500 is 95.04 %: one decimal is enough
    assert (
        said(asked(computed(2024, 2376, 2500), ">=", "95")).zh
        == "2024年覆盖率为95.0%，达到2024年95%以上的目标，已达标。"
    )


def test_an_upper_target_is_shown_for_reference_only() -> None:
    q = replace(asked(computed(2024, 9, 10), ">=", "95"), target=None)
    upper = Target("p", "X1", 2030, Comparator.AT_LEAST, F(95), "95")
    assert said(q, upper).zh == "2024年覆盖率为90.0%；本级未设目标，上级2030年目标为95%以上（参照）。"
    en = "no target at this level, the upper level's for 2030 is at least 95% (for reference)."
    assert said(q, upper).en == f"Coverage was 90.0% in 2024; {en}"


@pytest.mark.parametrize("reason", list(Absence))
def test_every_reason_for_silence_is_said(reason: Absence) -> None:
    q = replace(asked(computed(2024, 9, 10), ">=", "95"), series=(), absence=reason)
    assert said(q).zh == f"覆盖率：没有可用于判定2024年的数据（{reason.label.zh}）。"
    assert said(q).en == f"Coverage: no figure may judge 2024 ({reason.label.en})."


@pytest.mark.parametrize(
    ("own", "cell", "label", "zh", "en"),
    [
        ("", "", "合计", "孕产妇死亡率", "maternal mortality"),
        ("", "residence=rural", "农村", "农村孕产妇死亡率", "maternal mortality (rural)"),
        ("农村地区产妇死亡率", "residence=rural", "农村", "农村地区产妇死亡率", "农村地区产妇死亡率"),
        ("", "sex=female", "孕产妇", "孕产妇死亡率", "maternal mortality"),
    ],
)
def test_how_a_row_is_called(own: str, cell: str, label: str, zh: str, en: str) -> None:
    goal = Goal("X1", "d", "mmr", GoalKind.REACH, cell=read_cell(cell), name=Text(own))
    assert goal.cell == TOTAL or cell
    name = row_name(MMR.name, goal, Text(label, "rural" if label == "农村" else ""))
    assert (name.zh, name.in_("en")) == (zh, en)
