"""What a model proposes beside the rules, held against the text: a proposal stands on a quote that the text holds word
for word, and every number in it stands in that quote; whatever does not is dropped and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from halfsky.prose.amounts import amounts
from halfsky.prose.bodies import Body
from halfsky.prose.folding import folded
from halfsky.prose.proposal import Proposal
from halfsky.prose.withheld import COVER

TYPES = ("target", "result", "task")
COMPARATORS = (">=", "<=", "=", "about")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
LONGEST, SHORTEST_QUOTE, MOST = 200, 4, 400
PIECE = 4_000
"""So many characters are sent at once, cut where a line ends."""
ASKED = """你从中国机关的计划、总结、讲话中找出目标、结果和任务。只依据给出的文字，不推测，不改写数字。
只输出一个JSON对象：{"proposals":[{"quote":"原文中的一段，一字不改","type":"target|result|task","subject":"对象",
"value":"数，万和亿乘开，没有则为空","unit":"单位","comparator":">=|<=|=|about","when":"原文中的时间","responsible":"责任单位"}]}。
目标是要达到的数，结果是已经做到的数，任务是有期限而没有数的工作。口号、序号、年龄、价格不算。＊是遮去的内容，不要猜。"""
"""What a model is told to do."""


@dataclass(frozen=True, slots=True)
class Second:
    """What is left of a model's proposals, and how many were dropped."""

    proposals: tuple[Proposal, ...]
    dropped: int


def pieces(text: str) -> Iterator[str]:
    """A text cut where lines end into what may be sent at once; one that has nothing but covered words is left out."""
    piece = ""
    for line in text.splitlines(keepends=True):
        for part in (line[at : at + PIECE] for at in range(0, len(line), PIECE)):
            if len(piece) + len(part) > PIECE:
                yield piece
                piece = ""
            piece += part
    if piece.strip():
        yield piece


def held_against(text: str, said: Sequence[object], known: Sequence[Mapping[str, Any]]) -> Second:
    """What a model said of a text, as proposals that the text bears out; those that are `known` already (by what they
    are and where) are neither kept nor counted."""
    kept: list[Proposal] = []
    dropped = 0
    for raw in said[:MOST]:
        made = _held(text, raw)
        if made is None:
            dropped += 1
        elif not _known(made, known) and not any(_same(made, other) for other in kept):
            kept.append(made)
    return Second(tuple(sorted(kept, key=lambda p: p.start)), dropped + max(0, len(said) - MOST))


def _held(text: str, raw: object) -> Proposal | None:
    """One proposal, if the text bears it out."""
    if not isinstance(raw, Mapping):
        return None
    said = {name: _plain(raw.get(name)) for name in ("type", "subject", "unit", "comparator", "when")}
    quote = raw["quote"].strip() if isinstance(raw.get("quote"), str) else ""
    start = text.find(quote)
    if not SHORTEST_QUOTE <= len(quote) <= LONGEST or start < 0 or said["type"] not in TYPES or not said["subject"]:
        return None
    values = _values(raw.get("value"))
    there = _numbers(quote)
    around = folded(text[max(0, text.rfind("\n", 0, start)) : start + len(quote)])
    if values is None or any(v not in there for v in values):
        return None
    if any(Fraction(n) not in there for n in NUMBER.findall(folded(said["subject"]))):
        return None
    if any(n not in NUMBER.findall(around) for n in NUMBER.findall(folded(said["when"]))) or COVER in said["subject"]:
        return None
    if said["type"] != "task" and not values:
        return None
    comparator = said["comparator"] if said["comparator"] in COMPARATORS and values else ""
    who = _plain(raw.get("responsible"))
    body = Body(responsible=who if who in text else "")
    return Proposal(
        said["type"],  # type: ignore[arg-type]
        start,
        start + len(quote),
        said["subject"],
        max(values) if values else None,
        min(values) if len(values) > 1 else None,
        said["unit"] if values else "",
        comparator or ("=" if values else ""),
        said["when"],
        body,
    )


def _plain(said: object) -> str:
    """What is kept of a model's words: what can be seen, and not too much of it."""
    if not isinstance(said, str | int | float):
        return ""
    return "".join(c for c in str(said) if c.isprintable()).strip()[:LONGEST]


def _values(said: object) -> list[Fraction] | None:
    """The value that is claimed, or both ends of a range; None where it is no number."""
    every = said if isinstance(said, list) else [said]
    found = []
    for one in every[:2]:
        text = folded(_plain(one)).replace(",", "").removesuffix("%")
        if not text:
            continue
        if not NUMBER.fullmatch(text):
            return None
        found.append(Fraction(text))
    return found


def _numbers(quote: str) -> set[Fraction]:
    """Every number that stands in a quote: as it is printed, and with 万 and 亿 multiplied out."""
    plain = folded(quote)
    found = {Fraction(n) for n in NUMBER.findall(plain.replace(",", ""))}
    for amount in amounts(plain):
        found |= {amount.value} | ({amount.low} if amount.low is not None else set())
    return found


def _known(made: Proposal, known: Sequence[Mapping[str, Any]]) -> bool:
    def same(one: Mapping[str, Any]) -> bool:
        value = Fraction(one["value"]) if one["value"] else None
        return one["start"] < made.end and made.start < one["end"] and (one["type"], value) == (made.type, made.value)

    return any(same(one) for one in known)


def _same(one: Proposal, other: Proposal) -> bool:
    return (one.type, one.value) == (other.type, other.value) and one.start < other.end and other.start < one.end
