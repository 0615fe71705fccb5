"""What a text said when it came in, frozen as JSON beside the file: its words with their positions, the documents that
it holds, its proposals. Rules that read better one day change nothing of what people have decided on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from halfsky.exchange.prose_text import Passage, Prose
from halfsky.kernel.numbers import exactly
from halfsky.prose.heads import Head, heads
from halfsky.prose.proposals import Proposal, proposals

RULES, MODEL = "rules", "model"
"""Who proposed."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A text as it was read: its prose, the raw documents it holds and the raw proposals, in their order."""

    prose: Prose
    heads: tuple[Mapping[str, Any], ...]
    items: tuple[Mapping[str, Any], ...]


def read_once(prose: Prose) -> bytes:
    """A text read by the rules, as it is kept."""
    of_head, of_item = map(head_shape, heads(prose.text)), map(item_shape, proposals(prose.text))
    said = {
        "name": prose.name,
        "kind": prose.kind,
        "text": prose.text,
        "passages": [[p.start, p.end, p.paragraph, p.table, p.row, p.column, p.page] for p in prose.passages],
        "heads": list(of_head),
        "items": list(of_item),
    }
    return json.dumps(said, ensure_ascii=False).encode()


def thawed(content: bytes, added: Sequence[Mapping[str, Any]] = ()) -> Frozen:
    """What was kept; `added` are proposals that came later."""
    said = json.loads(content)
    passages = tuple(Passage(*numbers) for numbers in said["passages"])
    prose = Prose(said["name"], said["kind"], said["text"], passages)
    return Frozen(prose, tuple(said["heads"]), (*said["items"], *added))


def head_shape(head: Head) -> dict[str, Any]:
    return {
        "start": head.start,
        "end": head.end,
        "title": head.title,
        "place": head.body.place,
        "level": head.body.level,
        "responsible": head.body.responsible,
        "year": head.year,
    }


def item_shape(p: Proposal, by: str = RULES) -> dict[str, Any]:
    """A proposal; numbers as texts that lose nothing, "" where the text does not say."""
    return {
        "by": by,
        "start": p.start,
        "end": p.end,
        "type": p.type,
        "subject": p.subject,
        "value": "" if p.value is None else exactly(p.value),
        "low": "" if p.low is None else exactly(p.low),
        "unit": p.unit,
        "comparator": p.comparator,
        "when": p.when,
        "place": p.body.place,
        "level": p.body.level,
        "responsible": p.body.responsible,
        "change": p.change,
        "anchor": p.anchor.year if p.anchor else None,
        "why": [p.anchor.why.zh, p.anchor.why.in_("en")] if p.anchor else [],
    }
