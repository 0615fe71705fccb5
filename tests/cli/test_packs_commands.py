"""Packs from the command line: installed once, upgraded, refused whole."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

from halfsky.store.house import House
from tests.cli.commands import Run

CONTENT = Path(str(files("halfsky"))) / "content"


def test_a_pack_is_installed_once_and_upgraded_later(house: House, run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "monitoring-cn"
    shutil.copytree(CONTENT / "monitoring-cn", mine)
    install = ("packs", "install", mine, "--house", house.path)
    assert not house.content.forms
    assert "已安装：monitoring-cn" in run(*install).out
    assert "health-yearly" in house.content.forms
    assert "没有变化" in run(*install).out
    form = mine / "forms" / "sports-yearly.yaml"
    form.write_text(form.read_text("utf-8").replace("体育部门）", "体育局）"), "utf-8")
    head = mine / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("version: 1.0.0", "version: 1.0.1"), "utf-8")
    assert '"monitoring-cn"' in run(*install, "--json").out
    assert house.content.form("sports-yearly").title.zh == "两规划统计监测表（体育局）"


def test_a_broken_pack_changes_nothing(house: House, run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "monitoring-cn"
    shutil.copytree(CONTENT / "monitoring-cn", mine)
    (mine / "forms" / "sports-yearly.yaml").write_text("form: sports-yearly\n", "utf-8")
    seen = run("packs", "install", mine, "--house", house.path)
    assert seen.code != 0 and "sports-yearly.yaml" in seen.err
    assert not house.content.forms
