"""The DHIS2-style table: what it sums is what the answers hold, and a sum that is not ours is noticed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bench.country import Country
from bench.ours import Ours

from halfsky.engine.timing import opened

VILLAGES = 200


@pytest.mark.postgresql
def test_a_rebuilt_table_comes_to_the_sums_of_the_answers(tmp_path: Path) -> None:
    from bench.dhis import Dhis
    from bench.postgres import server

    country = Country(VILLAGES, tmp_path)
    with server() as address:
        dhis = Dhis(country, address)
        dhis.fill()
        dhis.rebuild()
        dhis.rebuild()
        dhis.aggregates()
    month, township = 4, int(country.tree.above[VILLAGES - 1])
    rows = opened(country.files[month])[country.tree.above == township]
    assert len(rows) > 5
    lanes = rows[:, country.lanes.head :].astype(float)
    there = country.lanes.valid(rows)
    found = dhis.totals["township"][month, township]
    for name, whole in (("e0", np.sum), ("e26", np.max), ("e27", np.min)):
        lane = country.columns.index(name)
        assert found[lane] == whole(lanes[there[:, lane], lane])
    ours = Ours(country)
    assert dhis.differs(ours) == 0
    dhis.totals["nation"][month, 0, country.columns.index("e0")] += 1
    assert dhis.differs(ours) == 1
