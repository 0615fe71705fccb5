"""Other records that formulas look at: which names a register has for them (second gate), which it may have (third)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from halfsky.kernel.field import Field, Kind
from halfsky.kernel.looking import Looking, seen
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import Secrecy
from halfsky.kernel.text import Text, listed
from halfsky.packs.library import Library
from halfsky.packs.register_notation import OtherEntry, RegisterEntry
from halfsky.packs.spot import Complaints

if TYPE_CHECKING:
    from halfsky.packs.register_fields import Holding

NOT_LOOKED_AT = problem(
    "400.1160",
    ("公式不能看“{register}”的记录：{why}。", "Formulas may not look at records of “{register}”: {why}."),
    (
        "请改看公开的、或同一部门且不更保密的台账；登记个人的台账只能看同一区划的。",
        "Look at an open register, or one of the same agency no more secret; at persons in the same place alone.",
    ),
)
NOT_ALIKE = problem(
    "400.1161",
    ("“{mine}”和“{theirs}”不能对照：{why}。", "“{mine}” and “{theirs}” cannot be the same: {why}."),
    ("请选两边类型相同、不加密、只填一个值的项目。", "Choose open fields of one kind that hold one value."),
)
NOT_REFERRING = problem(
    "400.1162",
    ("“{field}”不是指向本台账的关联记录项目。", "“{field}” is no open field that names a record of this register."),
    ("refers 写对方台账里类型为 record、register 为本台账的项目。", "refers is a record field of the other register."),
)
NO_TIE = problem(
    "400.1163",
    ("“{label}”没有说是哪些记录。", "It is not said which records “{label}” are."),
    ("请写 same、year、at 或 refers 中的至少一项。", "Write at least one of same, year, at and refers."),
)
STALE_THERE = problem(
    "400.1164",
    ("供数和列表不能用到别的记录：{names}。", "Feeds and lists cannot look at other records: {names}."),
    (
        "别的记录变了，供出的数不会跟着变。请在本台账设项目，用审核与别的记录对照。",
        "They would not follow when the other record changes. Keep a field here, and compare it in a check.",
    ),
)
_NEED = Text("它是需知的台账", "it is kept for those with a need to know")
_STRICTER = Text("它比本台账更保密", "it is more secret than this one")
_OTHER_AGENCY = Text("它由另一个部门登记，不公开", "another agency keeps it, and it is not open")
_PERSONS = Text("它登记个人，只能看同一区划的", "it is about persons: the same place alone may be looked at")
_KINDS = Text("类型不同", "they are of different kinds")
_SEALED = Text(
    "有一边是加密的、可填几个值的，或是附件、清单", "one is sealed, holds several values, or is a file or list"
)
_NO_YEAR = Text("它们不是日期或时期", "they are no dates or periods")
_SECRECY = list(Secrecy)
Around = Mapping[str, RegisterEntry]
"""The registers that a pack sees, by code."""


def around(library: Library, pack: str) -> Around:
    """The registers that a pack sees: its own and those of all that it uses."""
    sees = library.sees[pack]
    return {entry.register: entry for p in library.packs if p.code in sees for entry in p.registers}


def forbidden(mine: RegisterEntry, theirs: RegisterEntry, wider: bool) -> Text | None:
    """Why formulas of one register may not look at another (`wider`: beyond the same place); None when they may."""
    if theirs.secrecy is Secrecy.NEED:
        return _NEED
    if _SECRECY.index(theirs.secrecy) > _SECRECY.index(mine.secrecy):
        return _STRICTER
    if theirs.secrecy is not Secrecy.OPEN and theirs.agency != mine.agency:
        return _OTHER_AGENCY
    return _PERSONS if theirs.about and wider else None


def looks(holding: Holding) -> tuple[Looking, ...]:
    """What formulas may look at: the declared others, and whatever a field of this register names."""
    entry, found = holding.entry, []
    for code, one in entry.others.items():
        theirs = holding.other(one.register or entry.register)
        if theirs is not None:
            found.append(_declared(code, one, theirs))
    for asked in holding.fields:
        theirs = holding.other(asked.register) if asked.kind is Kind.RECORD and not asked.many else None
        if theirs is not None and forbidden(entry, theirs.entry, wider=True) is None:
            named = seen(theirs.fields, tuple(theirs.entry.states.items()))
            found.append(Looking(asked.code, asked.label, theirs.entry.register, named, via=asked.code))
    return tuple(found)


def _declared(code: str, one: OtherEntry, theirs: Holding) -> Looking:
    return Looking(
        code,
        one.label,
        theirs.entry.register,
        seen(theirs.fields, tuple(theirs.entry.states.items())),
        same=tuple((str(a), str(b)) for a, b in one.same.items()),
        year=tuple((str(a), str(b)) for a, b in one.year.items()),
        at=one.at_level,
        refers=str(one.refers or ""),
    )


def check_others(holding: Holding, complaints: Complaints) -> None:
    """Complain of records that may not be looked at, and of ties between fields that do not compare."""
    for one in holding.entry.others.values():
        theirs = holding.other(one.register or holding.entry.register)
        if theirs is None:
            continue
        if why := forbidden(holding.entry, theirs.entry, wider=one.at_level is not None or one.refers is not None):
            complaints.add(NOT_LOOKED_AT.at(one.at("register"), register=theirs.entry.title, why=why))
        if not (one.same or one.year or one.at_level or one.refers):
            complaints.add(NO_TIE.at(one.at(), label=one.label))
        for mine, their, where, why in _unlike(holding, theirs, one):
            complaints.add(NOT_ALIKE.at(where, mine=mine.label, theirs=their.label, why=why))
        if one.refers is not None and not _refers(theirs.named[one.refers], holding.entry.register):
            complaints.add(NOT_REFERRING.at(str(one.refers.spot), field=theirs.named[one.refers].label))


def _unlike(holding: Holding, theirs: Holding, one: OtherEntry) -> Iterator[tuple[Field, Field, str, Text]]:
    for key, pairs in (("same", one.same), ("year", one.year)):
        for mine, their in pairs.items():
            a, b = holding.named[mine], theirs.named[their]
            bad = any(f.sealed or f.many or f.kind.attached or f.kind is Kind.CHECKLIST for f in (a, b))
            why = _SEALED if bad else _KINDS if key == "same" and a.kind is not b.kind else None
            if not why and key == "year" and {a.kind, b.kind} - {Kind.DATE, Kind.PERIOD}:
                why = _NO_YEAR
            if why:
                yield a, b, str(their.spot), why


def demand_here(holding: Holding, names: Iterable[str], where: str, complaints: Complaints) -> None:
    """Complain of names that look at other records, where nobody would follow them."""
    if far := holding.elsewhere(names):
        complaints.add(STALE_THERE.at(where, names=listed([holding.label(name) for name in far])))


def _refers(asked: Field, register: str) -> bool:
    return asked.kind is Kind.RECORD and asked.register == register and not (asked.sealed or asked.many)
