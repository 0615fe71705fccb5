"""The reference cases taken from five real plans and summaries: what the printed figures imply, by the kernel's rules.

`tests/data/reference-figures.json` gives inputs, what follows from them and what the text printed. Kinds that belong to
later features (text checks, registers) are left to the tests of those features.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from halfsky.kernel.arithmetic import Change, Surplus, amount, percent, total
from halfsky.kernel.bound import read_bound
from halfsky.kernel.numbers import exact, rounded
from halfsky.kernel.target import Bar
from halfsky.kernel.units import Unit, read_quantity

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "reference-figures.json").read_text("utf-8")
)
PER_100000, PERCENT = Unit.parse("1/10万"), Unit.parse("%")


def number(printed: object) -> Fraction:
    return exact(str(printed))


def two_digits(value: Fraction) -> float:
    return float(rounded(value, 2))


def subsidy_amount(case: dict[str, Any]) -> None:
    lines = case["inputs"].get("lines", [case["inputs"]])
    factors = [[number(v) for v in line.values() if not isinstance(v, str)] for line in lines]
    computed = case["expected"]["computed"]
    assert amount(factors) == computed["amount_yuan"]
    if "persons" in computed:
        assert total(line[0] for line in factors) == computed["persons"]


def share(case: dict[str, Any]) -> None:
    base = number(case["inputs"]["base"])
    shares = {name: two_digits(percent(number(part), base)) for name, part in case["inputs"]["parts"].items()}
    computed = dict(case["expected"]["computed"])
    rounded_sum = computed.pop("sum_of_rounded_shares", None)
    assert shares == computed
    if rounded_sum is not None:
        assert total(number(s) for s in shares.values()) == number(rounded_sum)


def sum_of_parts(case: dict[str, Any]) -> None:
    whole = total(number(v) for v in case["inputs"]["parts"].values())
    assert whole == case["expected"]["computed"]["total"]
    assert (whole == case["expected"]["stated"]["total"]) is case["expected"]["consistent"]


def change_from_previous(case: dict[str, Any]) -> None:
    lines = case["inputs"].get("lines", [case["inputs"]])
    changes = [Change(number(x["value"]), number(x.get("change", x.get("change_points")))) for x in lines]
    computed = case["expected"]["computed"]
    previous = [c.previous for c in changes]
    wanted = computed["previous"] if isinstance(computed["previous"], list) else [computed["previous"]]
    assert previous == [number(w) for w in wanted]
    whole = changes[0]
    for more in changes[1:]:
        whole = whole + more
    if "previous_total" in computed:
        assert whole.previous == computed["previous_total"]
    growth = computed.get("growth_percent", computed.get("growth_percent_total"))
    if growth is not None:
        assert two_digits(whole.growth) == growth


def attainment(case: dict[str, Any]) -> None:
    found = Surplus(number(case["inputs"]["actual"]), number(case["inputs"]["over_target"]))
    computed = case["expected"]["computed"]
    assert (found.target, two_digits(found.attainment)) == (computed["target"], computed["attainment_percent"])


def target_surplus(case: dict[str, Any]) -> None:
    found = Surplus(number(case["inputs"]["actual_percent"]), number(case["inputs"]["over_target_points"]))
    computed = case["expected"]["computed"]
    assert found.target == number(computed["target_percent"])
    assert two_digits(found.relative) == computed["surplus_relative_percent"]


def unit_conversion(case: dict[str, Any]) -> None:
    read = [read_quantity(f"{value}{unit}") for value, unit in case["inputs"]["values"]]
    for unit, key in ((PER_100000, "per_100000"), (PERCENT, "percent")):
        assert [u.convert(v, unit) for v, u in read] == [number(x) for x in case["expected"][key]]


def comparator(case: dict[str, Any]) -> None:
    bound, expected = read_bound(case["inputs"]["text"]), case["expected"]
    assert bound is not None
    assert (bound.comparator.value, bound.value, bound.unit.text) == (
        expected["comparator"],
        expected["value"],
        expected["unit"],
    )
    assert bound.exact is expected["exact_value_known"]


def order_rule(case: dict[str, Any]) -> None:
    smaller, larger = (number(v) for v in case["inputs"].values())
    assert Bar(high=larger).meets(smaller) is case["expected"]["consistent"]
    assert not Bar(high=smaller).meets(larger)


def subset_rule(case: dict[str, Any]) -> None:
    (part,), (whole,) = (map(number, case["inputs"][k].values()) for k in ("subset", "superset"))
    assert Bar(high=whole).meets(part) is case["expected"]["consistent"]
    if "remainder" in case["expected"]:
        assert whole - part == case["expected"]["remainder"]


KINDS: dict[str, Callable[[dict[str, Any]], None]] = {
    f.__name__: f
    for f in (
        subsidy_amount, share, sum_of_parts, change_from_previous, attainment,
        target_surplus, unit_conversion, comparator, order_rule, subset_rule,
    )
}  # fmt: skip


@pytest.mark.parametrize("case", [c for c in CASES if c["kind"] in KINDS], ids=lambda c: c["id"])
def test_a_reference_figure_follows_from_its_inputs(case: dict[str, Any]) -> None:
    KINDS[case["kind"]](case)


def test_every_kind_has_a_case() -> None:
    assert set(KINDS) <= {c["kind"] for c in CASES}
