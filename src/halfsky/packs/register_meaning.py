"""Third gate, registers: what is declared can be meant so; then the kernel's registers."""

from __future__ import annotations

from collections.abc import Mapping

from halfsky.kernel.fact import Element
from halfsky.kernel.field import Kind
from halfsky.kernel.register import Register
from halfsky.packs.library import Library
from halfsky.packs.pack import RawPack
from halfsky.packs.register_feeds import compile_feeds
from halfsky.packs.register_fields import Holding
from halfsky.packs.register_formulas import compile_computed, compile_needs, compile_rules
from halfsky.packs.register_moves import compile_cycles, compile_workflow
from halfsky.packs.register_notation import RegisterEntry
from halfsky.packs.spot import Complaints


def compile_registers(library: Library, elements: Mapping[str, Element], complaints: Complaints) -> dict[str, Register]:
    """The registers of all packs. Complains of what cannot be kept, moved or counted as it is written."""
    made = {}
    for pack in library.packs:
        for entry in pack.registers:
            made[entry.register] = _register(entry, pack, elements, complaints)
    return made


def _register(entry: RegisterEntry, pack: RawPack, elements: Mapping[str, Element], complaints: Complaints) -> Register:
    holding = Holding(entry)
    computed = compile_computed(holding, complaints)
    conditions, said = compile_needs(holding, complaints)
    return Register(
        entry.register,
        entry.title,
        entry.group,
        entry.kept_by,
        holding.fields,
        compile_workflow(entry),
        agency=entry.agency,
        secrecy=entry.secrecy,
        about_person=holding.about_person,
        parts=holding.parts,
        computed=computed,
        rules=compile_rules(holding, complaints),
        feeds=compile_feeds(holding, elements, complaints),
        cycles=compile_cycles(entry),
        unique=tuple(tuple(map(str.strip, fields.split("+"))) for fields in entry.unique),
        columns=tuple(map(str, entry.columns)) or _first(holding),
        quick=tuple(map(str, entry.quick)),
        retention=entry.retention,
        note=entry.note,
        pack=pack.code,
        conditions=conditions,
        said=said,
    )


FEW = 4
"""How many columns a list has that declares none."""


def _first(holding: Holding) -> tuple[str, ...]:
    """The first open fields that fit into a line."""
    return tuple(f.code for f in holding.fields if not (f.sealed or f.kind.attached or f.kind is Kind.LONG))[:FEW]
