"""The pass over a province is not a third slower than when its figure was landed (`python -m bench.guard --land`)."""

from __future__ import annotations

import pytest
from bench.guard import Guarded, landed, worse

RUNS = 30


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    return Guarded(tmp_path_factory.mktemp("province"))


def test_the_pass_has_not_worsened_by_a_third_and_a_slower_one_is_noticed(guarded: Guarded) -> None:
    """Two fifths slower here; the figures hold still beside processes that keep every core busy, too."""
    now = guarded.against({"pass": guarded.reckon, "slower": guarded.slower}, RUNS)
    assert not worse(now["pass"], float(str(landed()["ratio"]))), (now, landed())
    assert worse(now["slower"], now["pass"]), now


def test_both_works_read_the_same_rows(guarded: Guarded) -> None:
    """What the yardstick wrote last are quotients of the last month's sums: of the first figure in every township."""
    guarded.yardstick()
    tree, lanes = guarded.country.tree, guarded.rows[-1].shape[1]
    rows = guarded.rows[-1][tree.first[guarded.lowest][0] : tree.last[guarded.lowest][0]].astype(int)
    assert len(rows) > 10 and lanes == 32
    over, under = rows[:, 0].sum() - rows[:, 0].max(initial=0), rows[:, 5].sum()
    assert guarded.into[0, 0] == over / under


def test_a_third_more_is_too_much() -> None:
    assert worse(1.34, 1.0) and not worse(1.33, 1.0)
