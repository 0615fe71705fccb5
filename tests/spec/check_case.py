"""Cases of the chapter on checks: what was filled in, what stands around it, and what must be found.

Answers are written `births@urban=11 hospital=20`; a reason why there is no number is one of its codes:
`births=not_provided`. Without a column the total is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halfsky.kernel.answer import REASONS, Answer, read_answer, reading
from halfsky.kernel.breakdown import TOTAL, Cell, cell
from halfsky.kernel.checking import Around, Check, Finding, Kind, Severity, check_sheet, demand_reason
from halfsky.kernel.fact import Absence, Adding, Element, Flow, Reading
from halfsky.kernel.form import Column, Due, Form, Line, Totals
from halfsky.kernel.grammar import Dimension, Scope, Term, quantity
from halfsky.kernel.grammar import read as read_formula
from halfsky.kernel.place import Level
from halfsky.kernel.refusals import Refused
from halfsky.kernel.rollup import Key
from halfsky.kernel.text import Text, listed
from tests.spec.manual import Table, code

Cells = tuple[Text | str, ...]
URBAN, RURAL = cell({"residence": "urban"}), cell({"residence": "rural"})
COLUMNS = {"": TOTAL, "urban": URBAN, "rural": RURAL}
COLUMN_NAMES = {TOTAL: Text("合计", "total"), URBAN: Text("城市", "urban"), RURAL: Text("农村", "rural")}
PARTS = (("residence", ("urban", "rural")),)


def _element(word: str, zh: str, en: str, unit: str = "人", decimals: int = 0, parts: bool = True) -> Element:
    return Element(
        word, Text(zh, en), unit, Flow.FLOW, Adding.ADD, decimals, Level.COUNTY, breakdowns=PARTS if parts else ()
    )


ELEMENTS = {
    e.code: e
    for e in (
        _element("births", "活产数", "live births"),
        _element("hospital", "住院分娩活产数", "births in hospital"),
        _element("visited", "新生儿访视数", "newborns visited"),
        _element("deaths", "孕产妇死亡数", "maternal deaths"),
        _element("money", "投入经费", "money spent", "万元", 2, parts=False),
    )
}
SCOPE = Scope(
    tuple(
        Term(e.code, quantity(e.unit), e.name, frozenset({URBAN, RURAL} if e.breakdowns else ()))
        for e in ELEMENTS.values()
    ),
    (),
    (Dimension("residence", Text("城乡", "residence"), {"urban": Text("城市"), "rural": Text("农村")}),),
)


def entries(written: str) -> dict[Key, Answer]:
    """The answers of a line of the manual."""
    found: dict[Key, Answer] = {}
    for piece in written.split():
        where, _, said = piece.partition("=")
        word, _, column = where.partition("@")
        found[word, COLUMNS[column]] = Absence(said) if said in set(Absence) else said
    return found


def readings(written: str) -> dict[Key, Reading]:
    return {key: reading(answer, key[0]) for key, answer in entries(written).items()}


def shown(written: str) -> Text:
    """The answers in words: 城市：活产数11，住院分娩活产数12."""
    by_column: dict[Cell, list[Text]] = {}
    for (word, at), answer in entries(written).items():
        name, en = ELEMENTS[word].name.zh, ELEMENTS[word].name.in_("en")
        said = answer.label if isinstance(answer, Absence) else Text(answer)
        by_column.setdefault(at, []).append(Text(f"{name}{said.zh}", f"{en} {said.in_('en')}"))
    parts = [
        Text(f"{COLUMN_NAMES[at].zh}：{'，'.join(x.zh for x in said)}",
             f"{COLUMN_NAMES[at].in_('en')}: {', '.join(x.in_('en') for x in said)}")
        for at, said in by_column.items()
    ]  # fmt: skip
    return Text("；".join(p.zh for p in parts) or "—", "; ".join(p.in_("en") for p in parts) or "—")


@dataclass(frozen=True)
class Checked:
    """A check asked of a sheet. `failed` and `not_run` name the columns in which it fails or cannot be asked; `says`
    is what the first finding tells."""

    case: Text
    formula: str
    given: str
    failed: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()
    says: Text | None = None
    kind: Kind = Kind.CONDITION
    before: str = ""
    siblings: tuple[str, ...] = ()
    below: str = ""
    totals: Totals = Totals.COMPUTED
    words: Text = Text("请核对", "please check")

    def findings(self) -> tuple[Finding, ...]:
        formula = read_formula(self.formula, SCOPE) if self.formula else None
        check = Check("c", Severity.HARD, self.words, self.kind, formula, other="births", times=Fraction(5))
        form = Form(
            "f", Text("表", "form"), "health", Level.COUNTY, "year", Due(30), tuple(map(Line, ELEMENTS)),
            tuple(Column(at) for at in COLUMNS.values()), self.totals,
            (check,) if formula or self.kind is Kind.ALIKE else (),
        )  # fmt: skip
        last = readings(self.before)
        around = Around(last, last, [readings(s) for s in self.siblings], readings(self.below))
        return check_sheet(form, ELEMENTS, entries(self.given), around)

    def check(self) -> None:
        found = self.findings()
        at = {column: name for name, column in COLUMNS.items()}
        assert tuple(at[f.at] for f in found if f.failed) == self.failed
        assert tuple(at[f.at] for f in found if not f.failed) == self.not_run
        if self.says:
            assert (found[0].says.zh, found[0].says.in_("en")) == (self.says.zh, self.says.en)

    def cells(self) -> Cells:
        return self.case, code(self.formula), shown(self.given), self._beside(), self._result()

    def _beside(self) -> Text:
        parts = []
        if self.before:
            parts.append(Text(f"上年：{shown(self.before).zh}", f"last year: {shown(self.before).in_('en')}"))
        for n, other in enumerate(self.siblings, 1):
            parts.append(Text(f"同级{n}：{shown(other).zh}", f"sibling {n}: {shown(other).in_('en')}"))
        if self.below:
            parts.append(Text(f"下级合计：{shown(self.below).zh}", f"from below: {shown(self.below).in_('en')}"))
        return Text("；".join(p.zh for p in parts) or "—", "; ".join(p.in_("en") for p in parts) or "—")

    def _result(self) -> Text:
        def columns(names: Sequence[str]) -> Text:
            return listed([COLUMN_NAMES[COLUMNS[name]] for name in names])

        parts = []
        if self.failed:
            parts.append(Text(f"不通过（{columns(self.failed).zh}）", f"fails ({columns(self.failed).in_('en')})"))
        if self.not_run:
            where = columns(self.not_run)
            parts.append(Text(f"未能审核（{where.zh}）", f"not run ({where.in_('en')})"))
        if self.says:
            parts.append(self.says)
        return Text(
            "；".join(p.zh for p in parts) or "通过或不问",
            "; ".join(p.in_("en") for p in parts) or "passes, or not asked",
        )


@dataclass(frozen=True)
class Typed:
    """What somebody types into a cell of an element, and what is read; a number of a refusal where it is refused."""

    typed: str
    element: str
    read: str
    why: Text

    def check(self) -> None:
        try:
            answer = read_answer(self.typed, ELEMENTS[self.element])
        except Refused as fault:
            assert fault.refusals[0].number == self.read
            return
        assert self.read == ("" if answer is None else answer.label.zh if isinstance(answer, Absence) else answer)

    def cells(self) -> Cells:
        of = ELEMENTS[self.element]
        named = Text(f"{of.name.zh}（{of.unit}）", f"{of.name.in_('en')} ({of.unit})")
        if self.read.startswith("400."):
            return code(self.typed), named, Text(f"拒绝 {self.read}", f"refused {self.read}"), self.why
        reason = next((a.label for a in REASONS if a.label.zh == self.read), None)
        return code(self.typed), named, reason or self.read or Text("未填", "no answer"), self.why


@dataclass(frozen=True)
class Explained:
    """An explanation of a soft finding, and whether it gives a reason."""

    said: str
    good: bool
    why: Text

    def check(self) -> None:
        try:
            demand_reason(self.said)
            found = True
        except Refused as fault:
            assert [r.number for r in fault.refusals] == ["400.744"]
            found = False
        assert found is self.good

    def cells(self) -> Cells:
        return self.said, Text("接受", "taken") if self.good else Text("拒绝 400.744", "refused 400.744"), self.why


Row = Checked | Typed | Explained
HEADS: Mapping[type, tuple[Text, ...]] = {
    Checked: (
        Text("情形", "Case"),
        Text("审核", "Check"),
        Text("填报", "Filled in"),
        Text("对照", "Beside it"),
        Text("结果", "Result"),
    ),
    Typed: (Text("填的是", "Typed"), Text("数据项", "Element"), Text("读作", "Read as"), Text("说明", "Why")),
    Explained: (Text("核实说明", "Explanation"), Text("结果", "Result"), Text("说明", "Why")),
}


def table(rows: Sequence[Row]) -> Table:
    """A table of rows of one kind."""
    return Table(HEADS[type(rows[0])], [row.cells() for row in rows])
