"""全委会材料: the papers of a meeting of the whole committee, written from the plans' assessments and from open tasks.

Agenda, the table of indicators of each plan, what is red and yellow, tasks since the last meeting, an outline for each
agency that leads, an outline of the speech. What people have to say themselves stands as a place to write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from halfsky.documents.annex import annex
from halfsky.documents.blocks import Block, Paragraph, Style, Title, numbered
from halfsky.documents.brief import Brief, freeze
from halfsky.documents.meeting_agencies import leading, outline
from halfsky.documents.meeting_agenda import agenda
from halfsky.documents.meeting_lists import tasks_of, warned_list
from halfsky.documents.meeting_speech import speech
from halfsky.documents.overview import DEMO
from halfsky.documents.package import empty_document, neutral, packed
from halfsky.documents.page import margins
from halfsky.documents.paragraphs import fill
from halfsky.documents.prose import Form
from halfsky.documents.title import LINE, shaped
from halfsky.kernel.asked import Task
from halfsky.kernel.assessment import Assessment

OUTLINE = "部门汇报提纲"
BODY = "妇女儿童工作委员会全体会议"
LANDSCAPE_LINE = 34
"""Characters of a title line on the landscape page."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper before it is written: what its file is called, its title in pieces, what is under it, its blocks."""

    name: str
    title: Sequence[str]
    blocks: Iterable[Block]
    under: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class WrittenPaper:
    """One paper: its name, the Word file, its brief."""

    name: str
    content: bytes
    brief: Brief


def write(
    assessments: Sequence[Assessment], tasks: Sequence[Task], form: Form, *, written_at: dt.datetime, log_head: str = ""
) -> list[WrittenPaper]:
    """All papers of the meeting, in the order of the pack; none where no plan has a row."""
    judged = [a for a in assessments if a.rows]
    if not judged:
        return []
    papers = list(sheets(judged, tasks, form))
    return [_written(judged, sheet, form, written_at, log_head) for sheet in papers]


def sheets(assessments: Sequence[Assessment], tasks: Sequence[Task], form: Form) -> Iterable[Sheet]:
    """The papers in the order of the pack, each with its number in its name."""
    first = assessments[0]
    place, year = first.place.name, f"{first.year}年度"
    unnumbered = [
        *(Sheet(f"指标完成情况表《{a.plan.title.zh}》", (), annex(a), landscape=True) for a in assessments),
        Sheet(
            "红色黄色预警指标清单",
            [place, year, "红色黄色预警指标清单"],
            warned_list(assessments, form),
            landscape=True,
        ),
        Sheet(
            "交办任务落实情况表",
            [place, "妇女儿童工作", "交办任务落实情况表"],
            tasks_of(tasks, first.year),
            landscape=True,
        ),
        *(
            Sheet(
                f"{OUTLINE}（{agency.name.zh}）",
                [place, f"{year}牵头指标", "实施情况汇报提纲"],
                outline(agency, assessments, tasks, form),
                under=f"汇报单位：{agency.name.zh}",
            )
            for agency in leading(assessments)
        ),
        Sheet("讲话提纲", [f"在{place}", BODY, "上的讲话提纲"], speech(assessments, tasks, form)),
    ]
    named = [replace(sheet, name=f"{n:02}{sheet.name}") for n, sheet in enumerate(unnumbered, start=2)]
    yield Sheet("01议程", [place, BODY, "议程"], agenda(assessments, tasks, _listed(named)))
    yield from named


def _listed(named: Sequence[Sheet]) -> list[str]:
    """The papers as the agenda names them: all outlines of agencies in one line."""
    outlines = [sheet.name for sheet in named if OUTLINE in sheet.name]
    first = outlines[0] if outlines else ""
    whole = f"{first[:2]}—{outlines[-1][:2]}{OUTLINE}（{len(outlines)}个单位）" if len(outlines) > 1 else first
    return [whole if sheet.name == first else sheet.name for sheet in named if sheet.name not in outlines[1:]]


def _written(
    assessments: Sequence[Assessment], sheet: Sheet, form: Form, written_at: dt.datetime, log_head: str
) -> WrittenPaper:
    """A paper as a Word file, its numbers bound to its brief in the working copy."""
    first = assessments[0]
    heading: list[Block] = []
    if sheet.title:
        heading = [Title(shaped(sheet.title, LANDSCAPE_LINE if sheet.landscape else LINE))]
        under = [sheet.under, f"（{DEMO}）" if first.demo else ""]
        heading += [Paragraph(((line,),), Style.SUBTITLE) for line in under if line]
        heading += [] if sheet.landscape else [Paragraph(((),))]
    blocks = numbered([*heading, *sheet.blocks])
    brief = freeze(first, form, blocks, ";".join(a.plan.code for a in assessments))
    document = empty_document()
    margins(document, form, first.demo, brief, written_at, log_head)
    fill(document, blocks, brief if form == "work" else None, sheet.landscape)
    neutral(document, "".join(sheet.title) or sheet.name, written_at)
    return WrittenPaper(f"{sheet.name}.docx", packed(document), brief)
