"""Sources that are proposals of source texts: what a page prints for 文稿12-17, and how it leads to the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from halfsky.kernel.assessment import Source
from halfsky.kernel.source_text import read_key
from halfsky.kernel.target import Target
from halfsky.queries.source_text_shape import thawed
from halfsky.store.house import House
from halfsky.store.models import Document

LONGEST = 120
"""So much of a sentence is quoted."""
ENDS = "。！？\n"
SPLIT = re.compile(r"[;；]")
INTERNAL = "内部文稿"


def cited(house: House, sources: Iterable[str]) -> dict[str, Source]:
    """The source texts among these sources, by key: their name, the place in the text and the sentence; of an internal
    one nothing but that it is one."""
    keys = {part.strip() for source in set(sources) for part in SPLIT.split(source)}
    named = {key: found for key in keys if (found := read_key(key)) is not None}
    rows = {row.pk: row for row in Document.objects.filter(kind="source", pk__in={d for d, _ in named.values()})}
    return {key: _source(house, rows[d], key, n) for key, (d, n) in named.items() if d in rows}


def by_text(house: House, targets: Iterable[Target]) -> dict[str, Source]:
    """The source texts that targets were taken from, by key."""
    return cited(house, (target.source for target in targets))


def _source(house: House, row: Document, key: str, n: int) -> Source:
    if row.brief.get("confidential"):
        return Source(key, INTERNAL)
    frozen = thawed(house.folder.file(row.brief["reading"]).read_bytes(), row.brief.get("added", ()))
    title = f"《{row.name}》"
    if not 1 <= n <= len(frozen.items):
        return Source(key, title)
    raw = frozen.items[n - 1]
    quote = sentence(frozen.prose.text, raw["start"], raw["end"])
    return Source(key, f"{title}{frozen.prose.at(raw['start']).where.zh}", note=f"“{quote}”")


def sentence(text: str, start: int, end: int) -> str:
    """The sentence in which a stretch of a text stands, cut where it is long."""
    begin = max(text.rfind(sign, 0, start) for sign in ENDS) + 1
    stops = [at for sign in ENDS if (at := text.find(sign, end)) >= 0]
    return text[begin : min(stops, default=len(text))].strip()[:LONGEST]
