"""`docs/one-number.md` is walked: every command runs, and what the page says of the number is what comes out."""

from __future__ import annotations

import csv
import re
import shlex
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

from tests.demonstration import demo_at
from tests.docs.running import run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "one-number.md").read_text("utf-8")
COMMANDS = [shlex.split(line) for line in re.findall(r"^\$ (.+)$", PAGE, re.MULTILINE)]
FACTS = Path(str(files("halfsky"))) / "content" / "demo-city" / "facts.csv"
CITY, YEAR = "9901", "2025"


def by_hand() -> Fraction:
    """The city's ratio straight from the counties' rows of the pack."""
    total = {"upper_secondary_students": 0, "population_15_17": 0}
    with FACTS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            plain = not any(row[d] for d in ("sex", "residence"))
            if row["element"] in total and row["period"] == YEAR and row["place"].startswith(CITY) and plain:
                total[row["element"]] += int(row["value"])
    return Fraction(100 * total["upper_secondary_students"], total["population_15_17"])


@pytest.fixture(scope="module")
def walked(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """What each command of the page printed, by its name, run in one folder; the first finds what it would build."""
    folder = tmp_path_factory.mktemp("walk")
    demo_at(folder / COMMANDS[0][2], demo_template)
    said = {}
    for command in COMMANDS:
        assert command[0] == "halfsky"
        said[command[1]] = run(folder, command[1:])
    return folder, said


def test_the_page_names_the_commands_of_the_walk() -> None:
    assert [c[1] for c in COMMANDS] == ["demo", "explain", "assess", "report", "audit"]


def test_the_figure_is_the_sum_of_the_counties(walked: tuple[Path, dict[str, str]]) -> None:
    value = by_hand()
    assert f"{float(value):.1f}%" in walked[1]["explain"]
    assert f"{float(value):.1f} %" in PAGE


def test_the_sentence_of_the_page_is_the_sentence_of_the_house(walked: tuple[Path, dict[str, str]]) -> None:
    sentence = next(line.removeprefix("> ") for line in PAGE.splitlines() if line.startswith("> "))
    assert sentence in walked[1]["explain"]


def test_the_table_has_the_row(walked: tuple[Path, dict[str, str]]) -> None:
    row = next(line for line in walked[1]["assess"].splitlines() if line.startswith("W2.02"))
    for word in ("91.7%", "2025", "92%以上 (2030)", "达标后回落"):
        assert word in row
    assert "演示数据" in walked[1]["assess"]


def test_the_number_stands_in_the_document_and_leads_back(walked: tuple[Path, dict[str, str]]) -> None:
    from halfsky.documents.origin import numbers_in

    printed = [text for _, text in numbers_in(walked[0] / "report.docx")]
    assert any("91.7" in text for text in printed)


def test_the_log_is_whole(walked: tuple[Path, dict[str, str]]) -> None:
    assert walked[1]["audit"].startswith("日志完整")
