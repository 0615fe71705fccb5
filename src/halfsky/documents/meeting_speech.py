"""讲话提纲: what the figures carry of a speech, and its demands as tasks: who, what, by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from halfsky.documents.blocks import Block, Heading, Paragraph, Style
from halfsky.documents.concerns import TO_WRITE
from halfsky.documents.grouping import grouped
from halfsky.documents.meeting_agencies import leading, led_by
from halfsky.documents.meeting_lists import GRAVE, NO_WARNING, levels_of
from halfsky.documents.numbers import count, day_of
from halfsky.documents.overview import overview
from halfsky.documents.prose import Form, sentence
from halfsky.documents.said import Said, names, ordinal, say
from halfsky.kernel.asked import Task
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.plan import Agency

DONE_WELL = f"{TO_WRITE}一年来的主要工作和亮点，点到单位和地方，用事例说明。"
WHY = f"{TO_WRITE}问题的原因和影响，点出共性问题。"
KEEP_UP = f"{TO_WRITE}组织领导、经费、队伍、督导等保障要求。"
UNTIL = "于　　月　　日前"


def speech(assessments: Sequence[Assessment], tasks: Sequence[Task], form: Form) -> list[Block]:
    """The outline."""
    return [
        Heading(1, "一、肯定成绩，把握形势"),
        *(_whole(a) for a in assessments),
        Paragraph(((DONE_WELL,),), Style.PROMPT),
        Heading(1, "二、正视差距，找准问题"),
        *_gaps(assessments, form),
        Paragraph(((WHY,),), Style.PROMPT),
        Heading(1, "三、压实责任，逐项落实"),
        *_demands(assessments, tasks),
        Heading(1, "四、加强保障"),
        Paragraph(((KEEP_UP,),), Style.PROMPT),
    ]


def _whole(a: Assessment) -> Block:
    """The counts and rates of a plan, as the monitoring report says them."""
    first = next(block for block in overview(a) if isinstance(block, Paragraph))
    return Paragraph(first.sentences, lead=f"《{a.plan.title.zh}》。")


def _gaps(assessments: Iterable[Assessment], form: Form) -> list[Block]:
    """The red and yellow rows of each plan, like ones in one sentence."""
    out: list[Block] = []
    for a in assessments:
        for level in GRAVE:
            rows = a.warned(level)
            if not rows:
                continue
            what = f"《{a.plan.title.zh}》{level.label.zh}预警"
            said = [say(_year(group), sentence(group, a.year, form), "。") for group in grouped(rows, a.year)]
            opening = say(what, count(len(rows), what, f"{a.year}"), "。")
            out.append(Paragraph((opening, *said)))
    return out or [Paragraph(((NO_WARNING,),))]


def _year(group: Sequence[Row]) -> str:
    o = group[0].verdict.observation
    return f"{o.period.label.zh}，" if o else ""


def _demands(assessments: Sequence[Assessment], tasks: Iterable[Task]) -> list[Block]:
    """One task for each agency that leads something red or yellow, one for each task that is late."""
    asked = [demand for agency in leading(assessments) if (demand := _asked(agency, assessments))]
    late = [_late(task) for task in tasks if task.late]
    demands = [*asked, *late]
    if not demands:
        return [Paragraph(((f"{TO_WRITE}没有预警指标和逾期任务，要求由撰写人填写。",),), Style.PROMPT)]
    return [
        Paragraph((say(f"（{ordinal(n)}）" if n < 100 else f"（{n}）", said),)) for n, said in enumerate(demands, 1)
    ]


def _asked(agency: Agency, assessments: Sequence[Assessment]) -> Said:
    """教育牵头：初中生近视率等红色预警2项，责任单位配合，于　月　日前……"""
    year = assessments[0].year
    rows = [r for r in led_by(agency, assessments) if r.warning and r.warning.level in GRAVE]
    if not rows:
        return ()
    helpers = list(dict.fromkeys(a.name.zh for r in rows for a in r.support if a.code != agency.code))
    return say(
        f"{agency.name.zh}牵头",
        say("，", names(helpers), "配合") if helpers else "",
        "：针对",
        names(dict.fromkeys(r.name.zh for r in rows)),
        "（",
        levels_of(rows, agency.name.zh, year),
        f"），{UNTIL}提出攻坚措施、完成时限和责任人，此后每月报告一次进展。",
    )


def _late(task: Task) -> Said:
    due = f"应于{day_of(task.due)}办结，" if task.due else ""
    return (
        f"{'、'.join(task.called)}：{task.what.zh}（{task.register.zh}第{task.number}号）{due}已经逾期，{UNTIL}办结并说明原因。",
    )
