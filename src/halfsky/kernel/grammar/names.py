"""The words by which the things of one kind go, and the code behind each."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from halfsky.kernel.grammar.span import Span, shortened
from halfsky.kernel.grammar.words import fold
from halfsky.kernel.refusals import problem
from halfsky.kernel.text import NOTHING, Text

UNKNOWN_NAME = problem(
    "400.75",
    ("没有叫“{came}”的{kind}。", "There is no {kind} called “{came}”."),
    (
        "{near}请检查名称；名称含有符号时写成「名称」，“且”“或”的前后留空格。",
        "{near}Check the name; write one with signs as 「name」.",
    ),
)
AMBIGUOUS = problem(
    "400.76",
    ("“{came}”可以指{codes}。", "“{came}” may mean {codes}."),
    ("请改用编码。", "Use the code instead."),
)

NAME = Text("数据项或指标", "element or indicator")
FIELD = Text("下级记录项目", "field of the child records")
DIMENSION = Text("分组", "breakdown")
CATEGORY = Text("类别", "category")
OPTION = Text("选项", "choice")
FUNCTION = Text("函数", "function")


class Names:
    """Finds codes by code or label; a code wins over a label, signs of both widths are alike."""

    def __init__(self, kind: Text, entries: Iterable[tuple[str, Text]]) -> None:
        self.kind = kind
        self.labels = dict(entries)
        self._codes: dict[str, list[str]] = {}
        for code, label in self.labels.items():
            for word in {fold(label.zh), fold(label.en)} - {""}:
                self._codes.setdefault(word, []).append(code)
        self._codes |= {code: [code] for code in self.labels}

    def __contains__(self, word: str) -> bool:
        return word in self._codes or fold(word) in self._codes

    def code(self, word: str, span: Span) -> str:
        """The code that `word` means. Refuses an unknown word, naming the nearest ones, and one of two meanings."""
        codes = self._codes.get(word) or self._codes.get(fold(word))
        if codes is None:
            raise UNKNOWN_NAME.at(span.marked() or word, came=shortened(word), kind=self.kind, near=self._near(word))
        if len(codes) > 1:
            raise AMBIGUOUS.at(
                span.marked() or word, came=shortened(word), codes=Text("、".join(codes), " or ".join(codes))
            )
        return codes[0]

    def label(self, code: str, lang: str) -> str:
        """What people call it; the code where there is no label."""
        return self.labels.get(code, NOTHING).in_(lang) or code

    def _near(self, word: str) -> Text:
        near = get_close_matches(fold(word), self._codes, n=3, cutoff=0.5)
        if not near:
            return NOTHING
        marked = [f"“{found}”" for found in near]
        return Text(f"是不是{'、'.join(marked)}？", f"Did you mean {', '.join(marked)}? ")
