"""The arrays against SQL that was written apart from them: DuckDB over the same answers as a wide table."""

from __future__ import annotations

from pathlib import Path

from bench.country import Country
from bench.duck import Duck
from bench.ours import Ours


def test_sums_and_figures_are_those_of_independent_sql(tmp_path: Path) -> None:
    country = Country(20_000, tmp_path)
    sql = Duck(country, own=False, every=8)
    sql.year()
    townships = len(country.tree.nodes[country.tree.lowest])
    assert townships > 1000
    assert len(sql.asked) > 10
    assert sql.differs(Ours(country)) == 0
