"""An evaluation of real national figures: the counts derived by hand, the report and its package filed, the job, the
command, and who may."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from halfsky.kernel.refusals import Refusal

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

NATION = "000000000000"
# By hand from targets.csv and values.csv, judged in 2022:
# reached: 93.6 ≥ 90; 40.5 ≥ 40. Near, on the line from 2020: 15.7 (line 15.92); 95.5 (95.36); 91.6 (91.36); 87 (84.4).
# Not reached: 3 against ≤ 2 and 2.03 (of 2021) against ≥ 4.5, one value each and no base. W3.01 is “about 45” without
# a tolerance; ten have no figure that may judge 2022.
REACHED = ["W1.06", "W3.02"]
NEAR = ["W1.02", "W2.01", "W2.02", "W7.01"]
FAILED = {"W1.05": "艾滋病母婴传播率", "W6.01": "每千人口拥有3岁以下婴幼儿托位数"}
UNDECIDED = 11


def test_a_year_of_the_nation_from_the_figures_to_the_filed_package(house: House, admin: Viewer) -> None:
    from halfsky.actions.evaluations import request_evaluation, write_evaluation
    from halfsky.actions.follow import run_waiting
    from halfsky.queries.documents import document
    from halfsky.queries.evaluations import children, evaluate
    from halfsky.store.models import Document

    found = evaluate(house, admin, "women-2021", NATION, 2022)
    counted = {o.value: [r.number for r in rows] for o, rows in found.tally.groups}
    assert counted["reached"] == REACHED
    assert counted["near"] == NEAR
    assert counted["not_reached"] == list(FAILED)
    assert len(counted["no_data"]) == UNDECIDED
    assert found.tally.counted == 19

    report, package = write_evaluation(house, admin, "women-2021", NATION, 2022, "final")
    again, _ = write_evaluation(house, admin, "women-2021", NATION, 2022, "final")
    assert again.sha256 == report.sha256
    path = document(house, admin, report.pk).path
    said = [p.text for p in docx.Document(str(path)).paragraphs]
    start = next(i for i, p in enumerate(said) if p.endswith("、主要问题"))
    problems = [p for p in said[start : said.index("附表")] if "．" in p[:3]]
    assert [name in p for name, p in zip(FAILED.values(), problems, strict=False)] == [True, True]
    assert len(problems) == len(FAILED) + len(NEAR)

    with zipfile.ZipFile(document(house, admin, package.pk).path) as packed:
        names = packed.namelist()
        assert [Path(n).suffix for n in names] == [".docx", ".xlsx", ".csv", ".csv", ".csv", ".json", ""]
        assert packed.read(names[0]) == path.read_bytes()
        rows = list(csv.DictReader(io.StringIO(packed.read("数据.csv").decode("utf-8-sig"))))
        judging = {r["编号"]: r["数值"] for r in rows if r["用于判定"]}
        assert (judging["W1.02"], judging["W6.01"]) == ("15.7", "2.03")
        assert json.loads(packed.read("数据底稿.json"))["plan"] == "women-2021"

    position = request_evaluation(house, admin, "women-2021", NATION, 2022, "work", "normalised")
    assert run_waiting(house) == 0
    assert run_waiting(house) == 0
    made = Document.objects.get(request=position)
    assert (made.kind, made.form) == ("evaluation", "work")
    assert any("无量纲化综合指数法" in s for s in made.brief["sentences"])
    below = children(house, admin, "women-2021", NATION, 2022)
    assert [c.place.name for c in below.shown] == ["北京市", "甘肃省"]  # the two provinces that values.csv names
    assert (below.total, below.silent, below.after) == (2, 32, "")


def test_interim_targets_count_in_the_middle_year_alone(house: House, admin: Viewer) -> None:
    from halfsky.queries.evaluations import evaluate
    from halfsky.store.models import TargetRow

    interim = TargetRow.objects.get(plan="women-2021", number="W1.02", place__versions__code=NATION, current=True)
    interim.pk, interim.year, interim.value, interim.interim = None, 2025, "15", True
    interim.save()

    def target(year: int) -> int | None:
        row = evaluate(house, admin, "women-2021", NATION, year).assessment.row("W1.02")
        return row.target.year if row and row.target else None

    assert [target(year) for year in (2024, 2025, 2026)] == [2030, 2025, 2030]


def test_what_is_asked_wrongly_is_refused_before_anything_is_written(house: House, admin: Viewer) -> None:
    from halfsky.actions.evaluations import request_evaluation

    for wrong, number in (
        (("women-2021", NATION, 2024, "draft", ""), "400.570"),
        (("women-2021", NATION, 2024, "work", "best"), "400.1024"),
        (("women-2021", NATION, 2019, "work", ""), "404.14"),
        (("women-1990", NATION, 2024, "work", ""), "404.10"),
    ):
        with pytest.raises(Refusal) as refused:
            request_evaluation(house, admin, *wrong)
        assert refused.value.number == number
