"""Where in a pack something stands, and a basket for the complaints of one gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches

from halfsky.kernel.refusals import Refusal, Refused
from halfsky.kernel.text import NOTHING, Text

FEW = 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file; `columns` are the letters of a worksheet's columns by heading (empty for a text file)."""

    file: str
    line: int
    column: int = 0
    columns: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"

    def at(self, heading: str) -> str:
        """The cell below a heading: `values.csv:12 (value)`, or `values.xlsx!F12 (value)`."""
        if heading in self.columns:
            return f"{self.file}!{self.columns[heading]}{self.line} ({heading})"
        return f"{self} ({heading})" if heading else str(self)


@dataclass
class Complaints:
    """All refusals of one gate, gathered before anything is said."""

    found: list[Refusal] = field(default_factory=list)

    def add(self, refusal: Refusal) -> None:
        self.found.append(refusal)

    @contextmanager
    def gathered(self, where: str = "") -> Iterator[None]:
        """Keep a refusal met inside, with `where` in front of the place it names, and go on behind the block."""
        try:
            yield
        except Refused as refused:
            self.found.extend(r.placed(where) for r in refused.refusals)

    def refuse(self) -> None:
        """Say everything at once; silent when there is nothing to say."""
        if self.found:
            raise Refused(self.found)


def nearest(came: str, known: Iterable[str]) -> Text:
    """What the writer may have meant: the nearest known words, or all of them when they are few."""
    words = list(dict.fromkeys(w for w in known if w))
    near = get_close_matches(came, words, n=3, cutoff=0.6)
    if near:
        quoted = [f"“{word}”" for word in near]
        return Text(f"是不是{'、'.join(quoted)}？", f"Did you mean {', '.join(quoted)}?")
    if words and len(words) <= FEW:
        return Text(f"可用的有：{'、'.join(words)}。", f"Known: {', '.join(words)}.")
    return NOTHING
