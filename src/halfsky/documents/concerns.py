"""三、需关注的问题 and 四、对策建议: a person's words, never the machine's.

Until a person has written, the working draft lists what the red and yellow rows ask, with an empty place under each;
the final form leaves a section without text out altogether.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from halfsky.documents.blocks import Block, Heading, Paragraph, Style
from halfsky.documents.prose import Form, sentence
from halfsky.documents.said import Said, ordinal, say
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.warning import Level

BLANK = "（由撰写人填写）"
TO_WRITE = "【待撰写】"
ASKED = "以下由红色、黄色预警指标列出，供撰写时逐条回答；定稿时由撰写人的文字代替。"
NOTHING_ASKED = "没有红色、黄色预警指标，本节由撰写人据实填写，或在定稿时删去。"


class Texts(TypedDict, total=False):
    """What a person wrote for the last two sections; each line is a paragraph."""

    problems: str
    advice: str


def concerns(a: Assessment, form: Form, texts: Texts) -> list[Block]:
    """The two sections; only those that there is something for."""
    prompts = [_problem(r, a.year) for r in _asked(a)]
    return [
        *_section("需关注的问题", texts.get("problems", ""), prompts, form),
        *advice(a, form, texts.get("advice", "")),
    ]


def advice(a: Assessment, form: Form, text: str) -> list[Block]:
    """对策建议, where there is something for it."""
    return _section("对策建议", text, [_advice(r) for r in _asked(a)], form)


def _asked(a: Assessment) -> list[Row]:
    return [*a.warned(Level.RED), *a.warned(Level.YELLOW)]


def _section(heading: str, text: str, prompts: Sequence[Said], form: Form) -> list[Block]:
    body = written(text) or (_prompted(prompts) if form == "work" else [])
    return [Heading(1, heading), *body] if body else []


def written(text: str) -> list[Block]:
    """A person's text: each line is a paragraph."""
    return [Paragraph(((line.strip(),),)) for line in text.splitlines() if line.strip()]


def _prompted(prompts: Sequence[Said]) -> list[Block]:
    """The questions with the place for the answer under each."""
    if not prompts:
        return [Paragraph(((f"{TO_WRITE}{NOTHING_ASKED}{BLANK}",),), Style.PROMPT)]
    out: list[Block] = [Paragraph(((f"{TO_WRITE}{ASKED}",),), Style.PROMPT)]
    for i, prompt in enumerate(prompts, 1):
        out.append(Paragraph((say(f"（{ordinal(i)}）", prompt, BLANK),), Style.PROMPT))
    return out


def _problem(row: Row, judged: int) -> Said:
    level = row.warning.level.label.zh if row.warning else ""
    o = row.verdict.observation
    year = f"{o.period.label.zh}" if o else ""
    question = f"。原因是什么，主要在哪些环节和地区？{_lead(row)}有何说明？"
    return say(f"〔{level}〕{year}", sentence((row,), judged, "work"), question)


def _advice(row: Row) -> Said:
    return (f"{row.name.zh}：{_lead(row)}拟采取哪些措施，何时完成，如何检查？",)


def _lead(row: Row) -> str:
    return f"牵头单位（{row.lead.name.zh}）" if row.lead else "牵头单位"
