"""The notation of templates: `{{婴儿死亡率}}`, `{{婴儿死亡率|较上年}}`, `{{表|未达标}}`; typed like any other words.

Two braces, full-width ones too, around a name and what is wanted of it, a bar between. It is plain text, so it survives
every word processor; that a name is cut into runs there does not matter, for lines are read whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from halfsky.documents.blocks import Block
from halfsky.documents.said import Said
from halfsky.kernel.binding import MARK, words_of
from halfsky.kernel.refusals import Refusal, Refused, problem

BLOCKS = ("表", "图", "段")
"""What stands as paragraphs of its own; a line with such a mark holds nothing else."""
NOT_ALONE = problem(
    "400.1263",
    (
        "“{came}”要单独成一段：表、图、段不能写在句子里。",
        "“{came}” must be a paragraph of its own: tables, pictures and passages do not stand in a sentence.",
    ),
    ("请把它放到单独一段。", "Give it a paragraph of its own."),
)
OPEN = problem(
    "400.1264",
    ("“{came}”的花括号没有写完整。", "The braces of “{came}” are not complete."),
    ("写成 {{{{名称}}}} 或 {{{{名称|项目}}}}。", "Write {{{{name}}}} or {{{{name|what}}}}."),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a line: its place there and its words, the name first."""

    start: int
    end: int
    words: tuple[str, ...]

    @property
    def block(self) -> bool:
        return len(self.words) > 1 and self.words[0] in BLOCKS

    @property
    def text(self) -> str:
        return "{{" + "|".join(self.words) + "}}"


class Teller(Protocol):
    """Who knows what the marks mean; refuses a name that nobody knows."""

    def say(self, words: tuple[str, ...]) -> Said: ...

    def blocks(self, words: tuple[str, ...]) -> list[Block]: ...


def marks(text: str) -> list[Mark]:
    """The marks of a line. Refuses braces that are not complete, and blocks in the middle of a line."""
    found = [Mark(m.start(), m.end(), words_of(m[1])) for m in MARK.finditer(text)]
    rest = MARK.sub("", text)
    if any(pair in rest for pair in ("{{", "}}", "｛｛", "｝｝")) or any(not m.words[0] for m in found):
        raise Refused([OPEN.at(came=text.strip()[:60])])
    if any(m.block for m in found) and (len(found) > 1 or rest.strip()):
        raise Refused([NOT_ALONE.at(came=next(m for m in found if m.block).text)])
    return found


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
