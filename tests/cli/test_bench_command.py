"""`halfsky bench rollup`: the figures of a measurement hang together, whatever the machine."""

from __future__ import annotations

import json

import pytest

from tests.cli.commands import Run


def test_a_small_country_is_measured_and_compared_with_the_reference(run: Run) -> None:
    """Of 12 × 300 × 30 readings about 95 % are there: 4 % of forms and 1 % of cells do not come."""
    done = run("bench", "rollup", "--villages", "300", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert set(found) == {"villages", "facts", "read_s", "full_s", "ratio", "bytes_per_fact", "peak_mb"}
    assert found["villages"] == 300
    assert found["facts"] == pytest.approx(12 * 300 * 30 * 0.96 * 0.99, rel=0.02)
    assert found["full_s"] > found["read_s"] > 0
    assert found["ratio"] == pytest.approx(found["full_s"] / found["read_s"], rel=0.2)
    assert found["bytes_per_fact"] == pytest.approx(4 * 32 / (30 * 0.96 * 0.99), rel=0.03)
