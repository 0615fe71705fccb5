"""附表: every row of the plan in one landscape table, by domain, with its sources listed under it.

A cell without a figure says why in words; a dash means that there is nothing to compare. Sources are numbered in the
order of their first use.
"""

from __future__ import annotations

from halfsky.documents.blocks import Block, Column, Line, Paragraph, Style, Table, Title
from halfsky.documents.numbers import Parts, RowNumbers
from halfsky.documents.overview import domains
from halfsky.documents.said import Said, What, circled, joined, ordinal, say
from halfsky.documents.title import shaped, title_pieces
from halfsky.kernel.assessment import Assessment, Row, Source
from halfsky.kernel.fact import Absence, Observation
from halfsky.kernel.verdict import Class, Note

NOTHING: Said = ("—",)
FOOTNOTES = "核实说明"
LINE = 34
"""Characters of a title line on the landscape page."""
COLUMNS = (
    Column("序号", 9, centred=True),
    Column("指标", 35),
    Column("单位", 13, centred=True),
    Column("基期", 14, numeric=True),
    Column("上年", 14, numeric=True),
    Column("本年", 14, numeric=True),
    Column("数据年度", 11, centred=True),
    Column("较上年", 13, numeric=True),
    Column("较基期", 13, numeric=True),
    Column("目标（年）", 23, centred=True),
    Column("实现情况", 19, centred=True),
    Column("牵头单位", 19, centred=True),
    Column("来源及备注", 28),
)
MARKS = (
    "“较上年”“较基期”为两年数值之差：比率按其单位的点数计（%为百分点，‰为千分点，1/万为万分点，1/10万为十万分点），"
    "其他指标按原单位计；“基期”“上年”数值下注有年份的，为该年数据，差值也按该年计算；"
    "差值由未舍入的数值算出，尾数可能与表列数值之差不一致。",
    "“—”表示没有可比数据；没有本年数据的，写明原因；“待复核”表示目标文字或数值尚未与原文件逐条核对。",
)


def annex(a: Assessment) -> list[Block]:
    """The heading, the table and what is to be known to read it."""
    made = _Annex(a)
    lines: list[Line] = []
    for i, domain in enumerate(domains(a), 1):
        lines.append(Line(((f"（{ordinal(i)}）{domain.name.zh}",),), band=True))
        lines += [made.line(r) for r in a.in_domain(domain)]
    notes = [Paragraph(((f"{'注：' if i == 0 else ''}{m}",),), Style.NOTE) for i, m in enumerate(MARKS)]
    heading = Title(shaped(title_pieces(a, "监测指标实现情况"), LINE), Style.ANNEX_TITLE)
    table = Table(COLUMNS, tuple(lines))
    under = [*notes, *made.footnotes(), *made.references()]
    return [Paragraph((("附表",),), Style.ANNEX), heading, table, *under]


