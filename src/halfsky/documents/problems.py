"""主要问题: the problems of an evaluation one by one: the sentence of the row, the pace so far and the pace needed, who
answers, and a person's text on the cause. Until there is one, the working copy leaves its place and the copy to submit
says nothing of it.
"""

from __future__ import annotations

from halfsky.documents.blocks import Block, Heading, Paragraph, Style
from halfsky.documents.concerns import BLANK, TO_WRITE
from halfsky.documents.numbers import RowNumbers, count
from halfsky.documents.prose import Form, sentence
from halfsky.documents.said import Said, What, joined, say
from halfsky.kernel.assessment import Row
from halfsky.kernel.evaluating import Outcome
from halfsky.kernel.evaluation import Evaluation
from halfsky.kernel.inventory import Finding
from halfsky.kernel.verdict import Class

_TOLD = (Class.EXPECTED, Class.DIFFICULT)
"""Their sentence says already how far it is."""
NONE = "可量化指标中没有未达标和接近目标的指标。"


def problems(e: Evaluation, form: Form) -> list[Block]:
    """The section, what is not reached first."""
    out: list[Block] = [Heading(1, "主要问题")]
    if not e.inventory:
        out.append(Paragraph(((NONE,),)))
    year = e.assessment.year
    number = 0
    for outcome in (Outcome.NOT_REACHED, Outcome.NEAR):
        some = [f for f in e.inventory if f.outcome is outcome]
        if some:
            named = f"{outcome.label.zh}的指标"
            out.append(Paragraph((say(named, count(len(some), named, f"{year}"), "："),)))
        for finding in some:
            number += 1
            out += _problem(finding, number, year, form)
            out += _followed(e, finding.row, "督办情况：", form)
    for row in e.elsewhere_followed:
        out += _followed(e, row, f"其他督办事项，{row.name.zh}（{row.verdict.class_.label.zh}）：", form)
    return out


def _followed(e: Evaluation, row: Row, lead: str, form: Form) -> list[Block]:
    """What is done about a row under supervision: for who writes, who says in her own words what of it goes upward."""
    told = e.done_about(row)
    if form != "work" or not told:
        return []
    return [Paragraph(((f"{TO_WRITE}{lead}{'；'.join(t.zh for t in told)}。",),), Style.PROMPT)]


def _problem(f: Finding, number: int, year: int, form: Form) -> list[Block]:
    o = f.row.verdict.observation
    when = f"{o.period.label.zh}" if o else ""
    lead = f"牵头单位：{f.row.lead.name.zh}。" if f.row.lead else ""
    told = say(f"{number}．{when}", sentence((f.row,), year, form), "。")
    cause: list[Block] = []
    if f.cause:
        cause = [Paragraph(((f"原因：{line.strip()}",),)) for line in f.cause.splitlines() if line.strip()]
    elif form == "work":
        cause = [Paragraph(((f"{TO_WRITE}原因：{BLANK}",),), Style.PROMPT)]
    return [Paragraph(tuple(x for x in (told, _pace(f), (lead,) if lead else ()) if x)), *cause]


def _pace(f: Finding) -> Said:
    """基期以来年均提高0.6个百分点；要达到目标，到2030年每年需提高1.2个百分点。"""
    parts: list[Said] = []
    if f.distance and f.row.verdict.class_ not in _TOLD:
        parts.append(say("距目标还差", RowNumbers(f.row).distance()))
    if f.pace is not None:
        word, size = RowNumbers(f.row).yearly(f.pace, What.PACE)
        parts.append(say(f"基期以来年均{word}", size))
    if f.needed is not None and f.row.target:
        word, size = RowNumbers(f.row).yearly(f.needed, What.NEEDED)
        parts.append(say(f"要达到目标，到{f.row.target.year}年每年需{word}", size))
    return say(joined(parts, "；"), "。") if parts else ()
