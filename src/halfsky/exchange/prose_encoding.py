"""In which encoding a Chinese text was saved: UTF-8, UTF-16, GBK/GB18030 or Big5, told by what it would then say.

The bytes of GBK and of Big5 overlap almost wholly, so that a text in one is often sound in the other as well; only the
right one reads as words. What is read in each is weighed by the characters that every Chinese page is full of.
"""

from __future__ import annotations

import codecs

from halfsky.exchange.files import WIDE_MARKS
from halfsky.kernel.refusals import problem

UNREADABLE = problem(
    "400.1242",
    (
        "文件不是可读的文本：编码不是 UTF-8、UTF-16、GBK、GB18030 或 Big5，或文件已损坏。",
        "This is no readable text: not in UTF-8, UTF-16, GBK, GB18030 or Big5, or damaged.",
    ),
    (
        "请在记事本、Word 或 WPS 中打开，另存为 UTF-8 文本或 .docx。",
        "Open it and save it as text in UTF-8, or as .docx.",
    ),
)
COMMON = frozenset("的一是在不了有和人年工作会妇女兒儿童市县縣区區级級為为中大个個全发發业業与與展开開，。、；：“”《》")
WEIGHED = 20_000
"""Characters that are weighed; more would say the same."""


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding. Refuses what is no text."""
    if content.startswith(WIDE_MARKS):
        return _whole(content, "utf-16", name), "utf-16"
    plain = _tried(content, "utf-8-sig")
    if plain is not None:
        return plain, "utf-8"
    read = {encoding: text for encoding in ("gb18030", "big5") if (text := _tried(content, encoding)) is not None}
    if not read:
        raise UNREADABLE.at(name)
    best = max(read, key=lambda encoding: _familiar(read[encoding]))
    return read[best], best


def _whole(content: bytes, encoding: str, name: str) -> str:
    text = _tried(content, encoding)
    if text is None:
        raise UNREADABLE.at(name)
    return text


def _tried(content: bytes, encoding: str) -> str | None:
    try:
        text = codecs.decode(content, encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _familiar(text: str) -> float:
    """How many of the characters beyond ASCII are among the commonest, as a part."""
    wide = [c for c in text[:WEIGHED] if ord(c) > 127]
    return sum(c in COMMON for c in wide) / len(wide) if wide else 0.0
