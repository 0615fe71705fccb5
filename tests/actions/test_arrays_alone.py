"""In one folder of arrays one process writes at a time: a worker, the night and a command meet one lock, which lies in
the folder itself. Another server has a folder of its own and does not wait."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from halfsky.kernel.refusals import Refusal
from halfsky.store.house import House

HOLDING = (
    "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, 2); print('held', flush=True); sys.stdin.read()"
)


@contextmanager
def held(lock: Path) -> Iterator[None]:
    """Another process has the lock."""
    command = [sys.executable, "-c", HOLDING, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline() == b"held\n"
        yield
        other.stdin.close()


def files(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*.*") if path.suffix != ".lock"
    }


def test_while_one_process_writes_another_is_refused_and_another_server_is_not(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions.arrays import build, refresh, sweep, take_away
    from halfsky.engine.snapshot import head

    build(house)
    ours = house.folder.arrays
    with held(ours / "arrays.lock"):
        before = files(ours)
        for act in (build, refresh, sweep, take_away):
            with pytest.raises(Refusal, match="另一个同类任务正在运行"):
                act(house)
        assert files(ours) == before
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("HALFSKY_ARRAYS", str(tmp_path / "of another server" / "arrays"))
            assert build(house) == head(house.folder.arrays) == head(ours)
    refresh(house)
    take_away(house)
    assert not ours.exists()


def test_what_is_being_made_holds_the_lock(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from halfsky.actions import arrays

    making, met = arrays._counting, []

    def counting():  # type: ignore[no-untyped-def]
        with pytest.raises(Refusal, match="另一个同类任务正在运行"):
            arrays.refresh(house)
        met.append(True)
        return making()

    monkeypatch.setattr(arrays, "_counting", counting)
    arrays.build(house)
    assert met
