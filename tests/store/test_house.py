"""A house: what a new one holds, and that it names the state that its figures stand on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from halfsky.kernel.refusals import Refusal
from halfsky.store.folder import Folder, HouseSettings
from halfsky.store.house import House


def test_today_is_the_house_s_own_day(house: House) -> None:
    # The clock stands at 02:00 UTC on 22 November 2026: 10:00 in Shanghai, still the 21st in New York.
    assert house.now().isoformat() == "2026-11-22T10:00:00+08:00"
    settings = json.loads(house.folder.settings_file.read_text("utf-8"))
    house.folder.settings_file.write_text(json.dumps({**settings, "time_zone": "America/New_York"}), "utf-8")
    assert house.today().isoformat() == "2026-11-21"


def test_the_snapshot_names_the_log_and_the_packs(house: House) -> None:
    from django.db import transaction

    from halfsky.store import log
    from halfsky.store.models import PackText

    before = house.snapshot()
    position, packs = before.split("-")
    assert int(position) == log.head().position
    with transaction.atomic():
        log.append(house, "admin", "test", "", {})
    assert house.snapshot() == f"{int(position) + 1}-{packs}"
    PackText.objects.filter(code="guigang-2015").update(current=False)
    assert house.snapshot().split("-")[1] != packs


def test_the_content_is_read_once_and_again_when_a_pack_changes(house: House) -> None:
    from halfsky.store.models import PackText

    first = house.content
    assert house.content is first
    assert "women-2021" in first.plans
    PackText.objects.filter(code="women-2021").update(current=False)
    assert "women-2021" not in house.content.plans


def test_a_folder_without_a_house_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        Folder(tmp_path).demand()
    assert refused.value.number == "404.500"
    assert str(tmp_path) in str(refused.value)


@pytest.mark.parametrize("text", ["{", '{"colour": 1}', '{"time_zone": "Mars/Olympus"}', "[]"])
def test_settings_that_cannot_be_read_are_refused(tmp_path: Path, text: str) -> None:
    folder = Folder(tmp_path)
    folder.settings_file.write_text(text, "utf-8")
    with pytest.raises(Refusal) as refused:
        folder.settings()
    assert refused.value.number == "400.500"
    assert "house.json" in refused.value.where


def test_keys_and_data_are_the_owner_s_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "house")
    folder.make(HouseSettings())
    assert {p.name: oct(p.stat().st_mode & 0o777) for p in folder.keys.iterdir()} == {
        "log.key": "0o600",
        "secret.key": "0o600",
    }
    assert oct(folder.path.stat().st_mode & 0o777) == "0o700"
    assert folder.settings() == HouseSettings()


def test_settings_are_read_once_and_again_when_the_file_is_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the size and the time of writing are the same: another process may put them back."""
    import os

    file = house.folder.settings_file
    reads: list[Path] = []
    settings = Folder.settings
    monkeypatch.setattr(Folder, "settings", lambda self: reads.append(self.path) or settings(self))

    def zone() -> str:
        return str(house.now().tzinfo)

    zone()
    zone()
    assert len(reads) == 2, "a file written a moment ago may be written again at the same moment"
    monkeypatch.setattr("halfsky.store.house.SETTLED", -1)
    for _ in range(3):
        assert zone() == "Asia/Shanghai"
    assert len(reads) == 3
    before, text = file.stat(), file.read_text("utf-8")
    assert len("Asia/Shanghai") == len("Asia/Katmandu")
    file.write_text(text.replace("Asia/Shanghai", "Asia/Katmandu"), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert zone() == "Asia/Katmandu"
    file.unlink()
    with pytest.raises(Refusal):
        house.now()
