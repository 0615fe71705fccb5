"""The kinds of rows in the tables of the grammar chapter: each knows what must hold, checks it and prints itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from halfsky.kernel.fact import ABSENCES, Missing
from halfsky.kernel.grammar import Plain, Type, check, evaluate, order, parse, quantity, read, render, resolve
from halfsky.kernel.grammar.result import fits
from halfsky.kernel.refusals import Refusal
from halfsky.kernel.text import NOTHING, Text
from halfsky.kernel.units import Unit, read_quantity
from tests.spec.grammar_world import SCOPE, TABLE
from tests.spec.manual import Section, Table, code

YES_NO = {"是": Text("是", "yes"), "否": Text("否", "no")}
REASONS = {label.zh: label for label in ABSENCES.values()}

Cells = tuple[Text | str, ...]


class Row(Protocol):
    """One tested line of a table."""

    def check(self) -> None: ...
    def cells(self) -> Cells: ...


@dataclass(frozen=True)
class Gives:
    """A formula and its value: a quantity with its unit, 是, 否, or in Chinese why there is none."""

    formula: str
    value: str
    note: Text = NOTHING

    def check(self) -> None:
        tree = read(self.formula, SCOPE)
        found = evaluate(tree, TABLE)
        if self.value in YES_NO:
            assert found is (self.value == "是")
        elif self.value in REASONS:
            assert isinstance(found, Missing)
            assert found.reason.label == REASONS[self.value]
        else:
            value, unit = read_quantity(self.value)
            assert found == unit.to_base(value)
            assert fits(check(tree, SCOPE), quantity(unit)) is None

    def cells(self) -> Cells:
        return code(self.formula), YES_NO.get(self.value) or REASONS.get(self.value) or self.value, self.note


@dataclass(frozen=True)
class Means:
    """Two ways of writing the same; the second is the canonical one."""

    written: str
    plain: str

    def check(self) -> None:
        tree = resolve(parse(self.written), SCOPE)
        assert render(tree) == self.plain
        assert resolve(parse(self.plain), SCOPE) == tree

    def cells(self) -> Cells:
        return code(self.written), code(self.plain)


@dataclass(frozen=True)
class Shown:
    """A formula as people read it in Chinese and in English."""

    formula: str
    zh: str
    en: str

    def check(self) -> None:
        tree = read(self.formula, SCOPE)
        assert (render(tree, SCOPE.words("zh")), render(tree, SCOPE.words("en"))) == (self.zh, self.en)
        assert read(self.zh, SCOPE) == tree == read(self.en, SCOPE)

    def cells(self) -> Cells:
        return code(self.formula), code(self.zh), code(self.en)


@dataclass(frozen=True)
class Refused:
    """A formula that is refused: where (in 【】), with which number and words. `wanted` is what it should give."""

    formula: str
    where: str
    number: str
    says: str
    wanted: Type | None = None

    def refusal(self) -> Refusal | None:
        try:
            read(self.formula, SCOPE, self.wanted)
        except Refusal as refusal:
            return refusal
        return None

    def check(self) -> None:
        refusal = self.refusal()
        assert refusal is not None, "it is not refused"
        assert (refusal.where, refusal.number, refusal.says.zh) == (self.where, self.number, self.says)

    def cells(self) -> Cells:
        refusal = self.refusal()
        assert refusal is not None
        sense = Text(f"{refusal.says.zh}{refusal.todo.zh}", f"{refusal.says.en} {refusal.todo.en}")
        return code(self.where or self.formula), refusal.number, sense


@dataclass(frozen=True)
class Wants:
    """A formula, the unit of the indicator that it defines, and the value in that unit."""

    formula: str
    unit: str
    value: str

    def check(self) -> None:
        unit = Unit.parse(self.unit)
        found = evaluate(read(self.formula, SCOPE, quantity(unit)), TABLE)
        assert found == unit.to_base(read_quantity(self.value)[0])

    def cells(self) -> Cells:
        return code(self.formula), self.unit, self.value


@dataclass(frozen=True)
class Converts:
    """Two printed quantities that are the same."""

    left: str
    right: str

    def check(self) -> None:
        (value, unit), (same, other) = read_quantity(self.left), read_quantity(self.right)
        assert unit.convert(value, other) == same

    def cells(self) -> Cells:
        return self.left, self.right


@dataclass(frozen=True)
class Differs:
    """A unit and the word for a difference of two values in it."""

    unit: str
    difference: Text

    def check(self) -> None:
        found = Unit.parse(self.unit).difference
        assert (found.text, found.label.in_("en")) == (self.difference.zh, self.difference.in_("en"))

    def cells(self) -> Cells:
        return self.unit, self.difference


@dataclass(frozen=True)
class Ordered:
    """Definitions, and the order in which they are worked out or, with →, the circle that they form."""

    definitions: tuple[tuple[str, str], ...]
    result: str

    def check(self) -> None:
        trees = {name: parse(formula) for name, formula in self.definitions}
        try:
            assert self.result == ", ".join(order(trees))
        except Refusal as refusal:
            assert refusal.number == "400.78"
            assert refusal.says.zh == f"公式互相引用，形成循环：{self.result}。"

    def cells(self) -> Cells:
        return "<br>".join(code(f"{name} = {formula}") for name, formula in self.definitions), self.result


@dataclass(frozen=True)
class Limit:
    """Texts at the limit: one that is still read, one that no longer is, described in words."""

    what: Text
    still: str
    beyond: str
    number: str

    def check(self) -> None:
        parse(self.still)
        try:
            parse(self.beyond)
        except Refusal as refusal:
            assert refusal.number == self.number
        else:
            raise AssertionError("the text beyond the limit is read")

    def cells(self) -> Cells:
        return self.what, self.number


FORMULA, VALUE, NOTE = Text("公式", "Formula"), Text("结果", "Result"), Text("说明", "Note")
HEADS: dict[type[Row], tuple[Text, ...]] = {
    Gives: (FORMULA, VALUE, NOTE),
    Means: (Text("写成", "Written"), Text("就是", "means")),
    Shown: (FORMULA, Text("中文显示", "Shown in Chinese"), Text("英文显示", "Shown in English")),
    Refused: (
        Text("公式，【】内是出错处", "Formula, the place in 【】"),
        Text("编号", "No."),
        Text("提示", "What is said"),
    ),
    Wants: (FORMULA, Text("指标单位", "Unit of the indicator"), VALUE),
    Converts: (Text("数量", "Quantity"), Text("换算", "is the same as")),
    Differs: (Text("单位", "Unit"), Text("差值的单位", "Unit of a difference")),
    Ordered: (Text("定义", "Definitions"), Text("计算顺序或循环", "Order, or circle")),
    Limit: (Text("限度", "Limit"), Text("编号", "No.")),
}


@dataclass(frozen=True)
class Rows:
    """A section of the chapter: rows of one kind make one table."""

    title: Text
    prose: tuple[Text, ...]
    rows: Sequence[Row]

    def section(self) -> Section:
        tables = []
        for kind, heads in HEADS.items():
            if printed := [row.cells() for row in self.rows if type(row) is kind]:
                filled = max(at + 1 for cells in printed for at, cell in enumerate(cells) if cell not in ("", NOTHING))
                tables.append(Table(heads[:filled], [cells[:filled] for cells in printed]))
        return Section(self.title, self.prose, tuple(tables))


CONDITION = Plain.BOOLEAN
