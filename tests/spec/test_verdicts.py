"""Every row of the verdict chapter holds, and the chapter leaves no class, note, level or rule out."""

from __future__ import annotations

import pytest

from halfsky.kernel.fact import Absence
from halfsky.kernel.target import Comparator
from halfsky.kernel.verdict import CLASSES, Class, Note
from halfsky.kernel.warning import Level
from tests.spec import verdict_table_cases as tables
from tests.spec.verdict_case import Case
from tests.spec.verdict_cases import SECTIONS
from tests.spec.verdict_chapter import TABLES
from tests.spec.verdict_rows import RULES, Classed, Row, Warned
from tests.spec.verdict_table_cases import WARNINGS

CASES = [case for section in SECTIONS for case in section.cases]
ROWS = [row for table in TABLES for row in table.rows]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.says.en)
def test_a_case_of_the_manual(case: Case) -> None:
    assert case.verdict().class_ is case.class_
    said = case.said()
    assert (said.zh, said.en) == (case.sentence, case.en)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: type(r).__name__)
def test_a_row_of_the_smaller_tables(row: Row) -> None:
    row.check()


def test_the_manual_shows_every_class_and_every_note() -> None:
    assert {case.class_ for case in CASES} == set(Class)
    assert {note for case in CASES for note in case.verdict().notes} == set(Note)
    assert [(r.zh, r.en) for r in tables.CLASSES.rows if isinstance(r, Classed)] == [
        (label.zh, label.en) for label in CLASSES.values()
    ]


def test_the_manual_shows_every_comparator_and_the_reasons_of_the_field() -> None:
    assert {case.target.split()[0] for case in CASES if case.target} == {c.value for c in Comparator}
    of_the_field = {
        Absence.NOT_REPORTED,
        Absence.NOT_PUBLISHED,
        Absence.NOT_SURVEYED,
        Absence.NOT_COUNTED_HERE,
        Absence.NO_BASE,
        Absence.NONE_SINCE_BASE,
        Absence.NOT_PROVIDED,
    }
    assert {case.verdict().reason for case in CASES if case.class_ is Class.NO_DATA} == of_the_field


def test_the_manual_raises_every_rule_and_every_level() -> None:
    raised = [row for row in WARNINGS.rows if isinstance(row, Warned)]
    assert {row.rule for row in raised if row.rule} == {rule.code for rule in RULES}
    assert {row.level for row in raised} == {*Level, None}


def test_cases_have_names_of_their_own() -> None:
    for section in SECTIONS:
        names = [case.says.zh for case in section.cases]
        assert len(names) == len(set(names))
