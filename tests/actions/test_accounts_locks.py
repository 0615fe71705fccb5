"""Locks: repeated failures close a name and an address for a time, are logged within bounds, and can be lifted."""

from __future__ import annotations

import datetime as dt

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.houses import NOW, PASSWORD, viewer

GUANGXI, GUIGANG, BEIJING = "450000000000", "450800000000", "110000000000"


def number(call: object) -> str:
    with pytest.raises(Refusal) as refused:
        call()  # type: ignore[operator]
    return refused.value.number


def tried(house: House, username: str, password: str, address: str = "10.0.0.1") -> str:
    """The number of the refusal, or "in"."""
    from halfsky.actions.sign_ins import Origin, prove_password

    try:
        prove_password(house, username, password, Origin(address, "test"))
    except Refusal as no:
        return no.number
    return "in"


def logged(action: str) -> list[str]:
    from halfsky.store.models import LogEntry

    return list(LogEntry.objects.filter(action=action).values_list("subject", flat=True))


def test_the_fifth_failure_locks_even_the_right_password_out(house: House) -> None:
    viewer(house, "ma", "office", GUIGANG)
    assert [tried(house, "ma", "wrong") for _ in range(5)] == ["400.705"] * 5
    assert tried(house, "ma", PASSWORD) == "429.700"
    assert logged("users.failure") == [f"{GUIGANG} ma"] * 4
    assert logged("users.locked") == [f"{GUIGANG} ma"]


def test_the_refusal_says_until_when(house: House) -> None:
    viewer(house, "ma", "office", GUIGANG)
    for _ in range(5):
        tried(house, "ma", "wrong")
    from halfsky.actions.sign_ins import Origin, prove_password

    with pytest.raises(Refusal) as refused:
        prove_password(house, "ma", PASSWORD, Origin("10.0.0.9"))
    # 02:00 UTC is 10:00 in Shanghai, and a lock lasts a quarter of an hour.
    assert "10:15" in refused.value.in_("zh") and "15分钟" in refused.value.in_("zh")


def test_a_lock_runs_out(house: House) -> None:
    viewer(house, "ma", "office", GUIGANG)
    for _ in range(5):
        tried(house, "ma", "wrong")
    house.clock = lambda: NOW + dt.timedelta(minutes=14, seconds=59)
    assert tried(house, "ma", PASSWORD) == "429.700"
    house.clock = lambda: NOW + dt.timedelta(minutes=15)
    assert tried(house, "ma", PASSWORD) == "in"
    assert [tried(house, "ma", "wrong") for _ in range(4)] == ["400.705"] * 4
    assert tried(house, "ma", PASSWORD) == "in"


def test_failures_long_apart_are_not_counted_together(house: House) -> None:
    viewer(house, "ma", "office", GUIGANG)
    for step in range(8):
        house.clock = lambda at=NOW + dt.timedelta(minutes=16 * step): at  # type: ignore[misc]
        assert tried(house, "ma", "wrong") == "400.705"
    assert tried(house, "ma", PASSWORD) == "in"


def test_signing_in_clears_the_count_and_says_how_many_there_were(house: House) -> None:
    from halfsky.actions.sign_ins import PASSWORD as WAY
    from halfsky.actions.sign_ins import Origin, prove_password, sign_in
    from halfsky.store.models import LogEntry

    viewer(house, "ma", "office", GUIGANG)
    for _ in range(4):
        tried(house, "ma", "wrong")
    user = prove_password(house, "ma", PASSWORD, Origin("10.0.0.1"))
    sign_in(house, user, WAY, Origin("10.0.0.1"))
    entry = LogEntry.objects.order_by("-position")[0]
    assert (entry.action, entry.user) == ("users.sign_in", "ma")
    assert entry.detail == {"way": "password", "address": "10.0.0.1", "failures": 4}
    assert [tried(house, "ma", "wrong") for _ in range(4)] == ["400.705"] * 4
    assert tried(house, "ma", PASSWORD) == "in"


def test_a_lock_that_comes_between_password_and_session_holds(house: House) -> None:
    from halfsky.actions.sign_ins import PASSWORD as WAY
    from halfsky.actions.sign_ins import Origin, prove_password, sign_in

    viewer(house, "ma", "office", GUIGANG)
    user = prove_password(house, "ma", PASSWORD, Origin("10.0.0.1"))
    for _ in range(5):
        tried(house, "ma", "wrong", "10.0.0.2")
    assert number(lambda: sign_in(house, user, WAY, Origin("10.0.0.1"))) == "429.700"


