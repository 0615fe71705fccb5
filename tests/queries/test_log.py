"""The log as it is seen: it is one for the whole house, and read by those who hold that right at its top."""

from __future__ import annotations

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.houses import viewer


def test_the_whole_log_is_read_in_pages_newest_first(house: House, admin: Viewer) -> None:
    from halfsky.queries.log import chain, entries

    whole = entries(house, admin)
    assert [e.position for e in whole] == list(range(len(whole), 0, -1))
    assert whole[-1].action == "house.new"
    assert entries(house, admin, before=4, limit=2) == whole[-3:-1]
    assert chain(house, admin).whole


def test_who_may_not_read_the_log_is_refused(house: House) -> None:
    from halfsky.queries.log import chain, entries

    leader = viewer(house, "leader", "leader", "000000000000")
    local = viewer(house, "local", "admin", "450000000000")
    for who in (leader, local, Viewer()):
        for query in (entries, chain):
            with pytest.raises(Refused) as refused:
                query(house, who)
            assert refused.value.refusals[0].number == "403.10"
