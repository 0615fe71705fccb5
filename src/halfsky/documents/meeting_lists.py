"""The lists of a meeting: what is red and yellow in all plans, and the tasks that agencies still owe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from halfsky.documents.blocks import Block, Column, Line, Paragraph, Table
from halfsky.documents.numbers import RowNumbers, count, day_of
from halfsky.documents.paper import cells
from halfsky.documents.prose import Form, sentence
from halfsky.documents.said import Said, joined, say
from halfsky.kernel.asked import Task
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.warning import Level

GRAVE = (Level.RED, Level.YELLOW)
DASH: Said = ("—",)
NO_WARNING = "没有红色、黄色预警指标。"
NO_TASK = "没有向单位交办、尚未办结的任务。"
TO_SPEAK = "（由承办单位填写）"
WARNED = (
    Column("序号", 10, centred=True),
    Column("指标", 34),
    Column("预警", 10, centred=True),
    Column("本年值", 18, numeric=True),
    Column("目标", 22, centred=True),
    Column("情况和原因", 84),
    Column("牵头单位", 20, centred=True),
    Column("责任单位", 28, centred=True),
)
TASKS = (
    Column("序号", 10, centred=True),
    Column("事项", 52),
    Column("承办单位", 34, centred=True),
    Column("当前状态", 24, centred=True),
    Column("办结期限", 26, centred=True),
    Column("是否逾期", 18, centred=True),
    Column("落实情况", 50),
)


def warned_list(assessments: Iterable[Assessment], form: Form) -> list[Block]:
    """How many rows are red and yellow in each plan, and every one of them, a band for each plan."""
    lines: list[Line] = []
    counts: list[Said] = []
    number = 0
    for a in assessments:
        rows = [row for level in GRAVE for row in a.warned(level)]
        if not rows:
            continue
        counts.append(say(f"《{a.plan.title.zh}》", levels_of(rows, a.plan.title.zh, a.year)))
        lines.append(Line(((a.plan.title.zh,),), band=True))
        for row in rows:
            number += 1
            lines.append(_warned(number, row, a.year, form))
    if not lines:
        return [Paragraph(((NO_WARNING,),))]
    return [Paragraph((say(joined(counts, "；"), "。"),)), Table(WARNED, tuple(lines))]


def _warned(number: int, row: Row, judged: int, form: Form) -> Line:
    level = row.warning.level.label.zh if row.warning else ""
    return Line(
        (
            (f"{number}",),
            (row.name.zh,),
            (level,),
            value_of(row),
            target_of(row),
            situation(row, judged, form),
            (row.lead.name.zh if row.lead else "—",),
            ("、".join(a.name.zh for a in row.support) or "—",),
        )
    )


def value_of(row: Row) -> Said:
    """The value that was judged by, or a dash."""
    return (RowNumbers(row).value(),) if row.verdict.observation else DASH


def target_of(row: Row) -> Said:
    """What is asked, with its year, or a dash."""
    return say(RowNumbers(row).target(), f"\n（{row.target.year}年）") if row.target else DASH


def situation(row: Row, judged: int, form: Form) -> Said:
    """One row in a sentence that begins with its year."""
    o = row.verdict.observation
    return say(f"{o.period.label.zh}，" if o else "", sentence((row,), judged, form), "。")


def tasks_of(tasks: Sequence[Task], year: int) -> list[Block]:
    """The tasks in a table, a band for each register, with how many there are and how many are late."""
    if not tasks:
        return [Paragraph(((NO_TASK,),))]
    opening = Paragraph((tally_of(tasks, year),))
    return [opening, task_table(tasks, TO_SPEAK)]


def tally_of(tasks: Sequence[Task], year: int) -> Said:
    """共7件，其中逾期2件。"""
    late = sum(task.late for task in tasks)
    return say(
        "尚未办结的交办任务",
        count(len(tasks), "尚未办结的交办任务", f"{year}", "件"),
        say("，其中逾期", count(late, "逾期的交办任务", f"{year}", "件")) if late else "，没有逾期",
        "。",
    )


def task_table(tasks: Sequence[Task], blank: str = "") -> Table:
    """The table; `blank` stands where the agency writes."""
    lines: list[Line] = []
    number = 0
    for register, some in groupby(tasks, key=lambda task: task.register):
        lines.append(Line(((register.zh,),), band=True))
        for task in some:
            number += 1
            due = day_of(task.due) if task.due else "未定"
            late = ("是" if task.late else "否") if task.due else "—"
            what = f"{task.what.zh}（第{task.number}号）"
            lines.append(Line(cells([f"{number}", what, "、".join(task.called), task.state.zh, due, late, blank])))
    return Table(TASKS, tuple(lines))


def levels_of(rows: Iterable[Row], of: str, year: int) -> Said:
    """红色预警2项、黄色预警1项; nothing where none warns."""
    listed = list(rows)
    parts = []
    for level in GRAVE:
        n = sum(row.warning is not None and row.warning.level is level for row in listed)
        if n:
            what = f"{level.label.zh}预警"
            parts.append(say(what, count(n, f"{of}{what}", f"{year}")))
    return joined(parts, "、")
