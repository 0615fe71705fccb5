"""Registers taken out as tidy files for the engines, with an entry in the log: who, which registers, how many records.

Only what their feeds need is written, nothing that is sealed; persons stand there as keyed digests, and only where
different ones are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from halfsky.actions.acting import acting, user_of
from halfsky.engine.records.columns import Holds, Rows
from halfsky.engine.records.plan import Plan
from halfsky.engine.records.writing import Writing
from halfsky.kernel.access import Viewer
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Register
from halfsky.queries import places, tidy_records
from halfsky.store.house import House

NOT_WHOLE = problem(
    "403.1397",
    (
        "“{register}”不是全部记录您都能查看，汇总会少算。",
        "You do not read every record of {register}: a roll-up would come out short.",
    ),
    (
        "请由能查看全部记录的用户导出（--user），或不导出这本台账。",
        "Let somebody do it who reads all, or leave it out.",
    ),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out: how many records of each register; `left_out` registers that the user does not read whole,
    `told` the elements whose contributions were taken instead, with the reason."""

    records: dict[str, int]
    left_out: tuple[str, ...]
    told: dict[str, str]
    position: int


def export(house: House, viewer: Viewer, to: Path, registers: Sequence[str] = ()) -> Taken:
    """Write the records of registers (of all that the viewer reads whole, where none is named) into a new folder."""
    user_of(viewer)
    chosen, left_out = _chosen(house, viewer, registers)
    decimals = {f.element: house.content.elements[f.element].decimals for r in chosen for f in r.feeds}
    with Writing(to, house.today(), decimals) as folder:
        folder.tree(tidy_records.tree(house))
        for register in chosen:
            _write(house, viewer, register, folder)
        # The last thing before the folder appears: what is not in the log was not taken out.
        with acting(house, viewer, "records.tidy", "", places.top(house)) as act:
            act.detail = {"registers": dict(folder.records), "left_out": list(left_out)}
    told = {one.element: one.why for made in folder.plans.values() for one in made.told}
    return Taken(dict(folder.records), left_out, told, act.position)


def _chosen(house: House, viewer: Viewer, named: Sequence[str]) -> tuple[list[Register], tuple[str, ...]]:
    if not named:
        every = tidy_records.feeding(house)
        found = [register for register in every if tidy_records.whole(house, viewer, register)]
        return found, tuple(register.code for register in every if register not in found)
    found = [house.content.register(code) for code in named]
    for register in found:
        if not tidy_records.whole(house, viewer, register):
            raise NOT_WHOLE.at(register=register.title)
    return found, ()


def _write(house: House, viewer: Viewer, register: Register, folder: Writing) -> None:
    made = tidy_records.planned(house, register)
    digests = tidy_records.keys(register, _keyed(made))
    rows = Rows(register, lambda number, element: digests.get((number, element), ""))
    told = tidy_records.told(house, register, [one.element for one in made.told])
    folder.register(made, rows, tidy_records.records(house, viewer, register), told)


def _keyed(made: Plan) -> list[str]:
    """The elements that count different persons."""
    return [c.of for columns in made.tables.values() for c in columns if c.holds is Holds.KEY]
