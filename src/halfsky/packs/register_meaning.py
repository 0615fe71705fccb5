"""Third gate, registers: what is declared can be meant so; then the kernel's registers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from halfsky.kernel.fact import Element
from halfsky.kernel.field import Kind
from halfsky.kernel.refusals import problem
from halfsky.kernel.register import FROM_TEXT, PRESETS, Explains, Register, Secrecy
from halfsky.kernel.text import listed
from halfsky.packs.library import Library
from halfsky.packs.pack import RawPack
from halfsky.packs.register_feeds import FED_TWICE, compile_feeds
from halfsky.packs.register_fields import Holding, looked_at
from halfsky.packs.register_formulas import compile_computed, compile_needs, compile_rules, demand_open
from halfsky.packs.register_intake import compile_intake
from halfsky.packs.register_letters import compile_letters
from halfsky.packs.register_moves import compile_cycles, compile_workflow
from halfsky.packs.register_notation import RegisterEntry
from halfsky.packs.register_others import Around, around, check_others, demand_here
from halfsky.packs.register_persons import check_persons
from halfsky.packs.spot import Complaints, Spot

NOBODY = problem(
    "400.907",
    ("没有写由哪一级登记。", "It is not said which level keeps the register."),
    ("请写 kept_by，如 [县级, 乡镇级, 村级]。", "Write kept_by, such as [county, township, village]."),
)
NOT_OF_KIND = problem(
    "400.965",
    ("{key} 写的“{name}”不是一个不加密的{kind}项目。", "“{name}” of {key} is no open field that holds one {kind}."),
    ("请换成类型相符的项目。", "Name a field of that kind."),
)
NO_PRESET = problem(
    "400.968",
    ("没有“{came}”可以带入。", "There is no “{came}” to bring along."),
    ("可用的有：{known}。", "Known: {known}."),
)
ASKS_OF_PERSONS = problem(
    "400.966",
    (
        "登记个人的和需知的台账不能交办给单位。",
        "Registers about persons, and those with a need to know, ask no agency.",
    ),
    ("请删去 asks；转办用 passes: sends。", "Take out asks; passing on is passes: sends."),
)
NOT_COMPARED = problem(
    "400.1175",
    (
        "“{name}”没有可以对照的清单：对照的要是同一台账里写了条目、同样公开或加密的清单。",
        "{name} is compared with no checklist of this register that has items and is sealed or open alike.",
    ),
    ("请改正 compares，或删去它、自己写 items；子表里的清单不能对照。", "Correct compares, or write items instead."),
)
QUICK_LACKS = problem(
    "400.913",
    (
        "“记一笔”没有问必填的{names}，记下的一笔存不进去。",
        "What is asked first leaves out {names}, which must be filled.",
    ),
    ("请把它加进 quick，或不设为必填。", "Add it to quick, or do not require it."),
)


def compile_registers(library: Library, elements: Mapping[str, Element], complaints: Complaints) -> dict[str, Register]:
    """The registers of all packs. Complains of what cannot be kept, moved or counted as it is written."""
    made, fed = {}, dict[str, Spot]()
    for pack in library.packs:
        for entry in pack.registers:
            _check_fed(entry, fed, complaints)
            made[entry.register] = _register(entry, pack, elements, complaints, around(library, pack.code))
    return made


def _register(
    entry: RegisterEntry, pack: RawPack, elements: Mapping[str, Element], complaints: Complaints, seen: Around
) -> Register:
    holding = Holding(entry, seen)
    check_persons(holding, complaints)
    check_others(holding, complaints)
    _check_lists(holding, complaints)
    _check_asks(holding, complaints)
    computed = compile_computed(holding, complaints)
    conditions, said = compile_needs(holding, complaints)
    rules = compile_rules(holding, complaints)
    trees = [*(c.formula for c in computed), *(r.formula for r in rules), *conditions.values()]
    return Register(
        entry.register,
        entry.title,
        entry.group,
        entry.kept_by,
        holding.fields,
        compile_workflow(holding, complaints),
        agency=entry.agency,
        secrecy=entry.secrecy,
        about_person=holding.about_person,
        parts=holding.parts,
        computed=computed,
        rules=rules,
        looks=looked_at(holding, trees),
        feeds=compile_feeds(holding, elements, complaints),
        cycles=compile_cycles(holding, complaints),
        unique=tuple(tuple(map(str.strip, fields.split("+"))) for fields in entry.unique),
        columns=tuple(map(str, entry.columns)) or _first(holding),
        quick=tuple(map(str, entry.quick)),
        retention=entry.retention,
        note=entry.note,
        pack=pack.code,
        asks=tuple(map(str, entry.asks)),
        asked_at=str(entry.asked_at or ""),
        raised_by=str(entry.raised_by or ""),
        letters=compile_letters(holding, complaints),
        presets=tuple((str(code), text) for code, text in entry.presets.items()),
        from_text=tuple((str(code), text) for code, text in entry.from_text.items()),
        explains=_explains(entry),
        intake=compile_intake(holding, complaints),
        conditions=conditions,
        said=said,
    )


def _check_lists(holding: Holding, complaints: Complaints) -> None:
    """Who keeps it, what its lists show, what is asked first."""
    entry = holding.entry
    if not entry.kept_by:
        complaints.add(NOBODY.at(entry.at("kept_by")))
    for column in entry.columns:
        demand_open(holding, [column], str(column.spot), complaints)
        demand_here(holding, [column], str(column.spot), complaints)
    left_out = [f.label for f in holding.fields if f.required and f.code not in entry.quick]
    if entry.quick and left_out:
        complaints.add(QUICK_LACKS.at(entry.at("quick"), names=listed(left_out)))
    for name, one in holding.written():
        if one.compares is not None and not _comparable(holding, name, str(one.compares)):
            complaints.add(NOT_COMPARED.at(str(one.compares.spot), name=one.label))


def _comparable(holding: Holding, name: str, other: str) -> bool:
    """Whether a checklist of the record itself stands beside another one that says its items, as open as it is."""
    one, beside = holding.named[name], holding.named.get(other)
    return (
        beside is not None
        and "." not in name
        and not beside.compares
        and beside.sealed is one.sealed
        and bool(one.items)
    )


def _explains(entry: RegisterEntry) -> Explains | None:
    said = entry.explains
    if said is None:
        return None
    texts = (str(word or "") for word in (said.indicator, said.cause, said.work, said.advice))
    return Explains(str(said.year), tuple(map(str, said.counts)), *texts)


def _check_asks(holding: Holding, complaints: Complaints) -> None:
    """Whom it asks are agencies, where it asks them is a place, what raises it is an indicator; cases ask nobody."""
    entry = holding.entry
    named = [(w, "asks", Kind.AGENCY) for w in entry.asks]
    named += [(entry.asked_at, "asked_at", Kind.PLACE)] if entry.asked_at is not None else []
    named += [(entry.raised_by, "raised_by", Kind.INDICATOR)] if entry.raised_by is not None else []
    if entry.explains is not None:
        named.append((entry.explains.year, "explains.year", Kind.PERIOD))
        named += [(w, "explains.indicator", Kind.INDICATOR) for w in [entry.explains.indicator] if w is not None]
        texts = (entry.explains.cause, entry.explains.work, entry.explains.advice)
        named += [(w, "explains", Kind.LONG) for w in texts if w is not None]
    for word, key, kind in named:
        asked = holding.named[word]
        if asked.kind is not kind or asked.sealed or (asked.many and kind is not Kind.AGENCY):
            complaints.add(NOT_OF_KIND.at(str(word.spot), key=key, name=asked.label, kind=kind.label))
    for given, words in ((entry.presets, PRESETS), (entry.from_text, FROM_TEXT)):
        for code, text in given.items():
            if strange := [name for name in _placeholders(text) if name not in words]:
                complaints.add(NO_PRESET.at(str(code.spot), came=strange[0], known="、".join(words)))
    if entry.asks and (entry.secrecy is Secrecy.NEED or holding.about_person):
        complaints.add(ASKS_OF_PERSONS.at(entry.at("asks")))


def _placeholders(text: str) -> list[str]:
    return re.findall(r"\{([^{}]*)\}", text)


def _check_fed(entry: RegisterEntry, fed: dict[str, Spot], complaints: Complaints) -> None:
    """Complain of an element that two registers feed: nobody could say where its figure comes from."""
    for element in entry.feeds:
        first = fed.setdefault(element, element.spot)
        if first is not element.spot:
            complaints.add(FED_TWICE.at(str(element.spot), came=element, first=first))


FEW = 4
"""How many columns a list has that declares none."""


def _first(holding: Holding) -> tuple[str, ...]:
    """The first open fields that fit into a line."""
    return tuple(f.code for f in holding.fields if not (f.sealed or f.kind.attached or f.kind is Kind.LONG))[:FEW]
