"""`halfsky evaluate`: the report, its package, the shape of the answer, and what it refuses."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.commands import Run

if TYPE_CHECKING:
    from halfsky.store.house import House

ASKED = ("--plan", "women-2021", "--place", "000000000000")


def test_the_report_and_its_package_are_written_where_they_are_asked_for(
    house: House, run: Run, tmp_path: Path
) -> None:
    out, package = tmp_path / "evaluation.docx", tmp_path / "evaluation.zip"
    words = ("evaluate", *ASKED, "--year", "2024", "--house", house.path)
    said = json.loads(run(*words, "--out", out, "--package", package, "--json").out)
    assert said["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert said["package_sha256"] == hashlib.sha256(package.read_bytes()).hexdigest()
    assert zipfile.is_zipfile(package)
    # by hand: 1.2 ≤ 2, 94.9 ≥ 90, 41.7 ≥ 40, 90 ≥ 90; 14.3, 95.7 and 91.8 are forecast to arrive
    assert said["total"]["reached"] == ["W1.05", "W1.06", "W3.02", "W7.01"]
    assert said["total"]["near"] == ["W1.02", "W2.01", "W2.02"]
    assert (said["stage"], said["total"]["counted"], len(said["total"]["no_data"])) == ("yearly", 19, 12)
    # (100 + 12/14.3 + 100 + 95.7/96 + 91.8/92 + 100 + 100) ÷ 7
    assert said["index"]["total"] == 97.63
    assert said["index"]["weights"] == "equal"
    told = run(*words, "--out", out, "--form", "final")
    assert told.out == f"已写好年度评估报告：{out}（达标4项，接近目标3项，未达标0项，无数据或待定12项）\n"


def test_a_folder_that_is_not_there_is_refused_before_any_work(house: House, run: Run, tmp_path: Path) -> None:
    done = run("evaluate", *ASKED, "--year", "2024", "--out", tmp_path / "no" / "a.docx", "--house", house.path)
    assert done.code == 2 and "[404.581]" in done.err


def test_a_year_that_is_not_the_plans_is_a_wrong_request(house: House, run: Run, tmp_path: Path) -> None:
    done = run("evaluate", *ASKED, "--year", "2019", "--out", tmp_path / "a.docx", "--house", house.path)
    assert done.code == 2 and "[404.14]" in done.err
