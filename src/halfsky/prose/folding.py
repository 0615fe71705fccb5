"""One script for all texts: traditional characters, full-width digits and signs as simplified and narrow ones.

`folded` goes character by character, so that every place of the folded text is the same place of the text that came. Words that the
two scripts spell with different characters stay as they are: rules look for characters that both share after folding.
"""

from __future__ import annotations

import re
from functools import cache

WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0) not in ",;:!?()"}
SIGNS = WIDE | str.maketrans({"　": " ", "\u00a0": " ", "﹪": "%", "臵": "置"})
"""Digits, letters and signs as they are typed; the punctuation of sentences is left as it is."""


def folded(text: str) -> str:
    """The text in simplified characters and narrow digits; as long as before.

    >>> folded("共發放３１４.04萬元")
    '共发放314.04万元'
    """
    plain = text.translate(SIGNS)
    return plain.translate({ord(c): to for c in set(plain) if (to := _simplified(c)) != c})


GLOSS = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）]")
TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")


def unglossed(text: str) -> tuple[str, list[int]]:
    """The text without the sounds that some sites write behind its characters, and where each character stood.

    >>> unglossed("婦聯(lián)工作")[0]
    '婦聯工作'
    """
    if not TONED.search(text):
        return text, list(range(len(text) + 1))
    kept: list[int] = []
    done = 0
    for gloss in GLOSS.finditer(text):
        kept += range(done, gloss.start())
        done = gloss.end()
    kept += range(done, len(text) + 1)
    return "".join(text[i] for i in kept[:-1]), kept


@cache
def _simplified(character: str) -> str:
    """One character in the simplified script; itself where it would become several."""
    if not "\u3400" <= character <= "\u9fff":
        return character
    to: str = _converter().convert(character)
    return to if len(to) == 1 else character


@cache
def _converter():  # type: ignore[no-untyped-def]
    from opencc import OpenCC

    return OpenCC("t2s")
