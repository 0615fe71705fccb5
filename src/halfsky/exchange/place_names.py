"""How people write the names of places in their own tables: 平南 for 平南县, 张村 for 张村村民委员会."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from halfsky.exchange.layout import place_key

ENDINGS = (
    "村民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "街道办事处", "街道", "社区", "自治县", "县", "区",
    "市", "镇", "乡", "村",
)  # fmt: skip
SHORTEST, LONGEST = 2, 20


def spellings(name: str) -> tuple[str, ...]:
    """A name as it is, and without what it ends in.

    >>> spellings("平南县"), spellings("张村村民委员会")
    (('平南县', '平南'), ('张村村民委员会', '张村'))
    """
    plain = place_key(name)
    short = next((plain.removesuffix(e) for e in ENDINGS if plain.endswith(e)), plain)
    return (plain, short) if SHORTEST <= len(short) < len(plain) else (plain,)


def known_places(places: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Every way to write one of these places (code, name) and its code; what two of them share is left out."""
    every = list(places)
    written = [(word, code) for code, name in every for word in spellings(name)]
    shared = Counter(word for word, _ in set(written))
    found = {word: code for word, code in written if shared[word] == 1}
    for code, _ in every:
        short = code[:6] if code.endswith("000000") else code[:9] if code.endswith("000") else code
        found[code] = found[short] = code
    return found


def places_in(text: str, known: Mapping[str, str]) -> set[str]:
    """The codes of the places that a text names, such as a title; a name within a longer name does not count.

    >>> places_in("2025年平南县卫生健康局", {"平南县": "450821", "平南": "450821", "南县": "430921"})
    {'450821'}
    """
    plain = place_key(text)
    found = [
        (at, at + long, known[word])
        for at in range(len(plain))
        for long in range(SHORTEST, LONGEST + 1)
        if at + long <= len(plain) and (word := plain[at : at + long]) in known
    ]
    return {
        code
        for begin, end, code in found
        if not any(b <= begin and end <= e and (b, e) != (begin, end) for b, e, _ in found)
    }
