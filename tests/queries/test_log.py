"""The log as it is seen: it is one for the whole house, and read by those who hold that right at its top."""

from __future__ import annotations

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.houses import viewer


def test_the_whole_log_is_read_in_pages_newest_first(house: House, admin: Viewer) -> None:
    from halfsky.queries.log import entries

    whole = entries(house, admin)
    assert [e.position for e in whole] == list(range(len(whole), 0, -1))
    assert whole[-1].action == "house.new"
    assert entries(house, admin, before=4, limit=2) == whole[-3:-1]


def test_the_last_check_is_read_as_it_was_noted(house: House, admin: Viewer) -> None:
    from halfsky.actions.nightly import check_log_now
    from halfsky.queries.log import last_check
    from halfsky.store.chain import verify

    assert last_check(house, admin) is None
    assert check_log_now(house, admin)
    found = last_check(house, admin)
    assert found is not None and (found.at, found.chain) == (house.now(), verify(house))
    (house.path / "log.check").write_text("{}", "utf-8")
    assert last_check(house, admin) is None


def test_who_may_not_read_the_log_is_refused(house: House) -> None:
    from halfsky.actions.nightly import check_log_now
    from halfsky.queries.log import entries, last_check

    leader = viewer(house, "leader", "leader", "000000000000")
    local = viewer(house, "local", "admin", "450000000000")
    for who, number in ((leader, "403.10"), (Viewer(), "401.10")):
        for query in (entries, last_check):
            with pytest.raises(Refused) as refused:
                query(house, who)
            assert refused.value.refusals[0].problem.number == number
    for who in (leader, local, Viewer()):  # a part of the log is read there; the whole chain is checked at the top
        with pytest.raises(Refused):
            check_log_now(house, who)
