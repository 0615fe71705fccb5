"""Writers take turns on either database: no position and no change is lost, and nobody waits for ever or in vain."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest

from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.databases import impatient, writing_elsewhere

ROUNDS = 15


def beside(work: Callable[[], None]) -> Thread:
    """Do it in a thread, which has a connection of its own."""
    from halfsky.store.tables import close

    def whole() -> None:
        try:
            work()
        finally:
            close()

    thread = Thread(target=whole)
    thread.start()
    return thread


@pytest.mark.parametrize("kept", [True, False])
def test_a_position_is_given_once_the_one_before_is_kept_or_dropped(house: House, admin: Viewer, kept: bool) -> None:
    from halfsky.actions.acting import acting
    from halfsky.store.chain import verify
    from halfsky.store.models import LogEntry

    second: list[tuple[int, list[str]]] = []

    def follow() -> None:
        with acting(house, admin, "test.second") as act:
            seen = LogEntry.objects.filter(action="test.first").values_list("action", flat=True)
            second.append((act.position, list(seen)))

    class Dropped(Exception):
        pass

    try:
        with acting(house, admin, "test.first") as first:
            thread = beside(follow)
            thread.join(0.5)
            assert thread.is_alive() and second == []
            if not kept:
                raise Dropped
    except Dropped:
        pass
    thread.join(20)
    # Who comes second sees what the first has kept, and takes the place of one who has kept nothing.
    assert second == [(first.position + kept, ["test.first"] * kept)]
    assert verify(house).whole


def test_two_who_count_on_what_they_read_lose_no_update(house: House, admin: Viewer) -> None:
    from halfsky.actions.acting import acting
    from halfsky.store.models import User

    User.objects.filter(pk=admin.user_id).update(name="0")

    def count() -> None:
        for _ in range(ROUNDS):
            with acting(house, admin, "test.count"):
                user = User.objects.get(pk=admin.user_id)
                user.name = str(int(user.name) + 1)
                user.save()

    threads = [beside(count), beside(count)]
    for thread in threads:
        thread.join(60)
    assert User.objects.get(pk=admin.user_id).name == str(2 * ROUNDS)


def test_whose_turn_does_not_come_is_refused_and_may_try_again(house: House, admin: Viewer) -> None:
    from halfsky.actions.acting import acting
    from halfsky.store.head import head

    def act() -> None:
        with acting(house, admin, "test.write"):
            pass

    before = head()
    with writing_elsewhere(house), impatient():
        with pytest.raises(Refused) as refused:
            act()
        assert head() == before
    assert refused.value.refusals[0].number == "503.509"
    act()
    assert head().position == before.position + 1


def test_writers_of_one_thing_come_one_after_the_other_without_a_log_entry(house: House) -> None:
    from halfsky.store.locks import turn, writing

    came: list[str] = []

    def come(name: str) -> None:
        with writing():
            turn(1, 2)
            came.append(name)

    with writing():
        turn(1, 2)
        thread = beside(lambda: come("second"))
        thread.join(0.5)
        came.append("first")
    thread.join(20)
    assert came == ["first", "second"]


@pytest.mark.postgresql
def test_what_a_column_does_not_take_is_refused_and_nothing_is_kept(house: House, admin: Viewer) -> None:
    from halfsky.actions.acting import acting
    from halfsky.store.head import head
    from halfsky.store.models import User

    before = head()
    for name in ("x" * 81, "a\x00b"):
        with pytest.raises(Refused) as refused, acting(house, admin, "test.long"):
            User.objects.filter(pk=admin.user_id).update(name=name)
        assert refused.value.refusals[0].number == "400.509"
    assert head() == before


def test_a_check_of_the_log_is_not_misled_by_those_who_write_meanwhile(
    house: House, admin: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions.acting import acting
    from halfsky.store import chain

    read = chain._entries

    def and_then_someone_writes() -> object:
        yield from read()
        with acting(house, admin, "test.meanwhile"):
            pass

    monkeypatch.setattr(chain, "_entries", and_then_someone_writes)
    assert chain.verify(house).broken is None
