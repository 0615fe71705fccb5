"""Points: totals are the sums of their parts, items keep their bounds, and what is missing is never zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.appraising import Point, Score, ranks, score
from halfsky.kernel.appraising_words import missing_words, worked
from halfsky.kernel.content import Content
from halfsky.kernel.fact import Absence, Missing
from halfsky.kernel.grammar import Outcome, Scope, Table, read
from halfsky.kernel.grammar.nodes import Name
from halfsky.kernel.period import period
from halfsky.kernel.place import Level, Place
from halfsky.kernel.scheme import FACTS, Item, Judges, Scheme, Section, Way
from halfsky.kernel.text import Text

SCOPE = Scope(FACTS)
NAMES = [term.code for term in FACTS]


def code_of(point: Point) -> str:
    """The one fact that a generated item draws on."""
    assert isinstance(point.item.formula, Name)
    return point.item.formula.word


POINTS = st.fractions(Fraction(1, 2), 50, max_denominator=4)
SHARES = st.fractions(-1, 2, max_denominator=12)
MISSING = st.sampled_from([Missing(Absence.NOT_REPORTED), Missing(Absence.NOT_APPLICABLE), Missing(Absence.HIDDEN)])
CASES = st.integers(0, 60).map(Fraction)


def item(code: str, way: Way, points: Fraction | int | str, by: str = "", most: Fraction | int | None = None) -> Item:
    formula = read(by, SCOPE) if by else None
    return Item(code, Text(code), way, Fraction(points), Text(code), formula, None if most is None else Fraction(most))


def scheme(*sections: Section) -> Scheme:
    return Scheme("s", Text("s"), Judges.AGENCIES, (Level.COUNTY,), period("2021..2030"), sections)


def table(facts: Mapping[str, Outcome]) -> Table:
    return Table({name: value for name, value in facts.items()})


def of(*items: Item, **facts: Outcome) -> Score:
    """The score of one group."""
    return score(scheme(Section("g", Text("g"), items)), table(facts))


@st.composite
def sections(draw: st.DrawFn, code: str) -> Section:
    made = []
    for number in range(draw(st.integers(1, 4))):
        way = draw(st.sampled_from(list(Way)))
        by = "" if way is Way.JUDGED else draw(st.sampled_from(NAMES[:4])) if way is Way.FACT else "sheets_late"
        most = draw(st.none() | POINTS) if way is Way.DEDUCT else None
        made.append(item(f"{code}{number}", way, draw(POINTS), by, most))
    return Section(code, Text(code), tuple(made))


FOUND = st.fixed_dictionaries({**{n: SHARES | MISSING for n in NAMES[:4]}, "sheets_late": CASES | MISSING})


@given(sections("a"), sections("b"), FOUND)
def test_a_total_is_the_sum_of_its_groups_and_of_its_items(
    one: Section, two: Section, found: dict[str, Outcome]
) -> None:
    whole = score(scheme(one, two), table(found))
    assert whole.earned == sum(s.earned for s in whole.sections)
    assert whole.earned == sum(p.earned for p in whole.points if p.earned is not None)
    assert whole.full == sum(
        p.item.points for p in whole.points if p.earned is not None and p.item.way is not Way.DEDUCT
    )


@given(sections("a"), FOUND)
def test_no_item_leaves_its_bounds_and_no_group_falls_below_nothing(one: Section, found: dict[str, Outcome]) -> None:
    (part,) = score(scheme(one), table(found)).sections
    for point in part.points:
        if point.earned is None:
            continue
        if point.item.way is Way.DEDUCT:
            assert point.earned <= 0
            assert point.item.most is None or -point.earned <= point.item.most
        else:
            assert 0 <= point.earned <= point.item.points
    assert 0 <= part.earned <= part.full


@given(sections("a"), FOUND)
def test_a_missing_fact_is_listed_and_never_zero_points(one: Section, found: dict[str, Outcome]) -> None:
    whole = score(scheme(one), table(found))
    for point in whole.points:
        if point.item.formula is None:
            assert point.waits
            assert point.earned is None
        elif isinstance(gone := found[code_of(point)], Missing):
            assert point.earned is None
            assert (point in whole.missing) == (gone.reason is not Absence.NOT_APPLICABLE)
            assert missing_words(point) is not None
    assert (whole.share is None) == bool(whole.missing or not whole.full)


def test_points_follow_from_the_share_and_what_is_late_comes_off() -> None:
    found = of(
        item("reached", Way.FACT, 40, "reach_rate"),
        item("late", Way.DEDUCT, "0.5", "sheets_late", 5),
        reach_rate=Fraction(5, 8),
        sheets_late=Fraction(3),
    )
    # 40 × 5/8 = 25; three sheets late at half a point each: 1.5 off.
    assert [p.earned for p in found.points] == [25, Fraction(-3, 2)]
    assert (found.earned, found.full) == (Fraction(47, 2), Fraction(40))
    assert found.share == Fraction(47, 80)


def test_a_condition_earns_all_or_nothing() -> None:
    asked = item("timely", Way.FACT, 10, "sheets_on_time >= 90%")
    assert of(asked, sheets_on_time=Fraction(9, 10)).earned == 10
    assert of(asked, sheets_on_time=Fraction(89, 100)).earned == 0


def test_what_does_not_apply_is_left_out_and_what_is_not_known_forbids_a_share() -> None:
    items = item("reached", Way.FACT, 40, "reach_rate"), item("timely", Way.FACT, 10, "sheets_on_time")
    spared = of(*items, reach_rate=Fraction(1, 2), sheets_on_time=Missing(Absence.NOT_APPLICABLE))
    assert (spared.earned, spared.full) == (Fraction(20), Fraction(40))
    assert spared.share == Fraction(1, 2)
    unknown = of(*items, reach_rate=Missing(Absence.NOT_COMPUTED), sheets_on_time=Fraction(1))
    assert unknown.earned == 10
    assert unknown.share is None
    assert [p.item.code for p in unknown.missing] == ["reached"]


def test_equal_shares_share_a_rank_and_who_lacks_a_fact_has_none() -> None:
    one = item("reached", Way.FACT, 40, "reach_rate")
    shares: list[Outcome] = [Fraction(1, 2), Fraction(1), Missing(Absence.NOT_COMPUTED), Fraction(1), Fraction(0)]
    assert ranks([of(one, reach_rate=share) for share in shares]) == [3, 1, None, 1, 4]


@pytest.mark.parametrize(
    ("by", "points", "facts", "said"),
    [
        ("reach_rate", 40, {"reach_rate": Fraction(5, 8)}, ["达标率 = 62.50%", "40 × 62.50% = 25.00"]),
        ("reach_rate * 2", 10, {"reach_rate": Fraction(3, 4)}, ["10 × 150.00% = 10.00（最多满分，最少零分）"]),
        ("reach_rate > 50%", 10, {"reach_rate": Fraction(3, 4)}, ["是 → 10.00"]),
    ],
)
def test_the_working_ends_with_the_points(by: str, points: int, facts: dict[str, Outcome], said: list[str]) -> None:
    (point,) = of(item("x", Way.FACT, points, by), **facts).points
    assert worked(point, table(facts), Content())[-len(said) :] == said


def test_an_unpublished_scheme_is_not_public_and_a_published_one_not_before_its_day() -> None:
    draft = scheme()
    assert not draft.is_public(dt.date(2030, 1, 1))
    published = Scheme(
        "s", Text("s"), Judges.AGENCIES, (Level.COUNTY,), period("2021..2030"), (), "1号", dt.date(2024, 3, 1)
    )
    assert [published.is_public(dt.date(2024, 3, day)) for day in (1, 2)] == [True, True]
    assert not published.is_public(dt.date(2024, 2, 29))


def test_a_scheme_concerns_its_levels_years_and_the_places_below_its_own() -> None:
    town = Place(3, "990101000000", "区", Level.COUNTY, (1, 2, 3))
    own = Scheme("s", Text("s"), Judges.AGENCIES, (Level.COUNTY,), period("2021..2030"), (), place="990100000000")
    above = frozenset({"990101000000", "990100000000"})
    assert own.concerns(town, above, 2021)
    assert own.concerns(town, above, 2030)
    assert not own.concerns(town, above, 2031)
    assert not own.concerns(town, frozenset({"990101000000"}), 2025)


def test_what_people_give_counts_within_the_bounds_and_what_they_do_not_waits() -> None:
    work = Section(
        "work", Text("w"), (item("plan", Way.JUDGED, 10), item("matters", Way.JUDGED, 10), item("off", Way.DEDUCT, 1))
    )
    found = score(scheme(work), table({}), {"plan": Fraction("7.5"), "matters": Fraction(12), "off": Fraction(3)})
    # 7.5 and, as nothing has more than its full points, 10; three taken off: 14.5 of 20.
    assert [p.earned for p in found.points] == [Fraction("7.5"), 10, -3]
    assert (found.earned, found.full, found.share) == (Fraction("14.5"), 20, Fraction(29, 40))
    waiting = score(scheme(work), table({}), {"plan": Fraction(4)})
    assert [p.item.code for p in waiting.waiting] == ["matters", "off"]
    assert (waiting.earned, waiting.full) == (4, 10)


def test_people_cannot_take_off_more_than_the_section_earned() -> None:
    work = Section("work", Text("w"), (item("plan", Way.JUDGED, 10), item("off", Way.DEDUCT, 1)))
    found = score(scheme(work), table({}), {"plan": Fraction(2), "off": Fraction(5)})
    assert found.earned == 0
