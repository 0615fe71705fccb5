"""A folder of tidy files: what was taken out of registers, as Parquet, and `engine.json`, which says how it rolls up.

    engine.json                 the day, the registers with their plans, the decimals of elements
    places.parquet              place, code, level
    tree.parquet                place, upper, since, until: a place, one at or above it, the days on which that held
    REGISTER/records.parquet    record, place, and the columns that its feeds need
    REGISTER/part_X.parquet     record, and the columns that its feeds need of child records
    REGISTER/told.parquet       contributions of the feeds that SQL cannot say, as the reference kept them

Nothing in it names anybody. The plan is SQL that will be run: a folder is trusted like a program.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from halfsky.engine.records.columns import Column, Holds
from halfsky.engine.records.plan import Group, Measure, Plan, Told
from halfsky.kernel.refusals import problem

HEAD = "engine.json"
FORMAT = 1
PLACES = {"place": "BIGINT", "code": "VARCHAR", "level": "VARCHAR"}
TREE = {"place": "BIGINT", "upper": "BIGINT", "since": "INTEGER", "until": "INTEGER"}
TOLD = {
    "element": "VARCHAR",
    "cell": "VARCHAR",
    "place": "BIGINT",
    "since": "INTEGER",
    "until": "INTEGER",
    "amount": "BIGINT",
    "value": "VARCHAR",
}
NO_FOLDER = problem(
    "404.1391",
    ("“{path}”不是导出的明细文件夹（没有 engine.json）。", "“{path}” is no folder of tidy records (no engine.json)."),
    ("请先用 halfsky engine export 导出。", "Write one with halfsky engine export."),
)
OTHER_FORMAT = problem(
    "400.1392",
    ("“{path}”的格式是{came}，本程序读格式{known}。", "“{path}” has format {came}; this program reads {known}."),
    ("请用同一版本的程序重新导出。", "Take the records out anew with this version."),
)
NOT_EMPTY = problem(
    "409.1393",
    ("“{path}”已经存在。", "“{path}” is there already."),
    ("请换一个新的文件夹名。", "Name a folder that is not there yet."),
)
NO_REGISTER = problem(
    "404.1394",
    ("“{path}”里没有台账“{came}”。", "There is no register “{came}” in “{path}”."),
    ("里面有：{known}。", "There are: {known}."),
)


@dataclass(frozen=True)
class Folder:
    """What `engine.json` says: `day` on which the records were taken out, `records` how many of each register."""

    path: Path
    day: dt.date
    plans: Mapping[str, Plan]
    records: Mapping[str, int]
    decimals: Mapping[str, int]

    def chosen(self, registers: Sequence[str]) -> list[Plan]:
        """The plans of these registers; of none that is named, all."""
        for code in registers:
            if code not in self.plans:
                raise NO_REGISTER.at(path=self.path, came=code, known="、".join(self.plans))
        return [self.plans[code] for code in registers or self.plans]

    def files(self, plan: Plan) -> dict[str, Path]:
        """The files that the roll-up of a register reads, by the name of the table."""
        own = {name: self.path / plan.register / f"{name}.parquet" for name in plan.tables}
        told = {"told": self.path / plan.register / "told.parquet"} if plan.told else {}
        return {"tree": self.path / "tree.parquet", **own, **told}


def write_head(folder: Folder) -> None:
    shape = {
        "format": FORMAT,
        "day": folder.day.isoformat(),
        "registers": {code: {"records": folder.records[code], "plan": asdict(p)} for code, p in folder.plans.items()},
        "decimals": dict(folder.decimals),
    }
    text = json.dumps(shape, ensure_ascii=False, indent=1, sort_keys=True)
    (folder.path / HEAD).write_text(text + "\n", encoding="utf-8")


def open_folder(path: Path) -> Folder:
    """Read a folder. Refuses what is none, and another format."""
    head = path / HEAD
    if not head.is_file():
        raise NO_FOLDER.at(path=path)
    said = json.loads(head.read_text(encoding="utf-8"))
    if said.get("format") != FORMAT:
        raise OTHER_FORMAT.at(path=path, came=said.get("format"), known=FORMAT)
    registers = said["registers"]
    return Folder(
        path.resolve(),
        dt.date.fromisoformat(said["day"]),
        {code: _plan(one["plan"]) for code, one in registers.items()},
        {code: one["records"] for code, one in registers.items()},
        said["decimals"],
    )


def _plan(said: Mapping[str, Any]) -> Plan:
    tables = {
        name: tuple(Column(c["name"], Holds(c["holds"]), c["code"], c["of"]) for c in columns)
        for name, columns in said["tables"].items()
    }
    groups = tuple(
        Group(**{**g, "cells": _pairs(g["cells"]), "measures": tuple(Measure(**m) for m in g["measures"])})
        for g in said["groups"]
    )
    told = tuple(Told(**one) for one in said["told"])
    gathered, keys = _pairs(said["gathered"]), _pairs(said["keys"])
    return Plan(said["register"], tables, said["parts"], gathered, groups, told, keys)


def _pairs(said: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((a, b) for a, b in said)


def types_of(plan: Plan, table: str) -> dict[str, str]:
    """The columns of a file of a register with their types."""
    if table == "told":
        return TOLD
    place = {} if table in plan.parts else {"place": "BIGINT"}
    return {"record": "BIGINT", **place, **{c.name: c.type for c in plan.tables[table]}}
