"""A proposal as one JSON object, which `halfsky read --jsonl` writes a line of, and as words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from halfsky.kernel.text import Text
from halfsky.prose.proposal import Proposal

TYPES: Mapping[str, Text] = {
    "target": Text("目标", "target"),
    "result": Text("结果", "result"),
    "task": Text("任务", "task"),
}
SIGNS = {">=": "≥", "<=": "≤", "about": "约"}


def shape(proposal: Proposal, text: str, **more: object) -> dict[str, object]:
    """The fields of a proposal; null where the text does not say. `quote` is verbatim from `text`, `char_start` and
    `char_end` count its characters; a range is `[low, high]`."""
    value: object = None
    if proposal.value is not None:
        value = _number(proposal.value)
        value = value if proposal.low is None else [_number(proposal.low), value]
    return more | {
        "char_start": proposal.start,
        "char_end": proposal.end,
        "quote": text[proposal.start : proposal.end],
        "type": proposal.type,
        "subject_zh": proposal.subject,
        "value": value,
        "unit": proposal.unit or None,
        "comparator": proposal.comparator or None,
        "deadline_or_period": proposal.when or None,
        "place": proposal.body.place or None,
        "level": proposal.body.level or None,
        "responsible": proposal.body.responsible or None,
        "previous_value_or_change": proposal.change or None,
        **_year(proposal),
    }


def _year(proposal: Proposal) -> dict[str, object]:
    """A masked year that an anchor of the text fixes, with the reason; nothing where none does."""
    if proposal.anchor is None:
        return {}
    return {"recovered_year": proposal.anchor.year, "recovered_from": proposal.anchor.why.zh}


def said_value(proposal: Proposal) -> str:
    """The value with its unit as a person reads it: ≥95%, 约2000000元, 3–5吨; "" where there is none."""
    if proposal.value is None:
        return ""
    low = f"{_number(proposal.low)}–" if proposal.low is not None else ""
    sign = "" if low else SIGNS.get(proposal.comparator, "")
    return f"{sign}{low}{_number(proposal.value)}{proposal.unit}"


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
