"""Every feed of the shipped registers can be said in SQL, and the text of each register runs."""

from __future__ import annotations

from halfsky.engine.records.folder import TREE, types_of
from halfsky.engine.records.plan import plan
from halfsky.engine.records.session import session
from halfsky.engine.records.sql import roll_up
from halfsky.kernel.period import period
from halfsky.packs import join, read_pack, shipped
from tests.engine.records.tables import insert


def test_all_shipped_feeds_are_rolled_up_and_none_is_left_to_the_reference() -> None:
    content = join([read_pack(path) for path in shipped()])
    feeding = [register for register in content.registers.values() if register.feeds]
    assert len(feeding) > 50
    with session() as database:
        insert(database, "tree", ", ".join(f"{name} {kind}" for name, kind in TREE.items()), [(1, 1, 0, None)])
        for register in feeding:
            planned = plan(register, content.elements)
            assert planned.told == (), register.code
            for name in planned.tables:
                columns = types_of(planned, name)
                kept = [1] + [None] * (len(columns) - 1)
                if name == "records":
                    kept[1] = 1
                insert(database, name, ", ".join(f"{column} {kind}" for column, kind in columns.items()), [kept])
            facts = database.execute(roll_up(planned, [period("2026")])).fetchall()
            # One record without a day: everywhere zero, and every figure of the register is there.
            assert {(code, cell) for code, cell, *_ in facts} == set(planned.keys), register.code
            assert all(row[4:] == (0, 0) for row in facts)
