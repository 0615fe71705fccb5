"""Running commands as a person does, in this process: exit code, what they print, what they complain of."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.houses import open_copy

Run = Callable[..., "Ran"]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("places", "search", "贵港", ...)`; messages are Chinese unless the test says otherwise."""
    from halfsky.cli.main import main
    from halfsky.site.wiring import set_up

    monkeypatch.setenv("HALFSKY_LANG", "zh")
    monkeypatch.setitem(os.environ, "DJANGO_SETTINGS_MODULE", "halfsky.site.settings_test")

    def go(*words: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(w) for w in words], open_house=open_copy, set_up=set_up)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return go
