"""Every case of the verdict manual, judged; and every class appears in it."""

from __future__ import annotations

import pytest

from halfsky.kernel.judging import judge
from halfsky.kernel.sentence import sentence
from halfsky.kernel.text import Text
from halfsky.kernel.verdict import Class
from tests.spec.verdict_cases import SECTIONS, Case

CASES = [case for section in SECTIONS for case in section.cases]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.says.en)
def test_a_case_of_the_manual(case: Case) -> None:
    question = case.question()
    verdict = judge(question)
    assert verdict.class_ is case.class_
    assert sentence(question, verdict, Text(case.name)).zh == case.sentence


def test_the_manual_shows_every_class() -> None:
    assert {case.class_ for case in CASES} == set(Class)
