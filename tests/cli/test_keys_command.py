"""`halfsky keys rotate`: broken off half-way nothing is lost, run again it is done, and an old backup still opens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.commands import Run
from tests.ledgers import CARE, VILLAGE, add, see

if TYPE_CHECKING:
    from halfsky.store.house import House


def test_a_rotation_that_is_killed_loses_nothing_and_is_run_again(
    books: House, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from halfsky.actions import person_keys
    from halfsky.store.models import RecordKey
    from halfsky.store.vault import Vault

    cares = [{**CARE, "name": name, "card": ""} for name in ("示例甲", "示例乙", "示例丙")]
    records = [add(books, "chair", "care", VILLAGE, care).pk for care in cares]
    old = {key.pk: (key.master, bytes(key.wrapped)) for key in RecordKey.objects.all()}
    wrap, calls = Vault.wrap, []

    def dies(self: Vault, ring: object) -> object:
        calls.append(ring)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return wrap(self, ring)  # type: ignore[arg-type]

    monkeypatch.setattr(person_keys, "BATCH", 1)
    monkeypatch.setattr(Vault, "wrap", dies)
    with pytest.raises(KeyboardInterrupt):
        run("keys", "rotate", "--house", books.path)
    monkeypatch.setattr(Vault, "wrap", wrap)
    assert len(set(RecordKey.objects.values_list("master", flat=True))) == 2
    assert [see(books, "chair", pk).values["name"] for pk in records] == [care["name"] for care in cares]

    done = run("keys", "rotate", "--json", "--house", books.path)
    assert done.code == 0 and json.loads(done.out)["records"] == len(records)
    (master,) = set(RecordKey.objects.values_list("master", flat=True))
    assert master not in {was for was, _ in old.values()}
    assert [see(books, "chair", pk).values["name"] for pk in records] == [care["name"] for care in cares]

    # What a backup of before holds is wrapped under the old master key, which is still there.
    for pk, (name, wrapped) in old.items():
        RecordKey.objects.filter(pk=pk).update(master=name, wrapped=wrapped)
    assert [see(books, "chair", pk).values["name"] for pk in records] == [care["name"] for care in cares]
    said = run("keys", "rotate", "--house", books.path)
    assert "3条记录" in said.out and str(books.folder.persons_key) in said.out
