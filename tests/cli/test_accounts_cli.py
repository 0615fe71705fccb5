"""What the operator does for accounts: the settings of a new house, helping one in again, keys in back-ups."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from halfsky.store.house import House
from tests.actions.test_accounts_factors import code_at, enrolled, later, proves
from tests.actions.test_accounts_locks import tried
from tests.cli.commands import Run
from tests.databases import database_words
from tests.houses import NOW


@pytest.mark.database
def test_a_new_house_asks_a_second_factor_of_those_who_hold_most(run: Run, tmp_path: Path) -> None:
    assert run("new", tmp_path / "h", *database_words()).code == 0
    settings = json.loads((tmp_path / "h" / "house.json").read_text("utf-8"))
    assert settings["accounts"]["second_factor"] == ["admin", "auditor", "case_worker"]


def test_who_can_sign_in_no_more_is_helped_in_again(run: Run, house: House) -> None:
    from halfsky.actions.users import named

    enrolled(house)
    for _ in range(5):
        tried(house, "ma", "wrong")
    assert run("user", "rescue", "ma", "--house", house.path).code == 0
    assert tried(house, "ma", "wrong") == "400.705"
    assert named("ma").factor == ""
    assert run("user", "rescue", "ma", "--house", house.path).code == 0
    assert run("user", "rescue", "nobody", "--house", house.path).code == 2


def test_second_factors_come_back_with_the_keys_and_not_without(run: Run, house: House, tmp_path: Path) -> None:
    from halfsky.actions.users import edit, named

    ma, secret, codes = enrolled(house)
    edit(house, ma, "ma", "马", "0775-1")
    keys = shutil.copytree(house.folder.keys, tmp_path / "keys")
    plain, keyed = tmp_path / "plain.tar.gz", tmp_path / "keyed.tar.gz"
    run("backup", house.path, plain)
    run("backup", house.path, keyed, "--with-keys")
    from halfsky.queries.users import person
    from halfsky.store.house import opened
    from tests.houses import admin_of

    for name, words in (("a", (keyed,)), ("b", (plain, "--keys", keys))):
        assert run("restore", words[0], tmp_path / name, *words[1:], *database_words()).code == 0
        later(opened(), 60)
        assert proves(opened(), code_at(secret, NOW + dt.timedelta(seconds=60))) == "in"
        assert proves(opened(), codes[0]) == "in"
    assert run("restore", plain, tmp_path / "c", *database_words()).code == 0
    later(opened(), 60)
    assert proves(opened(), "000000") == "503.700"
    assert run("user", "rescue", "ma", "--house", tmp_path / "c").code == 0
    shown = person(opened(), admin_of(opened()), named("ma").pk)
    assert (shown.phone, shown.account.factor) == ("", False)
