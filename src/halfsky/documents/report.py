"""统计监测报告: the yearly statistical monitoring report of one plan at one place, as a Word document and its brief.

工作稿 ("work") carries the origin of every number and the forecasts (内部研判); 报送稿 ("final") is a clean document
without them. Both hold: title, opening, 一、总体情况, 二、分领域情况, 三、需关注的问题, 四、对策建议, 附表, 指标解释.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from halfsky.documents import charts
from halfsky.documents.annex import annex
from halfsky.documents.blocks import Block, Heading, Paragraph, Picture, Style, Title, Turn, numbered
from halfsky.documents.brief import Brief, freeze
from halfsky.documents.concerns import Texts, concerns
from halfsky.documents.explain import explanations
from halfsky.documents.grouping import part_of
from halfsky.documents.overview import DEMO, domains, opening, overview
from halfsky.documents.package import empty_document, neutral, packed
from halfsky.documents.page import margins
from halfsky.documents.paragraphs import fill
from halfsky.documents.picture_choice import Track, chosen
from halfsky.documents.prose import Form, paragraphs
from halfsky.documents.said import names, ordinal, plain
from halfsky.documents.title import shaped, title, title_pieces
from halfsky.kernel.assessment import Assessment
from halfsky.kernel.refusals import problem

NOTHING_TO_REPORT = problem(
    "400.602",
    ("{plan}在{place}{year}年没有任何指标，无法写成报告。", "{plan} has no row for {place} in {year}."),
    ("请检查规划、区划和年度。", "Check the plan, the place and the year."),
)


@dataclass(frozen=True, slots=True)
class Composed:
    """A document before it is a file: its title, its blocks with their numbers numbered, and the brief of them."""

    called: str
    blocks: Sequence[Block]
    brief: Brief
    demo: bool


def write(
    assessment: Assessment,
    form: Form,
    out: Path,
    *,
    written_at: dt.datetime,
    log_head: str = "",
    texts: Texts | None = None,
) -> Brief:
    """Write the report to `out` and return its brief.

    `written_at` is an aware time; `log_head` is printed in the head of a working draft; `texts` are a person's words
    for the last two sections. Refuses an assessment without rows.
    """
    return lay_out(composed(assessment, form, texts), out, written_at=written_at, log_head=log_head)


def composed(a: Assessment, form: Form, texts: Texts | None = None) -> Composed:
    """The report with its brief. Refuses an assessment without rows."""
    demand_rows(a)
    blocks = numbered(compose(a, form, texts or {}))
    return Composed(title(a), blocks, freeze(a, form, blocks), a.demo)


def demand_rows(a: Assessment) -> None:
    """Refuse what has nothing to report."""
    if not a.rows:
        raise NOTHING_TO_REPORT.at(plan=a.plan.title, place=a.place.name, year=a.year)


def lay_out(c: Composed, out: Path, *, written_at: dt.datetime, log_head: str = "") -> Brief:
    """Write a document to `out` and return its brief; a copy to submit carries no mark of it."""
    form = c.brief.form
    document = empty_document()
    margins(document, form, c.demo, c.brief, written_at, log_head)
    fill(document, c.blocks, c.brief if form == "work" else None)
    neutral(document, c.called, written_at)
    out.write_bytes(packed(document))
    return c.brief


def compose(a: Assessment, form: Form, texts: Texts) -> list[Block]:
    """The whole report in blocks."""
    sections = [*overview(a), *told_by_domain(a, form, "分领域情况"), *concerns(a, form, texts)]
    return [*headed(a, title_pieces(a)), opening(a), *with_ordinals(sections), *ended(a)]


def headed(a: Assessment, pieces: Sequence[str]) -> list[Block]:
    """The title, and what is to be said under it."""
    demo: list[Block] = [Paragraph(((f"（{DEMO}）",),), Style.SUBTITLE)] if a.demo else []
    return [Title(shaped(pieces)), *demo, Paragraph(((),), Style.BODY)]


def ended(a: Assessment) -> list[Block]:
    """附表 and 指标解释."""
    return [Turn(landscape=True), *annex(a), Turn(landscape=False), *explanations(a)]


def with_ordinals(blocks: list[Block]) -> list[Block]:
    """一、二、 … before the headings of the first level."""
    out: list[Block] = []
    count = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            count += 1
            out.append(Heading(1, f"{ordinal(count)}、{block.text}"))
        else:
            out.append(block)
    return out


def told_by_domain(a: Assessment, form: Form, heading: str) -> list[Block]:
    """A heading, the parts and the pictures of every domain."""
    drawn = [(f"图{i}", tracks) for i, tracks in enumerate(chosen(a), 1)]
    labels = {t.row.number: label for label, tracks in drawn for t in tracks}
    out: list[Block] = [Heading(1, heading)] if heading else []
    for i, domain in enumerate(domains(a), 1):
        out.append(Heading(2, f"（{ordinal(i)}）{domain.name.zh}"))
        for part, said in paragraphs(a.in_domain(domain), a.year, form, labels):
            out.append(Paragraph(tuple(said), lead=part.value))
            here = [(label, t) for label, t in drawn if t[0].row.goal.domain == domain.code]
            out += [picture(label, t, form) for label, t in here if part_of(t[0].row) is part]
    return out


def picture(label: str, tracks: tuple[Track, ...], form: Form) -> Picture:
    """The picture of like rows, with its caption."""
    called = plain(names(t.row.name.zh for t in tracks))
    ahead = form == "work" and any(t.row.verdict.forecast for t in tracks)
    unit = f"单位：{tracks[0].row.indicator.unit}" + ("；虚线为趋势，内部研判" if ahead else "")
    caption = f"{label} {called}（{unit}）".strip()
    return Picture(charts.draw(tracks, form), charts.WIDTH, charts.described(tracks), caption)
