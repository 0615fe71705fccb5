"""The vault: what is sealed opens with its key alone; new master keys, lost ones, erased ones."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from halfsky.kernel.refusals import Refused
from halfsky.store.folder import Folder, HouseSettings
from halfsky.store.vault import Vault, Wrapped, erased, note_erased

SAID = {"values": {"name": "王某某", "age": "31"}, "parts": {}}


@pytest.fixture(params=["aes", "sm4"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Folder:
    made = Folder(tmp_path / "house")
    made.make(HouseSettings(cipher=request.param))
    return made


def test_what_is_sealed_opens_with_its_own_key_alone(folder: Folder) -> None:
    vault = Vault(folder)
    one, kept = vault.new("a" * 32)
    other, _ = vault.new("b" * 32)
    sealed = one.seal_values(SAID)
    assert Vault(folder).open("a" * 32, kept).unseal_values(sealed) == SAID
    with pytest.raises(InvalidTag):
        other.unseal_values(sealed)
    with pytest.raises(InvalidTag):
        one.unseal("file", sealed)  # bound to its use


def test_nothing_of_what_is_sealed_can_be_read(folder: Folder) -> None:
    ring, kept = Vault(folder).new("a" * 32)
    for text in ("王某某", "name"):
        assert text.encode() not in ring.seal_values(SAID)
    assert ring.key not in kept.content
    assert ring.seal_values(SAID) != ring.seal_values(SAID)


def test_the_key_file_is_for_its_owner_alone(folder: Folder) -> None:
    Vault(folder)
    assert stat.S_IMODE(folder.persons_key.stat().st_mode) == 0o600


def test_a_key_may_lie_outside_the_house(folder: Folder, tmp_path: Path) -> None:
    folder.keep(dataclasses.replace(folder.settings(), person_keys=str(tmp_path / "safe")))
    Vault(folder)
    assert (tmp_path / "safe" / "persons.key").exists()
    assert not list(folder.path.rglob("persons.key"))


def test_after_a_new_master_key_the_old_wrapped_keys_still_open_and_new_ones_use_the_new(folder: Folder) -> None:
    ring, kept = Vault(folder).new("a" * 32)
    sealed, blind = ring.seal_values(SAID), Vault(folder).blind("care", "name", "王某某")
    newer = Vault(folder).rotate()
    assert newer.open("a" * 32, kept).unseal_values(sealed) == SAID
    again = newer.wrap(newer.open("a" * 32, kept))
    assert again.master == newer.masters[-1].name != kept.master
    assert Vault(folder).open("a" * 32, again).unseal_values(sealed) == SAID
    assert newer.blind("care", "name", "王某某") == blind


def test_a_missing_or_other_master_key_is_refused_with_where_it_belongs(folder: Folder) -> None:
    _, kept = Vault(folder).new("a" * 32)
    folder.persons_key.unlink()
    with pytest.raises(Refused, match=r"persons\.key"):
        Vault(folder).open("a" * 32, kept)
    folder.persons_key.write_text("half a line\n", "ascii")
    with pytest.raises(Refused, match=r"persons\.key"):
        Vault(folder)


def test_a_lost_key_file_is_not_replaced_while_something_is_sealed(folder: Folder) -> None:
    with pytest.raises(Refused, match=r"persons\.key"):
        Vault(folder, used=lambda: True)
    assert not folder.persons_key.exists()


def test_a_wrapped_key_of_another_record_does_not_open(folder: Folder) -> None:
    vault = Vault(folder)
    _, kept = vault.new("a" * 32)
    with pytest.raises(Refused):
        vault.open("b" * 32, kept)
    with pytest.raises(Refused):
        vault.open("a" * 32, Wrapped(kept.master, kept.content[:-1] + b"\0"))


def test_the_blind_index_finds_the_same_and_says_nothing(folder: Folder) -> None:
    vault = Vault(folder)
    digest = vault.blind("care", "name", "王某某")
    assert digest == Vault(folder).blind("care", "name", "王某某")
    assert len({digest, vault.blind("care", "phone", "王某某"), vault.blind("cases", "name", "王某某")}) == 3
    assert "王" not in digest


def test_erasures_are_noted_one_after_the_other(folder: Folder) -> None:
    assert erased(folder) == []
    note_erased(folder, ["a" * 32, "b" * 32])
    note_erased(folder, ["c" * 32])
    assert erased(folder) == ["a" * 32, "b" * 32, "c" * 32]
