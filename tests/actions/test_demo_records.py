"""Invented records of a demonstration come in and move on as anybody's do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.collecting import People
from tests.ledgers import CITY, COUNTY, VILLAGE, numbers, see

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

ACCOUNTS = {"cadre": "city", "case-worker": "worker"}


def test_what_a_pack_brings_is_entered_changed_and_moved(books: House, tmp_path: Path) -> None:
    from halfsky.actions.demo_records import furnish
    from halfsky.store.models import RecordRow

    folder = tmp_path / "records"
    folder.mkdir()
    events = f"登记区划,名称,类别,日期\n{VILLAGE},座谈,座谈,2026-03-08\n{VILLAGE},拔河,play,2026-04-01\n"
    steps = (
        "row,who,move,reason,given\n"
        "1,chair,,,session.day=2026-03-08;session.came=25\n"
        "1,chair,,,session.day=2026-03-09;session.came=15\n"
        "1,chair,hold,,guests=40;women=38\n"
    )
    (folder / "event.csv").write_text(events, "utf-8")
    (folder / "event.steps.csv").write_text(steps, "utf-8")
    (folder / "case.csv").write_text(f"登记区划,类别,来访日期,来访人\n{COUNTY},座谈,2026-04-02,示例乙\n", "utf-8")

    def called(name: str) -> Viewer:
        return People(books)[ACCOUNTS.get(name, name)]

    assert furnish(books, called, CITY, [tmp_path]) == 3
    second, first = numbers(books, "chair", "event")
    talk = see(books, "chair", first)
    assert (talk.state, [row["came"] for row in talk.parts["session"]]) == ("held", ["25", "15"])
    assert RecordRow.objects.get(pk=second).state == books.content.register("event").workflow.start
    assert numbers(books, "worker", "case") and not numbers(books, "city", "case")


def test_every_heading_of_the_shipped_records_is_a_field() -> None:
    """An import leaves out what it does not know; what ships must lose nothing."""
    from halfsky.exchange.record_columns import readable
    from halfsky.exchange.record_heads import find_heads
    from halfsky.exchange.streamed import Source
    from halfsky.packs import join, read_pack, shipped

    content = join([read_pack(path) for path in shipped()])
    folders = [path / "records" for path in shipped() if (path / "records").is_dir()]
    files = [file for folder in folders for file in folder.glob("*.csv") if not file.stem.endswith(".steps")]
    assert files
    for file in files:
        register = content.register(file.stem)
        for heads in find_heads(Source(file, file.name), register, readable(register), {}):
            assert (file.stem, [guess.heading for guess in heads.guesses], heads.skipped) == (file.stem, [], [])
            assert len(set(heads.columns)) == len([heading for heading in heads.headings if heading])
