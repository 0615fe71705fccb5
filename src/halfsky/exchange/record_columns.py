"""The columns of a register in a workbook: one sheet for its records, one for every kind of child records.

A column is named by its key in a hidden row, so that a sheet that was made here is read without asking: `@…` are the
columns that every register has, all others are fields, and items of checklists as field.item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from halfsky.kernel.checking import Severity
from halfsky.kernel.field import Field, Item, Kind
from halfsky.kernel.register import Computed, Part, Register
from halfsky.kernel.text import NOTHING, Text

NUMBER, CHILD, PLACE, VERSION, WHY, STATE, DUE = "@id", "@child", "@place", "@version", "@why", "@state", "@due"
OWN: dict[str, tuple[Text, Text]] = {
    NUMBER: (
        Text("编号", "number"),
        Text(
            "已有记录的编号：修改该记录。新记录留空；要填子表的新记录写“新1”“新2”……，子表用同一编号。",
            "The number of a record changes it. Leave it empty for a new one, or write new1 to join child rows.",
        ),
    ),
    CHILD: (
        Text("行编号", "row number"),
        Text("导出时已有的行编号请保留；新的一行留空。", "Keep what was exported; empty for a new row."),
    ),
    PLACE: (
        Text("登记区划", "kept at"),
        Text(
            "登记这条记录的区划代码或名称；留空为导入时选定的区划。",
            "Code or name of the place that keeps it; empty: the place of the import.",
        ),
    ),
    VERSION: (
        Text("版本", "version"),
        Text("请保留：据此发现导出后别人做的修改。", "Keep it: it shows what others changed meanwhile."),
    ),
    WHY: (
        Text("核实说明", "explanation"),
        Text("数值异常但属实的，写一句说明。", "Say in a sentence why what looks odd is true."),
    ),
    STATE: (Text("状态", "state"), Text("只供查看，不导入。", "Shown only, not read.")),
    DUE: (Text("办理期限", "deadline"), Text("只供查看，不导入。", "Shown only, not read.")),
}
HINTS: dict[Kind, Text] = {
    Kind.DATE: Text("日期，写成 2026-03-08。", "A date, as 2026-03-08."),
    Kind.COUNT: Text("数字。", "A number."),
    Kind.NUMBER: Text("数字。", "A number."),
    Kind.MONEY: Text("数字。", "A number."),
    Kind.YES: Text("是或否。", "Yes or no."),
    Kind.PLACE: Text("区划代码或名称。", "Code or name of a place."),
    Kind.AGENCY: Text("单位名称。", "Name of an agency."),
    Kind.INDICATOR: Text("指标名称、规划编号或代码。", "Name, number or code of an indicator."),
    Kind.RECORD: Text("关联记录的编号。", "The number of the other record."),
    Kind.PHONE: Text("电话号码。", "A telephone number."),
    Kind.ID_CARD: Text("18位身份证号码，可不填。", "18 digits; may be left empty."),
}
YES_NO = (Text("是", "yes"), Text("否", "no"))
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_SHEET = 31


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `asked` is the field, `item` the item of a checklist, `made` what is worked out; `reads` says whether
    an import takes it."""

    key: str
    label: Text
    asked: Field | None = None
    item: Item | None = None
    made: Computed | None = None
    reads: bool = True

    @property
    def unit(self) -> str:
        return self.item.unit if self.item else self.asked.unit if self.asked else self.made.unit if self.made else ""

    def heading(self, lang: str) -> str:
        """How it is headed: a star where it must be filled in, the unit in brackets."""
        star = "*" if self.asked and self.asked.required and not self.item else ""
        unit = self.unit and (f"（{self.unit}）" if lang == "zh" else f" ({self.unit})")
        return f"{star}{self.label.in_(lang)}{unit}"

    @property
    def note(self) -> Text:
        """What a comment on the heading says."""
        if self.key in OWN:
            return OWN[self.key][1]
        if self.made:
            return Text("自动计算，不导入。", "Worked out, not read.")
        assert self.asked is not None
        hint = (
            HINTS.get(Kind.YES, NOTHING)
            if self.item and not self.item.measured
            else HINTS.get(self.asked.kind, NOTHING)
        )
        if self.options and self.asked.many:
            several = "、".join(option.zh for option in self.options)
            hint = Text(f"可填几项，用“；”隔开：{several}。", f"Several, with ; between them: {several}.")
        return Text(self.asked.note.zh + hint.zh, f"{self.asked.note.in_('en')} {hint.in_('en')}".strip())

    @property
    def options(self) -> tuple[Text, ...]:
        """What may be chosen; empty where anything may be written."""
        if self.item:
            return () if self.item.measured else YES_NO
        if self.asked is None:
            return ()
        return YES_NO if self.asked.kind is Kind.YES else tuple(label for _, label in self.asked.of)

    @property
    def counted(self) -> bool:
        """Whether it holds numbers."""
        return self.item.measured if self.item else bool(self.asked and self.asked.kind.counted) or bool(self.made)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: of the records where `part` is empty, else of child records of that kind."""

    part: str
    title: Text
    columns: tuple[Column, ...]

    def sheet(self, lang: str) -> str:
        return sheet_name(self.title.in_(lang))

    def column(self, key: str) -> Column | None:
        return next((c for c in self.columns if c.key == key), None)


def grids(register: Register, sealed: bool = True, out: bool = False) -> tuple[Grid, ...]:
    """The sheets of a register. Without `sealed` no column names or describes a person; `out` adds what only an export
    shows: the state, the deadline, what is worked out."""
    own = [NUMBER, PLACE, *([VERSION, STATE, DUE] if out else [])]
    columns = [*_own(own), *_fields(register.fields, sealed)]
    if any(rule.severity is Severity.SOFT for rule in register.rules) and not out:
        columns += _own([WHY])
    if out:
        columns += [Column(c.code, c.label, made=c, reads=False) for c in register.computed]
    first = Grid("", register.title, tuple(columns))
    return first, *(part_grid(part, sealed) for part in register.parts)


def part_grid(part: Part, sealed: bool = True) -> Grid:
    """The sheet of one kind of child records."""
    return Grid(part.code, part.label, (*_own([NUMBER, CHILD]), *_fields(part.fields, sealed)))


def readable(register: Register) -> tuple[Grid, ...]:
    """All that an import may meet: every column of the template and of an export."""
    template, exported = grids(register)[0], grids(register, out=True)
    keys = {c.key for c in template.columns}
    more = tuple(c for c in exported[0].columns if c.key not in keys)
    why = () if WHY in keys else tuple(_own([WHY]))
    return Grid("", register.title, (*template.columns, *more, *why)), *exported[1:]


def _own(keys: list[str]) -> list[Column]:
    return [Column(key, OWN[key][0], reads=key not in (STATE, DUE)) for key in keys]


def _fields(fields: tuple[Field, ...], sealed: bool) -> Iterator[Column]:
    for asked in fields:
        if asked.kind.attached or (asked.sealed and not sealed):
            continue
        if asked.kind is not Kind.CHECKLIST:
            yield Column(asked.code, asked.label, asked)
            continue
        for item in asked.items:
            label = Text(f"{asked.label.zh}·{item.label.zh}", f"{asked.label.in_('en')} · {item.label.in_('en')}")
            yield Column(f"{asked.code}.{item.code}", label, asked, item)


def sheet_name(title: str) -> str:
    """A title as the name of a sheet.

    >>> sheet_name("走访/探望记录")
    '走访 探望记录'
    """
    return _NOT_IN_NAMES.sub(" ", title)[:LONGEST_SHEET].strip() or "1"
