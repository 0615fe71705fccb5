"""`halfsky packs check` and `halfsky packs schema`, as a pack author uses them."""

from __future__ import annotations

import io
import json
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from halfsky.cli import packs
from halfsky.cli.main import main
from halfsky.packs import read_pack

from .content import CONTENT, PACKS
from .edits import Edit, change, formula, teaching, write

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALFSKY_LANG", "zh")


def run(*arguments: str | Path) -> int:
    return main(["packs", *map(str, arguments)], [packs])


def check(tmp_path: Path, *edits: Edit, options: tuple[str, ...] = ()) -> int:
    return run("check", write(teaching(*edits), tmp_path / "teaching"), *options)


def test_a_sound_pack_passes_every_gate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert [line.split() for line in said.out.splitlines()[1:]] == [
        ["形状", "通过"],
        ["名称", "通过"],
        ["含义", "通过"],
        ["例题", "通过"],
    ]
    assert said.out.startswith("teaching 1.0.0  教学示例")


def test_a_broken_pack_is_refused_on_stderr_and_later_gates_are_not_claimed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, change("goals.csv", "T1.01,health", "T1.01,helth")) == 1
    said = capsys.readouterr()
    assert "teaching/goals.csv:2 (domain)" in said.err
    assert "[400.253]" in said.err
    assert [line.split() for line in said.out.splitlines()[1:]] == [
        ["形状", "通过"],
        ["名称", "1处不通过"],
        ["含义", "未检查"],
        ["例题", "未检查"],
    ]


@pytest.mark.parametrize(
    ("edit", "gate"),
    [
        (change("goals.csv", "goal_en", "gaol_en"), "shape"),
        (change("goals.csv", "T1.01,health", "T1.01,helth"), "names"),
        (formula("教学住院出生数 * 教学出生数"), "meaning"),
        (formula("教学出生数 / 教学住院出生数"), "examples"),
    ],
)
def test_json_tells_which_gate_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], edit: Edit, gate: str
) -> None:
    assert check(tmp_path, edit, options=("--json",)) == 1
    said = capsys.readouterr()
    assert said.err == ""
    found = json.loads(said.out)
    assert not found["passed"]
    assert [g["gate"] for g in found["gates"] if g["passed"] is False] == [gate]
    order = ["shape", "names", "meaning", "examples"]
    expected = [True] * order.index(gate) + [False] + [None] * (3 - order.index(gate))
    assert [g["passed"] for g in found["gates"]] == expected
    assert found["refusals"]
    assert {"number", "where", "says", "todo"} <= set(found["refusals"][0])


def test_json_of_a_sound_pack_names_it_with_its_fingerprint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, options=("--json",)) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["packs"] == [
        {"pack": "teaching", "version": "1.0.0", "kind": "teaching", "fingerprint": read_pack(teaching()).fingerprint}
    ]
    assert found["passed"]
    assert found["refusals"] == []


def test_a_folder_of_packs_is_checked_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", CONTENT, "--json") == 0
    assert [p["pack"] for p in json.loads(capsys.readouterr().out)["packs"]] == list(PACKS)


def test_all_packs_of_a_folder_that_are_out_of_shape_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(teaching(change("goals.csv", "goal_en", "gaol_en")), tmp_path / "one")
    write(teaching(change("pack.yaml", "1.0.0", "1")), tmp_path / "two")
    assert run("check", tmp_path) == 1
    said = capsys.readouterr().err
    assert "one/goals.csv:1" in said
    assert "two/pack.yaml:2:10" in said


def test_a_zip_can_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, blob in teaching().items():
            archive.writestr(name, blob)
    path = tmp_path / "teaching.zip"
    path.write_bytes(out.getvalue())
    assert run("check", path) == 0
    assert capsys.readouterr().err == ""


def test_what_a_pack_needs_is_found_beside_it_before_among_the_shipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = b"pack: town\nversion: 1.0.0\nkind: data\ntitle: Town\nuses: [teaching, indicators-cn]\n"
    duties = b"number,role,agency\n"
    folder = write({"pack.yaml": head, "duties.csv": duties}, tmp_path / "town")
    assert run("check", folder) == 0
    write(teaching(change("pack.yaml", "uses: []", "uses: [no-such-pack]")), tmp_path / "teaching")
    assert run("check", folder) == 1
    assert "no-such-pack" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_where_there_is_no_pack_the_request_was_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "empty").mkdir()
    assert run("check", tmp_path / name) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "pack.yaml" in said.err


def test_complaints_come_in_english_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, change("goals.csv", "T1.01,health", "T1.01,helth"), options=("--lang", "en")) == 1
    assert "There is no domain called “helth”." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["pack", "warnings"])
def test_the_schema_is_printed_as_it_stands_in_docs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema", name) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "schema" / f"{name}.json").read_text("utf-8")


def test_every_command_of_the_guide_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    guide = (ROOT / "docs" / "packs.md").read_text("utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", guide, re.M | re.S)
    commands = [line for kind, block in blocks if not kind for line in block.splitlines()]
    assert len(commands) >= 5
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "halfsky"
        assert main(arguments, [packs]) == 0, command
    assert capsys.readouterr().err == ""
