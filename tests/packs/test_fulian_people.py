"""The shipped ledgers on persons, posts and services: gates and figures, followed by hand."""

from __future__ import annotations

import pytest

from tests.packs.seeding import demand, figures
from tests.seed_records_people import EXPECTED, RECORDS


@pytest.mark.parametrize("case", RECORDS)
def test_the_figures_of_real_documents_come_out_of_records(case: str) -> None:
    demand(EXPECTED[case], figures(RECORDS[case]))
