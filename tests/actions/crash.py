"""A process of its own that does one thing to a house, says that it is done, and is killed at once.

`python -m tests.actions.crash HOUSE WHAT ROUND`: opens the house, waits for a line on its standard input, acts, prints
one line of JSON and sleeps until it is killed.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.collecting import GUIGANG, GUIPING, PDF, PINGNAN, People, answers, explained
from tests.houses import open_copy

if TYPE_CHECKING:
    from halfsky.store.house import House
    from halfsky.store.models import RoundRow


def act(house: House, people: People, what: str, number: int, who: str) -> dict[str, Any]:
    """Do it; what is acknowledged."""
    from halfsky.actions.attachments import attach
    from halfsky.actions.drafts import save_draft
    from halfsky.actions.submissions import submit
    from halfsky.store.models import RoundRow

    row = RoundRow.objects.get(pk=number)
    if what == "draft":
        return {"version": save_draft(house, people[who], number, PINGNAN, {"live_births|": "7"}).version}
    if what == "attach":
        return {"sha256": attach(house, people[who], number, PINGNAN, "a.pdf", PDF).sha256}
    if what == "sheets":
        return handed_in_below(house, people, row)
    given, why = answers(house, row), explained(house, people, row)
    print("ready", flush=True)
    sys.stdin.readline()
    return {"submission": submit(house, people[who], number, PINGNAN, given, why).pk}


def handed_in_below(house: House, people: People, row: RoundRow) -> dict[str, Any]:
    """A table of two counties, which gets no further than staged."""
    from halfsky.actions import unit_sheets

    def stop(*_: object) -> None:
        print(json.dumps({"staged": 2}), flush=True)
        time.sleep(60)

    unit_sheets.publish = stop  # type: ignore[assignment]
    given = {code: answers(house, row, code) for code in (PINGNAN, GUIPING)}
    return {"units": unit_sheets.submit_sheet(house, people["city_filler"], row.pk, GUIGANG, given)}


def main(path: str, what: str, number: str, who: str) -> None:
    from halfsky.kernel.refusals import Refused

    house = open_copy(Path(path))
    try:
        said = act(house, People(house), what, int(number), who)
    except Refused as refused:
        said = {"refused": [r.number for r in refused.refusals]}
    print(json.dumps(said), flush=True)
    time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
