"""评估报告: the evaluation of one plan at one place as a Word document and its brief, in the forms of `report.py`.

Sections: 经济社会基本情况 (where the house has figures), 评估工作开展情况, 目标实现情况, 指标达标一览, 实现程度,
主要问题, 对策建议, 附表, 指标解释. How the work was done and what is advised are a person's words: the working copy
holds their place, the copy to submit leaves it out.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from halfsky.documents.background import background
from halfsky.documents.blocks import Block, Heading, Paragraph, Style, numbered
from halfsky.documents.brief import Brief, freeze
from halfsky.documents.concerns import TO_WRITE, advice, written
from halfsky.documents.outcomes import outcomes, units
from halfsky.documents.overview import opening
from halfsky.documents.problems import problems
from halfsky.documents.prose import Form
from halfsky.documents.realised import realised
from halfsky.documents.report import Composed, demand_rows, ended, headed, lay_out, told_by_domain, with_ordinals
from halfsky.documents.title import title, title_pieces
from halfsky.kernel.evaluating import Stage
from halfsky.kernel.evaluation import Evaluation

ENDINGS = {Stage.YEARLY: "评估报告", Stage.MIDTERM: "中期评估报告", Stage.FINAL: "终期评估报告"}
MIDTERM_RULE = "本次为中期评估：有中期目标的，按中期目标判定；没有的，按规划期末目标判定。"
SKELETON = (
    "（一）组织实施。　　年　　月　　日，　　印发评估方案；评估组由　　等单位组成。",
    "（二）数据收集。　　年　　月　　日至　　月　　日，各牵头单位报送数据和自评材料；　　月　　日完成审核。",
    "（三）实地评估。　　年　　月　　日至　　月　　日，到　　开展实地评估，随机抽查　　。",
    "（四）形成结论。　　年　　月　　日，　　审议评估报告。",
)


def write(evaluation: Evaluation, form: Form, out: Path, *, written_at: dt.datetime, log_head: str = "") -> Brief:
    """Write the report to `out` and return its brief. Refuses an assessment without rows."""
    return lay_out(composed(evaluation, form), out, written_at=written_at, log_head=log_head)


def composed(e: Evaluation, form: Form) -> Composed:
    """The report with its brief. Refuses an assessment without rows."""
    a = e.assessment
    demand_rows(a)
    blocks = numbered(compose(e, form))
    asked = {"method": e.method.value} if e.method else {}
    return Composed(title(a, ENDINGS[e.stage]), blocks, freeze(a, form, blocks, asked=asked), a.demo)


def compose(e: Evaluation, form: Form) -> list[Block]:
    """The whole report in blocks."""
    a, stage = e.assessment, e.stage
    sections = [
        *background(e),
        *_work(e, form),
        Heading(1, "目标实现情况"),
        *outcomes(e),
        *told_by_domain(a, form, ""),
        *units(e),
        *realised(e),
        *problems(e, form),
        *advice(a, form, e.words.advice),
    ]
    rule = MIDTERM_RULE if stage is Stage.MIDTERM else ""
    return [
        *headed(a, title_pieces(a, ENDINGS[stage])),
        opening(a, stage.label.zh, rule),
        *with_ordinals(sections),
        *ended(a),
    ]


def _work(e: Evaluation, form: Form) -> list[Block]:
    """How the evaluation was done: a person's words, or in the working copy a skeleton with dates to fill in."""
    body = written(e.words.work)
    if not body and form == "work":
        body = [Paragraph(((f"{TO_WRITE}{line}",),), Style.PROMPT) for line in SKELETON]
    return [Heading(1, "评估工作开展情况"), *body] if body else []
