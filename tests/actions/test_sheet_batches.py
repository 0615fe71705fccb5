"""Tables of many units hold nobody up: what is written at once does not grow with them, and till the end none is seen.

How long writers wait is counted in rows, not in seconds: no transaction writes more than a handful.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House
from tests.collecting import GUIGANG, GUIPING, PINGNAN, People, answers, handed_in
from tests.databases import on_postgresql
from tests.many import grown

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow

TOWNSHIP_FORM = "township-health-yearly"
FEW = 20


@contextmanager
def written(patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many rows each transaction writes, one after the other."""
    from django.db import connection, transaction

    from halfsky.store import bulk, locks

    every: list[int] = []
    insert = bulk.insert_ready

    class Watched:
        @staticmethod
        def atomic() -> Any:
            every.append(0)
            return transaction.atomic()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith("INSERT") and not many:
            every[-1] += 1  # SQLite counts a row that is returned once it is read
        elif sql.startswith(("INSERT", "UPDATE", "DELETE")):
            every[-1] += context["cursor"].rowcount
        return done

    def counted(model: Any, names: Any, rows: Any) -> None:
        rows = list(rows)
        every[-1] += len(rows) if on_postgresql() else 0  # COPY is no statement that a wrapper sees
        insert(model, names, rows)

    patch.setattr(locks, "transaction", Watched)
    patch.setattr(bulk, "insert_ready", counted)
    with connection.execute_wrapper(watch):
        yield every


def table(city: House, row: RoundRow) -> dict[str, dict[str, str]]:
    return {code: dict(answers(city, row, code)) for code in (PINGNAN, GUIPING)}


def hand_in(city: House, people: People, row: RoundRow) -> int:
    from halfsky.actions.unit_sheets import submit_sheet

    return submit_sheet(city, people["city_filler"], row.pk, GUIGANG, table(city, row))


