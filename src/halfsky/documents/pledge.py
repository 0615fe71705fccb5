"""年度责任书 as a Word file: the targets of the year in a table, and where both sides sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from halfsky.documents.blocks import Block, Column, Line, Table, numbered
from halfsky.documents.numbers import RowNumbers, day_of
from halfsky.documents.paper import book_title, said, write_paper
from halfsky.documents.said import Said
from halfsky.kernel.pledge import Parties, Promise

COLUMNS = (
    Column("序号", 7, centred=True),
    Column("主要目标", 36),
    Column("现状", 24, centred=True),
    Column("本年目标", 18, centred=True),
    Column("时限", 12, centred=True),
    Column("终期目标", 26, centred=True),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a pledge is of: both places, the plan, the year, the day of signing where it is known."""

    upper: str
    lower: str
    plan: str
    year: int
    day: dt.date | None
    demo: bool


def compose(heading: Heading, promised: Sequence[Promise], parties: Parties) -> list[Block]:
    """What a pledge says below its title, its numbers numbered."""
    rows = tuple(Line(_cells(n, p)) for n, p in enumerate(promised, 1))
    return numbered(
        [
            said(
                f"为落实《{heading.plan}》，{parties.upper}（甲方）与{parties.lower}（乙方）就{heading.year}年度目标签订本责任书。"
            ),
            said(f"一、乙方负责完成下列{len(promised)}项目标。当年没有年度目标的，列最近一个到期的目标。"),
            Table(COLUMNS, rows),
            said("二、乙方按时如实上报数据，没有数据的说明原因，不以零代替；遇有困难及时向甲方报告。"),
            said("三、甲方按统计监测结果逐项核对，及时反馈，并协调解决乙方提出的困难。"),
            said("四、完成情况以下一年度统计监测和评估的结论为准。"),
            said(f"甲方：{parties.upper}（盖章）"),
            said(f"签字：{parties.upper_signer}"),
            said(f"乙方：{parties.lower}（盖章）"),
            said(f"签字：{parties.lower_signer}"),
            said(f"签订日期：{day_of(heading.day) if heading.day else '　　　　年　　月　　日'}"),
        ]
    )


def write(heading: Heading, blocks: Sequence[Block], written_at: dt.datetime) -> bytes:
    """The Word file of one pledge."""
    title = [heading.lower, "落实", *book_title(heading.plan), f"{heading.year}年目标责任书"]
    return write_paper(title, blocks, heading.demo, written_at)


def _cells(n: int, promise: Promise) -> tuple[Said, ...]:
    """One row: its values and targets as numbers that know where they come from."""
    now: Said = (promise.now,)
    target: Said = (promise.target,)
    last: Said = (promise.last,)
    if promise.made_of is not None:
        row, next_, final = promise.made_of
        numbers = RowNumbers(row)
        seen = row.verdict.observation or row.verdict.latest
        if seen is not None:
            now = (numbers.value() if row.verdict.observation else numbers.latest(), f"（{seen.year}年）")
        target, last = (numbers.asked(next_),), (numbers.asked(final), f"（{final.year}年）")
    return ((str(n),), (promise.goal,), now, target, (promise.due,), last)
