"""`halfsky read`: proposals as lines and as JSON, from any encoding, one refusal for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.commands import Run

TEXT = (
    "临河县妇联2025年工作总结\n一、助力创业。培训妇女1240人，比上年增加85人。\n二、下一步打算\n确保6月底前完成换届。\n"
)


def test_a_text_is_read_as_proposals(tmp_path: Path, run: Run) -> None:
    file, out = tmp_path / "总结.txt", tmp_path / "out.jsonl"
    file.write_bytes(TEXT.encode("gb18030"))
    said = run("read", file, "--jsonl", out)
    assert (said.code, said.err) == (0, "")
    assert said.out == "总结.txt：目标0条，结果1条，任务1条。\n"
    first, second = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert TEXT[first["char_start"] : first["char_end"]] == first["quote"] == "培训妇女1240人"
    assert {name: first[name] for name in ("seed", "type", "value", "unit", "comparator")} == {
        "seed": "总结.txt",
        "type": "result",
        "value": 1240,
        "unit": "人",
        "comparator": "=",
    }
    assert (first["place"], first["level"], first["previous_value_or_change"]) == ("临河县", "县级", "比上年增加85人")
    assert (second["type"], second["value"], second["deadline_or_period"]) == ("task", None, "6月底前")
    listed = run("read", file).out
    assert "第2段  结果  培训妇女人数  1240人" in listed and "“确保6月底前完成换届”" in listed
    assert run("read", file, "--jsonl", "-").out == out.read_text("utf-8")


def test_what_cannot_be_read_is_refused(tmp_path: Path, run: Run) -> None:
    assert run("read", tmp_path / "none.txt").code == 2
    picture = tmp_path / "a.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = run("read", picture)
    assert refused.code == 1 and "[400.1232]" in refused.err
    assert run("read", picture, "--jsonl", tmp_path / "no" / "out.jsonl").code != 0
