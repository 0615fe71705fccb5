"""By which tree figures of past years are made: each year by the tree of its own last day, or all by today's.

Every page, file and answer that shows figures of past years takes the choice from here, and names it. By today's tree,
what would need a share that nobody has stated is 未计算 (see `lineage.py`).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from halfsky.kernel.refusals import problem
from halfsky.kernel.text import Text

NO_TREE = problem(
    "400.850",
    ("没有区划口径“{came}”。", "There is no tree “{came}” to count by."),
    ("可选：year（按当年区划）、today（按现行区划）。", "Choose year (the tree of each year) or today (today's)."),
)


class ByTree(StrEnum):
    """The two choices; named in addresses and options by code, shown by label."""

    YEAR = "year"
    TODAY = "today"

    @property
    def label(self) -> Text:
        return LABELS[self]

    @property
    def says(self) -> Text:
        return SAYS[self]

    def day(self, today: dt.date) -> dt.date | None:
        """The day whose tree makes all figures; None where each period's own last day does."""
        return today if self is ByTree.TODAY else None


LABELS: dict[ByTree, Text] = {
    ByTree.YEAR: Text("按当年区划", "by the tree of each year"),
    ByTree.TODAY: Text("按现行区划", "by today's tree"),
}
SAYS: dict[ByTree, Text] = {
    ByTree.YEAR: Text("每年的数据按当年年末的区划计算。", "Every year by the tree of its last day."),
    ByTree.TODAY: Text(
        "历年数据按现在的区划归并；拆分、划转而没有份额的为未计算，包含全部各部分的上级不受影响。",
        "Earlier figures are gathered as the places lie today; what was split or moved without shares is not computed.",
    ),
}


def read_tree(text: str) -> ByTree:
    """The choice by its code; nothing said means each year's own tree."""
    code = text.strip() or ByTree.YEAR.value
    if code not in ByTree.__members__.values():
        raise NO_TREE.at(came=text)
    return ByTree(code)


def used(tree: dt.date | None) -> ByTree:
    """The choice that a day, or none, came from."""
    return ByTree.YEAR if tree is None else ByTree.TODAY
