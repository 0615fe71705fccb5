"""The next plan is drafted from an old one: it passes the gates, carries what is carried, and decides nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from halfsky.kernel.breakdown import TOTAL
from halfsky.kernel.period import Period, period
from halfsky.kernel.refusals import Refused
from halfsky.packs import RawPack, read_pack, shipped
from halfsky.packs.cloning import (
    BAD_YEARS,
    NOT_A_PLAN,
    SAME_CODE,
    THERE_ALREADY,
    Base,
    Cloning,
    write_clone,
)
from halfsky.packs.gates import check
from halfsky.packs.notation import DutyRow, GoalRow, TargetRow

PACKS = {path.name: path for path in shipped()}
TEN = period("2031..2040")


def old(code: str = "women-2021") -> RawPack:
    return read_pack(PACKS[code])


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def passes(folder: Path) -> RawPack:
    found = check(folder)
    assert found.refused_at is None, [str(r) for r in found.refusals]
    return found.packs[0]


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("code", ["women-2021", "children-2021", "children-2011", "teaching"])
@pytest.mark.parametrize("years", ["2031..2040", "2031..2035"])
def test_a_draft_passes_the_gates(tmp_path: Path, code: str, years: str, keep: bool) -> None:
    write_clone(Cloning(old(code), "next-1", period(years), keep), tmp_path / "next-1")
    made, before = passes(tmp_path / "next-1"), old(code)
    assert [d.code for d in made.head.domains] == [d.code for d in before.head.domains]
    assert [g.number for g in made.of(GoalRow)] == [g.number for g in before.of(GoalRow)]
    assert {(d.number, d.role, d.agency) for d in made.of(DutyRow)} == {
        (d.number, d.role, d.agency) for d in before.of(DutyRow)
    }
    assert all(g.review for g in made.of(GoalRow)) and all(t.review for t in made.of(TargetRow))
    assert bool(made.of(TargetRow)) is keep


def test_without_targets_the_old_ones_stand_beside_for_comparison(tmp_path: Path) -> None:
    write_clone(Cloning(old(), "women-2031", TEN), tmp_path / "women-2031")
    mmr = next(r for r in rows(tmp_path / "women-2031", "goals") if r["number"] == "W1.02")
    assert mmr["kind"] == "qualitative" and mmr["review"] == "待复核"
    assert "<= 12（2030年）" in mmr["note"] and "reach" in mmr["note"]
    assert rows(tmp_path / "women-2031", "targets") == []
    head = (tmp_path / "women-2031" / "pack.yaml").read_text("utf-8")
    assert "中国妇女发展纲要（2031—2040年）" in head and "base_year: 2030" in head


@pytest.mark.parametrize(("years", "last", "midway"), [("2031..2040", "2040", "2035"), ("2031..2035", "2035", "2032")])
def test_targets_that_are_kept_move_with_the_years(tmp_path: Path, years: str, last: str, midway: str) -> None:
    """The last year becomes the last; 2025, the fifth of ten, becomes the fifth of ten or the second of five."""
    write_clone(Cloning(old(), "women-2031", period(years), keep=True), tmp_path / "w")
    kept = {r["number"]: r for r in rows(tmp_path / "w", "targets")}
    assert (kept["W1.02"]["year"], kept["W1.02"]["value"], kept["W1.02"]["comparator"]) == (last, "12", "<=")
    assert kept["W6.01"]["year"] == midway


def test_base_values_come_from_figures_and_the_plan_begins_after_them(tmp_path: Path) -> None:
    bases = {("W1.02", TOTAL): Base(2025, "14.1"), ("W1.03", TOTAL): Base(2024, "60.0")}
    done = write_clone(Cloning(old(), "women-2031", TEN, bases=bases), tmp_path / "w")
    goals = {r["number"]: r for r in rows(tmp_path / "w", "goals")}
    assert done.bases == 2
    assert (goals["W1.02"]["base_year"], goals["W1.02"]["base"]) == ("2025", "14.1")
    assert passes(tmp_path / "w").head.base_year == 2025


def refused(tmp_path: Path, code: str, name: str, years: Period) -> str:
    with pytest.raises(Refused) as no:
        write_clone(Cloning(old(code), name, years), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    return no.value.refusals[0].problem.number


@pytest.mark.parametrize(
    ("code", "name", "years", "number"),
    [
        ("guangdong-women-2011", "x-1", "2031..2040", NOT_A_PLAN.number),
        ("indicators-cn", "x-1", "2031..2040", NOT_A_PLAN.number),
        ("women-2021", "x-1", "2031..2037", BAD_YEARS.number),
        ("women-2021", "x-1", "2030..2039", BAD_YEARS.number),
        ("women-2021", "women-2021", "2031..2040", SAME_CODE.number),
        ("women-2021", "Women 2031", "2031..2040", "400.221"),
    ],
)
def test_what_cannot_be_the_next_plan(tmp_path: Path, code: str, name: str, years: str, number: str) -> None:
    assert refused(tmp_path, code, name, period(years)) == number


def test_nothing_is_written_over(tmp_path: Path) -> None:
    with pytest.raises(Refused) as no:
        write_clone(Cloning(old(), "women-2031", TEN), tmp_path)
    assert no.value.refusals[0].problem is THERE_ALREADY
