"""目标责任分解书 as a Word file: what it is and who signs on the first page, then the table across landscape pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.documents.blocks import Block, Column, Line, Paragraph, Style, Table, Title, Turn, numbered
from halfsky.documents.numbers import RowNumbers, day_of
from halfsky.documents.paper import book_title, cells, said, write_paper
from halfsky.documents.said import Said
from halfsky.kernel import duty_book as book

COLUMNS = (
    Column("序号", 6, centred=True),
    Column("主要目标", 34),
    Column("牵头单位", 12, centred=True),
    Column("责任单位", 19),
    Column("目标值", 18, centred=True),
    Column("进度", 29),
    Column("时限", 11, centred=True),
    Column("联络员", 17),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a book is of: the place, the plan, the version, the year whose figures it shows."""

    place: str
    plan: str
    version: int
    year: int
    as_of: dt.date
    demo: bool


def compose(heading: Heading, rows: Sequence[book.Line]) -> list[Block]:
    """What a version says below its title, its numbers numbered."""
    return numbered([*_front(heading, rows), Turn(landscape=True), *_table(rows)])


def write(heading: Heading, blocks: Sequence[Block], written_at: dt.datetime) -> bytes:
    """The Word file of one version."""
    named = "" if heading.place in heading.plan else heading.place
    title = [*filter(None, (named,)), *book_title(heading.plan), "目标责任分解书"]
    return write_paper(title, blocks, heading.demo, written_at)


def _front(heading: Heading, rows: Sequence[book.Line]) -> list[Block]:
    lacking = book.without_lead(rows)
    leads = len({r.lead for r in rows if r.lead})
    blocks: list[Block] = [
        Paragraph(((f"第{heading.version}版　{day_of(heading.as_of)}",),), Style.SUBTITLE),
        said(
            f"本分解书共列目标{len(rows)}项，由{leads}个单位牵头。",
            f"进度为截至{day_of(heading.as_of)}已公布或已验收的最近数值和{heading.year}年度系统判定。",
        ),
    ]
    if lacking:
        names = "、".join(f"{r.number}{r.goal}" for r in lacking)
        blocks.append(said(f"尚未明确牵头单位的目标{len(lacking)}项：{names}。"))
    blocks += [said("签署人：　　　　　　　　　　　（盖章）"), said("签署日期：　　　　年　　月　　日")]
    return blocks


def _table(rows: Sequence[book.Line]) -> list[Block]:
    found: list[Line] = []
    domain = ""
    for n, row in enumerate(rows, 1):
        if row.domain != domain:
            domain = row.domain
            found.append(Line(cells([domain]), band=True))
        words = cells((str(n), row.goal, row.lead or book.UNDECIDED, row.support))
        found.append(Line((*words, *_numbers(row), *cells((row.due, row.contact)))))
    return [Title(("目标责任分解表",), Style.ANNEX_TITLE), Table(COLUMNS, tuple(found))]


def _numbers(line: book.Line) -> tuple[Said, Said]:
    """What is wanted and how far it has come, as numbers that know where they come from."""
    if line.row is None:
        return (line.target,), (line.progress,)
    row, v, numbers = line.row, line.row.verdict, RowNumbers(line.row)
    target: Said = (numbers.target(),) if row.target else (line.target,)
    last = v.observation or v.latest
    if last is None:
        return target, (line.progress,)
    value = numbers.value() if v.observation else numbers.latest()
    return target, (value, f"（{last.year}年），{v.class_.label.zh}")