def test_an_address_that_tries_many_names_is_locked_for_all_of_them(house: House) -> None:
    viewer(house, "ma", "office", GUIGANG)
    assert {tried(house, f"name-{i}", "wrong", "10.0.0.7") for i in range(30)} == {"400.705"}
    assert tried(house, "ma", PASSWORD, "10.0.0.7") == "429.700"
    assert tried(house, "ma", PASSWORD, "10.0.0.8") == "in"


def test_all_addresses_of_one_ipv6_network_count_as_one(house: House) -> None:
    for i in range(30):
        tried(house, f"name-{i}", "wrong", f"2001:db8:1:2::{i:x}")
    assert tried(house, "admin", PASSWORD, "2001:db8:1:2:ffff::1") == "429.700"
    assert tried(house, "admin", PASSWORD, "2001:db8:1:3::1") == "in"


def test_what_was_typed_as_a_name_is_kept_nowhere(house: House) -> None:
    from halfsky.store.models import FailureRow, LogEntry

    tried(house, "my-secret-password", "wrong")
    assert not LogEntry.objects.filter(detail_json__contains="my-secret").exists()
    assert logged("users.failure") == ["000000000000"]
    assert {row.shown for row in FailureRow.objects.filter(kind="user")} == {""}


def test_nobody_fills_the_log_by_knocking(house: House) -> None:
    """300 failures an hour are told one by one; of 340 the last 40 become one entry with their number."""
    from halfsky.actions.failures import Key, Origin, failed
    from halfsky.store.models import LogEntry

    for i in range(340):
        failed(house, [Key("user", f"n{i}", "")], Origin("10.0.0.1"), "password")
    assert len(logged("users.failure")) == 300
    house.clock = lambda: NOW + dt.timedelta(minutes=61)
    failed(house, [Key("user", "later", "")], Origin("10.0.0.1"), "password")
    assert len(logged("users.failure")) == 301
    assert LogEntry.objects.get(action="users.failures").detail["failures"] == 40


def test_a_locked_name_writes_nothing_any_more(house: House) -> None:
    from halfsky.store.head import head

    viewer(house, "ma", "office", GUIGANG)
    for _ in range(5):
        tried(house, "ma", "wrong")
    before = head().position
    assert {tried(house, "ma", "wrong") for _ in range(20)} == {"429.700"}
    assert head().position == before


def test_the_user_manager_lifts_a_lock_and_strangers_do_not(house: House, admin: Viewer) -> None:
    from halfsky.actions.failures import unlock_user

    ma = viewer(house, "ma", "office", GUIGANG)
    local = viewer(house, "local", "admin", GUANGXI)
    beside = viewer(house, "beside", "admin", BEIJING)
    for _ in range(5):
        tried(house, "ma", "wrong")
    assert number(lambda: unlock_user(house, beside, "ma")) == "403.10"
    assert number(lambda: unlock_user(house, ma, "ma")) == "403.10"
    unlock_user(house, local, "ma")
    assert tried(house, "ma", PASSWORD) == "in"
    assert number(lambda: unlock_user(house, local, "ma")) == "404.700"


def test_an_address_is_freed_at_the_top_alone(house: House, admin: Viewer) -> None:
    from halfsky.actions.failures import unlock_address

    local = viewer(house, "local", "admin", GUANGXI)
    for i in range(30):
        tried(house, f"name-{i}", "wrong", "10.0.0.7")
    assert number(lambda: unlock_address(house, local, "10.0.0.7")) == "403.10"
    unlock_address(house, admin, "10.0.0.7")
    assert tried(house, "admin", PASSWORD, "10.0.0.7") == "in"


def test_old_failures_are_forgotten(house: House) -> None:
    from halfsky.actions.failures import sweep
    from halfsky.store.models import FailureRow

    tried(house, "ma", "wrong")
    sweep(house)
    assert FailureRow.objects.filter(kind="user").exists()
    house.clock = lambda: NOW + dt.timedelta(days=3)
    sweep(house)
    assert not FailureRow.objects.exclude(kind="all").exists()
