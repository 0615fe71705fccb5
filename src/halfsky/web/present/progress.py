"""How far a round has come, as one bar and the same in words: accepted, handed in, sent back, overdue, not yet due."""

from __future__ import annotations

from dataclasses import dataclass

from halfsky.kernel.round import Tally
from halfsky.kernel.text import Text
from halfsky.web.present.marks import BAD, GOOD, HOPE, NONE, OPEN, Mark

FULL = 1000
"""The bar's width in its own units."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of the units: its mark, its name, its count, where its piece of the bar lies, and the filter that lists
    them ("" where none does)."""

    mark: Mark
    label: Text
    count: int
    kind: str
    x: float
    width: float


def progress_bar(tally: Tally) -> list[Piece]:
    """The parts that hold any unit, which together are all units due."""
    parts = (
        (GOOD, Text("已验收", "accepted"), tally.accepted, "accepted"),
        (HOPE, Text("已报待审", "handed in, to be checked"), tally.filled - tally.accepted, "pending"),
        (OPEN, Text("退回", "sent back"), tally.returned, "returned"),
        (BAD, Text("逾期未报", "overdue"), tally.late, "late"),
        (NONE, Text("未报", "not yet"), tally.missing, "missing"),
    )
    pieces, at = [], 0.0
    for mark, label, count, kind in parts:
        if not count:
            continue
        width = FULL * count / tally.due
        pieces.append(Piece(mark, label, count, kind, round(at, 2), round(max(width - 2, 1), 2)))
        at += width
    return pieces


def progress_sentence(tally: Tally) -> Text:
    """应报14，已报9（迟报1），已验收7，退回1，逾期未报2，未报2。"""
    zh = [f"应报{tally.due}", f"已报{tally.filled}" + (f"（其中迟报{tally.filled_late}）" if tally.filled_late else "")]
    en = [
        f"{tally.due} due",
        f"{tally.filled} in" + (f" ({tally.filled_late} of them late)" if tally.filled_late else ""),
    ]
    for count, said, said_en in (
        (tally.accepted, "已验收", "accepted"),
        (tally.returned, "退回", "sent back"),
        (tally.late, "逾期未报", "overdue"),
        (tally.missing, "未报", "not yet in"),
    ):
        if count:
            zh.append(f"{said}{count}")
            en.append(f"{count} {said_en}")
    return Text("，".join(zh) + "。", ", ".join(en) + ".")
