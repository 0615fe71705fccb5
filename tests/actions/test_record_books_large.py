"""Fifty thousand records from a workbook: in the same memory as five thousand, and nobody else waits for them."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.ledgers import TOWN

if TYPE_CHECKING:
    from halfsky.store.house import House
    from tests.collecting import People

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MEASURED = """
import sys
from pathlib import Path
from halfsky.site.command import main
code = main(sys.argv[1:])
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line))
raise SystemExit(code)
"""
"""The command, and the most memory it ever had; getrusage would count that of the process which started it, too."""
MOST_MORE = 32 * 1024
"""Kilobytes by which fifty thousand records may need more than five thousand."""
LONGEST = 0.2
"""Seconds of work for which an import may hold the lock of those who write."""


def card(number: int) -> str:
    """A card of an invented place with a sound last digit."""
    digits = f"990101{1990 + number // 10_000}{number % 10_000:07d}"
    return digits + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11]


def workbook(path: Path, count: int, first: int = 0) -> Path:
    """Records about persons as a spreadsheet program saves them: every text once, in a part that the cells share."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ("姓名", "身份证号", "需求", "登记日期"))
        for row, number in enumerate(range(first, first + count), 1):
            day = f"2026-{number % 9 + 1:02d}-{number % 28 + 1:02d}"
            sheet.write_row(row, 0, (f"示例{number:06d}", card(number), f"课后照看，第{number}户", day))
    return path


def import_apart(house: House, path: Path) -> tuple[int, int]:
    """Import in a process of its own: how many records came, and the most memory that it had, in kilobytes."""
    words = ["records", "import", "care", path, "--place", TOWN, "--user", "town", "--json", "--house", house.path]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, words)], check=True, capture_output=True, text=True
    )
    said, memory = done.stdout.splitlines()
    return json.loads(said)["added"], int(memory)


@pytest.mark.slow
def test_fifty_thousand_records_take_no_more_memory_than_five(books: House, tmp_path: Path) -> None:
    from halfsky.store.models import Contribution, RecordKey, RecordMark, RecordRow

    few, memory = import_apart(books, workbook(tmp_path / "few.xlsx", 5_000))
    many, more = import_apart(books, workbook(tmp_path / "many.xlsx", 50_000, 5_000))
    assert (few, many) == (5_000, 50_000)
    assert more - memory < MOST_MORE
    assert RecordRow.objects.count() == RecordKey.objects.count() == Contribution.objects.count() == 55_000
    # Name, card and need are found by their digests; the card is asked to be the only one.
    assert RecordMark.objects.count() == 4 * 55_000
    again = import_apart_refused(books, workbook(tmp_path / "again.xlsx", 10, 54_995))
    assert again == ["409.920"] * 5


def import_apart_refused(house: House, path: Path) -> list[str]:
    from halfsky.actions.record_books import import_file
    from tests.collecting import People

    done = import_file(house, People(house)["town"], "care", TOWN, path)
    return [refusal.number for refusal in done.complaints]


@pytest.mark.slow
def test_an_import_holds_the_lock_for_a_moment_only(
    books: House, staff: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import record_batches, record_books, record_writing

    held: list[float] = []

    def timed(block: Any) -> Any:
        @contextmanager
        def measured(*words: Any, **how: Any) -> Iterator[Any]:
            within: AbstractContextManager[Any] = block(*words, **how)
            with within as given:
                begun = process_time()
                yield given
                held.append(process_time() - begun)

        return measured

    for module, name in ((record_batches, "writing"), (record_batches, "acting"), (record_writing, "writing")):
        monkeypatch.setattr(module, name, timed(getattr(module, name)))
    new = workbook(tmp_path / "new.xlsx", 2_000)
    gc.collect()
    gc.freeze()  # what other tests have left in this process is not looked through while the lock is held
    assert record_books.import_file(books, staff["town"], "care", TOWN, new).outcome.added == 2_000
    changed = tmp_path / "changed.csv"
    from halfsky.store.models import RecordRow

    numbers = list(RecordRow.objects.values_list("pk", flat=True)[: record_batches.MOST_CHANGES])
    changed.write_text("编号,需求\n" + "".join(f"{number},接送\n" for number in numbers), "utf-8")
    assert record_books.import_file(books, staff["town"], "care", TOWN, changed).outcome.changed == len(numbers)
    assert len(held) > 2_000 / record_batches.CHUNK
    assert max(held) < LONGEST
