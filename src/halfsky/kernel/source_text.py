"""Source texts (来源文稿): a text that came in, what it proposes, and what people decided for each proposal.

What became of a proposal names it by a key, 文稿12-17: proposal 17 of the source text 12. So every page, table and
document that prints the source of a figure leads back to the sentence that it was taken from.
"""

from __future__ import annotations

import re
from enum import StrEnum

from halfsky.kernel.text import Text

KEY = re.compile(r"文稿(?P<document>\d{1,9})-(?P<number>\d{1,6})")


class State(StrEnum):
    """What people have decided for a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def label(self) -> Text:
        return {
            "open": Text("未处理", "to be decided"),
            "accepted": Text("已接受", "accepted"),
            "rejected": Text("不采用", "rejected"),
        }[self]


def key(document: int, number: int) -> str:
    """The name of a proposal wherever it is a source.

    >>> key(12, 17)
    '文稿12-17'
    """
    return f"文稿{document}-{number}"


def read_key(source: str) -> tuple[int, int] | None:
    """The source text and the proposal that a source names; None for any other source.

    >>> read_key("文稿12-17")
    (12, 17)
    >>> read_key("NBS-W-2020") is None
    True
    """
    found = KEY.fullmatch(source.strip())
    return (int(found["document"]), int(found["number"])) if found else None
