"""A program of its own that speaks to `halfsky serve` over the wire: from opening a round to the new verdict.

The county's office opens the yearly form of the water department for its county. The department's program hands in, is
refused at the cells, hands in anew; the bureau returns it to a cell, it comes again, is reviewed and accepted; then the
county's verdicts show a figure that was not there before.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_serve import free_port
from tests.databases import database
from tests.houses import PASSWORD, admin_of, open_copy
from tests.rounds import COUNTY, YEAR, person

pytestmark = [pytest.mark.slow, pytest.mark.database]
FORM = "water-yearly"
WAIT = 60
WHO = {"office": ("read", "review", "manage"), "bureau": ("read", "review"), "water": ("read", "fill")}


@dataclass(frozen=True)
class Wire:
    """One program with its token; every request has a connection of its own."""

    port: int
    token: str

    def __call__(self, method: str, address: str, sent: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            content = None if sent is None else json.dumps(sent).encode()
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request(method, f"/api/v1{address}", content, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@pytest.fixture
def wires(rounds_template: Path, tmp_path: Path) -> Iterator[dict[str, Wire]]:
    """The house is served as its operator serves it; tokens are made before."""
    path = tmp_path / "served"
    database().copy(rounds_template, path)
    house = open_copy(path)
    from halfsky.actions.tokens import add_token
    from halfsky.actions.users import add_user
    from halfsky.store.tables import close

    add_user(house, admin_of(house), "water", PASSWORD, "liaison", COUNTY, agency=house.content.form(FORM).agency)
    tokens = {name: add_token(house, person(house, name), "wire", scopes, 366).secret for name, scopes in WHO.items()}
    close()
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "HALFSKY_HOUSE")}
    with (tmp_path / "err").open("wb") as log:
        words = [sys.executable, "-m", "halfsky", "serve", str(path), "--port", str(port)]
        process = subprocess.Popen(words, env=environment, stderr=log, stdout=log)
        try:
            found = {name: Wire(port, token) for name, token in tokens.items()}
            _until_it_answers(found["office"], tmp_path / "err")
            yield found
        finally:
            process.terminate()
            try:
                process.wait(WAIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            database().drop(path)


def _until_it_answers(wire: Wire, log: Path) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            if wire("GET", "/plans")[0] == 200:
                return
        except (OSError, http.client.HTTPException, ValueError):
            time.sleep(0.2)
    pytest.fail(f"nobody answers\n{log.read_text('utf-8')}")


def verdicts(wire: Wire) -> dict[str, tuple[str | None, str]]:
    """Every row of both plans: value and class by plan and number."""
    rows = {}
    for plan in ("women-2021", "children-2021"):
        status, found = wire("GET", f"/verdicts?plan={plan}&place={COUNTY}&year={YEAR}")
        assert status == 200, found
        rows |= {f"{plan} {r['number']} {r['breakdown']}": (r["value"], r["verdict"]) for r in found["rows"]}
    return rows


def test_a_program_files_from_the_opening_to_the_verdict(wires: dict[str, Wire]) -> None:
    office, bureau, water = wires["office"], wires["bureau"], wires["water"]
    before = verdicts(office)

    status, plan = office("POST", "/rounds/plan", {"form": FORM, "period": str(YEAR), "place": COUNTY})
    assert status == 200 and plan["units"] == 1
    status, opened = office(
        "POST", "/rounds", {"form": FORM, "period": str(YEAR), "place": COUNTY, "note": "请按时上报"}
    )
    assert status == 201 and opened["state"] == "open" and opened["due"] == plan["due"]
    sheet = f"/rounds/{opened['id']}/sheets/{COUNTY}"
    assert [t["round"] for t in water("GET", "/tasks")[1]["items"] if t["form"] == FORM] == [opened["id"]]

    # What is asked is read from the form; last year's answers are given where there are any.
    status, form = water("GET", f"/forms/{FORM}")
    cells = [cell["cell"] for cell in form["asked"]]
    assert status == 200 and cells and plan["burden"]["cells"] == len(cells)
    wrong = dict.fromkeys(cells[1:], "1") | {cells[0]: "很多"}
    status, refused = water("POST", f"{sheet}/submit", {"answers": wrong})
    assert status == 400
    assert ("400.10", cells[0]) in {(r["number"], r["where"]) for r in refused["refusals"]}

    # Equal figures break no order between parts and totals; what is odd beside last year gets its explanation.
    answers = dict.fromkeys(cells, "1000")
    status, checked = water("POST", f"{sheet}/check", {"answers": answers})
    assert status == 200 and checked["left"] == 0
    assert [f for f in checked["findings"] if f["severity"] == "hard" and f["failed"]] == []
    why = {f["id"]: "全县供水工程今年合并统计，口径与上年不同。" for f in checked["findings"] if f["failed"]}
    status, saved = water("PUT", f"{sheet}/draft", {"answers": answers, "explained": why, "version": 0})
    assert (status, saved["version"]) == (200, 1)
    status, first = water("POST", f"{sheet}/submit", {"answers": answers, "explained": why, "version": 1})
    assert (status, first["state"], first["revision"]) == (201, "submitted", 1)
    assert water("POST", f"{sheet}/submit", {"answers": answers, "explained": why})[0] == 409

    # The bureau sends it back to one cell; the program reads what is wrong there, and hands in anew.
    returning = {"move": "return", "reason": "请核对", "cells": {cells[0]: "与年报不一致"}}
    assert bureau("POST", f"/submissions/{first['submission']}/steps", returning)[1]["state"] == "returned"
    status, seen = water("GET", sheet)
    assert (status, seen["state"], seen["returned"]) == (200, "returned", {cells[0]: "与年报不一致"})
    status, second = water("POST", f"{sheet}/submit", {"answers": answers, "explained": why})
    assert (status, second["revision"]) == (201, 2)

    # Nothing counts before it is accepted.
    assert bureau("POST", f"/submissions/{second['submission']}/steps", {"move": "review"})[1]["state"] == "reviewed"
    assert verdicts(office) == before
    status, accepted = office("POST", f"/submissions/{second['submission']}/steps", {"move": "accept"})
    assert (status, accepted["state"], accepted["current"]) == (200, "accepted", True)
    after = verdicts(office)
    changed = {row for row in after if after[row] != before[row]}
    assert changed and all(before[row][0] != after[row][0] for row in changed)
    status, facts = office("GET", f"/facts?under={COUNTY}&form={FORM}&period={YEAR}")
    assert status == 200 and {f"{f['element']}|{f['breakdown']}": f["value"] for f in facts["items"]} == answers
