"""Third gate, registers: states, moves and cycles can work as they are written; then the kernel's one workflow."""

from __future__ import annotations

from collections.abc import Collection

from halfsky.kernel.field import Kind
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Cycle
from halfsky.kernel.text import Text
from halfsky.kernel.workflow import HOUSE, KEEPER, Move, Passing, Workflow
from halfsky.packs.kinds import Placed
from halfsky.packs.register_fields import Holding
from halfsky.packs.register_notation import CycleEntry, RegisterEntry, StepEntry
from halfsky.packs.spot import Complaints
from halfsky.packs.workflows import UNREACHABLE

HOUSE_MOVE = problem(
    "400.914",
    ("到期由系统自动办理的“{move}”行不通：{why}。", "“{move}”, which the house takes by itself, cannot be: {why}."),
    (
        "自动办理要能从所在状态办起，留在原处，且不要求填写、说明原因或换人。",
        "It must lead out of the state, stay where it is, and need no field, no reason and no other person.",
    ),
)
PASSING = problem(
    "400.915",
    ("“{move}”的 {key} 写得不合：{why}。", "“{key}” of the move “{move}” does not fit: {why}."),
    ("请改正或删去。", "Correct it or take it out."),
)
NO_PERIOD = problem(
    "400.916",
    (
        "“{cycle}”靠“{part}”的记录完成，子表要有一个类型为 period 的项目 period。",
        "“{cycle}” is done by records of “{part}”, which must have a field period of the type period.",
    ),
    (
        "请加上 period: {{label: 时期, type: period, required: yes}}；登记个人的台账还要写 open: yes。",
        "Add period: {{label: 时期, type: period, required: yes}}; about a person say open: yes, too.",
    ),
)
_OTHER_STATE = Text("它不能从“{state}”办起", "it does not lead out of {state}")
_ASKS = Text("它要求{what}", "it asks for {what}")
_DEMANDS = {
    "needs": Text("先具备条件", "something to be there first"),
    "reason": Text("说明原因", "a reason"),
    "other": Text("由另一人办理", "another person"),
}
_NOT_ALONE = Text("由系统办理的，不能再写别人", "what the house takes nobody else does")
_NOT_A_DAY = Text("它应是一个日期项目", "it is a field with one open date")
_MOVES_ON = Text("它要转往别处", "it goes to another place")
_NO_DAYS = Text("没有写 days，永远不会到期", "there are no days: it never comes due")
_NOT_UP = Text("只有 passes: up 才逐级办到某一级", "only a move that passes up goes to a level")
_MIXED = Text("days 和 for 要么都按工作日，要么都按日历日", "days and for count workdays both, or days both")
_NOT_A_LEVEL = Text(
    "它应是一级（如 county），或一个必填、不加密的单选项，选项编码都是级别",
    "it is a level (county), or a required open choice whose codes are levels",
)
PERIOD = "period"
LEVELS = frozenset(level.value for level in Level)


def compile_workflow(holding: Holding, complaints: Complaints) -> Workflow:
    """The workflow of a register's records. Complains of states that nothing leads to and moves that cannot be."""
    entry = holding.entry
    moves = tuple(_move(code, step) for code, step in entry.moves.items())
    found = Workflow(tuple(entry.states.items()), moves, entry.register, entry.title)
    for state in found.unreachable():
        complaints.add(UNREACHABLE.at(entry.at("states"), state=found.label(state)))
    for step in entry.moves.values():
        _check_step(holding, step, complaints)
    return found


