"""The shipped registers of supervision: what they ask for, what they lead to, and which figures they give."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cache

import pytest

from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.content import Content
from halfsky.kernel.field import Kind, Stored
from halfsky.kernel.figure import compute, operands
from halfsky.kernel.grammar import Outcome
from halfsky.kernel.numbers import printed
from halfsky.kernel.period import Period
from halfsky.kernel.place import Level
from halfsky.kernel.record import Record, computed, contributions, due, holds
from halfsky.kernel.rollup import roll_up
from halfsky.kernel.workdays import Calendar
from halfsky.kernel.workflow import HOUSE, Move
from halfsky.packs import join, read_pack, shipped

from .content import words_of

TODAY = dt.date(2026, 11, 23)
OURS = (
    "priority", "inspection", "inspection-finding", "demonstration", "acceptance", "practical-matter", "institution",
    "milestone", "commission-meeting", "demand-note",
)  # fmt: skip
Rows = tuple[dict[str, Stored], ...]


@cache
def content() -> Content:
    return join([read_pack(path) for path in shipped() if path.name in ("indicators-cn", "supervision-cn")])


def move(register: str, code: str) -> Move:
    return next(m for m in content().register(register).workflow.moves if m.code == code)


def record(state: str, values: dict[str, Stored], parts: dict[str, Rows] | None = None, **since: dt.date) -> Record:
    return Record(values, parts or {}, state, Level.COUNTY, since, "7", {}, frozenset())


def gives(register: str, one: Record) -> dict[str, int | None]:
    """What one record gives in all, by element."""
    found: dict[str, int | None] = {}
    for given in contributions(content().register(register), one, content().elements, TODAY):
        found[given.element] = (found.get(given.element) or 0) + (given.amount or 0)
    return found


def made(register: str, one: Record) -> dict[str, Outcome]:
    return computed(content().register(register), one, TODAY)


@pytest.mark.parametrize("code", OURS)
def test_everything_that_people_read_is_there_in_both_languages(code: str) -> None:
    assert [text.zh for text in words_of(content().register(code)) if not text.en] == []


@pytest.mark.parametrize("code", OURS)
def test_no_photo_is_compulsory_and_nobody_is_named(code: str) -> None:
    register = content().register(code)
    photos = {name for name, f in register.all_fields() if f.kind is Kind.PHOTO}
    assert not photos & {need for m in register.workflow.moves for need in m.needs}
    assert not [name for name, f in register.all_fields() if f.kind.names_somebody]


def test_both_lists_of_an_inspection_ask_the_same() -> None:
    register = content().register("inspection")
    own, checked = register.field("self_check"), register.field("checked")
    assert own is not None and checked is not None and own.items == checked.items
    assert checked.compares == "self_check" and len(own.items) == 12


def test_the_findings_give_the_share_that_is_put_right() -> None:
    """Of 7 findings of two inspections 5 are put right: 71.4 %."""
    values: dict[str, Stored] = {"inspected_place": "9", "found_on": "2026-04-01"}
    found = [gives("inspection-finding", record(state, values)) for state in ("closed",) * 5 + ("reported", "overdue")]
    assert found[0] == {"inspection_findings": 1, "inspection_findings_done": 1}
    assert found[-1] == {"inspection_findings": 1}
    began: dict[str, Stored] = {"inspected_place": "9", "starts_on": "2026-04-01"}
    assert gives("inspection", record("rectifying", began)) == {"inspections": 1}
    assert gives("inspection", record("planned", began)) == {}
    asked, formula = content().indicators["rectification_rate"], content().formulas["rectification_rate", None]
    wanted = ("inspection_findings", "inspection_findings_done")
    given = [{(e, TOTAL): Fraction(one.get(e) or 0) for e in wanted} for one in found]
    rolled = roll_up(operands(formula, TOTAL), content().elements, given)
    figure = compute(asked, formula, rolled, content().elements, TOTAL, Period("year", 2026))
    assert figure is not None and printed(figure.value, asked.decimals) == "71.4"


def test_a_milestone_needs_its_document() -> None:
    register, report = content().register("milestone"), move("milestone", "report")
    said: dict[str, Stored] = {"done_on": "2026-06-20", "due_on": "2026-06-10"}
    bare = record("ahead", said)
    attached = Record(said, {}, "ahead", Level.COUNTY, {}, "7", {}, frozenset({"proof"}))
    assert [need for need in report.needs if not holds(register, bare, TODAY, need)] == ["proof"]
    assert all(holds(register, attached, TODAY, need) for need in report.needs)
    assert made("milestone", bare)["days_late"] == 10
    assert made("milestone", record("ahead", {"due_on": "2026-12-31"}))["days_late"] == 0
    undone = move("milestone", "undone")
    unknown = Record(said, {}, "done", Level.COUNTY, {}, "7")
    assert undone.by == (HOUSE,) and not holds(register, unknown, TODAY, undone.needs[0])


def test_the_progress_of_a_priority_is_owed_from_the_first_whole_month_on() -> None:
    register = content().register("priority")
    rows: Rows = ({"period": "2026-08", "done": "摸底"},)
    one = record(
        "active", {"owner": "health"}, {"progress": rows}, listed=dt.date(2026, 7, 10), active=dt.date(2026, 9, 20)
    )
    assert [str(d.period) for d in due(register, one, TODAY, Calendar())] == ["2026-09", "2026-10"]


def test_money_and_beneficiaries_of_a_practical_matter() -> None:
    rows: Rows = (
        {"period": "2026-04", "date": "2026-04-30", "done": "甲", "money": "120000.50"},
        {"period": "2026-05", "date": "2026-05-31", "done": "乙"},
    )
    values: dict[str, Stored] = {"decided_on": "2026-03-20", "money_planned": "480002", "persons": "300"}
    found = made("practical-matter", record("doing", values, {"progress": rows}))
    assert found["money_spent"] == Fraction("120000.5") and found["spent_share"] == Fraction(1, 4)
    assert gives("practical-matter", record("collected", values)) == {}
    under_way = gives("practical-matter", record("doing", values, {"progress": rows}))
    assert under_way == {"practical_matters": 1, "practical_matter_money": 12_000_050}
    closed = gives("practical-matter", record("closed", values))
    assert closed == {"practical_matters": 1, "practical_matters_done": 1, "practical_matter_persons": 300}


def test_a_demonstration_unit_counts_until_its_term_ends_or_it_is_withdrawn() -> None:
    register = content().register("demonstration")
    values: dict[str, Stored] = {"named_on": "2026-03-01", "valid_until": "2029-03-01"}

    def until(state: str, **since: dt.date) -> list[dt.date | None]:
        one = record(state, values, None, **since)
        return [c.until for c in contributions(register, one, content().elements, TODAY)]

    expired, withdrawn = dt.date(2029, 3, 2), dt.date(2029, 9, 1)
    assert until("build") == []
    assert until("named") == [None]
    assert until("expired", expired=expired) == [expired]
    assert until("named", expired=expired) == [None]  # extended
    assert until("withdrawn", expired=expired, withdrawn=withdrawn) == [withdrawn]
    name = move("demonstration", "name")
    assert (name.due_by, name.lapse, move("demonstration", "publish").stay) == ("valid_until", "expire", 5)
