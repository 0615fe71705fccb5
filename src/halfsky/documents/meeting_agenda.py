"""议程: what a meeting of the whole committee goes through, with the counts that are known before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from halfsky.documents.blocks import Block, Heading, Paragraph, Style
from halfsky.documents.concerns import TO_WRITE
from halfsky.documents.meeting_agencies import leading, led_by
from halfsky.documents.meeting_lists import NO_TASK, NO_WARNING, levels_of, tally_of
from halfsky.documents.numbers import count
from halfsky.documents.said import Said, ordinal, say
from halfsky.kernel.asked import Task
from halfsky.kernel.assessment import Assessment

TO_DECIDE = f"{TO_WRITE}审议的文件和事项，由主办单位填写；没有的删去。"
WHEN = (
    f"{TO_WRITE}时间：　　　　年　　月　　日　　　　地点：",
    f"{TO_WRITE}主持：　　　　　　　　　　参加：",
)


def agenda(assessments: Sequence[Assessment], tasks: Sequence[Task], papers: Iterable[str]) -> list[Block]:
    """The agenda; `papers` are the other papers of the pack."""
    year = assessments[0].year
    items: list[tuple[str, list[Block]]] = [
        (f"通报{year}年度规划实施和监测情况", [Paragraph((_composition(a),)) for a in assessments]),
        ("通报预警指标情况", [Paragraph((_warned(a),)) for a in assessments]),
        ("听取有关单位汇报", _reports(assessments, year)),
        ("通报上次会议以来交办任务落实情况", [Paragraph((tally_of(tasks, year) if tasks else (NO_TASK,),))]),
        ("审议有关文件", [Paragraph(((TO_DECIDE,),), Style.PROMPT)]),
        ("领导讲话", []),
    ]
    out: list[Block] = [Paragraph(((line,),), Style.PROMPT) for line in WHEN]
    for n, (heading, blocks) in enumerate(items, 1):
        out += [Heading(1, f"{ordinal(n)}、{heading}"), *blocks]
    out += [Paragraph(((),)), Paragraph((("会议材料：",),))]
    return out + [Paragraph(((paper,),), Style.TERM) for paper in papers]


def _composition(a: Assessment) -> Said:
    s, year = a.summary, f"{a.year}"
    return say(
        f"《{a.plan.title.zh}》监测指标",
        count(len(a.rows), "监测指标", year),
        "，其中可量化指标",
        count(s.quantifiable, "可量化指标", year),
        "、有数据的",
        count(s.with_data, "有数据的可量化指标", year),
        "、达标",
        count(s.reached, "达标", year),
        "。",
    )


def _warned(a: Assessment) -> Said:
    found = levels_of(a.rows, a.plan.title.zh, a.year)
    return say(f"《{a.plan.title.zh}》：", found or NO_WARNING, "。" if found else "")


def _reports(assessments: Sequence[Assessment], year: int) -> list[Block]:
    """Those agencies report that lead something red or yellow, the most first."""
    out: list[Block] = []
    for agency in leading(assessments):
        found = levels_of(led_by(agency, assessments), agency.name.zh, year)
        if found:
            out.append(Paragraph((say(f"{len(out) + 1}．{agency.name.zh}（牵头指标中", found, "）"),)))
    return out or [Paragraph(((f"{TO_WRITE}{NO_WARNING}汇报单位由主办单位确定。",),), Style.PROMPT)]