def _check_step(holding: Holding, step: StepEntry, complaints: Complaints) -> None:
    entry = holding.entry
    if step.lapse is not None:
        _check_house_move(entry, step.lapse, (step.to,), complaints)
        if step.days is None and step.due is None:
            complaints.add(PASSING.at(step.at("lapse"), move=step.label, key="lapse", why=_NO_DAYS))
    if HOUSE in step.by:
        _check_own(holding, step, complaints)
    if step.due is not None:
        asked = holding.named[step.due]
        if asked.kind is not Kind.DATE or asked.many or asked.sealed:
            complaints.add(PASSING.at(str(step.due.spot), move=step.label, key="due", why=_NOT_A_DAY))
    if step.until is not None and step.passes != Passing.UP.value:
        complaints.add(PASSING.at(step.at("until"), move=step.label, key="until", why=_NOT_UP))
    if step.until is not None and step.until not in LEVELS:
        asked = holding.named[step.until]
        if asked.sealed or not asked.required or asked.many or not asked.of or not {c for c, _ in asked.of} <= LEVELS:
            complaints.add(PASSING.at(str(step.until.spot), move=step.label, key="until", why=_NOT_A_LEVEL))
    if step.days and step.stay and step.days.workdays is not step.stay.workdays:
        complaints.add(PASSING.at(step.at("for"), move=step.label, key="for", why=_MIXED))


def _check_own(holding: Holding, step: StepEntry, complaints: Complaints) -> None:
    """A move of the house alone: it asks for conditions and nothing that somebody would have to write."""
    why = [_NOT_ALONE] if len(step.by) > 1 else []
    why += [_ASKS.format(what=_DEMANDS["needs"])] if any(need in holding.named for need in step.needs) else []
    why += [_ASKS.format(what=_DEMANDS[key]) for key in ("reason", "other") if getattr(step, key)]
    why += [_MOVES_ON] if step.passes else []
    for one in why:
        complaints.add(HOUSE_MOVE.at(step.at("by"), move=step.label, why=one))


def _check_house_move(entry: RegisterEntry, name: Placed, states: Collection[str], complaints: Complaints) -> None:
    """What the house takes by itself must be possible without anybody."""
    step = entry.moves[name]
    why = [_OTHER_STATE.format(state=entry.states[state]) for state in states if state not in step.sources]
    why += [_ASKS.format(what=said) for key, said in _DEMANDS.items() if getattr(step, key)]
    why += [_MOVES_ON] if step.passes else []
    for one in why:
        complaints.add(HOUSE_MOVE.at(str(name.spot), move=step.label, why=one))


def _move(code: str, step: StepEntry) -> Move:
    limit = step.days or step.stay
    return Move(
        code,
        step.label,
        tuple(map(str, step.sources)),
        str(step.to),
        tuple(map(str, step.by)) or (KEEPER,),
        needs=tuple(map(str, step.needs)),
        days=step.days.days if step.days else None,
        other=step.other,
        reason=step.reason,
        workdays=limit is not None and limit.workdays,
        stay=step.stay.days if step.stay else 0,
        lapse=str(step.lapse or ""),
        passes=Passing(step.passes) if step.passes else Passing.STAYS,
        until=Level(step.until) if step.until in LEVELS else None,
        until_by=str(step.until or "") if step.until not in LEVELS else "",
        due_by=str(step.due or ""),
        fills=tuple(map(str, step.fills)),
        tells=tuple(map(str, step.tells)),
    )


def compile_cycles(holding: Holding, complaints: Complaints) -> tuple[Cycle, ...]:
    """The reviews that come due by themselves. Complains of those that can be neither done nor missed."""
    entry = holding.entry
    for cycle in entry.cycles.values():
        _check_cycle(holding, cycle, complaints)
    return tuple(
        Cycle(code, c.label, c.every, tuple(map(str, c.states)), str(c.part), c.due, str(c.missed or ""))
        for code, c in entry.cycles.items()
    )


def _check_cycle(holding: Holding, cycle: CycleEntry, complaints: Complaints) -> None:
    asked = holding.named.get(f"{cycle.part}.{PERIOD}")
    if asked is None or asked.kind is not Kind.PERIOD or asked.sealed:
        part = holding.entry.parts[cycle.part].label
        complaints.add(NO_PERIOD.at(str(cycle.part.spot), cycle=cycle.label, part=part))
    if cycle.missed is not None:
        _check_house_move(holding.entry, cycle.missed, cycle.states, complaints)
