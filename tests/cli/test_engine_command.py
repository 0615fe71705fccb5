"""`halfsky engine`: what records give, rolled up outside the database, is what the house itself says."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.commands import Run
from tests.ledgers import CARE, CITY, EVENT, NEXT, TOWN, VILLAGE, add, move

if TYPE_CHECKING:
    from halfsky.store.house import House

ABOVE = {TOWN, "990101000000", CITY, "990000000000"}
"""The township and all above it."""
Figures = dict[tuple[str, str, str], Fraction]


def _by_the_house(house: House, spelled: str, registers: set[str]) -> Figures:
    """Every figure of every place, as pages show it to who may see all."""
    from halfsky.kernel.period import period
    from halfsky.queries import places
    from halfsky.queries.fed import Fed, fed_elements

    of, found = fed_elements(house.content), {}
    for top in places.roots(house):
        for number, figures in Fed(house, top).everywhere(period(spelled)).items():
            for (element, cell), value in figures.items():
                if of[element][0] in registers and isinstance(value, Fraction):
                    found[element, str(cell), places.by_id(house, number).code] = value
    return found


def test_the_engine_says_what_the_house_says(books: House, run: Run, tmp_path: Path) -> None:
    first = add(books, "chair", "event", VILLAGE, EVENT)
    second = add(books, "town", "event", TOWN, {**EVENT, "name": "游园", "sort": "play"})
    add(books, "next_chair", "event", NEXT, {**EVENT, "name": "未办"})
    for who, row in (("chair", first), ("town", second)):
        move(books, who, row.pk, "hold")
    add(books, "town", "care", TOWN, CARE, visit=[{"day": "2026-02-03", "paid": "200"}, {"day": "2026-05-01"}])
    add(books, "chair", "title", VILLAGE, {"name": "示范岗"})
    out, facts = tmp_path / "records", tmp_path / "facts.csv"
    done = json.loads(run("engine", "export", books.path, out, "--user", "city", "--json").out)
    assert done["records"] == {"care": 1, "event": 3, "title": 1}
    assert done["left_out"] == ["case"], "who is not in charge of the cases does not roll them up"
    for spelled in ("2026", "2026-03", "2026-02", "2025"):
        said = json.loads(run("engine", "duckdb", out, "--period", spelled, "--out", facts, "--json").out)
        assert said["records"] == 5
        with facts.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        ours = {(r["element"], r["cell"], r["place"]): Fraction(r["value"]) for r in rows}
        assert ours == _by_the_house(books, spelled, set(done["records"])), spelled
        unknown = {(r["element"], r["place"]): r["unknown"] for r in rows if r["unknown"] != "0"}
        assert unknown == ({("t_paid", code): "1" for code in ABOVE} if spelled == "2026" else {})
    text = "".join(path.read_bytes().decode("latin-1") for path in out.rglob("*") if path.is_file())
    for secret in ("示例甲", "11010519491231002X", "课后照看", "三八座谈"):
        assert secret.encode().decode("latin-1") not in text


def test_who_reads_a_part_takes_nothing(books: House, run: Run, tmp_path: Path) -> None:
    add(books, "town", "care", TOWN, CARE)
    out = tmp_path / "records"
    words = ("engine", "export", books.path, out, "--register", "care")
    refused = run(*words, "--user", "next_chair")
    assert refused.code == 1 and "403.1397" in refused.err and not out.exists()
    assert run(*words, "--user", "city").code == 0
    again = run(*words, "--user", "city")
    assert again.code == 1 and "409.1393" in again.err
    assert run("engine", "export", books.path, tmp_path / "x", "--register", "nothing").code == 2


def test_facts_are_shown_or_kept_and_what_cannot_be_run_is_said(run: Run, tmp_path: Path) -> None:
    from halfsky.engine.records.session import session

    out, kept = tmp_path / "records", tmp_path / "facts.parquet"
    made = run("engine", "invent", out, "--records", 500, "--villages", 40, "--register", "rights-point", "--json")
    assert json.loads(made.out)["records"] == 500
    shown = run("engine", "duckdb", out, "--period", "2024", "--period", "2025-03")
    lines = shown.out.splitlines()
    assert lines[0] == "register,element,cell,place,period,value,unknown" and "500条记录汇总成" in shown.err
    assert run("engine", "duckdb", out, "--period", "2024", "--period", "2025-03", "--out", kept).code == 0
    with session([tmp_path]) as database:
        assert database.execute(f"SELECT COUNT(*) FROM '{kept}'").fetchone() == (len(lines) - 1,)
    few = run("engine", "duckdb", out, "--period", "2024", "--no-zeros").out.splitlines()
    assert 1 < len(few) < len(lines) and not any(line.split(",")[5:] == ["0", "0"] for line in few)
    assert run("engine", "duckdb", tmp_path / "nothing").code == 2
    assert run("engine", "export", tmp_path).code == 1
    assert run("engine", "oracle", out).code == 2
    other = run("engine", "duckdb", out, "--register", "venue")
    assert other.code == 2 and "rights-point" in other.err
    alone = run("engine", "spark://127.0.0.1:1", out)
    assert alone.code == 1 and "503.1395" in alone.err
