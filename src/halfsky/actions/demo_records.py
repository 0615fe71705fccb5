"""The demonstration's ledgers: the invented records that demo packs bring, imported as anybody's file is, and moved on
as anybody moves them. Nothing here knows any register.

A demo pack holds them as `records/REGISTER.csv`. `records/REGISTER.steps.csv` says what happened to them since: the
number of the row, who did it (a demonstration account), the move (empty: the record was changed), the reason, and what
was written, as `field=value;part.field=value` (one row of a part). A linked record is written as `{REGISTER:ROW}`, the
row of its own file.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from halfsky.actions import record_books
from halfsky.actions.record_moves import take_move
from halfsky.actions.record_openings import open_record
from halfsky.actions.records import change
from halfsky.kernel.access import Viewer
from halfsky.kernel.entry import Entry
from halfsky.kernel.refusals import Refused
from halfsky.kernel.register import Secrecy
from halfsky.store.house import House
from halfsky.store.models import RecordRow

STEPS = ".steps"
LINK = re.compile(r"\{([a-z-]+):(\d+)\}", re.ASCII)
OFFICE, HANDLER = "cadre", "case-worker"
"""Who brings records in: the federation of the city; of cases, who handles them."""

Called = Callable[[str], Viewer]
"""Who an account of the demonstration is."""


def furnish(house: House, called: Called, place: str, folders: list[Path]) -> int:
    """Bring in the records of these packs for a place and all below it. Returns how many."""
    known: dict[str, list[int]] = {}
    files = [file for folder in folders for file in sorted((folder / "records").glob("*.csv"))]
    for file in sorted((f for f in files if not f.stem.endswith(STEPS)), key=_links):
        need = house.content.register(file.stem).secrecy is Secrecy.NEED
        found = _imported(house, called(HANDLER if need else OFFICE), place, file, known)
        if found.complaints:
            raise Refused(found.complaints)
        known[file.stem] = _numbers(file.stem, found.outcome.added)
        steps = file.with_name(f"{file.stem}{STEPS}.csv")
        if steps.is_file():
            _walk(house, called, known[file.stem], steps)
    return sum(map(len, known.values()))


def _links(file: Path) -> bool:
    """Whether a file names records of others, and so comes after them."""
    return LINK.search(file.read_text(encoding="utf-8")) is not None


def _imported(
    house: House, viewer: Viewer, place: str, file: Path, known: Mapping[str, list[int]]
) -> record_books.Imported:
    """Bring in a file, with the numbers of the records that it names."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / file.name
        text = LINK.sub(lambda link: str(known[link[1]][int(link[2]) - 1]), file.read_text(encoding="utf-8"))
        whole.write_text(text, encoding="utf-8")
        return record_books.import_file(house, viewer, file.stem, place, whole)


def _numbers(register: str, added: int) -> list[int]:
    """The records that have just come in, in the order of their rows."""
    last = RecordRow.objects.filter(register=register).order_by("-pk").values_list("pk", flat=True)[:added]
    return sorted(last)


def _walk(house: House, called: Called, numbers: list[int], file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        for step in csv.DictReader(lines):
            number, who = numbers[int(step["row"]) - 1], called(step["who"])
            given = _entry(step["given"], open_record(house, who, number).record.parts)
            if step["move"]:
                take_move(house, who, number, step["move"], step["reason"], given=given)
            else:
                change(house, who, number, given)


def _entry(written: str, before: Mapping[str, tuple[Mapping[str, object], ...]]) -> Entry:
    """What a step writes; a row of a part comes after those that are there."""
    said = [text.split("=", 1) for text in written.split(";") if text]
    rows = sorted((name.split(".", 1), value) for name, value in said if "." in name)
    added = {part: {name[1]: value for name, value in some} for part, some in groupby(rows, key=lambda row: row[0][0])}
    parts = {part: [*before.get(part, ()), row] for part, row in added.items()}
    return Entry({name: value for name, value in said if "." not in name}, parts)  # type: ignore[arg-type]


def open_intakes(house: House) -> None:
    """Let everyone write into the registers that declare an intake, so that the demonstration shows it."""
    open_ = tuple(register.code for register in house.content.registers.values() if register.intake)
    house.folder.keep(replace(house.folder.settings(), public_intake=open_))
