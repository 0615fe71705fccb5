"""The demonstration's ledgers: the invented records that demo packs bring, imported as anybody's file is.

A demo pack holds them as `records/REGISTER.csv`; nothing here knows any register.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from halfsky.actions import record_books
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import Refused
from halfsky.store.house import House


def furnish(house: House, viewer: Viewer, place: str, folders: list[Path]) -> int:
    """Bring in the records of these packs for a place and all below it. Returns how many."""
    count = 0
    for file in (file for folder in folders for file in sorted((folder / "records").glob("*.csv"))):
        found = record_books.import_file(house, viewer, file.stem, place, file)
        if found.complaints:
            raise Refused(found.complaints)
        count += found.outcome.added
    return count


def open_intakes(house: House) -> None:
    """Let everyone write into the registers that declare an intake, so that the demonstration shows it."""
    open_ = tuple(register.code for register in house.content.registers.values() if register.intake)
    house.folder.keep(replace(house.folder.settings(), public_intake=open_))
