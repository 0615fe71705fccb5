"""实现程度指数: worked by hand, and what must hold whatever the rows: parts make the total, weights count by their
proportion alone, the base year is 100, what is undefined moves nobody."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.index import index, value
from halfsky.kernel.indicator import Direction
from halfsky.kernel.judging import judge
from halfsky.kernel.plan import Weight
from halfsky.kernel.scoring import Lack, Method
from tests.documents.world import EDUCATION, HEALTH, assessment, maternal, row

WORDS = ("gross", "rate", "share", "cover", "reach", "more")


@st.composite
def plans(draw: st.DrawFn) -> Assessment:
    """A few rows of two domains, up or down, some without base, figure or meaning, with weights or without."""
    made: list[Row] = []
    for i in range(draw(st.integers(1, 6))):
        down = draw(st.booleans())
        years = draw(st.sets(st.integers(2020, 2024), max_size=5))
        values = " ".join(f"{y}:{draw(st.integers(0, 120))}" for y in sorted(years))
        bound = draw(st.integers(0, 100))
        made.append(
            row(
                f"C1.{i:02}",
                WORDS[i],
                values,
                f"{'<=' if down else '>='} {bound} in 2030",
                direction=Direction.DOWN if down else Direction.UP,
                domain=draw(st.sampled_from([HEALTH, EDUCATION])),
            )
        )
    weights = tuple(Weight(r.number, F(draw(st.integers(1, 20)), 4)) for r in made) if draw(st.booleans()) else ()
    a = assessment(*made)
    return replace(a, plan=replace(a.plan, weights=weights))


methods = st.sampled_from(list(Method))


@given(plans(), methods)
def test_the_total_is_the_sum_of_what_the_rows_give_and_the_weighted_mean_of_the_domains(
    a: Assessment, method: Method
) -> None:
    found = index(a, method)
    given_ = [c for p in found.parts if (c := found.contribution(p)) is not None]
    assert found.total == (sum(given_, F(0)) if given_ else None)
    if found.total is None:
        return
    domains = [found.in_domain(d.code) for d in a.plan.domains]
    measured = [(value(parts), sum(p.weight * p.reference for p in parts if p.counted)) for parts in domains]
    whole = sum(weight for _, weight in measured)
    assert found.total == sum((v * weight for v, weight in measured if v is not None), F(0)) / whole


@given(plans(), methods, st.fractions(F(1, 9), 9))
def test_weights_count_by_their_proportion_alone(a: Assessment, method: Method, by: F) -> None:
    scaled = tuple(replace(w, weight=w.weight * by) for w in a.plan.weights)
    assert index(replace(a, plan=replace(a.plan, weights=scaled)), method).total == index(a, method).total


@given(plans())
def test_the_base_year_is_100(a: Assessment) -> None:
    rows = tuple(_at_base(r) for r in a.rows)
    found = index(replace(a, rows=rows), Method.NORMALISED)
    assert found.total in (None, 100)
    assert all(found.of_domain(d.code) in (None, 100) for d in a.plan.domains)


def _at_base(r: Row) -> Row:
    """The row judged in the base year."""
    question = replace(r.question, judged=2020)
    return replace(r, question=question, verdict=judge(question))


@given(plans(), methods)
def test_an_undefined_row_moves_nobody(a: Assessment, method: Method) -> None:
    found = index(a, method)
    gone = {p.row.number for p in found.undefined}
    rest = index(replace(a, rows=tuple(r for r in a.rows if r.number not in gone)), method)
    assert {p.row.number: p.score for p in rest.parts} == {p.row.number: p.score for p in found.parts if p.counted}
    assert rest.total == found.total


@given(plans(), st.sampled_from([Method.AGAINST_TARGET, Method.FROM_BASE]))
def test_a_degree_lies_between_0_and_100(a: Assessment, method: Method) -> None:
    total = index(a, method).total
    assert total is None or 0 <= total <= 100


def three() -> Assessment:
    """12 / 14.3 of the maternal target; 58 of 95; one that is met."""
    return assessment(
        maternal(),
        row("C2.01", "毛入学率", "2020:50 2024:58", ">= 95 in 2030", domain=EDUCATION),
        row("C2.02", "巩固率", "2020:95 2024:97", ">= 96 in 2030", domain=EDUCATION),
        row("C2.03", "入园率", "", ">= 96 in 2030", domain=EDUCATION),
    )


def test_the_degree_against_the_target_by_hand() -> None:
    found = index(three())
    degrees = [F(12000, 143), F(5800, 95), F(100)]
    assert [p.score for p in found.parts] == [*degrees, None]
    assert found.total == sum(degrees) / 3
    assert found.of_domain("education") == (degrees[1] + degrees[2]) / 2
    assert [(p.row.number, p.lack) for p in found.undefined] == [("C2.03", Lack.NO_FIGURE)]
    assert not found.declared


def test_the_way_since_the_base_by_hand() -> None:
    # (16.9 − 14.3) ÷ (16.9 − 12); (58 − 50) ÷ (95 − 50)
    assert [p.score for p in index(three(), Method.FROM_BASE).parts][:2] == [F(2600, 49), F(800, 45)]


def test_the_normalised_index_by_hand() -> None:
    # 毛入学率: from 50 to 95, 58 is 8/45 of the way: 60 + 40·8/45; the base is the worst: 60
    found = index(three(), Method.NORMALISED)
    part = found.parts[1]
    assert (part.score, part.reference) == (60 + F(320, 45), F(60))
    # 巩固率: worst 95, best 97: 100 over 60
    assert found.of_domain("education") == 100 * (60 + F(320, 45) + 100) / 120


def test_weights_of_the_plan_count_and_what_has_none_is_out() -> None:
    a = three()
    weights = (Weight("W1.02", F(3)), Weight("C2.02", F(1)))
    found = index(replace(a, plan=replace(a.plan, weights=weights)))
    assert found.total == (3 * F(12000, 143) + 100) / 4
    assert {p.row.number: p.lack for p in found.undefined} == {"C2.01": Lack.NO_WEIGHT, "C2.03": Lack.NO_WEIGHT}
    assert found.declared


def test_a_goal_with_several_rows_weighs_as_one() -> None:
    a = three()
    twice = (*a.rows[:3], replace(a.rows[2], name=a.rows[1].name))
    found = index(replace(a, rows=twice))
    assert [p.weight for p in found.parts] == [1, 1, F(1, 2), F(1, 2)]


def test_a_gate_that_fails_or_is_open_forbids_the_conclusion_and_changes_no_number() -> None:
    a = three()

    def gates(*must: str) -> tuple[F | None, bool, str]:
        weights = tuple(Weight(r.number, F(1), r.number in must) for r in a.rows)
        found = index(replace(a, plan=replace(a.plan, weights=weights)))
        return found.total, found.gates.passed, found.gates.says.zh

    free = gates()
    assert free[1:] == (True, "本规划未设必达指标。")
    assert gates("C2.02") == (free[0], True, "必达指标1项，全部达标。")
    assert gates("C2.02", "C2.01", "C2.03") == (
        free[0],
        False,
        "必达指标3项，1项未达标（毛入学率），1项尚不能判定（入园率），不得作出规划目标已实现的结论，指数仅供参考。",
    )
