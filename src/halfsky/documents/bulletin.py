"""指标进展反馈单: what a dispatch says to one place: its own rows, the best, its distance, and what is asked of it.

It names the best and nobody else. One page of prose in the layout of official letters, a table, a line to sign.
"""

from __future__ import annotations

import datetime as dt

from halfsky.documents.blocks import Block, Column, Line, Paragraph, Style, Table, numbered
from halfsky.documents.brief import About, Brief, frozen
from halfsky.documents.league_numbers import Row
from halfsky.documents.numbers import count, day_of
from halfsky.documents.paper import said, write_paper
from halfsky.documents.said import Said, joined, say
from halfsky.kernel import league_words as words
from halfsky.kernel.dispatch import Ask, Dispatch, Item, asked
from halfsky.kernel.league import Standing
from halfsky.kernel.place import Place

COLUMNS = (
    Column("序号", 7, centred=True),
    Column("指标（数据时期）", 34),
    Column("本地", 15, centred=True),
    Column("位次", 11, centred=True),
    Column("较上期", 19, centred=True),
    Column("首位", 24, centred=True),
    Column("距首位", 16, centred=True),
    Column("本地目标", 18, centred=True),
    Column("要求", 26),
)
NOTE = (
    "注：位次按未舍入的数值排，数值相同的并列，缺数据的不排；“难分先后”指小样本中多一例或少一例就会改变位次；"
    "“较上期”与同一种时期的上期比；高低不论好坏又没有目标区间的指标不排位次。"
)


def write(of: Dispatch, place: Place, written_at: dt.datetime) -> tuple[bytes, Brief]:
    """The file for one of the places below, and its brief."""
    blocks = numbered(compose(of, place))
    about = About("", of.place.code, of.month.year, of.frozen_on, of.snapshot, "final")
    title = [place.name, of.month.label.zh, "妇女儿童发展", "指标进展反馈单"]
    return write_paper(title, blocks, of.demo, written_at), frozen(about, blocks)


def name(of: Dispatch, place: Place) -> str:
    """What it is called."""
    again = f"（第{of.version}版）" if of.version > 1 else ""
    return f"{place.name}{of.month.label.zh}指标进展反馈单{again}"


def compose(of: Dispatch, place: Place) -> list[Block]:
    """What stands under the title."""
    rows = [(item, row) for item in of.items if (row := item.league.of(place.id))]
    address = Paragraph(((f"{place.name}妇女儿童工作委员会办公室：",),), Style.ADDRESS)
    wanted = _asks(rows)
    until = [said(f"请于{day_of(of.due)}前将上述原因、措施和完成时限书面反馈。")] if of.due and wanted else []
    table = Table(COLUMNS, tuple(_line(n, item, row) for n, (item, row) in enumerate(rows, 1)))
    return [
        address,
        Paragraph((_opening(of, rows),)),
        *(wanted or [said("各项指标没有需要说明的问题，请保持。")]),
        *until,
        Paragraph((("附：各项指标情况",),), Style.TABLE_CAPTION),
        table,
        Paragraph(((NOTE,),), Style.NOTE),
        Paragraph(((),)),
        Paragraph(((f"{of.place.name}妇女儿童工作委员会办公室",),), Style.SIGNED),
        Paragraph(((day_of(of.frozen_on),),), Style.SIGNED),
        Paragraph((("签收人：＿＿＿＿＿＿　　签收日期：＿＿＿＿年＿＿月＿＿日",),), Style.NOTE),
    ]


def _opening(of: Dispatch, rows: list[tuple[Item, Standing]]) -> Said:
    """How many were looked at, in how many the place is first, how many miss their target, how many are missing."""
    here = [row for _, row in rows]
    silent = sum(row.now is None for row in here)
    when = str(of.month)
    parts = (
        ("有数据的", len(here) - silent),
        ("居首位的", sum(row.rank == 1 for row in here)),
        ("未达目标值的", sum(row.met is False for row in here)),
        ("缺数据的", silent),
    )
    return say(
        f"{of.month.label.zh}，{of.place.name}对",
        count(len(of.below), "调度的地区", when, "个"),
        "地区的",
        count(len(of.items), "调度的指标", when),
        "主要指标进行了调度。你地区",
        joined([(what, count(n, f"{what}指标", when)) for what, n in parts], "，"),
        "。现将有关情况反馈如下。",
    )


def _asks(rows: list[tuple[Item, Standing]]) -> list[Block]:
    """A sentence for everything that is asked, with the indicators it is asked for; none where nothing is."""
    out: list[Block] = []
    for ask in (Ask.EXPLAIN, Ask.REPORT, Ask.PUSH, Ask.WATCH):
        named = [item.name.zh for item, row in rows if asked(row) is ask]
        if named:
            out.append(said(f"{'、'.join(named)}：{ask.label.zh}。"))
    return out


def _line(number: int, item: Item, row: Standing) -> Line:
    told = Row(item, row)
    return Line(
        (
            (str(number),),
            (f"{item.name.zh}（{item.when.label.zh}）",),
            told.value(),
            _rank(told),
            told.moved(),
            _best(item),
            told.behind(),
            _target(told),
            (asked(row).label.zh,),
        )
    )


def _rank(told: Row) -> Said:
    if told.row.span:
        return say(told.rank(), f"\n（第{told.row.span[0]}—{told.row.span[1]}位难分先后）")
    return told.rank()


def _best(item: Item) -> Said:
    """Who is first, with the figure; of many that share it the number is said."""
    best = item.league.first
    if not best:
        return ("—",)
    who = best[0].place.name if len(best) == 1 else f"{best[0].place.name}等{len(best)}个"
    return say(f"{who}\n", Row(item, best[0]).value())


def _target(told: Row) -> Said:
    """What is asked, and whether it is met."""
    return told.target() if told.row.met is None else say(told.target(), f"\n{words.met(told.row).zh}")
