"""Several processes write at once: the log stays one unbroken chain, and nobody waits in vain."""

from __future__ import annotations

import os
import subprocess
import sys

from halfsky.store.house import House

ENTRIES = 40
WRITER = f"""
import sys
from pathlib import Path
from halfsky.site.wiring import open_house
house = open_house(Path(sys.argv[1]))
from halfsky.actions.acting import acting
from halfsky.kernel.access import Viewer
for number in range({ENTRIES}):
    with acting(house, Viewer(1, sys.argv[2]), "test.write", str(number)) as act:
        act.detail = {{"position": act.position}}
"""


def test_writers_at_once_make_one_chain(house: House) -> None:
    from halfsky.store.chain import verify
    from halfsky.store.head import head
    from halfsky.store.log import read_head
    from halfsky.store.models import LogEntry

    before = head().position
    environment = {k: v for k, v in os.environ.items() if k not in ("HALFSKY_HOUSE", "DJANGO_SETTINGS_MODULE")}
    names = ("one", "two", "three")
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(house.path), name], env=environment) for name in names
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert verify(house).whole
    assert head().position == before + len(names) * ENTRIES
    assert read_head(house.folder) == head()
    for name in names:
        mine = list(LogEntry.objects.filter(user=name).order_by("position"))
        assert [entry.subject for entry in mine] == [str(n) for n in range(ENTRIES)]
        # The position that an action was told beforehand is the one it got.
        assert all(entry.detail["position"] == entry.position for entry in mine)
