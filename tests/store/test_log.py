"""The log: whoever alters, removes, moves or cuts entries behind the program's back is found at the right entry."""

from __future__ import annotations

import pytest

from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House
from tests.databases import on_postgresql

ENTRIES = 12


@pytest.fixture
def logged(house: House) -> House:
    """A house whose log has twelve entries after those of its making."""
    from django.db import transaction

    from halfsky.store import log

    for number in range(ENTRIES):
        with transaction.atomic():
            log.append(house, "admin", "test.write", f"第{number}件", {"number": number, "名称": "值"})
    return house


def run(sql: str, *values: object) -> None:
    """Change the tables as somebody with the database file in hand would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found(house: House) -> tuple[int, str] | None:
    from halfsky.store.chain import verify

    broken = verify(house).broken
    return (broken.position, broken.kind) if broken else None


def last(house: House) -> int:
    from halfsky.store.head import head

    return head().position


def test_an_untouched_log_is_whole(logged: House) -> None:
    from halfsky.store.chain import verify

    chain = verify(logged)
    assert chain.whole
    assert chain.entries == last(logged)
    assert chain.unchecked == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("user", "somebody"),
        ("action", "test.other"),
        ("subject", "第9件"),
        ("detail_json", '{"number":99}'),
        ("detail_json", "not even JSON"),
        ("at", "2020-01-01 00:00:00"),
        ("mac", "0" * 64),
    ],
)
def test_any_altered_column_is_found(logged: House, column: str, value: str) -> None:
    where = last(logged) - 5
    run(f'UPDATE log_entry SET "{column}" = %s WHERE position = %s', value, where)
    assert found(logged) == (where, "altered")


def test_a_time_that_is_none_is_found_where_the_database_keeps_it_at_all(logged: House) -> None:
    from django.db import DataError

    where = last(logged) - 5
    if on_postgresql():
        with pytest.raises(DataError):
            run("UPDATE log_entry SET at = 'no time at all' WHERE position = %s", where)
        return
    run("UPDATE log_entry SET at = 'no time at all' WHERE position = %s", where)
    assert found(logged) == (where, "altered")


def test_the_first_entry_is_sealed_too(logged: House) -> None:
    run("UPDATE log_entry SET subject = 'x' WHERE position = 1")
    assert found(logged) == (1, "altered")


def test_a_removed_entry_is_found(logged: House) -> None:
    where = last(logged) - 4
    run("DELETE FROM log_entry WHERE position = %s", where)
    assert found(logged) == (where, "removed")


def test_removing_and_renumbering_is_found_where_the_gap_was(logged: House) -> None:
    where, end = last(logged) - 4, last(logged)
    run("DELETE FROM log_entry WHERE position = %s", where)
    for position in range(where + 1, end + 1):
        run("UPDATE log_entry SET position = position - 1 WHERE position = %s", position)
    assert found(logged) == (where, "altered")


@pytest.mark.parametrize("apart", [1, 3])
def test_two_entries_that_changed_places_are_found(logged: House, apart: int) -> None:
    first = last(logged) - 6
    for old, new in ((first, 9000), (first + apart, first), (9000, first + apart)):
        run("UPDATE log_entry SET position = %s WHERE position = %s", new, old)
    assert found(logged) == (first, "moved")


def test_a_cut_tail_is_found_by_the_note_outside(logged: House) -> None:
    end = last(logged)
    run("DELETE FROM log_entry WHERE position > %s", end - 3)
    assert found(logged) == (end - 2, "cut")


def test_an_emptied_log_is_found(logged: House) -> None:
    run("DELETE FROM follow_up")  # the database would not let go of an entry that something points at
    run("DELETE FROM log_entry")
    assert found(logged) == (1, "cut")


def test_a_missing_note_is_found(logged: House) -> None:
    logged.folder.log_head.unlink()
    assert found(logged) == (last(logged), "head")


def test_a_forged_note_is_found(logged: House) -> None:
    logged.folder.log_head.write_text(f"{last(logged) - 2} {'f' * 64}\n", "ascii")
    assert found(logged) == (last(logged) - 2, "head")


def test_a_note_that_lags_behind_is_no_fault(logged: House) -> None:
    """A crash between the commit and the note leaves the note behind; the chain itself covers the rest."""
    from halfsky.store.models import LogEntry

    earlier = LogEntry.objects.get(position=last(logged) - 1)
    logged.folder.log_head.write_text(f"{earlier.position} {earlier.mac}\n", "ascii")
    assert found(logged) is None


def test_the_note_never_moves_back(logged: House) -> None:
    """Commits may report out of order: the later position stays."""
    from halfsky.store.head import Head
    from halfsky.store.log import read_head, write_head

    write_head(logged.folder, Head(3, "a" * 64))
    noted = read_head(logged.folder)
    assert noted is not None
    assert noted.position == last(logged)


def test_an_entry_with_another_key_is_found(logged: House) -> None:
    from halfsky.store.folder import new_log_key

    new_log_key(logged.folder, 1)
    assert found(logged) == (1, "altered")


def test_entries_from_before_a_new_key_are_counted_as_unchecked(logged: House) -> None:
    from django.db import transaction

    from halfsky.store import log
    from halfsky.store.chain import verify
    from halfsky.store.folder import new_log_key

    old = last(logged)
    new_log_key(logged.folder, old + 1)
    with transaction.atomic():
        log.append(logged, "admin", "test.after", "", {})
    chain = verify(logged)
    assert (chain.whole, chain.unchecked, chain.entries) == (True, old, old + 1)
    run("UPDATE log_entry SET subject = 'x' WHERE position = %s", old + 1)
    assert found(logged) == (old + 1, "altered")


def test_the_program_itself_neither_updates_nor_deletes(logged: House) -> None:
    from halfsky.store.models import LogEntry

    entry = LogEntry.objects.get(position=1)
    attempts = (
        entry.save,
        entry.delete,
        lambda: LogEntry.objects.filter(position=1).update(subject="x"),
        LogEntry.objects.all().delete,
        lambda: LogEntry.objects.bulk_update([entry], ["subject"]),
    )
    for attempt in attempts:
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.number == "409.500"
    assert found(logged) is None


def test_an_entry_belongs_to_a_transaction(house: House) -> None:
    from halfsky.store import log

    with pytest.raises(RuntimeError, match="transaction"):
        log.append(house, "admin", "test", "", {})


def test_a_rolled_back_action_leaves_neither_entry_nor_note(house: House) -> None:
    from django.db import transaction

    from halfsky.store import log

    before = log.head(), log.read_head(house.folder)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        log.append(house, "admin", "test", "", {})
        raise ZeroDivisionError
    assert (log.head(), log.read_head(house.folder)) == before


def test_the_seal_is_the_documented_one(house: House) -> None:
    """Computed here by hand from the page's description: HMAC-SHA256 over canonical JSON of the seal before and all
    columns."""
    import hashlib
    import hmac
    import json

    from halfsky.store.models import LogEntry

    first = LogEntry.objects.get(position=1)
    key = bytes.fromhex(house.folder.log_key.read_text().split()[1])
    moment = first.at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    said = ["0" * 64, 1, moment, first.user, first.action, first.subject, first.detail_json]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert hmac.new(key, text.encode(), hashlib.sha256).hexdigest() == first.mac


def test_an_emptied_log_without_its_head_is_not_whole(house: House) -> None:
    """Making a house already writes entries: a log with none was emptied, also where the noted head went with it."""
    from django.db import connection

    from halfsky.store.chain import verify

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM follow_up")
        cursor.execute("DELETE FROM log_entry")
    house.folder.log_head.unlink()
    broken = verify(house).broken
    assert broken is not None
    assert broken.kind == "empty"
