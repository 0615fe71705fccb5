"""`halfsky token`: made for a user, listed, ended; what it says is printed once."""

from __future__ import annotations

import json

from halfsky.store.house import House
from tests.cli.commands import Run


def test_a_token_is_made_listed_and_ended(house: House, run: Run) -> None:
    from halfsky.queries.tokens import bearer

    made = run(
        "token", "add", "admin", "--name", "系统", "--scope", "read", "--scope", "fill", "--json", "--house", house.path
    )
    assert made.code == 0
    given = json.loads(made.out)
    assert bearer(house, given["token"]).name == "admin"
    listed = run("token", "list", "admin", "--house", house.path)
    assert listed.code == 0 and "read,fill" in listed.out and given["token"] not in listed.out
    assert run("token", "end", given["number"], "--house", house.path).code == 0
    (row,) = json.loads(run("token", "list", "admin", "--json", "--house", house.path).out)["tokens"]
    assert (row["good"], row["last_used"]) == (False, None)
    again = run("token", "end", given["number"], "--house", house.path)
    assert again.code == 1 and "[409.800]" in again.err


def test_what_is_not_known_is_refused(house: House, run: Run) -> None:
    assert run("token", "end", "99", "--house", house.path).code == 2
    assert run("token", "list", "nobody", "--house", house.path).code == 2
    wrong = run("token", "add", "admin", "--name", "x", "--scope", "read", "--days", "999", "--house", house.path)
    assert wrong.code == 1 and "[400.806]" in wrong.err
