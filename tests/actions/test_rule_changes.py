"""A change of warning rules is shown on the figures that are there before it takes effect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from halfsky.kernel.refusals import Refused
from tests.actions.test_packs import files
from tests.cli.commands import Run, run

if TYPE_CHECKING:
    from halfsky.kernel.access import Viewer
    from halfsky.store.house import House

__all__ = ["run"]
NATION = "000000000000"


def stricter() -> dict[str, bytes]:
    """The catalogue with one more rule: whatever is expected to reach its target is yellow."""
    pack = files("indicators-cn")
    rule = b"- rule: hopeful\n  level: yellow\n  when: verdict == expected\n  says: {zh: x, en: x}\n"
    head = pack["pack.yaml"].replace(b"version: 1.0.0", b"version: 1.0.1")
    return {**pack, "warnings.yaml": pack["warnings.yaml"] + rule, "pack.yaml": head}


def test_it_is_refused_until_somebody_has_looked_and_says_what_would_differ(house: House, admin: Viewer) -> None:
    from halfsky.actions.packs import coming_content, install
    from halfsky.kernel.verdict import Class
    from halfsky.queries.assessments import assess
    from halfsky.queries.rule_changes import rule_changes

    rules = coming_content([stricter()]).rules
    found = rule_changes(house, admin, rules, NATION, 2024)
    # by the second way: the rows of both plans that are expected to reach, and are not red or yellow already
    expected = {
        (plan, row.number)
        for plan in ("women-2021", "children-2021")
        for row in assess(house, admin, plan, NATION, 2024).rows
        if row.verdict.class_ is Class.EXPECTED and (row.warning is None or row.warning.level not in ("red", "yellow"))
    }
    assert expected and {(d.assessment.plan.code, d.row.number) for d in found} == expected
    assert all(d.raised and d.after and d.after.level == "yellow" for d in found)

    with pytest.raises(Refused) as refused:
        install(house, admin, [stricter()])
    assert refused.value.refusals[0].problem.number == "409.967"
    assert f"{len(expected)}项" in refused.value.refusals[0].says.zh
    assert install(house, admin, [stricter()], seen=True) == ["indicators-cn"]
    assert rule_changes(house, admin, house.content.rules, NATION, 2024) == ()


def test_words_alone_need_no_look(house: House, admin: Viewer) -> None:
    from halfsky.actions.packs import install

    pack = files("indicators-cn")
    said = pack["warnings.yaml"].replace("未达标。".encode(), "没有达标。".encode())
    head = pack["pack.yaml"].replace(b"version: 1.0.0", b"version: 1.0.1")
    assert said != pack["warnings.yaml"]
    assert install(house, admin, [{**pack, "warnings.yaml": said, "pack.yaml": head}]) == ["indicators-cn"]


def test_the_command_lists_warnings_and_what_other_rules_would_do(house: House, run: Run, tmp_path: object) -> None:
    from pathlib import Path

    at = ("--plan", "women-2021", "--place", NATION, "--year", "2024", "--house", house.path)
    shape = json.loads(run("warnings", *at, "--json").out)
    levels = {w["level"] for w in shape["warnings"]}
    assert levels == {"grey"} and all(w["rule"] and w["version"] == "1.0.0" and w["reason"] for w in shape["warnings"])
    greens = json.loads(run("warnings", *at, "--json", "--level", "green").out)["warnings"]
    assert greens and {w["level"] for w in greens} == {"green"}
    folder = Path(str(tmp_path)) / "rules"
    for name, content in stricter().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    said = json.loads(run("warnings", *at, "--rules", folder, "--json").out)
    assert said["differences"] and {d["after"]["level"] for d in said["differences"]} == {"yellow"}
    assert "没有差别" not in run("warnings", *at, "--rules", folder).out
