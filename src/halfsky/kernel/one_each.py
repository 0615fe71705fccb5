"""Registers that hold one record of each agency, such as its implementation plan.

A register says so by what it declares unique: a place together with an agency, and at most choices and periods beside
(one for each plan, for each year). So the agencies that have none yet can be named.
"""

from __future__ import annotations

from halfsky.kernel.field import Kind
from halfsky.kernel.register import PLACE, Register

BESIDE = (Kind.CHOICE, Kind.PERIOD)


def agency_field(register: Register) -> str:
    """The field of the agency of which a register holds one record each; empty where it is no such register."""
    for keys in register.unique:
        fields = {code: register.field(code) for code in keys if code != PLACE}
        agencies = [code for code, f in fields.items() if f and f.kind is Kind.AGENCY and not f.many]
        others = [f for code, f in fields.items() if code not in agencies]
        if PLACE in keys and len(agencies) == 1 and all(f and f.kind in BESIDE for f in others):
            return agencies[0]
    return ""
