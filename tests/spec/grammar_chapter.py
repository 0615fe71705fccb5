"""The chapter of the manual on the one grammar."""

from __future__ import annotations

from halfsky.kernel.grammar import Quantity
from halfsky.kernel.text import Text
from tests.spec import grammar_meaning, grammar_refusals, grammar_writing
from tests.spec.grammar_rows import REASONS, Rows
from tests.spec.grammar_world import ELSEWHERE, NAMES, SESSIONS, STATE, Named
from tests.spec.manual import Chapter, Section, Table, code

SECTIONS: tuple[Rows, ...] = (*grammar_writing.SECTIONS, *grammar_meaning.SECTIONS, *grammar_refusals.SECTIONS)

_NOT_REPORTED = REASONS["未报"]


def _kind(named: Named) -> Text | str:
    return (named.kind.unit.text or "—") if isinstance(named.kind, Quantity) else named.kind.label


def _value(named: Named) -> Text | str:
    if named.known is True:
        return Text("是", "yes")
    if named.code == STATE.code:
        return dict(STATE.options)[str(named.known)]
    return str(named.known) if named.known is not None else named.value or _NOT_REPORTED


NAMES_USED = Section(
    Text("例子里的名称", "The names in the examples"),
    (
        Text(
            "本页的例子都用下面这些名称和数值。活产数另有分组和别的时期的数；下级记录“课次”有三条。",
            "All examples on this page use these names and values. Live births also have parts and other periods; "
            "there are three child records “class”.",
        ),
    ),
    (
        Table(
            (Text("编码", "Code"), Text("标签", "Label"), Text("单位或类型", "Unit or kind"), Text("值", "Value")),
            [(code(named.code), named.label, _kind(named), _value(named)) for named in NAMES],
        ),
        Table(
            (Text("活产数的", "Of live births"), Text("值", "Value")),
            [(code(str(part) or f"{shift.value}(births)"), value) for part, shift, value in ELSEWHERE],
        ),
        Table(
            (Text("课次", "Class"), Text("到课人次", "Attendance"), Text("课时", "Hours")),
            [(str(at), people or _NOT_REPORTED, hours) for at, (people, hours) in enumerate(SESSIONS, 1)],
        ),
    ),
)

CHAPTER = Chapter(
    "grammar",
    Text("公式：一种写法", "Formulas: one grammar"),
    (
        Text(
            "指标的公式、报表的审核、台账的条件、流程的要求和台账供数，都用同一种写法；不同场合只是可用的名称不同，"
            "要的结果不同。",
            "Formulas of indicators, checks of forms, conditions and needs of registers and what they feed are all "
            "written in one way; contexts differ only in the names at hand and in the kind of result.",
        ),
    ),
    (NAMES_USED, *(rows.section() for rows in SECTIONS)),
)
