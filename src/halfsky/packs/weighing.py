"""Third gate, weights: a pack that weighs its goals weighs all that can be counted, and nothing else.

So nothing is weighed in silence: without the table every goal weighs the same and the index says so; with it every
quantifiable goal of the pack stands in it, with a weight above zero.
"""

from __future__ import annotations

from halfsky.kernel.refusals import problem
from halfsky.packs.library import Library, Shelves
from halfsky.packs.notation import GoalRow, WeightRow
from halfsky.packs.pack import RawPack
from halfsky.packs.spot import Complaints

NOT_ABOVE_ZERO = problem(
    "400.1020",
    ("{number} 的权重是 {came}，应大于零。", "The weight of {number} is {came}; it must be above zero."),
    ("请写大于零的数。各项之和不必是 1 或 100，只看比例。", "Write a number above zero; proportions alone count."),
)
NOT_COUNTED = problem(
    "400.1021",
    (
        "{number} 的种类是 {kind}，没有目标值，不参与实现程度指数。",
        "{number} is of the kind {kind}: it has no target value and takes no part in the index.",
    ),
    ("请从 weights.csv 中删去这一行。", "Take the row out of weights.csv."),
)
UNWEIGHED = problem(
    "400.1022",
    ("weights.csv 里没有 {number} 的权重。", "weights.csv has no weight for {number}."),
    (
        "请为本包每个有目标值的目标写一行；不设权重（各目标等权）时不要这张表。",
        "Write a row for every goal of this pack with a target value; leave the table out to weigh all alike.",
    ),
)
NOT_OUR_WEIGHT = problem(
    "400.1023",
    (
        "{number} 是内容包 {pack} 的目标，本包不能定它的权重。",
        "{number} is a goal of the pack {pack}; its weight stands there.",
    ),
    ("请只给本包自己的目标写权重。", "Write weights for the goals of this pack alone."),
)


def check_weights(library: Library, shelves: Shelves, complaints: Complaints) -> None:
    """Complain of weights that cannot be meant so, in every pack that has some."""
    for pack in library.packs:
        if rows := pack.of(WeightRow):
            _check(pack, rows, shelves, library.plan_of(pack), complaints)


def _check(pack: RawPack, rows: tuple[WeightRow, ...], shelves: Shelves, plan: str, complaints: Complaints) -> None:
    for row in rows:
        owner, goal = shelves.goals[plan].things[row.number]
        assert isinstance(goal, GoalRow)
        said = {"number": row.number}
        if owner.code != pack.code:
            complaints.add(NOT_OUR_WEIGHT.at(row.at("number"), **said, pack=owner.code))
        elif not goal.kind.quantifiable:
            complaints.add(NOT_COUNTED.at(row.at("number"), **said, kind=goal.kind.value))
        if row.weight <= 0:
            complaints.add(NOT_ABOVE_ZERO.at(row.at("weight"), **said, came=row.weight))
    weighed = {row.number for row in rows}
    for goal in pack.of(GoalRow):
        if goal.kind.quantifiable and goal.number not in weighed:
            complaints.add(UNWEIGHED.at(str(rows[0].spot.file), number=goal.number))
