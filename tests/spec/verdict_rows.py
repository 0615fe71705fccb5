"""The smaller tables of the verdict chapter: each row knows what must hold, checks it and prints itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import halfsky
from halfsky.kernel.degree import against_target, from_base
from halfsky.kernel.fact import Absence
from halfsky.kernel.numbers import exact, printed
from halfsky.kernel.rates import Summary, shared_once, summarise
from halfsky.kernel.sentence import summary_sentence
from halfsky.kernel.target import Bar
from halfsky.kernel.text import NOTHING, Text, listed
from halfsky.kernel.verdict import CLASSES, Class, Verdict
from halfsky.kernel.warning import Level, Warning_, warn
from halfsky.packs import join, read_pack
from tests.spec.manual import Section, Table, code
from tests.spec.verdict_case import Case, named

Cells = tuple[Text | str, ...]
RULES = join([read_pack(Path(halfsky.__file__).parent / "content" / "indicators-cn")]).rules
"""The warning table as it is shipped."""
YES, NO, NEITHER = Text("是", "yes"), Text("否", "no"), Text("不可量化", "not quantifiable")


class Row(Protocol):
    """One tested line of a table."""

    def check(self) -> None: ...
    def cells(self) -> Cells: ...


@dataclass(frozen=True)
class Classed:
    """A class: its word, when it is given, whether it counts as reached."""

    zh: str
    en: str
    when: Text
    counts: Text

    def check(self) -> None:
        (found,) = (c for c, label in CLASSES.items() if (label.zh, label.en) == (self.zh, self.en))
        assert found.counts_as_reached is (self.counts is YES)

    def cells(self) -> Cells:
        return Text(self.zh, self.en), self.when, self.counts


@dataclass(frozen=True)
class Degree:
    """实现程度 by both methods; an empty base is unknown, — is undefined."""

    asked: Text
    bar: Bar
    base: str
    value: str
    against: str
    travelled: str

    def check(self) -> None:
        value, base = exact(self.value), exact(self.base) if self.base else None
        found = against_target(value, self.bar), from_base(value, base, self.bar)
        assert tuple("—" if d is None else f"{printed(d, 1)}%" for d in found) == (self.against, self.travelled)

    def cells(self) -> Cells:
        return self.asked, self.base or "—", self.value, self.against, self.travelled


@dataclass(frozen=True)
class _Row:
    number: str
    verdict: Verdict


NO_NUMBER = (Class.BETTER, Class.STEADY, Class.WORSE, Class.MONITORED, Class.NO_TARGET)


@dataclass(frozen=True)
class Counted:
    """So many rows of each class, the rates that follow, and the sentence; `elsewhere` rows are not counted here."""

    classes: tuple[tuple[Class, int], ...]
    rate: str
    with_missing: str
    coverage: str
    zh: str
    en: str
    elsewhere: int = 0

    def summary(self) -> Summary:
        here = [Verdict(c, c not in NO_NUMBER) for c, n in self.classes for _ in range(n)]
        away = [Verdict(Class.NO_DATA, True, reason=Absence.NOT_COUNTED_HERE)] * self.elsewhere
        return summarise([_Row(f"X{i}", v) for i, v in enumerate([*here, *away])])

    def check(self) -> None:
        s = self.summary()
        shares = (s.rate, s.rate_with_missing, s.coverage)
        found = tuple("—" if share is None else f"{printed(share * 100, 1)}%" for share in shares)
        assert found == (self.rate, self.with_missing, self.coverage)
        words = summary_sentence(s)
        assert (words.zh, words.en) == (self.zh, self.en)

    def cells(self) -> Cells:
        each = [Text(f"{c.label.zh}{n}项", f"{n} {c.label.en}") for c, n in self.classes]
        if self.elsewhere:
            here = Absence.NOT_COUNTED_HERE.label
            each.append(Text(f"{here.zh}{self.elsewhere}项", f"{self.elsewhere} {here.en}"))
        return listed(each), self.with_missing, self.rate, self.coverage, Text(self.zh, self.en)


@dataclass(frozen=True)
class Shared:
    """One series, two plans: which of the two verdicts counts in 两规划合计."""

    women: tuple[Bar | None, Class]
    children: tuple[Bar | None, Class]
    counts: str
    why: Text

    def check(self) -> None:
        rows = [
            _Row(name, Verdict(class_, class_ not in NO_NUMBER, bar=bar))
            for name, (bar, class_) in (("妇女", self.women), ("儿童", self.children))
        ]
        for order in (rows, rows[::-1]):
            assert [r.number for r in shared_once([[r] for r in order], lambda r: "one")] == [self.counts]

    def cells(self) -> Cells:
        chosen = Text(self.counts, {"妇女": "women", "儿童": "children"}[self.counts])
        return self._said(*self.women), self._said(*self.children), chosen, self.why

    def _said(self, bar: Bar | None, class_: Class) -> Text:
        asked = Text("—") if bar is None else Text(f"{bar.low}%以上", f"at least {bar.low}%")
        return Text(f"{asked.zh}，{class_.label.zh}", f"{asked.in_('en')}, {class_.label.en}")


@dataclass(frozen=True)
class Warned:
    """A case, the rule of the shipped table that it raises (empty: none) and its words."""

    case: Case
    level: Level | None
    rule: str
    zh: str = ""
    en: str = ""
    late: bool = False

    def warning(self) -> Warning_ | None:
        return warn(RULES, self.case.question(), self.case.verdict(), named(self.case.name), self.late)

    def check(self) -> None:
        assert self.case.verdict().class_ is self.case.class_
        found = self.warning()
        if self.level is None:
            assert found is None
        else:
            assert found is not None
            raised = (found.level, found.rule, found.reason.zh, found.reason.in_("en"))
            assert raised == (self.level, self.rule, self.zh, self.en)

    def cells(self) -> Cells:
        says, asked, given, _, class_, _ = self.case.cells()
        level = self.level.label if self.level else Text("不预警", "none")
        return says, asked, given, class_, level, code(self.rule), Text(self.zh, self.en) if self.zh else NOTHING


HEADS: dict[type[Row], tuple[Text, ...]] = {
    Classed: (Text("判定", "Verdict"), Text("什么情况", "When"), Text("计为达标", "Counts as reached")),
    Degree: (
        Text("目标", "Target"),
        Text("基期", "Base"),
        Text("数据", "Value"),
        Text("对目标的比", "Against the target"),
        Text("走完的路程", "Way from the base"),
    ),
    Counted: (
        Text("各类项数", "Rows of each class"),
        Text("达标率", "Rate"),
        Text("不计无数据", "Without missing rows"),
        Text("数据覆盖率", "Coverage"),
        Text("总述", "What is said"),
    ),
    Shared: (
        Text("妇女规划", "Women's plan"),
        Text("儿童规划", "Children's plan"),
        Text("计入", "Counts"),
        Text("理由", "Why"),
    ),
    Warned: (
        Text("情形", "Case"),
        Text("目标", "Target"),
        Text("数据", "Values"),
        Text("判定", "Verdict"),
        Text("预警", "Level"),
        Text("规则", "Rule"),
        Text("说明", "What is said"),
    ),
}


@dataclass(frozen=True)
class Rows:
    """A section of the chapter with one table of rows of one kind."""

    title: Text
    prose: tuple[Text, ...]
    rows: Sequence[Row]

    def section(self) -> Section:
        return Section(self.title, self.prose, (Table(HEADS[type(self.rows[0])], [r.cells() for r in self.rows]),))