class _Annex:
    """The table in the making: it counts the rows and remembers the sources."""

    def __init__(self, a: Assessment) -> None:
        self.a = a
        self.count = 0
        self.sources: dict[str, int] = {}
        self.explanations: dict[str, int] = {}

    def line(self, row: Row) -> Line:
        self.count += 1
        v, n = row.verdict, RowNumbers(row)
        now = v.observation
        usual = ((f"{self.count}",), (row.name.zh,), (row.indicator.unit,))
        if now is None:
            base = self._dated(say(n.base(bare=True)), v.base, self.a.plan.base_year) if v.base else _no_base(row)
            reason = v.reason.label.zh if v.reason else "分单位考核"
            figures: tuple[Said, ...] = (base, NOTHING, (reason,), NOTHING, NOTHING, NOTHING)
        else:
            figures = self._figures(n, now, row)
        return Line((*usual, *figures, self._target(row, n), self._found(row), _lead(row), self._remarks(row)))

    def _figures(self, n: RowNumbers, now: Observation, row: Row) -> tuple[Said, ...]:
        v, base_year, last_year = n.verdict, self.a.plan.base_year, now.year - 1
        before = change = base_change = NOTHING
        base = _no_base(row)
        if v.base:
            base = self._dated((n.base(bare=True),), v.base, base_year)
            if v.base.period != now.period:
                base_change = (n.signed(v.base, What.BASE_CHANGE),)
        if v.previous:
            before = self._dated((n.previous(bare=True),), v.previous, last_year)
            change = (n.signed(v.previous, What.CHANGE),)
        return base, before, (n.value(bare=True),), (n.year(),), change, base_change

    def _dated(self, said: Said, o: Observation, expected: int) -> Said:
        """The figure, with its year under it where that is not the one which the heading promises."""
        return said if o.year == expected else say(said, f"\n{o.period.label.zh}")

    def _target(self, row: Row, n: RowNumbers) -> Said:
        if row.target is not None:
            each = f"以{row.target.each.label.zh}为单位" if row.target.each else ""
            return say(each, n.target(), f"\n（{row.target.year}年）")
        if row.upper is not None:
            return say("本级未设；上级", n.upper(), f"\n（{row.upper.year}年，参照）")
        return (row.goal.text.zh.removeprefix(row.indicator.name.zh).lstrip("：，") or "—",)

    def _found(self, row: Row) -> Said:
        class_ = row.verdict.class_
        return (class_.label.zh,) if class_ is not Class.NO_DATA else ("无数据",)

    def _remarks(self, row: Row) -> Said:
        v, known = row.verdict, self._known(row)
        out = []
        if v.observation is not None and v.observation.computed:
            out.append("由数据项计算")
        elif v.observation is not None and v.observation.source:
            out.append(f"数据{self._cited(v.observation.source)}")
        if row.target is not None and row.target.source:
            out.append(f"目标{self._cited(row.target.source)}")
        if row.needs_review:
            out.append("待复核")
        if Note.EARLIER_VALUE in v.notes:
            out.append("使用上年或上次数据")
        if Note.BREAK in v.notes:
            out.append("口径调整")
        if v.observation is not None and v.observation.note:
            out.append(v.observation.note)
        if v.observation is not None and v.observation.footnotes:
            out.append(f"{FOOTNOTES}{self._explained(v.observation)}")
        return joined([x for x in (known, ("；".join(out),) if out else ()) if x], "；")

    def _known(self, row: Row) -> Said:
        """What is known beside the figure of the year: the count of parts, or the latest value where none may judge."""
        v = row.verdict
        if v.parts and v.bar is not None:
            return say(Parts(row).counted(), "；本年值为参考值" if v.observation else "")
        if v.observation is None and v.latest is not None:
            cited = self._cited(v.latest.source)
            return say(f"最近为{v.latest.period.label.zh}的", RowNumbers(row).latest(), cited)
        return ()

    def _cited(self, keys: str) -> str:
        """[1][3]: the numbers of the sources named by `keys`."""
        every = [k.strip() for k in keys.split(";") if k.strip()]
        return "".join(f"[{self.sources.setdefault(k, len(self.sources) + 1)}]" for k in every)

    def _explained(self, o: Observation) -> str:
        """①②: the numbers of the explanations that stand behind a figure."""
        every = (self.explanations.setdefault(said, len(self.explanations) + 1) for said in o.footnotes)
        return "".join(circled(i) for i in every)

    def footnotes(self) -> list[Block]:
        """核实说明, numbered as marked."""
        if not self.explanations:
            return []
        lines = [f"{circled(i)} {said}" for said, i in self.explanations.items()]
        return [Paragraph(((line,),), Style.NOTE) for line in (f"{FOOTNOTES}：", *lines)]

    def references(self) -> list[Block]:
        """资料来源, numbered as cited."""
        if not self.sources:
            return []
        out: list[Block] = [Paragraph((("资料来源：",),), Style.NOTE)]
        for key, i in self.sources.items():
            out.append(Paragraph(((f"[{i}] {_document(key, self.a.sources.get(key))}",),), Style.NOTE))
        return out


def _no_base(row: Row) -> Said:
    """未计算 where the base value would need a share that nobody has stated, else nothing to compare with."""
    return (Absence.NOT_COMPUTED.label.zh,) if row.question.base_year in row.question.uncomputed else NOTHING


def _lead(row: Row) -> Said:
    return (row.lead.name.zh,) if row.lead else NOTHING


def _document(key: str, source: Source | None) -> str:
    """How a source is named: issuer: title, day."""
    if source is None:
        return key
    issuer = f"{source.issuer}：" if source.issuer else ""
    day = f"，{source.published}" if source.published else ""
    return f"{issuer}{source.title}{day}。"
