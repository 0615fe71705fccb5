"""What readers without entitlement were last shown of small counts, in one file of the house.

A later edition must fit what was shown before, so it is kept and goes into backups. It is written where nobody waits
for the database: whoever looks first after a change makes the edition, for all processes of the house.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from halfsky.kernel.hiding import Edition, Equation, Limit, Move, Name, Pattern, Table
from halfsky.kernel.refusals import problem
from halfsky.store.folder import Folder, write_whole

DAMAGED = problem(
    "503.955",
    (
        "{path} 已损坏，无法判断哪些小数目已经隐去。",
        "{path} is damaged: it cannot be told which small counts are hidden.",
    ),
    ("请从备份恢复该文件。", "Restore the file from a backup."),
)

_known: dict[Path, tuple[str, Edition]] = {}
"""The edition that this process read or made last, by house."""


def edition(folder: Folder, mark: str, renew: Callable[[Edition | None], Edition]) -> Edition:
    """The edition of the state that the mark names; where it is not made yet, `renew` makes it from the last one."""
    if (known := _known.get(folder.path)) and known[0] == mark:
        return known[1]
    folder.run.mkdir(mode=0o700, exist_ok=True)
    with (folder.run / "shown.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made_of, last = _read(folder.shown)
        if last is None or made_of != mark:
            last = renew(last)
            write_whole(folder.shown, json.dumps(_written(mark, last), ensure_ascii=False, separators=(",", ":")))
    _known[folder.path] = mark, last
    return last


def _read(path: Path) -> tuple[str, Edition | None]:
    try:
        raw = json.loads(path.read_text("utf-8"))
        return raw["mark"], _edition(raw)
    except FileNotFoundError:
        return "", None
    except (ValueError, TypeError, KeyError, IndexError) as why:
        raise DAMAGED.at(path=path.name) from why


def _written(mark: str, of: Edition) -> dict[str, Any]:
    """Names are written once and meant by their number."""
    table, found = of.table, of.pattern
    number = {name: i for i, name in enumerate(table.counts)}
    moves = list({id(move): move for move in found.proofs.values()}.values())
    place = {id(move): i for i, move in enumerate(moves)}
    return {
        "mark": mark,
        "threshold": of.threshold,
        "names": list(number),
        "counts": list(table.counts.values()),
        "equations": [[[number[n], f] for n, f in e.terms] for e in table.equations],
        "limits": [[[[number[n], str(f)] for n, f in limit.terms], str(limit.constant)] for limit in table.limits],
        "late": [[number[n], v] for n, v in table.late.items() if n in number],
        "apart": [[number[n], v] for n, v in table.apart.items() if n in number],
        "few": sorted(number[n] for n in table.few),
        "away": sorted(number[n] for n in table.away),
        "hidden": sorted(number[n] for n in found.hidden),
        "unproved": sorted(number[n] for n in found.unproved),
        "moves": [[[[number[n], step] for n, step in move.steps], *move.room] for move in moves],
        "proofs": [[number[n], place[id(move)]] for n, move in found.proofs.items()],
    }


def _edition(raw: dict[str, Any]) -> Edition:
    names: list[Name] = [(e, c, p, t) for e, c, p, t in raw["names"]]

    def those(numbers: Iterable[int]) -> frozenset[Name]:
        return frozenset(names[i] for i in numbers)

    table = Table(
        dict(zip(names, raw["counts"], strict=True)),
        tuple(Equation(tuple((names[i], f) for i, f in terms)) for terms in raw["equations"]),
        tuple(Limit(tuple((names[i], Fraction(f)) for i, f in terms), Fraction(at)) for terms, at in raw["limits"]),
        {names[i]: v for i, v in raw["late"]},
        {names[i]: v for i, v in raw["apart"]},
        those(raw["few"]),
        those(raw["away"]),
    )
    moves = [Move(tuple((names[i], s) for i, s in steps), (down, up)) for steps, down, up in raw["moves"]]
    proofs = {names[i]: moves[m] for i, m in raw["proofs"]}
    return Edition(table, raw["threshold"], Pattern(those(raw["hidden"]), proofs, those(raw["unproved"])))
