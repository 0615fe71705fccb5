"""部门汇报提纲: a page for each agency that leads, with its rows and figures filled in and a place for its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from halfsky.documents.blocks import Block, Column, Heading, Line, Paragraph, Style, Table
from halfsky.documents.concerns import TO_WRITE
from halfsky.documents.meeting_lists import GRAVE, levels_of, situation, target_of, task_table, value_of
from halfsky.documents.numbers import count
from halfsky.documents.prose import Form
from halfsky.documents.said import Said, say
from halfsky.kernel.asked import Task
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.plan import Agency
from halfsky.kernel.verdict import Class

COLUMNS = (
    Column("序号", 9, centred=True),
    Column("指标", 50),
    Column("本年值", 24, numeric=True),
    Column("目标", 32, centred=True),
    Column("实现情况", 24, centred=True),
    Column("预警", 14, centred=True),
)
MEASURES = f"{TO_WRITE}下一步措施：逐项写明做什么、谁负责、何时完成，需要哪些单位配合。"
CAUSES = f"{TO_WRITE}原因分析：主要在哪些环节和地区，已采取哪些措施。"


def leading(assessments: Iterable[Assessment]) -> list[Agency]:
    """The agencies that lead a row: those with the most red first, then the most yellow, then the most rows."""
    rows = [row for a in assessments for row in a.rows]
    agencies = {row.lead.code: row.lead for row in rows if row.lead}

    def weight(agency: Agency) -> tuple[int, int, int, str]:
        mine = [row for row in rows if row.lead and row.lead.code == agency.code]
        red, yellow = (sum(bool(row.warning and row.warning.level is level) for row in mine) for level in GRAVE)
        return -red, -yellow, -len(mine), agency.code

    return sorted(agencies.values(), key=weight)


def led_by(agency: Agency, assessments: Iterable[Assessment]) -> list[Row]:
    """The rows that an agency leads, in the order of the plans."""
    return [row for a in assessments for row in a.rows if row.lead and row.lead.code == agency.code]


def outline(agency: Agency, assessments: Sequence[Assessment], tasks: Iterable[Task], form: Form) -> list[Block]:
    """What the agency reports: its figures, what warns among them, its open tasks, what it will do."""
    year = assessments[0].year
    rows = led_by(agency, assessments)
    out: list[Block] = [Heading(1, "一、牵头指标完成情况"), Paragraph((_opening(agency, rows, year),))]
    out += [_table(agency, assessments), Heading(1, "二、存在的问题")]
    grave = [row for level in GRAVE for row in rows if row.warning and row.warning.level is level]
    out += [Paragraph((say(f"〔{_level(row)}〕", situation(row, year, form)),)) for row in grave]
    out += [] if grave else [Paragraph((("牵头指标没有红色、黄色预警。",),))]
    out.append(Paragraph(((CAUSES,),), Style.PROMPT))
    mine = [task for task in tasks if agency.code in task.agencies]
    if mine:
        out += [Heading(1, "三、交办任务落实情况"), task_table(mine)]
    out += [Heading(1, "四、下一步措施" if mine else "三、下一步措施"), Paragraph(((MEASURES,),), Style.PROMPT)]
    return out


def _opening(agency: Agency, rows: Sequence[Row], year: int) -> Said:
    """牵头指标12项，其中达标7项；红色预警1项、黄色预警2项。"""
    name = agency.name.zh
    reached = sum(row.verdict.reached for row in rows)
    silent = sum(row.verdict.class_ is Class.NO_DATA for row in rows)
    warned = levels_of(rows, name, year)
    return say(
        f"{name}牵头的监测指标",
        count(len(rows), f"{name}牵头的监测指标", f"{year}"),
        "，其中达标",
        count(reached, f"{name}牵头指标达标", f"{year}"),
        "、无数据",
        count(silent, f"{name}牵头指标无数据", f"{year}"),
        say("；", warned) if warned else "，没有红色、黄色预警",
        "。",
    )


def _table(agency: Agency, assessments: Iterable[Assessment]) -> Table:
    """Its rows, a band for each plan."""
    lines: list[Line] = []
    number = 0
    for a in assessments:
        rows = led_by(agency, [a])
        lines += [Line(((a.plan.title.zh,),), band=True)] if rows else []
        for row in rows:
            number += 1
            lines.append(_line(number, row))
    return Table(COLUMNS, tuple(lines))


def _line(number: int, row: Row) -> Line:
    class_, level = row.verdict.class_.label.zh, _level(row) or "—"
    return Line(((f"{number}",), (row.name.zh,), value_of(row), target_of(row), (class_,), (level,)))


def _level(row: Row) -> str:
    """红色 or 黄色; empty where nobody is asked for anything."""
    return row.warning.level.label.zh if row.warning and row.warning.level in GRAVE else ""
