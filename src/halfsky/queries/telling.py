"""What the marks of a template say for a viewer at a place in a year: the answers behind `{{婴儿死亡率|较上年}}`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from halfsky.documents import ledger_figures as ledgers
from halfsky.documents.blocks import Block, Heading, Paragraph
from halfsky.documents.ledger_figures import LedgerFigure
from halfsky.documents.meeting_lists import GRAVE, NO_WARNING
from halfsky.documents.numbers import RowNumbers, count, day_of, percent
from halfsky.documents.overview import by_domain, overview
from halfsky.documents.picture_choice import track
from halfsky.documents.prose import Form, sentence
from halfsky.documents.report import picture, told_by_domain
from halfsky.documents.row_table import row_table
from halfsky.documents.said import Said, What, joined, say
from halfsky.kernel.access import Viewer
from halfsky.kernel.assessment import Assessment, Row
from halfsky.kernel.binding import ALL_DOMAINS, CLASSES, NOW, Binder, Binding, Kind
from halfsky.kernel.fact import Absence, Missing, Reading
from halfsky.kernel.judging import judge
from halfsky.kernel.place import Place
from halfsky.kernel.plan import Goal, GoalKind
from halfsky.kernel.sentence import row_name
from halfsky.kernel.text import NOTHING
from halfsky.kernel.verdict import Class, Question
from halfsky.queries.assessments import assess
from halfsky.queries.given import Given
from halfsky.queries.hidden import Sight
from halfsky.queries.plans import in_force
from halfsky.queries.series import series
from halfsky.queries.yearly import yearly
from halfsky.store.house import House

NONE = "（没有数据）"
NO_PLAN = "没有在执行的规划指标。"
FAILING = (Class.NOT_REACHED, Class.RELAPSED, Class.DIFFICULT)


@dataclass
class Telling:
    """Tells the marks of one document. `plan` is the code of the plan it speaks of; empty: every plan in force."""

    house: House
    viewer: Viewer
    at: Place
    year: int
    form: Form
    plan: str = ""
    _judged: dict[int, list[Assessment]] = field(default_factory=dict)

    @cached_property
    def binder(self) -> Binder:
        return Binder(self.house.content)

    @cached_property
    def sight(self) -> Sight:
        return Sight(self.house, self.viewer if self.form == "work" else None)

    @cached_property
    def given(self) -> Given:
        return Given(self.house, self.at, self.sight)

    @property
    def demo(self) -> bool:
        return self.at.demo

    def say(self, words: tuple[str, ...]) -> Said:
        """What a mark inside a sentence says."""
        b = self.binder.bind(words)
        match b.kind:
            case Kind.FIXED:
                return (self._fixed(b.name),)
            case Kind.COUNT:
                return self._count(b.name)
            case Kind.SENTENCE:
                return self._sentence(b)
            case Kind.ELEMENT:
                return self._element(b)
            case _:
                return self._indicator(b)

    def blocks(self, words: tuple[str, ...]) -> list[Block]:
        """What a mark that stands alone says."""
        b = self.binder.bind(words)
        match b.kind:
            case Kind.TABLE:
                return self._table(b)
            case Kind.PICTURE:
                found = self._row(b)
                return [picture("", (track(found),), self.form)] if found and track(found).points else [_nothing(NONE)]
            case _:
                return self._passage(b)

    # -- words and counts -------------------------------------------------------------------------------------------

    def _fixed(self, word: str) -> str:
        day = self.house.today()
        return {
            "地区": self.at.name,
            "年度": str(self.year),
            "上年": str(self.year - 1),
            "下年": str(self.year + 1),
            "今天": day_of(day),
            "规划": "、".join(f"《{a.plan.title.zh}》" for a in self._assessments(self.year)),
        }[word]

    def _count(self, word: str) -> Said:
        """A count or a rate of the plan; of several plans that of each, with its name."""
        every = self._assessments(self.year)
        if len(every) == 1:
            return self._count_of(every[0], word)
        said = [say(f"《{a.plan.title.zh}》", self._count_of(a, word)) for a in every]
        return joined(said, "、") if said else (NONE,)

    def _count_of(self, a: Assessment, word: str) -> Said:
        s, year = a.summary, f"{a.year}"
        if word in CLASSES:
            quantified = [r for r in a.rows if r.verdict.class_ is CLASSES[word]]
            return (count(len(quantified), word, year),)
        counts = {"指标总数": s.rows, "可量化指标数": s.quantifiable, "有数据指标数": s.with_data, "达标数": s.reached}
        if word in counts:
            return (count(counts[word], word, year),)
        rate = {"达标率": s.rate_with_missing, "数据覆盖率": s.coverage, "序时进度达标率": s.progress_rate}[word]
        return (NONE,) if rate is None else (percent(rate, word, year),)

    # -- indicators -------------------------------------------------------------------------------------------------

    def _assessments(self, year: int) -> list[Assessment]:
        if year not in self._judged:
            plans = in_force(self.house, self.viewer, self.at.code, year)
            chosen = [p for p in plans if self.plan in ("", p.code)]
            found = [assess(self.house, self.viewer, p.code, self.at.code, year, sight=self.sight) for p in chosen]
            self._judged[year] = [a for a in found if a.rows]
        return self._judged[year]

    def _row(self, b: Binding) -> Row | None:
        """The row of a plan; for what no plan of the document has, the figures alone."""
        rows = (r for a in self._assessments(b.year or self.year) for r in a.rows)
        return next((r for r in rows if r.indicator.code == b.name and r.goal.cell == b.cell), None) or self._alone(b)

    def _alone(self, b: Binding) -> Row | None:
        indicator, year = self.house.content.indicators[b.name], b.year or self.year
        points = series(self.house, self.at, {b.name: (b.cell,)}, self.sight).get((b.name, b.cell), ())
        if not points:
            return None
        goal = Goal("", "", b.name, GoalKind.MONITOR, cell=b.cell)
        name = row_name(indicator.name, goal, b.cell.label(self.house.content.categories))
        asked = Question(indicator, goal, None, points, year, self.house.today(), year)
        verdict = judge(asked)
        return Row("", name, asked, verdict, NOTHING)

    def _sentence(self, b: Binding) -> Said:
        row = self._row(b)
        if row is None or row.verdict.observation is None:
            return (f"{row.name.zh if row else self.house.content.indicators[b.name].name.zh}{NONE}",)
        return say(f"{row.verdict.observation.period.label.zh}，", sentence((row,), b.year or self.year, self.form))

    def _indicator(self, b: Binding) -> Said:
        row = self._row(b)
        if row is None or row.verdict.observation is None:
            why = row.verdict.reason if row and row.verdict.reason else Absence.NOT_REPORTED
            return (f"（{why.label.zh}）",)
        n, v = RowNumbers(row), row.verdict
        match b.aspect:
            case "上年":
                return (n.previous(),) if v.previous else (NONE,)
            case "基期":
                return (n.base(),) if v.base else (NONE,)
            case "较上年" | "较基期":
                before, what = (v.previous, What.CHANGE) if b.aspect == "较上年" else (v.base, What.BASE_CHANGE)
                if before is None or before.value == n.now.value:
                    return (NONE if before is None else "持平",)
                return say(*n.change(before, what))
            case "目标":
                return (n.target(),) if row.target else ("（未设目标）",)
            case "距目标":
                if v.bar is None or v.bar.meets(n.now.value):
                    return ("0" if v.bar else NONE,)
                return (n.distance(),)
            case "判定":
                return (v.class_.label.zh,)
            case "数据年度":
                return (n.year(),)
            case _:
                return (n.value(),)

    # -- elements ---------------------------------------------------------------------------------------------------

    def _reading(self, b: Binding, year: int) -> Reading:
        key, at = (b.name, b.cell), b.period(year)
        return self.sight.seen(key, self.at, at, self.given.sum(self.at, key, at))

    def _element(self, b: Binding) -> Said:
        element, year = self.house.content.elements[b.name], b.year or self.year
        of = element.name.zh + (f"·{b.cell.label(self.house.content.categories).zh}" if b.cell else "")
        now = self._reading(b, year)
        if b.aspect == "较上年":
            than = ledgers.SAME_PART if b.span else ledgers.LAST_YEAR
            return ledgers.since(element, now, self._reading(b, year - 1), str(b.period(year)), of, than) or (NONE,)
        value, what = (now, What.VALUE) if b.aspect == NOW else (self._reading(b, year - 1), What.PREVIOUS)
        if isinstance(value, Missing):
            return (f"（{value.reason.label.zh}）",)
        when = b.period(year if b.aspect == NOW else year - 1)
        return (ledgers.amount(element, value, what, str(when), of, b.scale),)

    def _ledgers(self, b: Binding) -> list[LedgerFigure]:
        """What the ledgers give in the year, or in a part of it beside the same part of the year before."""
        at = b.period(self.year)
        found = yearly(self.house, self.viewer, self.at, at)
        rows = [(group, r) for group, registers in found.groups for of in registers for r in of.rows]
        if not b.span:
            return [LedgerFigure(g.zh, r.element, r.label.zh, r.now, r.before, str(at)) for g, r in rows]
        earlier = yearly(self.house, self.viewer, self.at, b.period(self.year - 1))
        then = {(r.element.code, r.at): r.now for _, kept in earlier.groups for of in kept for r in of.rows}
        return [
            LedgerFigure(
                g.zh,
                r.element,
                r.label.zh,
                r.now,
                then.get((r.element.code, r.at), Missing(Absence.NOT_REPORTED)),
                str(at),
                ledgers.SAME_PART,
            )
            for g, r in rows
        ]

    # -- tables and passages ----------------------------------------------------------------------------------------

    def _table(self, b: Binding) -> list[Block]:
        every = self._assessments(self.year)
        match b.name:
            case "台账":
                return ledgers.table(self._ledgers(b))
            case "预警":
                return row_table(every, lambda r: bool(r.warning and r.warning.level in GRAVE), NO_WARNING)
            case "未达标":
                return row_table(every, lambda r: r.verdict.class_ in FAILING, "没有未达标、达标困难的指标。")
            case "分领域":
                return [by_domain(a) for a in every] or [_nothing(NO_PLAN)]
            case _:
                return row_table(every, lambda r: True, NO_PLAN)

    def _passage(self, b: Binding) -> list[Block]:
        name = b.name
        if name == "台账":
            return ledgers.told(self._ledgers(b))
        out: list[Block] = []
        for a in self._assessments(self.year):
            if name == "总体情况":
                out += self._overview(a)
            elif name == ALL_DOMAINS:
                out += told_by_domain(a, self.form, "")
            else:
                out += _of_domain(told_by_domain(a, self.form, ""), name)
        return out or [_nothing(NO_PLAN)]

    def _overview(self, a: Assessment) -> list[Block]:
        """How a plan stands; its name in front where the document speaks of several."""
        [first, *rest] = overview(a)[1:]
        if len(self._assessments(self.year)) > 1 and isinstance(first, Paragraph):
            first = replace(first, lead=f"《{a.plan.title.zh}》。")
        return [first, *rest]


def _nothing(says: str) -> Block:
    return Paragraph(((says,),))


def _of_domain(blocks: list[Block], name: str) -> list[Block]:
    """What stands under the heading of a domain."""
    inside = False
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            inside = block.text.endswith(f"）{name}")
        elif inside:
            out.append(block)
    return out
