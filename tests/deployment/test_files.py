"""The files of the deployment: units that start as plain processes, a compose file whose commands exist."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from halfsky.cli.main import COMMANDS, parser
from tests.databases import copied
from tests.deployment.units import UNITS, command, unit

DEPLOY = UNITS.parent
PAGE = DEPLOY.parent / "docs" / "deployment.md"


def test_every_unit_is_started_again_and_runs_with_few_rights() -> None:
    services = sorted(path.name for path in UNITS.glob("*.service"))
    assert services == ["halfsky-snapshot.service", "halfsky-web.service", "halfsky-work.service"]
    for name in services:
        service = unit(name)["Service"]
        assert (service["User"], service["NoNewPrivileges"], service["UMask"]) == ("halfsky", "yes", "0077")
        if service.get("Type") != "oneshot":
            assert service["Restart"] == "always"
    assert unit("halfsky-snapshot.timer")["Timer"]["OnUnitInactiveSec"] == "1min"


def test_the_compose_file_says_that_it_was_not_run_and_names_commands_that_exist() -> None:
    said = (DEPLOY / "compose.yaml").read_text("utf-8")
    assert "没有在容器里运行过" in said.splitlines()[0] and "was not run" in said.splitlines()[1]
    services = yaml.safe_load(said)["services"]
    ours = [service["command"] for service in services.values() if service["image"] == "halfsky"]
    assert [words[:2] for words in ours] == [["halfsky", "serve"], ["halfsky", "work"]]
    for words in ours:
        parser(COMMANDS).parse_args(words[1:])
    volumes = yaml.safe_load(said)["volumes"]
    mounted = [mount.partition(":")[0] for s in services.values() for mount in s.get("volumes", ())]
    assert {name for name in mounted if not name.startswith(".")} == set(volumes)


def test_the_page_names_every_file_of_the_deployment() -> None:
    said = PAGE.read_text("utf-8")
    files = {str(p.relative_to(DEPLOY.parent)) for p in DEPLOY.rglob("*") if p.is_file()}
    assert set(re.findall(r"\(\.\./(deploy/[\w./-]+)\)", said)) == files


@pytest.mark.slow
@pytest.mark.database
def test_the_units_run_as_plain_processes(small_template: Path, tmp_path: Path) -> None:
    with copied(small_template, tmp_path / "house"):
        words, environment = command("halfsky-work.service", tmp_path / "house", tmp_path / "sums")
        worker = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE)
        words, environment = command("halfsky-snapshot.service", tmp_path / "house", tmp_path / "sums")
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "sums").is_dir() and not (tmp_path / "house" / "arrays").exists()
        time.sleep(1)
        assert worker.poll() is None
        worker.terminate()
        said = worker.communicate(timeout=20)[1].decode()
        assert worker.returncode == 0, said