def meanwhile(patch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Something else happens once the rows are staged and before they show."""
    from halfsky.actions import unit_sheets

    stage, done = unit_sheets.stage, []

    def staged(*args: Any) -> None:
        stage(*args)
        if not done:
            done.append(True)
            do()

    patch.setattr(unit_sheets, "stage", staged)


def refused(call: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as why:
        call()
    return {r.number for r in why.value.refusals}


def left() -> tuple[int, int, int]:
    """How many sheets are seen, how many rows lie in the table, how many batches."""
    from halfsky.store.models import SheetBatch, Submission

    return Submission.objects.count(), Submission.staged.count(), SheetBatch.objects.count()


def test_no_transaction_writes_more_rows_for_more_units(
    city: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two counties check the sheets of all townships: the swap writes the batch, an entry and two notices, whether of
    twenty units or of a hundred; before and after it, at most `CHUNK` rows are written at once."""
    from halfsky.actions import sheet_batches
    from halfsky.actions.rounds import open_round
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.store.models import Draft

    monkeypatch.setattr(sheet_batches, "CHUNK", FEW)
    codes = {county: grown(city, county, Level.TOWNSHIP, 60) for county in (PINGNAN, GUIPING)}
    made = open_round(city, people["city_office"], TOWNSHIP_FORM, "2025", GUIGANG)
    Draft.objects.bulk_create(
        Draft(round=made, place_id=number, saved_at=city.now(), saved_by_id=people["city_filler"].user_id)
        for number in places_of(codes[PINGNAN])
    )

    def turns(units: list[str]) -> list[int]:
        given = {code: {"doses_due|": "10", "doses_given|": "10"} for code in units}
        with monkeypatch.context() as patch, written(patch) as every:
            submit_sheet(city, people["city_filler"], made.pk, GUIGANG, given)
        return every

    begin, swap, mark, end = [1], [4], [0], [1]
    few = turns(codes[PINGNAN][:10] + codes[GUIPING][:10])
    many = turns(codes[PINGNAN][10:] + codes[GUIPING][10:])
    assert few == [*begin, FEW, *swap, *mark, 10, *end]
    assert many == [*begin, *[FEW] * 5, *swap, *mark, FEW, FEW, 10, *end]
    assert not Draft.objects.exists()


def places_of(codes: list[str]) -> list[int]:
    from halfsky.store.models import PlaceVersion

    return list(PlaceVersion.objects.filter(code__in=codes).values_list("place", flat=True))


def test_nobody_sees_what_is_staged(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.queries.rounds import round_view, waiting
    from halfsky.queries.sheets import sheet

    seen: list[object] = []

    def look() -> None:
        seen.append(left()[:2])
        seen.append(round_view(city, people["city_office"], row.pk).tally.filled)
        seen.append(waiting(city, people["statistics"]))
        seen.append(sheet(city, people["filler"], row.pk, PINGNAN).state)

    meanwhile(monkeypatch, look)
    assert hand_in(city, people, row) == 2
    assert seen == [(0, 2), 0, [], "none"]
    assert left() == (2, 2, 1) and round_view(city, people["city_office"], row.pk).tally.filled == 2


def test_a_unit_hands_in_meanwhile_and_is_not_held_up(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both would be its first revision; hers is kept, and nothing of the table."""
    meanwhile(monkeypatch, lambda: handed_in(city, people, row))
    with pytest.raises(Refused) as why:
        hand_in(city, people, row)
    assert [(r.number, r.where) for r in why.value.refusals] == [("409.763", PINGNAN)]
    assert left() == (1, 1, 0)


def test_of_two_tables_at_once_the_first_is_kept(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: hand_in(city, people, row))
    assert refused(lambda: hand_in(city, people, row)) == {"409.763"}
    assert left() == (2, 2, 1)


def test_a_sheet_that_moved_on_is_not_passed_over(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent back, it is with the unit again; handed in and sent back once more, it is another revision."""
    from halfsky.actions.submissions import take_step

    def sent_back() -> None:
        take_step(city, people["statistics"], handed_in(city, people, row).pk, "return", "请核对")

    sent_back()
    with monkeypatch.context() as patch:
        meanwhile(patch, sent_back)
        assert refused(lambda: hand_in(city, people, row)) == {"409.763"}
    assert left() == (2, 2, 0)
    assert hand_in(city, people, row) == 2


def test_a_round_that_is_closed_meanwhile_takes_nothing(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions.rounds import close_round, extend

    def close() -> None:
        extend(city, people["city_office"], row.pk, PINGNAN, dt.date(2026, 12, 1), "系统停机")
        close_round(city, people["city_office"], row.pk)

    meanwhile(monkeypatch, close)
    with pytest.raises(Refused) as why:
        hand_in(city, people, row)
    assert [(r.number, r.where) for r in why.value.refusals] == [("409.62", GUIPING)]
    assert left() == (0, 0, 0)


def test_rows_that_were_swept_are_not_shown(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another server of the house may take a batch for left behind; then nothing is handed in, not half of it."""
    from halfsky.store.models import SheetBatch, Submission

    def swept() -> None:
        SheetBatch.objects.update(cleared_at=city.now())
        Submission.staged.filter(pk=Submission.staged.values_list("pk", flat=True)[0]).delete()

    meanwhile(monkeypatch, swept)
    assert refused(lambda: hand_in(city, people, row)) == {"409.840"}
    assert left() == (0, 0, 0)


def test_drafts_that_were_overtaken_go_later_and_newer_ones_stay(
    city: House, people: People, row: RoundRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies after the swap leaves drafts; the night takes them, and not what was begun since."""
    from halfsky.actions import sheet_batches
    from halfsky.actions.drafts import save_draft
    from halfsky.actions.submissions import take_step
    from halfsky.store.models import Draft, Submission

    for who, code in (("filler", PINGNAN), ("sibling", GUIPING)):
        save_draft(city, people[who], row.pk, code, {"live_births|": "7"})
    with monkeypatch.context() as patch:
        patch.setattr(sheet_batches, "_finish", lambda *_: None)
        hand_in(city, people, row)
    assert Draft.objects.count() == 2
    returned = Submission.objects.get(place__in=places_of([PINGNAN]))
    take_step(city, people["statistics"], returned.pk, "return", "请核对")
    Draft.objects.filter(place=returned.place_id).delete()
    city.clock = lambda: dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
    save_draft(city, people["filler"], row.pk, PINGNAN, {"live_births|": "8"})
    for _ in range(2):
        sheet_batches.sweep(city)
        assert [d.answers for d in Draft.objects.all()] == [{"live_births|": "8"}]
    assert left() == (2, 2, 1)
