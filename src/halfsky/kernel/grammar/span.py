"""Where in a formula something stands, so that a refusal can point at it."""

from __future__ import annotations

from dataclasses import dataclass

_AROUND = 24
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` to `end` of the text `source`; without a source it is nowhere."""

    source: str = ""
    start: int = 0
    end: int = 0

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of the other."""
        return Span(self.source, self.start, other.end)

    @property
    def text(self) -> str:
        """What stands there, its line breaks as spaces."""
        return " ".join(self.source[self.start : self.end].split())

    def marked(self) -> str:
        """The place with a little of what surrounds it: `活产数 + 【出生率】 …`; empty when nowhere."""
        if not self.source:
            return ""
        low, high = max(0, self.start - _AROUND), min(len(self.source), self.end + _AROUND)
        before = ("…" if low else "") + self.source[low : self.start]
        after = self.source[self.end : high] + ("…" if high < len(self.source) else "")
        return " ".join(f"{before}【{shortened(self.source[self.start : self.end])}】{after}".split())

    def caret(self) -> str:
        """The whole text with a line of ^ under the place, wide characters counted as two columns."""
        line = " ".join(self.source.splitlines())
        return f"{line}\n{' ' * _columns(line[: self.start])}{'^' * max(1, _columns(line[self.start : self.end]))}"


NOWHERE = Span()


def shortened(text: str) -> str:
    """The text as a sentence can quote it: of a long one, the beginning and the end."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 3 :]}"


def _columns(text: str) -> int:
    """How many columns a fixed-width screen gives the text."""
    return sum(2 if ord(sign) >= 0x1100 else 1 for sign in text)
