"""What was acknowledged is there after the process was killed; two who hand in at once never both succeed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from halfsky.store.house import House
from tests.collecting import PDF, PINGNAN, People, answers

if TYPE_CHECKING:
    from halfsky.store.models import RoundRow

ROOT = Path(__file__).parents[2]
Process = subprocess.Popen[str]


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    """The processes of the test; none outlives it."""
    started: list[Process] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def started(processes: list[Process], city: House, what: str, row: RoundRow, who: str = "filler") -> Process:
    command = [sys.executable, "-m", "tests.actions.crash", str(city.path), what, str(row.pk), who]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    process: Process = subprocess.Popen(command, **pipes)  # type: ignore[call-overload]
    processes.append(process)
    return process


def go(process: Process) -> None:
    """Wait until it is ready to act, and let it."""
    assert process.stdout and process.stdin and process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()


def said(process: Process) -> dict[str, Any]:
    assert process.stdout
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def killed(process: Process) -> dict[str, Any]:
    """What it acknowledged in the moment before it was killed."""
    answer = said(process)
    process.kill()
    assert process.wait(10) == -9
    return answer


def whole(city: House) -> bool:
    from halfsky.store.chain import verify

    return verify(city).whole


def test_a_draft(city: House, people: People, row: RoundRow, processes: list[Process]) -> None:
    from halfsky.store.models import Draft

    answer = killed(started(processes, city, "draft", row))
    kept = Draft.objects.get()
    assert (answer, kept.version, kept.answers) == ({"version": 1}, 1, {"live_births|": "7"})
    assert whole(city)


def test_a_sheet(city: House, people: People, row: RoundRow, processes: list[Process]) -> None:
    from halfsky.queries.sheets import sheet
    from halfsky.store.models import LogEntry, Submission

    process = started(processes, city, "submit", row)
    go(process)
    answer = killed(process)
    [kept] = Submission.objects.all()
    assert (answer, kept.state, kept.revision) == ({"submission": kept.pk}, "submitted", 1)
    assert dict(sheet(city, people["filler"], row.pk, PINGNAN).answers) == answers(city, row)
    assert LogEntry.objects.order_by("-position")[0].action == "sheets.submit"
    assert whole(city)


def test_a_file(city: House, people: People, row: RoundRow, processes: list[Process]) -> None:
    from halfsky.store.models import Attachment

    answer = killed(started(processes, city, "attach", row))
    [kept] = Attachment.objects.all()
    assert answer == {"sha256": kept.sha256} and city.folder.file(kept.sha256).read_bytes() == PDF
    assert whole(city)


def test_sheets_that_were_staged_are_nobodys_and_the_night_takes_them_away(
    city: House, people: People, row: RoundRow, processes: list[Process]
) -> None:
    """Only once the process that stages them is gone; the table is handed in again as if nothing had been."""
    from halfsky.actions.sheet_batches import sweep
    from halfsky.actions.unit_sheets import submit_sheet
    from halfsky.store.models import LogEntry, SheetBatch, Submission
    from tests.collecting import GUIGANG, GUIPING

    process = started(processes, city, "sheets", row)
    assert said(process) == {"staged": 2}
    sweep(city)
    assert (Submission.objects.count(), Submission.staged.count()) == (0, 2)
    process.kill()
    process.wait(10)
    given = {code: answers(city, row, code) for code in (PINGNAN, GUIPING)}
    assert submit_sheet(city, people["city_filler"], row.pk, GUIGANG, given) == 2
    assert (Submission.objects.count(), Submission.staged.count()) == (2, 4)
    sweep(city)
    assert Submission.staged.count() == SheetBatch.objects.get().rows == Submission.objects.count() == 2
    assert LogEntry.objects.filter(action="sheets.submit_many").count() == 1 and whole(city)


def test_of_two_who_hand_in_at_once_one_succeeds_and_one_is_told_why(
    city: House, people: People, row: RoundRow, processes: list[Process]
) -> None:
    from halfsky.store.models import LogEntry, Submission

    both = [started(processes, city, "submit", row, who) for who in ("filler", "colleague")]
    for process in both:
        go(process)
    answers_ = [said(process) for process in both]
    [kept] = Submission.objects.all()
    assert sorted(answers_, key=str) == [{"refused": ["409.744"]}, {"submission": kept.pk}]
    assert LogEntry.objects.filter(action="sheets.submit").count() == 1
    assert whole(city)
