"""What a template says, once somebody tells its marks (`kernel/binding.py` understands them)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from halfsky.documents.blocks import Block
from halfsky.documents.said import Said
from halfsky.kernel.binding import Mark, marks
from halfsky.kernel.refusals import Refusal, Refused


class Teller(Protocol):
    """Who knows what the marks mean; refuses a name that nobody knows."""

    def say(self, words: tuple[str, ...]) -> Said: ...

    def blocks(self, words: tuple[str, ...]) -> list[Block]: ...


def told(texts: Sequence[str], teller: Teller) -> list[list[tuple[Mark, Said | list[Block]]]]:
    """What every mark of every line says. Refuses all that is wrong at once, each with its line."""
    out: list[list[tuple[Mark, Said | list[Block]]]] = []
    wrong: list[Refusal] = []
    for text in texts:
        line: list[tuple[Mark, Said | list[Block]]] = []
        try:
            for mark in marks(text):
                line.append((mark, teller.blocks(mark.words) if mark.block else teller.say(mark.words)))
        except Refused as refused:
            wrong += refused.refusals
        out.append(line)
    if wrong:
        raise Refused(list(dict.fromkeys(wrong)))
    return out
