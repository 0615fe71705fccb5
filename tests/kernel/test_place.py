"""Places: reading codes by their groups, levels, the way up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfsky.kernel.place import LEVELS, SIX_LEVELS, CodeScheme, Level, Place
from halfsky.kernel.refusals import Refusal

WIDTHS = (2, 2, 2, 3, 3)


@st.composite
def codes(draw: st.DrawFn) -> tuple[str, list[int]]:
    """A sound code and its groups: the first is set, any later one may be zero (a city without counties)."""
    groups = [draw(st.integers(1, 99))]
    groups += [draw(st.one_of(st.just(0), st.integers(1, 10**w - 1))) for w in WIDTHS[1:]]
    return "".join(f"{g:0{w}}" for g, w in zip(groups, WIDTHS, strict=True)), groups


@given(codes())
def test_the_level_is_that_of_the_last_group_in_use(made: tuple[str, list[int]]) -> None:
    code, groups = made
    last = max(i for i, g in enumerate(groups) if g)
    assert SIX_LEVELS.level(code) is LEVELS[last + 1]
    assert SIX_LEVELS.level(code).depth == last + 1


@given(codes())
def test_ancestors_lead_from_the_nearest_to_the_root(made: tuple[str, list[int]]) -> None:
    code, _ = made
    above = SIX_LEVELS.ancestors(code)
    assert above[-1] == SIX_LEVELS.root
    assert len(set(above)) == len(above) and code not in above
    depths = [SIX_LEVELS.level(a).depth for a in above]
    assert depths == sorted(depths, reverse=True)
    # each is the code with a tail of whole groups zeroed
    assert all(code.startswith(a.rstrip("0")) for a in above)
    # and nothing between was left out: every shorter prefix of groups is there
    ends = (2, 4, 6, 9)
    assert {code[:e].ljust(12, "0") for e in ends} - {code} <= set(above)


@given(codes(), st.sampled_from((2, 4, 6, 9, 12)))
def test_a_shortened_code_is_the_whole_one(made: tuple[str, list[int]], length: int) -> None:
    code, _ = made
    assert SIX_LEVELS.full(code[:length]) == code[:length].ljust(12, "0")
    assert "".join(SIX_LEVELS.groups(code)) == code


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [
        ("000000000000", Level.NATION, []),
        ("450000000000", Level.PROVINCE, ["000000000000"]),
        ("450800000000", Level.PREFECTURE, ["450000000000", "000000000000"]),
        ("450802000000", Level.COUNTY, ["450800000000", "450000000000", "000000000000"]),
        ("450802001000", Level.TOWNSHIP, ["450802000000", "450800000000", "450000000000", "000000000000"]),
        (
            "450802001003",
            Level.VILLAGE,
            ["450802001000", "450802000000", "450800000000", "450000000000", "000000000000"],
        ),
        # 东莞 has no counties: its townships stand right below the city
        ("441900000000", Level.PREFECTURE, ["440000000000", "000000000000"]),
        ("441900003000", Level.TOWNSHIP, ["441900000000", "440000000000", "000000000000"]),
        ("441900003005", Level.VILLAGE, ["441900003000", "441900000000", "440000000000", "000000000000"]),
        # 省直辖县级行政区划 stand below a prefecture that is no office of its own
        ("429004000000", Level.COUNTY, ["429000000000", "420000000000", "000000000000"]),
    ],
)
def test_levels_and_ancestors_by_hand(code: str, level: Level, above: list[str]) -> None:
    assert SIX_LEVELS.level(code) is level
    assert SIX_LEVELS.ancestors(code) == above


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", "400.40"),
        ("4", "400.40"),
        ("45080", "400.40"),
        ("4508000", "400.40"),
        ("4508000000001", "400.40"),
        ("45O800", "400.40"),
        ("-45080", "400.40"),
        ("45 08", "400.40"),
        ("٤٥٠٨", "400.40"),
        ("²³", "400.40"),
        ("4.508E+11", "400.11"),
        ("000100000000", "400.41"),
        ("000000000001", "400.41"),
    ],
)
def test_damaged_and_odd_codes_are_refused(text: str, number: str) -> None:
    with pytest.raises(Refusal) as refused:
        SIX_LEVELS.full(text, "places.csv:12")
    assert (refused.value.number, refused.value.where) == (number, "places.csv:12")
    assert text in refused.value.says.zh


@pytest.mark.parametrize("text", ["450800000000", "4508", "450800", "４５０８", "4508.0", " 450800000000 "])
def test_codes_as_files_write_them(text: str) -> None:
    assert SIX_LEVELS.full(text) == "450800000000"


def test_a_scheme_of_another_country() -> None:
    scheme = CodeScheme((1, 3))
    assert (scheme.digits, scheme.root) == (4, "0000")
    assert scheme.full("7") == "7000"
    assert scheme.level("7012") is LEVELS[2]
    assert scheme.ancestors("7012") == ["7000", "0000"]


def test_levels_run_from_the_nation_down() -> None:
    assert [level.depth for level in Level] == [0, 1, 2, 3, 4, 5]
    assert all(level.label.zh and level.label.en for level in Level)


def place(path: tuple[int, ...]) -> Place:
    return Place(path[-1], "0" * 12, "某地", LEVELS[len(path) - 1], path)


def test_under_means_itself_or_below() -> None:
    nation, city, county, other = place((1,)), place((1, 5)), place((1, 5, 9)), place((1, 6))
    assert county.under(county) and county.under(city) and county.under(nation)
    assert not city.under(county) and not county.under(other)
    assert county.parent_id == 5 and city.parent_id == 1 and nation.parent_id is None


def test_a_place_that_moved_is_still_under_the_top_that_moved_with_it() -> None:
    """The tree is dated: the top may be known by the path it had when it was granted."""
    top_then, village_now = place((1, 5, 9)), place((1, 6, 9, 20))
    assert village_now.under(top_then)
